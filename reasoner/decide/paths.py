"""Paths between the node where data arises and the node that processes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, pairwise

from ..candidate import Path
from ..knowledge import Knowledge
from ..link import is_bidirectional, speaks_for
from ..namespaces import tw
from .routes import link_figure, unlimited_by

_UNSTATED = 1e-3  # s: what a link that states no latency counts
_LINK = 1e-9  # s: what a link counts in any case, so that fewer links win among equals


@dataclass(frozen=True)
class _Edge:
    """The best link between two nodes, and True if it is used forwards.

    `is_stated`: it states a latency, and a rate in this direction.
    """

    link: tuple[str, bool]
    weight: float
    wide: float
    is_stated: bool


_Graph = dict[str, dict[str, _Edge]]
_Found = dict[str, list[str]]  # by node: the nodes of the way there
_HERE = Path((), 0)


def paths(
    knowledge: Knowledge, sources: Iterable[str], nodes: Iterable[str]
) -> dict[tuple[str, str], Path]:
    """Return the fastest path, by typical one-way latency, for each source and node.

    A path of links that all state their latency and rate comes before one that lacks a figure: a
    link of which less is known makes no answer worse.  Where none leads all the way, the fastest
    is taken up to where one begins.

    The node that updates come from, where the site says it, is a source too.  Without a site no
    network is stated: every node counts as reached, and the cloud as behind one wide-area link.
    """
    if knowledge.site is None:
        return {
            (source, node): Path((), float(_cloud_hops(knowledge, node)), True, False)
            for source in sources
            for node in nodes
        }
    ways = _Ways(knowledge, knowledge.site)
    wanted = list(nodes)
    updates = knowledge.facts.objects(knowledge.site, tw("updatesComeFrom"))
    return {
        (source, node): ways.path(source, node)
        for source in dict.fromkeys([*sources, *updates]) for node in wanted
    }


def _cloud_hops(knowledge: Knowledge, node: str) -> int:
    return int(knowledge.facts.object(node, tw("nodeLevel")) == tw("cloud-level"))


class _Ways:
    """The ways over the network of a site, each found when it is asked for."""

    def __init__(self, knowledge: Knowledge, site: str) -> None:
        self.graph = _graph(knowledge, site)
        self.stated: _Graph = {
            start: {end: edge for end, edge in edges.items() if edge.is_stated}
            for start, edges in self.graph.items()
        }
        self.is_direct = knowledge.facts.object(site, tw("routing")) == tw("direct-only")
        self._kept: dict[tuple[str, bool], _Found] = {}

    def path(self, source: str, node: str) -> Path:
        """Return the way from a source to a node; one that does not exist where none leads."""
        route = self._from(source, True).get(node) or self._quickest(source, node)
        if route is None:
            return Path((), 0, False)
        steps = [self.graph[a][b] for a, b in pairwise(route)]
        if not steps:
            return _HERE
        return Path(tuple(each.link for each in steps), sum(each.wide for each in steps))

    def _quickest(self, source: str, node: str) -> list[str] | None:
        """Return the quickest way, whatever its links state, to where stated links lead on."""
        route = self._from(source, False).get(node)
        for at, here in enumerate(route or []):
            rest = self._from(here, True).get(node)
            if rest is not None and route is not None:
                return [*route[:at], *rest]
        return route

    def _from(self, source: str, is_stated: bool) -> _Found:
        key = (source, is_stated)
        if key not in self._kept:
            graph = self.stated if is_stated else self.graph
            self._kept[key] = _routes(graph, source, self.is_direct)
        return self._kept[key]


def _graph(knowledge: Knowledge, site: str) -> _Graph:
    facts = knowledge.facts
    graph: _Graph = {node: {} for node in facts.objects(site, tw("hasNode"))}
    for link in facts.objects(site, tw("hasLink")):
        start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
        if start is None or end is None:
            continue
        speakers = speaks_for(facts, link)
        kind = next(filter(None, (facts.object(each, tw("crosses")) for each in speakers)), None)
        # A link that states neither may be either: its hop is not known, and no zero.
        wide = float("nan") if kind is None else float(kind == tw("wide-area-network"))
        weight = _weight(knowledge, link)
        states = {
            rate: weight is not None and _states(knowledge, link, rate)
            for rate in ("uplinkRate", "downlinkRate")
        }
        weight = _UNSTATED if weight is None else weight
        _add(graph, start, end, _Edge((link, True), weight, wide, states["uplinkRate"]))
        if is_bidirectional(facts, link):
            _add(graph, end, start, _Edge((link, False), weight, wide, states["downlinkRate"]))
    return graph


def _add(graph: _Graph, start: str, end: str, edge: _Edge) -> None:
    """Keep the better of two parallel links: what is stated, then the quicker."""
    graph.setdefault(end, {})
    edges = graph.setdefault(start, {})
    known = edges.get(end)
    if known is None or (not edge.is_stated, edge.weight) < (not known.is_stated, known.weight):
        edges[end] = edge


def _weight(knowledge: Knowledge, link: str) -> float | None:
    """Return a typical latency in seconds, a little more for each link; None if none is stated."""
    for name in ("latencyP50", "latencyP95", "latencyWorst"):
        figure = link_figure(knowledge, link, tw(name))
        if figure is not None:
            return figure.value + _LINK
    return None


def _states(knowledge: Knowledge, link: str, rate: str) -> bool:
    """Say whether a rate of a link is stated, or that it has no limit."""
    return (
        link_figure(knowledge, link, tw(rate)) is not None
        or unlimited_by(knowledge, link, tw(rate)) is not None
    )


def _routes(graph: _Graph, source: str, direct: bool) -> _Found:
    """Return the route of the least weight to each node that can be reached (Dijkstra, 1959).

    Not networkx: a test holds the two equal, and importing it takes a sixth of a whole answer.
    """
    if source not in graph:
        return {}
    if direct:
        return {source: [source]} | {each: [source, each] for each in graph[source]}
    routes, done = {source: [source]}, set()
    least, waiting, serial = {source: 0.0}, [(0.0, 0, source)], count(1)
    while waiting:
        weight, _, here = heappop(waiting)
        if here in done:
            continue
        done.add(here)
        for there, edge in graph[here].items():
            whole = weight + edge.weight
            if there not in least or whole < least[there]:
                least[there], routes[there] = whole, [*routes[here], there]
                heappush(waiting, (whole, next(serial), there))
    return routes
