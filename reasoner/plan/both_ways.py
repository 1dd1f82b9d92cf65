"""Links that are used both ways: one thing that works or fails, and is paid for, once.

Each direction carries its own rate.  What counts once for both stands on a link of its own, which
the routes over either direction have in common and which never fills up.  A link between places
is one thing too: the routes over all pairs of nodes that it joins have the first of them in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from ..network import Floats, Ints, Network


@dataclass(frozen=True)
class BothWays:
    """The links of a network that are used both ways: p of its m directed links have a twin.

    Of the pairs of nodes that one link joins, the first of each direction (`Network.shared`)
    stands for all.  `common` [m] is the place of the link that stands for both directions, from m
    on, and -1 for a link without a twin; `forwards` [p] are the directed links that go forwards.
    """

    network: Network
    common: Ints
    forwards: Ints

    @classmethod
    def of(cls, network: Network) -> BothWays:
        """Return which links of a network have a twin."""
        names = network.names
        count = len(names.row)
        first = network.shared == np.arange(count)
        backwards = np.nonzero(~names.forwards & first)[0]
        there = np.nonzero(names.forwards & first)[0]  # the rows in order: each starts forwards
        forwards = there[np.searchsorted(names.row[there], names.row[backwards])]
        common = np.full(count, -1, dtype=np.int64)
        common[backwards] = common[forwards] = np.arange(count, count + len(backwards))
        return cls(network, common, forwards)

    def counted(self, of_link: Floats | None, neutral: float) -> Floats | None:
        """Return what each link counts, [m + p]: of twins once for both."""
        if of_link is None:
            return None
        own = np.where(self.common >= 0, neutral, of_link)
        return np.concatenate([own, of_link[self.forwards]])

    def capacity(self, of_link: Floats) -> Floats:
        """Return what each link carries, [m + p]."""
        return np.concatenate([of_link, np.full(len(self.forwards), np.inf)])

    def rows(self, start: Ints, link: Ints) -> tuple[Ints, Ints]:
        """Return routes as rows of a CSR matrix with what stands for both directions in them."""
        link = self.network.shared[link]
        if not len(self.forwards):
            return start, link.astype(np.int32)
        common = self.common[link]
        size = 1 + (common >= 0)
        before = np.concatenate([[0], np.cumsum(size)])
        found = np.repeat(link.astype(np.int64), size)
        found[before[1:][common >= 0] - 1] = common[common >= 0]
        return before[start], found.astype(np.int32)

    @property
    def names(self) -> Sequence[str]:
        """Return the names of all links, [m + p]."""
        return _Names(self)


class _Names(Sequence[str]):
    """The names of directed links, then those of what stands for both directions."""

    def __init__(self, links: BothWays) -> None:
        self._links = links

    def __len__(self) -> int:
        return len(self._links.common) + len(self._links.forwards)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        count = len(self._links.common)
        directed = at if at < count else int(self._links.forwards[at - count])
        return self._links.network.names[directed]

    def __iter__(self) -> Iterator[str]:
        return (self[each] for each in range(len(self)))
