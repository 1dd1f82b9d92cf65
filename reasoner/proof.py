"""Proofs: finite, acyclic trees of steps, each with one sentence; views are derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .errors import Place
from .verdict import Verdict

Kind = Literal[
    "fact", "figure", "default", "absence", "rule", "definition", "formula", "lookup", "path",
    "structure", "constraint", "verdict",
]


@dataclass(frozen=True)
class Step:
    """One step: what it concludes, by what, from which premises."""

    kind: Kind
    name: str
    sentence: str
    premises: tuple[Step, ...] = ()
    verdict: Verdict | None = None
    place: Place | None = None
    standing: str | None = None
    source: str | None = None
    margin: str | None = None
    notations: tuple[str, ...] = field(default=())

    def leaves(self) -> Iterator[Step]:
        """Yield the steps that rest on nothing else, left to right."""
        if not self.premises:
            yield self
        for each in self.premises:
            yield from each.leaves()
