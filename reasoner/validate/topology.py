"""Sites without a path and tasks that wait for one another: what SHACL core can't say."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from ..errors import Place
from ..facts import Facts, is_literal, lexical
from ..link import is_bidirectional
from ..namespaces import RDF_TYPE, curie, tw
from .finding import Finding
from .naming import name

_INWARDS = tuple(tw(each) for each in ("hasPart", "carries", "standsIn"))
_MOST_SHOWN = 6  # steps of a circle
_NODE, _OUT, _IN = "node", "out of", "into"  # what a step of a way through the network is


def topology_findings(facts: Facts) -> Iterator[Finding]:
    """Find cycles, links that leave their site, and nodes that nothing reaches."""
    yield from _cycles(facts)
    for property_ in _INWARDS:
        yield from _within_themselves(property_, facts)
    for site in facts.instances(tw("Site")):
        yield from _stray_links(site, facts)
        yield from _unreached(site, facts)


def _cycles(facts: Facts) -> Iterator[Finding]:
    flows: dict[tuple[str, str], str] = {}
    for flow in facts.instances(tw("Flow")):
        sender, receiver = facts.object(flow, tw("fromTask")), facts.object(flow, tw("toTask"))
        precedes = lexical(facts.object(flow, tw("precedes")) or "true") not in {"false", "0"}
        # A flow from a task to itself is refused by its shape.
        if sender and receiver and precedes and sender != receiver:
            flows[sender, receiver] = flow
    graph = nx.DiGraph(sorted(flows))
    for component in sorted(nx.strongly_connected_components(graph), key=min):
        if len(component) < 2:
            continue
        edges = nx.find_cycle(graph.subgraph(sorted(component)), source=min(component))
        steps = [sender for sender, _ in edges]
        chain = " → ".join(name(each, facts) for each in [*steps, steps[0]])
        flow = flows[edges[-1][0], edges[-1][1]]
        yield Finding(
            _place(flow, RDF_TYPE, tw("Flow"), facts),
            "violation",
            f"tasks wait for one another in a circle: {chain}",
            "an order in which the tasks can run",
            f"{name(flow, facts)} closes the circle",
            "mark the flow that feeds back with `tw:precedes false`",
            flow,
        )


def _within_themselves(property_: str, facts: Facts) -> Iterator[Finding]:
    """Find what is a part of itself, over however many steps."""
    graph = nx.DiGraph((s, o) for s, _, o in facts.with_predicate(property_) if not is_literal(o))
    for component in sorted(nx.strongly_connected_components(graph), key=min):
        start = min(component)
        if len(component) < 2 and not graph.has_edge(start, start):
            continue
        steps = [start, *(end for _, end in nx.find_cycle(graph.subgraph(component), start))]
        shown = [*steps[:_MOST_SHOWN], "…", start] if len(steps) > _MOST_SHOWN else steps
        yield Finding(
            _place(steps[-2], property_, steps[-1], facts),
            "violation",
            f"{name(start, facts)} is within itself by {curie(property_)}",
            "parts and places that end somewhere",
            " → ".join(each if each == "…" else name(each, facts) for each in shown),
            f"take one `{curie(property_)}` of the circle out",
            start,
            property_,
        )


def _stray_links(site: str, facts: Facts) -> Iterator[Finding]:
    nodes = facts.objects(site, tw("hasNode"))
    ends = _nodes_at(site, nodes, facts)
    for link in facts.objects(site, tw("hasLink")):
        for end in (tw("from"), tw("to")):
            for node in facts.objects(link, end):
                if node in ends:
                    continue
                if any(facts.is_a(node, tw(each)) for each in ("Zone", "Region", "Site")):
                    yield _empty_end(link, end, node, facts)
                    continue
                yield Finding(
                    _place(link, end, node, facts),
                    "violation",
                    f"{name(link, facts)} ends at a node that is not of {name(site, facts)}",
                    f"one of {', '.join(name(each, facts) for each in nodes) or 'its nodes'}",
                    name(node, facts),
                    f"add `tw:hasNode` with {name(node, facts)} to the site, or correct the link",
                    link,
                )


def _empty_end(link: str, end: str, place: str, facts: Facts) -> Finding:
    return Finding(
        _place(link, end, place, facts),
        "violation",
        f"{name(link, facts)} ends at {name(place, facts)}, in which no node stands",
        "a place with nodes of the site in it",
        "none",
        f"add `tw:standsIn` with {name(place, facts)} to a node, or correct the link",
        link,
    )


def _nodes_at(site: str, nodes: list[str], facts: Facts) -> dict[str, list[str]]:
    """Return the nodes in each place: a node in itself, what stands on site in the site."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        waiting, places = [node], set[str]()
        while waiting:
            here = waiting.pop()
            if here not in places:
                places.add(here)
                waiting += facts.objects(here, tw("standsIn"))
        if facts.object(node, tw("role")) != tw("cloud-level"):
            places.add(site)
        for place in places:
            found.setdefault(place, []).append(node)
    return found


