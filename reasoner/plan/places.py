"""What the ends of links stand for: nodes, and places with all of a site's nodes in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ..errors import TopologyError
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..network import Ints

_MOST = 4_000_000  # pairs of nodes that links may join: what arrays of them take is about 1 GB


class Places:
    """The nodes of a site, by place in their list, and what they stand in."""

    def __init__(self, knowledge: Knowledge, nodes: Sequence[str]) -> None:
        self.knowledge, self.nodes = knowledge, list(nodes)
        self.place_of = {node: place for place, node in enumerate(nodes)}

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """Return the nodes in each place that is no node itself."""
        found: dict[str, list[int]] = {}
        for place, node in enumerate(self.nodes):
            for each in self.knowledge.facts.objects(node, tw("withinPlace")):
                if each not in self.place_of:
                    found.setdefault(each, []).append(place)
        return found

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {local_name(e): e for e in (*self.members, *self.nodes)}

    def holds(self, end: str) -> bool:
        """Say whether an end of a link is a node, or has nodes in it."""
        return end in self.place_of or end in self.members

    def inside(self, end: str) -> Ints:
        """Return the nodes that an end of a link stands for."""
        if end in self.place_of:
            return np.array([self.place_of[end]])
        return np.array(self.members.get(end, []), dtype=np.int64)

    def named(self, name: str) -> Ints:
        """Return the nodes that a name of a table stands for; none where nothing has it."""
        if "members" not in self.__dict__ and name in self._nodes_by_name:
            return np.array([self._nodes_by_name[name]])
        return self.inside(self._by_name.get(name, ""))

    @cached_property
    def _nodes_by_name(self) -> dict[str, int]:
        return {local_name(node): place for place, node in enumerate(self.nodes)}

    def pairs(self, inside: Sequence[Ints], ends: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the row, start and end of each pair of nodes that links join, row by row.

        `ends` [m, 2] are places in `inside`, the nodes of each end.  A node is not joined with
        itself.  Raises TopologyError for more pairs than can be held.
        """
        sizes = np.array([len(each) for each in inside], dtype=np.int64)
        count = sizes[ends[:, 0]] * sizes[ends[:, 1]]
        if int(count.sum()) > _MOST:
            raise TopologyError(
                "the links between places join too many nodes",
                expected=f"at most {_MOST:,} pairs of nodes", found=f"{int(count.sum()):,}",
                hint="make the places smaller, or join them by nodes that relay",
            )
        row = np.repeat(np.arange(len(ends)), count)
        at = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        begins = np.cumsum(sizes) - sizes
        flat = np.concatenate([*inside, np.zeros(0, dtype=np.int64)]).astype(np.int32)
        others = sizes[ends[row, 1]]
        start = flat[begins[ends[row, 0]] + at // others]
        end = flat[begins[ends[row, 1]] + at % others]
        kept = start != end
        return row[kept], start[kept], end[kept]
