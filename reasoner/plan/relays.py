"""Nodes that relay: a route needs each node that it leads over, as it needs each of its links.

What such a node counts once stands on a link of its own that never fills up: the routes that start
at it, lead over it or end at it have this link in common.  A node that no route leads over counts
where tasks are placed on it, and where their data arises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from ..network import Floats, Ints, Network, Routes
from ..plan_problem import Bools, Combine, Objective, RouteRows
from .both_ways import BothWays
from .routing import route_rows


@dataclass(frozen=True)
class Relays:
    """The r nodes of a network that some route leads over, and the links that stand for them.

    `nodes` [r]; `place` [n] is the place of each one's link, after all links of `both`, and -1 for
    a node that relays nothing.
    """

    both: BothWays
    nodes: Ints
    place: Ints

    @classmethod
    def of(cls, network: Network, ways: Iterable[Routes]) -> Relays:
        """Return what relays on any of some routes."""
        both = BothWays.of(network)
        found = np.zeros(len(network.nodes), dtype=bool)
        for each in ways:
            # A link that a way of several goes on from leads to a relay.
            pairs = np.nonzero(each.hops > 1)
            found[network.end[each.first[pairs]]] = True
        nodes = np.nonzero(found)[0]
        place = np.full(len(found), -1, dtype=np.int64)
        place[nodes] = len(both.names) + np.arange(len(nodes))
        return cls(both, nodes, place)

    def rows(self, routes: Routes) -> RouteRows:
        """Return routes as rows of a CSR matrix with all that they need in them."""
        start, link = route_rows(routes)
        needed = self.both.rows(start, link)
        if not len(self.nodes):
            return RouteRows(*needed)
        count = len(self.place)
        sizes = np.diff(start)
        row = [np.repeat(np.arange(count * count), sizes), np.arange(count * count)]
        at = [self.both.network.end[link], np.repeat(np.arange(count), count)]
        row.append(np.repeat(np.arange(count * count), np.diff(needed[0])))
        place = [*(self.place[each] for each in at), needed[1].astype(np.int64)]
        rows, places = np.concatenate(row), np.concatenate(place)
        # Where none leads, nothing is used, not even the node to start from.
        there = (places >= 0) & (routes.exists.ravel()[rows])
        rows, places = rows[there], places[there]
        order = np.argsort(rows, kind="stable")
        upto = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count * count))])
        return RouteRows(upto, places[order].astype(np.int32))

    def counted(self, each: Objective) -> Objective:
        """Return an objective with what relays count on their links, and twins of links once."""
        neutral = 1.0 if each.combine in (Combine.PRODUCT, Combine.EITHER) else 0.0
        if each.of_link is None and (each.of_node is None or not len(self.nodes)):
            return each
        of_link = self.both.counted(
            np.full(len(self.both.common), neutral) if each.of_link is None
            else np.asarray(each.of_link, float), neutral,
        )
        assert of_link is not None
        if each.of_node is None or not len(self.nodes):
            return replace(each, of_link=self._with(of_link, neutral))
        own = np.asarray(each.of_node, float).copy()
        relaying = own[self.nodes]
        own[self.nodes] = neutral
        return replace(each, of_node=own, of_link=np.concatenate([of_link, relaying]))

    def _with(self, of_link: Floats, filling: float) -> Floats:
        return np.concatenate([of_link, np.full(len(self.nodes), filling)])

    def capacity(self, of_link: Floats) -> Floats:
        """Return what each link carries: one that stands for a node carries all."""
        return self._with(self.both.capacity(of_link), np.inf)

    def links(self, which: Floats) -> Bools:
        """Return which links something is said of, 1 for yes; of nodes it is not."""
        counted = self.both.counted(which, 0.0)
        assert counted is not None
        found: Bools = self._with(counted, 0.0) > 0
        return found

    @property
    def names(self) -> Sequence[str]:
        """Return the names of all links; those of nodes have the name of the node."""
        return _Names(self)


class _Names(Sequence[str]):
    """The names of links, then those of the nodes that relay."""

    def __init__(self, relays: Relays) -> None:
        self._relays = relays

    def __len__(self) -> int:
        return len(self._relays.both.names) + len(self._relays.nodes)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        both = self._relays.both
        if at < len(both.names):
            return both.names[at]
        return both.network.nodes[int(self._relays.nodes[at - len(both.names)])]