def _unreached(site: str, facts: Facts) -> Iterator[Finding]:
    """Find nodes that no data gets to; where others are reached, one that sends may be meant so."""
    nodes = facts.objects(site, tw("hasNode"))
    graph = _network(site, nodes, facts)
    starts = [node for node in _origins(site, facts) if node in nodes] or nodes[:1]
    reached = {each for start in starts for each in _led_to(graph, start)}
    for node in nodes:
        if node in reached:
            continue
        origin = " or ".join(name(each, facts) for each in starts)
        sends = not reached.isdisjoint(_led_to(graph, node))
        fix = f"add a tw:Link to {name(node, facts)} with `tw:hasLink`, or take the node out"
        yield Finding(
            _place(site, tw("hasNode"), node, facts),
            "warning" if sends and reached - set(starts) else "violation",
            f"{name(site, facts)} has no path from {origin} to {name(node, facts)}",
            "links that lead from where data arises to each node",
            "links that lead away from it only" if sends
            else _links(len(facts.objects(site, tw("hasLink")))),
            f"add `tw:bidirectional true` where a link goes both ways, or {fix}" if sends else fix,
            site,
        )


def _led_to(graph: nx.DiGraph[tuple[str, str]], start: str) -> set[str]:
    """Return the nodes that a way leads to, with the one where it starts."""
    found = nx.descendants(graph, (_NODE, start)) if (_NODE, start) in graph else set()
    return {start} | {each for kind, each in found if kind == _NODE}


def _links(count: int) -> str:
    return {0: "no link", 1: "one link, which leads elsewhere"}.get(
        count, f"{count} links, none of which leads there"
    )


def _network(site: str, nodes: list[str], facts: Facts) -> nx.DiGraph[tuple[str, str]]:
    """Return what leads where: out of a node or place, over a link, into a place and its nodes.

    Places stand between, so that a link between large ones is one edge and not one a pair of nodes.
    """
    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    for place, inside in _nodes_at(site, nodes, facts).items():
        graph.add_edges_from(((_NODE, node), (_OUT, place)) for node in inside)
        graph.add_edges_from(((_IN, place), (_NODE, node)) for node in inside)
    for link in facts.objects(site, tw("hasLink")):
        start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
        if start is None or end is None:
            continue
        graph.add_edge((_OUT, start), (_IN, end))
        if is_bidirectional(facts, link):
            graph.add_edge((_OUT, end), (_IN, start))
    return graph


def _origins(site: str, facts: Facts) -> list[str]:
    """Return where data arises: what the site says, and what each task says."""
    subjects = [site, *facts.instances(tw("Task"))]
    found = [node for each in subjects for node in facts.objects(each, tw("dataArisesAt"))]
    return list(dict.fromkeys(found))


def _place(subject: str, predicate: str, object_: str, facts: Facts) -> Place:
    return facts.places[subject, predicate, object_]
