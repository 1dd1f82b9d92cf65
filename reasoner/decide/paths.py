"""Paths between the node where data arises and the node that processes it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from ..candidate import Path
from ..knowledge import Knowledge
from ..namespaces import tw

_Graph = Any  # nx.DiGraph: its stubs are generic, the class itself is not
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
    import networkx as nx  # takes as long as numpy to import; without a site nothing needs it

    graph: _Graph = nx.DiGraph()
    graph.add_nodes_from(facts.objects(site, tw("hasNode")))
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
    if not graph.has_edge(start, end) or weight < graph[start][end]["weight"]:
        graph.add_edge(start, end, link=link, weight=weight, wide=wide)


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
    if source not in graph:
        return {}
    if direct:
        return {source: [source]} | {each: [source, each] for each in graph.successors(source)}
    import networkx as nx  # see _graph

    found: dict[str, list[str]] = nx.single_source_dijkstra_path(graph, source)
    return found


def _path(graph: _Graph, route: list[str] | None) -> Path:
    if route is None:
        return Path((), 0, False)
    steps = [graph[a][b] for a, b in pairwise(route)]
    if not steps:
        return _HERE
    return Path(tuple(each["link"] for each in steps), sum(each["wide"] for each in steps))
