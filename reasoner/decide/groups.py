"""Groups: which questions, or which targets, agree in some of their parts.

What depends on those parts only is computed once a group, and then spread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..candidate import Question, Target

Codes = NDArray[np.intp]
Item = Question | Target


@dataclass(frozen=True)
class Grouping:
    """The distinct values of some parts, who has each first, and which of them each item has."""

    keys: tuple[tuple[Any, ...], ...]
    first: Codes
    codes: Codes


class Groups:
    """Groups the questions, or the targets, of one decision; each grouping is made once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self._kept: dict[tuple[str, ...], Grouping] = {}

    def by(self, parts: Sequence[str]) -> Grouping:
        """Return the grouping by attributes of the items; one group of all where none is named."""
        key = tuple(parts)
        if key not in self._kept:
            self._kept[key] = self._group(key)
        return self._kept[key]

    def _group(self, parts: tuple[str, ...]) -> Grouping:
        items = self.items
        if not parts:
            first = np.zeros(min(1, len(items)), dtype=np.intp)
            return Grouping(((),), first, np.zeros(len(items), dtype=np.intp))
        read = attrgetter(*parts)
        index: dict[Any, int] = {}
        codes = np.fromiter(
            (index.setdefault(read(each), len(index)) for each in items), np.intp, len(items)
        )
        _, first = np.unique(codes, return_index=True)
        keys = tuple(index) if len(parts) > 1 else tuple((each,) for each in index)
        return Grouping(keys, first, codes)
