"""New links: where none leads to a node, one of a technology of the catalogue that would."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..change_set import Change
from ..facts import Facts, literal
from ..knowledge import Knowledge
from ..link import is_bidirectional
from ..namespaces import RDF_TYPE, RDFS_LABEL, XSD, local_name, tw
from ..repair_option import Step

KIND = tw("new-link")
_TECHNOLOGY, _CROSSES = tw("technology"), tw("crosses")
_PAIRS = 3  # pairs of nodes that a link is tried between, the nearest levels first
_MOST_DECADES = 20.0  # of a rate in bit/s: more than any link has
_LATENCIES = ("latencyP50", "latencyP95", "latencyP99", "latencyWorst")


def new_links(knowledge: Knowledge, source: str, node: str) -> list[Step]:
    """Return links that would lead data from a source to a node, the likeliest to do first.

    From the source, or from what it reaches, to the node, or to what reaches it.  On the premises
    local ones come first, and what leaves them is of the wide area; then what the ends have, and
    of that such as state what a path needs, are not paid by what is sent, and the quickest.  The
    `size` of a step is above 1 by how much there is to it: new interfaces, a meter, its rate.
    """
    if knowledge.site is None or source == node:
        return []
    ways = [
        (at, not _is_local(knowledge, each), len(_others(knowledge, each, start, end)),
         _order(knowledge, each), start, end, each)
        for at, (start, end) in enumerate(_pairs(knowledge, knowledge.site, source, node))
        for each in knowledge.facts.instances(tw("LinkTechnology"))
        if _is_local(knowledge, each) <= _on_premises(knowledge, start, end)
    ]
    return [_step(knowledge, start, end, each) for *_, start, end, each in sorted(ways)]


def _pairs(knowledge: Knowledge, site: str, source: str, node: str) -> list[tuple[str, str]]:
    """Return between which nodes a link would close the gap: those of the nearest levels first."""
    facts = knowledge.facts
    forwards, backwards = _hops(facts, site)
    found = [(each, node) for each in _reached(forwards, source)]
    found += [(source, each) for each in _reached(backwards, node) if each != node]
    if facts.object(site, tw("routing")) == tw("direct-only"):
        found = [(source, node)]

    def apart(pair: tuple[str, str]) -> tuple[float, bool, tuple[str, str]]:
        start, end = (facts.number(facts.object(e, tw("nodeLevel")) or "", tw("rank")) or 0.0
                      for e in pair)
        return abs(end - start), pair != (source, node), pair

    return sorted(found, key=apart)[:_PAIRS]


_Hops = dict[str, list[str]]


def _hops(facts: Facts, site: str) -> tuple[_Hops, _Hops]:
    """Return where the links of a site lead from each node, and from where they come."""
    forwards: _Hops = {}
    backwards: _Hops = {}
    for link in facts.objects(site, tw("hasLink")):
        start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
        if start is None or end is None:
            continue
        both = ((start, end), (end, start)) if is_bidirectional(facts, link) else ((start, end),)
        for one, other in both:
            forwards.setdefault(one, []).append(other)
            backwards.setdefault(other, []).append(one)
    return forwards, backwards


def _reached(hops: _Hops, start: str) -> list[str]:
    """Return a node and all that it leads to, the nearest first."""
    found = [start]
    for each in found:
        found += [there for there in dict.fromkeys(hops.get(each, ())) if there not in found]
    return found


def _on_premises(knowledge: Knowledge, *nodes: str) -> bool:
    facts = knowledge.facts
    return all(knowledge.site in facts.objects(each, tw("withinPlace")) for each in nodes)


def _is_local(knowledge: Knowledge, technology: str) -> bool:
    return knowledge.facts.object(technology, _CROSSES) == tw("local-network")


def _order(knowledge: Knowledge, technology: str) -> tuple[bool, bool, float, float]:
    """Return what is tried first: what states a rate and a latency, no meter, the quickest."""
    figures = knowledge.figures.by_property
    times = [figures.get(tw(each), {}).get(technology) for each in _LATENCIES]
    seconds = next((each.value for each in times if each), math.inf)
    rate = _rate(knowledge, technology)
    return (
        math.isinf(seconds) or math.isinf(rate), _is_metered(knowledge, technology), seconds, rate
    )


def _rate(knowledge: Knowledge, technology: str) -> float:
    figure = knowledge.figures.by_property.get(tw("uplinkRate"), {}).get(technology)
    return figure.value if figure else math.inf


def _is_metered(knowledge: Knowledge, technology: str) -> bool:
    return knowledge.facts.text(technology, tw("metered")) == "true"


def _interfaces(knowledge: Knowledge, node: str) -> list[str]:
    """Return the link technologies that a node states that it can use, else its product."""
    facts, has = knowledge.facts, tw("hasInterface")
    product = facts.object(node, tw("instanceOf")) or ""
    return facts.objects(node, has) or facts.objects(product, has)


def _others(knowledge: Knowledge, technology: str, *ends: str) -> list[str]:
    """Return the ends that state interfaces, and not this one."""
    stated = {each: _interfaces(knowledge, each) for each in ends}
    return [each for each, theirs in stated.items() if theirs and technology not in theirs]


def _size(knowledge: Knowledge, technology: str, *ends: str) -> float:
    rate = _rate(knowledge, technology)
    decades = math.log10(rate) if 1 < rate < math.inf else _MOST_DECADES
    more = len(_others(knowledge, technology, *ends)) + _is_metered(knowledge, technology)
    return 1 + (decades + _MOST_DECADES * more) / 1000


def _assumed(knowledge: Knowledge, technology: str, *ends: str) -> str:
    """Return what is assumed of a link that nobody has stated."""
    theirs = (local_name(e) for e in ends if technology not in _interfaces(knowledge, e))
    who = " and ".join(theirs)
    return f"assumed: {f'an interface of {who}, ' if who else ''}that it reaches so far"


def _step(knowledge: Knowledge, start: str, end: str, technology: str) -> Step:
    ends, name = f"{local_name(start)} to {local_name(end)}", local_name(technology)
    return Step(
        KIND, f"urn:tierwise:link#{local_name(start)}-to-{local_name(end)}", _TECHNOLOGY, None,
        f"{name} from {ends}", _size(knowledge, technology, start, end),
        note=_assumed(knowledge, technology, start, end),
        changes=tuple(_changes(knowledge, start, end, technology)),
    )


def _changes(
    knowledge: Knowledge, start: str, end: str, technology: str
) -> Iterator[Change]:
    """Yield the facts of a link; what it carries and takes is that of its technology."""
    link = f"urn:tierwise:link#{local_name(start)}-to-{local_name(end)}"
    yield Change(link, RDF_TYPE, (tw("Link"),))
    yield Change(link, RDFS_LABEL, (literal(local_name(link)),))
    yield Change(link, tw("from"), (start,))
    yield Change(link, tw("to"), (end,))
    yield Change(link, _TECHNOLOGY, (technology,))
    yield Change(link, tw("bidirectional"), (literal("true", XSD + "boolean"),))
    yield Change(knowledge.site or "", tw("hasLink"), (link,), adds=True)
