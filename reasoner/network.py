"""A site's network in arrays: nodes, directed links with their figures, and routes between nodes.

n nodes and m links, each counted from 0.  A million links are arrays, never facts; each still has
a name that leads back to the line that states it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from .errors import Place

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]
Corners = tuple[Floats, Floats, Floats]  # the least, central and greatest value; NaN: not stated


@dataclass(frozen=True)
class LinkTable:
    """Links that stand in the rows of one file, with the line of each."""

    file: str
    lines: Ints

    def place(self, row: int) -> Place:
        """Return where a row stands."""
        return Place(self.file, int(self.lines[row]))


@dataclass(frozen=True)
class LinkNames(Sequence[str]):
    """The names of links, made when they are asked for: those of facts, then the rows of a table.

    `forwards` [m] is False for a link that is used against its direction; `row` [m] is its place
    among the stated links.
    """

    stated: tuple[str, ...]
    table: LinkTable | None
    row: Ints
    forwards: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return self.whole(at) + ("" if self.forwards[at] else " (backwards)")

    def whole(self, at: int) -> str:
        """Return the name that a link has in both directions."""
        row = int(self.row[at])
        if row < len(self.stated):
            return self.stated[row]
        assert self.table is not None
        return f"link at {self.table.place(row - len(self.stated))}"

    def __iter__(self) -> Iterator[str]:
        return (self[each] for each in range(len(self)))


@dataclass(frozen=True)
class Network:
    """The nodes and directed links of a site; a link for both directions stands here twice.

    `start` and `end` [m] are places of nodes.  `figures` by property, as stated of the link or its
    technology; `wide` [m] is 1 for a link that leaves the premises, NaN where none says.
    `unlimited` [m]: no limit to what the link carries.  `typical` [m] is a latency in s as it is
    stated, the median before others; NaN where none is.  A link between places stands here once
    for each pair of their nodes, and all of these have the same row in `names`.  `worst` are the
    figures while links with a backup may be down, where there are such links.
    """

    nodes: tuple[str, ...]
    start: Ints
    end: Ints
    figures: dict[str, Corners]
    wide: Floats
    unlimited: NDArray[np.bool_]
    is_direct: bool
    names: LinkNames
    typical: Floats
    worst: dict[str, Corners] | None = None

    @cached_property
    def degraded(self) -> Network | None:
        """Return the network while any link that has a backup may be down; None without any."""
        return None if self.worst is None else replace(self, figures=self.worst, worst=None)

    @property
    def are_stated(self) -> NDArray[np.bool_]:
        """Return which links state a latency and a rate, [m]."""
        found: NDArray[np.bool_] = ~np.isnan(self.typical)
        return found & ~np.isnan(self.figures["uplinkRate"][1])

    @cached_property
    def shared(self) -> Ints:
        """Return for each link, [m], the first of those that share one stated link's direction."""
        row, forwards = self.names.row.astype(np.int64), self.names.forwards
        if bool((np.diff(row[forwards]) > 0).all()):
            return np.arange(len(row))  # no link is between places
        _, first, which = np.unique(row * 2 + forwards, return_index=True, return_inverse=True)
        found: Ints = first[which]
        return found

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Return the place of each node."""
        return {node: place for place, node in enumerate(self.nodes)}


@dataclass(frozen=True)
class Routes:
    """The route of the least weight from each node to each other.

    `hops` [n, n]: how many links, 0 for i = j and -1 where none lead there.  `first` [n, n]: the
    link that a route starts with, -1 where it has none.
    """

    hops: Ints
    first: Ints
    network: Network = field(repr=False)

    @property
    def exists(self) -> NDArray[np.bool_]:
        """Return where there is a way."""
        found: NDArray[np.bool_] = self.hops >= 0
        return found

    def links(self, start: int, end: int) -> list[int]:
        """Return the links of a route, in order; raises ValueError where there is none."""
        if self.hops[start, end] < 0:
            raise ValueError("no way")
        found = []
        while start != end:
            found.append(int(self.first[start, end]))
            start = int(self.network.end[found[-1]])
        return found
