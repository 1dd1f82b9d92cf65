"""Paths between the node where data arises and the node that processes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, pairwise

from ..candidate import Path
from ..knowledge import Knowledge
from ..namespaces import tw


@dataclass(frozen=True)
class _Edge:
    """The quickest link between two nodes, and True if it is used forwards."""

    link: tuple[str, bool]
    weight: float
    wide: float


_Graph = dict[str, dict[str, _Edge]]
_HERE = Path((), 0)


def paths(
    knowledge: Knowledge, sources: Iterable[str], nodes: Iterable[str]
) -> dict[tuple[str, str], Path]:
    """Return the fastest path, by typical one-way latency, for each source and node.

    The node that updates come from, where the site says it, is a source too.  Without a site no
    network is stated: every node counts as reached, and the cloud as behind one wide-area link.
    """
    if knowledge.site is None:
        return {
            (source, node): Path((), float(_cloud_hops(knowledge, node)), True, False)
            for source in sources
            for node in nodes
        }
    graph = _graph(knowledge, knowledge.site)
    direct = knowledge.facts.object(knowledge.site, tw("routing")) == tw("direct-only")
    found = {}
    wanted = list(nodes)
    updates = knowledge.facts.objects(knowledge.site, tw("updatesComeFrom"))
    for source in dict.fromkeys([*sources, *updates]):
        routes = _routes(graph, source, direct)
        for node in wanted:
            found[source, node] = _path(graph, routes.get(node))
    return found


def _cloud_hops(knowledge: Knowledge, node: str) -> int:
    return int(knowledge.facts.object(node, tw("nodeLevel")) == tw("cloud-level"))


def _graph(knowledge: Knowledge, site: str) -> _Graph:
    facts = knowledge.facts
    graph: _Graph = {node: {} for node in facts.objects(site, tw("hasNode"))}
    for link in facts.objects(site, tw("hasLink")):
        start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
        if start is None or end is None:
            continue
        kind = facts.object(link, tw("crosses")) or facts.object(
            facts.object(link, tw("technology")) or "", tw("crosses")
        )
        # A link that states neither may be either: its hop is not known, and no zero.
        wide = float("nan") if kind is None else float(kind == tw("wide-area-network"))
        _add(graph, start, end, (link, True), _weight(knowledge, link), wide)
        if facts.text(link, tw("bidirectional")) == "true":
            _add(graph, end, start, (link, False), _weight(knowledge, link), wide)
    return graph


def _add(
    graph: _Graph, start: str, end: str, link: tuple[str, bool], weight: float, wide: float
) -> None:
    graph.setdefault(end, {})
    edges = graph.setdefault(start, {})
    if end not in edges or weight < edges[end].weight:
        edges[end] = _Edge(link, weight, wide)


def _weight(knowledge: Knowledge, link: str) -> float:
    """Return a typical latency in seconds; a link that states none counts as one millisecond."""
    technology = knowledge.facts.object(link, tw("technology"))
    for name in ("latencyP50", "latencyP95", "latencyWorst"):
        stated = knowledge.figures.by_property.get(tw(name), {})
        for subject in (link, technology):
            if subject in stated:
                return stated[subject].value + 1e-9
    return 1e-3


def _routes(graph: _Graph, source: str, direct: bool) -> dict[str, list[str]]:
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


def _path(graph: _Graph, route: list[str] | None) -> Path:
    if route is None:
        return Path((), 0, False)
    steps = [graph[a][b] for a, b in pairwise(route)]
    if not steps:
        return _HERE
    return Path(tuple(each.link for each in steps), sum(each.wide for each in steps))
