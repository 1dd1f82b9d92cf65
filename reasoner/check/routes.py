"""Routes: the links that data takes from where it arises to a node, the fastest by latency."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from .facts import Facts
from .figures import Figure, Figures
from .refusal import Refused
from .terms import tw

_UNSTATED_S = 1e-3  # a link that states no latency counts as one millisecond
_LEAST_S = 1e-9  # that a link costs in any case, so that fewer links win among equals


@dataclass(frozen=True)
class Route:
    """The links, each with True if used forwards; `is_stated` says that there is a network."""

    links: tuple[tuple[str, bool], ...] = ()
    wide_area: float = 0.0
    exists: bool = True
    is_stated: bool = True


@dataclass(frozen=True)
class _Hop:
    start: str
    end: str
    link: str
    is_forwards: bool
    seconds: float


class Network:
    """The links of a site; without a site every node counts as reached."""

    def __init__(self, facts: Facts, figures: Figures, site: str | None) -> None:
        self.facts, self.figures, self.site = facts, figures, site
        self.nodes = facts.objects(site, tw("hasNode")) if site else []
        self.hops = list(self._hops()) if site else []
        self._from: dict[str, list[_Hop]] = {}
        for each in self.hops:
            self._from.setdefault(each.start, []).append(each)
        self.is_direct = facts.object(site, tw("routing")) == tw("direct-only")
        self._distances: dict[str, dict[str, float]] = {}

    def _hops(self) -> list[_Hop]:
        facts, found = self.facts, []
        for link in facts.objects(self.site or "", tw("hasLink")):
            start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
            if start is None or end is None:
                continue
            seconds = self._seconds(link)
            found.append(_Hop(start, end, link, True, seconds))
            if facts.text(link, tw("bidirectional")) == "true":
                found.append(_Hop(end, start, link, False, seconds))
        return found

    def figure(self, link: str, property_: str) -> Figure | None:
        """Return a figure of a link, else the usual one of its technology."""
        chosen = self.figures.chosen
        technology = self.facts.object(link, tw("technology"))
        return chosen.get((link, property_)) or chosen.get((technology or "", property_))

    def _seconds(self, link: str) -> float:
        for name in ("latencyP50", "latencyP95", "latencyWorst"):
            figure = self.figure(link, tw(name))
            if figure is not None:
                return figure.middle + _LEAST_S
        return _UNSTATED_S

    def route(self, source: str, node: str, links: tuple[str, ...] | None) -> Route:
        """Return the route that a proof names, if no other is faster; raises Refused."""
        if self.site is None:
            is_cloud = self.facts.object(node, tw("nodeLevel")) == tw("cloud-level")
            return Route((), float(is_cloud), True, False)
        nearest = self._from_source(source)
        if node not in nearest:
            return Route((), 0.0, False)
        if links is None:
            links = self._fastest(source, node, nearest)
        taken, at, seconds = [], source, 0.0
        for link in links:
            hop = next((h for h in self._from.get(at, []) if h.link == link), None)
            if hop is None:
                raise Refused("a link does not lead on from here", f"a link from {at}", link)
            at, seconds = hop.end, seconds + hop.seconds
            taken.append((link, hop.is_forwards))
        if at != node:
            raise Refused("the links do not lead to the node", node, at)
        if not math.isclose(seconds, nearest[node], rel_tol=1e-12, abs_tol=1e-15):
            raise Refused("another route is faster", f"{nearest[node]} s", f"{seconds} s")
        return Route(tuple(taken), sum(self._wide(link) for link, _ in taken))

    def _wide(self, link: str) -> float:
        technology = self.facts.object(link, tw("technology"))
        kind = self.facts.object(link, tw("crosses")) or self.facts.object(
            technology, tw("crosses")
        )
        return math.nan if kind is None else float(kind == tw("wide-area-network"))

    def _from_source(self, source: str) -> dict[str, float]:
        """Return the seconds to each node that is reached, by Dijkstra's algorithm."""
        if source not in self._distances:
            self._distances[source] = self._search(source)
        return self._distances[source]

    def _search(self, source: str) -> dict[str, float]:
        ends = {each for hop in self.hops for each in (hop.start, hop.end)}
        if source not in ends and source not in self.nodes:
            return {}
        found: dict[str, float] = {}
        waiting = [(0.0, source)]
        while waiting:
            seconds, here = heapq.heappop(waiting)
            if here in found:
                continue
            found[here] = seconds
            if self.is_direct and here != source:
                continue
            for hop in self._from.get(here, []):
                heapq.heappush(waiting, (seconds + hop.seconds, hop.end))
        return found

    def _fastest(self, source: str, node: str, nearest: dict[str, float]) -> tuple[str, ...]:
        """Return one fastest route, walked back from the node."""
        links: list[str] = []
        here = node
        while here != source:
            hop = min(
                (h for h in self.hops if h.end == here and h.start in nearest
                 and nearest[h.start] < nearest[here]
                 and not (self.is_direct and h.start != source)),
                key=lambda h: nearest[h.start] + h.seconds,
            )
            links.append(hop.link)
            here = hop.start
        return tuple(reversed(links))
