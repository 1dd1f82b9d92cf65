"""Routes: the links that data takes from where it arises to a node, the fastest by latency.

Links that all state a latency and a rate come before such as lack one: only up to where links that
state both lead on to the node may others be taken, and of those too the fastest.  In plans links
that surely carry what is sent come before both, and the cheapest may be asked for.
"""

from __future__ import annotations

import heapq
import math
from copy import copy
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
    is_stated: bool
    rate: float = math.inf  # bit/s that it surely carries


_CARRYING, _STATED, _ANY = range(3)  # which links a route is of, the best first
_BETTER = (
    "a route that carries what is sent leads on", "a route that states more leads on",
    "another route leads on",
)
_TOLERANCE = 1e-9  # share by which what is sent may pass a rate, as for constraints
_USD_IN_SECONDS = 1e15  # by cost: the price of a byte decides, time only between equals


class Network:
    """The links of a site; without a site every node counts as reached."""

    def __init__(
        self, facts: Facts, figures: Figures, site: str | None, by: str = "latency",
        is_of_plans: bool = False,
    ) -> None:
        self.facts, self.figures, self.site, self.by = facts, figures, site, by
        self.is_of_plans = is_of_plans  # in which nothing but its link's goes over a backup
        self.tiers: tuple[int, ...] = (_STATED, _ANY)
        self.bits = 0.0
        self.nodes = facts.objects(site, tw("hasNode")) if site else []
        self.hops = _best_of_parallel(self._hops()) if site else []
        self._from: dict[str, list[_Hop]] = {}
        for each in self.hops:
            self._from.setdefault(each.start, []).append(each)
        self.is_direct = facts.object(site, tw("routing")) == tw("direct-only")
        self._distances: dict[tuple[str, int], dict[str, float]] = {}

    def carrying(self, bits: float) -> Network:
        """Return the network as it is for what sends some bit/s: links that carry it come first."""
        found = copy(self)
        found.tiers, found.bits, found._distances = (_CARRYING, _STATED, _ANY), bits, {}
        return found

    def narrow(self, bits: float) -> frozenset[int]:
        """Return the places of hops that do not surely carry some bit/s."""
        return frozenset(
            at for at, each in enumerate(self.hops) if not each.is_stated or _exceeds(bits, each)
        )

    def _hops(self) -> list[_Hop]:
        facts, found = self.facts, []
        links = facts.objects(self.site or "", tw("hasLink"))
        spare = {facts.object(each, tw("backedUpBy")) for each in links if self.is_of_plans}
        for link in (each for each in links if each not in spare):
            start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
            if start is None or end is None:
                continue
            seconds = self._seconds(link)
            cost = _UNSTATED_S if seconds is None else seconds
            forth, back = (
                seconds is not None and self.speaks(link, tw(each))
                for each in ("uplinkRate", "downlinkRate")
            )
            if self.by == "cost":
                price = self.figure(link, tw("pricePerByte"))
                cost += (price.middle if price else 0.0) * _USD_IN_SECONDS
            rates = [self._rate(link, tw(each)) for each in ("uplinkRate", "downlinkRate")]
            found.append(_Hop(start, end, link, True, cost, forth, rates[0]))
            stated = (facts.text(e, tw("bidirectional")) for e in self.speakers(link))
            if next(filter(None, stated), None) in ("true", "1"):
                found.append(_Hop(end, start, link, False, cost, back, rates[1]))
        return found

    def _rate(self, link: str, rate: str) -> float:
        """Return what a link surely carries, in bit/s, or its backup while it is down."""
        backup = self.facts.object(link, tw("backedUpBy")) if self.is_of_plans else None
        limits = [math.inf]
        for each in filter(None, (link, backup)):
            figure = None if self.unlimited_by(each, rate) else self.figure(each, rate)
            limits += [figure.low] if figure else []
        return min(limits)

    def speakers(self, link: str) -> list[str]:
        """Return what states figures of a link: itself, what carries it, a technology."""
        facts = self.facts
        carrier = facts.object(link, tw("carriedBy"))
        technology = facts.object(link, tw("technology")) or facts.object(
            carrier, tw("technology")
        )
        return [each for each in (link, carrier, technology) if each]

    def figure(self, link: str, property_: str) -> Figure | None:
        """Return a figure of a link, of what carries it, or the usual one of its technology."""
        chosen = self.figures.chosen
        found = (chosen.get((each, property_)) for each in self.speakers(link))
        return next((each for each in found if each), None)

    def _seconds(self, link: str) -> float | None:
        for name in ("latencyP50", "latencyP95", "latencyWorst"):
            figure = self.figure(link, tw(name))
            if figure is not None:
                return figure.middle + _LEAST_S
        return None

    def unlimited_by(self, link: str, rate: str) -> str | None:
        """Return what says that a rate has no limit; None where something closer states one."""
        for each in self.speakers(link):
            if rate in self.facts.objects(each, tw("unlimited")):
                return each
            if (each, rate) in self.figures.chosen:
                return None
        return None

    def speaks(self, link: str, rate: str) -> bool:
        """Say whether a figure of a link is stated, or that it has no limit."""
        return self.figure(link, rate) is not None or self.unlimited_by(link, rate) is not None

    def route(self, source: str, node: str, links: tuple[str, ...] | None) -> Route:
        """Return the route that a proof names, if no other is faster; raises Refused."""
        if self.site is None:
            is_cloud = self.facts.object(node, tw("nodeLevel")) == tw("cloud-level")
            return Route((), float(is_cloud), True, False)
        if node not in self._reached(source):
            return Route((), 0.0, False)
        hops = self._walked(source, links) if links is not None else self._best(source, node)
        if (hops[-1].end if hops else source) != node:
            raise Refused("the links do not lead to the node", node, str(links))
        self._refuse_worse(source, node, hops)
        taken = tuple((each.link, each.is_forwards) for each in hops)
        return Route(taken, sum(self._wide(link) for link, _ in taken))

    def _walked(self, source: str, links: tuple[str, ...]) -> list[_Hop]:
        """Return the hops that links are; raises Refused where one does not lead on."""
        found: list[_Hop] = []
        for link in links:
            at = found[-1].end if found else source
            hop = next((h for h in self._from.get(at, []) if h.link == link), None)
            if hop is None:
                raise Refused("a link does not lead on from here", f"a link from {at}", link)
            found.append(hop)
        return found

    def _refuse_worse(self, source: str, node: str, hops: list[_Hop]) -> None:
        """Refuse hops beside which there are better ones."""
        if self.is_direct and len(hops) > 1:
            raise Refused("only direct links count", f"a link from {source} to {node}", "a way")
        places, at = [source, *(each.end for each in hops)], 0
        while at < len(hops):
            tier = self._tier(places[at], node)
            assert tier is not None
            last = next(i for i in range(at + 1, len(places)) if i == len(hops) or (
                self._tier(places[i], node) != tier))
            if not all(self._is_of(tier, each) for each in hops[at:last]):
                raise Refused(_BETTER[tier], f"one from {places[at]}", node)
            best = self._reached(places[at], tier)[node]
            best -= 0.0 if last == len(hops) else self._reached(places[last], tier)[node]
            self._refuse_slower(hops[at:last], best)
            at = last

    def _tier(self, here: str, node: str) -> int | None:
        """Return of which links the route on to a node is; None where none leads there."""
        return next((e for e in self.tiers if node in self._reached(here, e)), None)

    def _is_of(self, tier: int, hop: _Hop) -> bool:
        if tier == _CARRYING:
            return hop.is_stated and not _exceeds(self.bits, hop)
        return hop.is_stated or tier == _ANY

    def _refuse_slower(self, hops: list[_Hop], best: float) -> None:
        seconds = sum(each.seconds for each in hops)
        if not math.isclose(seconds, best, rel_tol=1e-12, abs_tol=1e-13):
            raise Refused("another route is faster", f"{best} s", f"{seconds} s")

    def _wide(self, link: str) -> float:
        said = (self.facts.object(each, tw("crosses")) for each in self.speakers(link))
        kind = next((each for each in said if each), None)
        return math.nan if kind is None else float(kind == tw("wide-area-network"))

    def _reached(self, source: str, tier: int = _ANY) -> dict[str, float]:
        """Return the seconds to each node that is reached over some links, by Dijkstra's algorithm.
        """
        key = (source, tier)
        if key not in self._distances:
            self._distances[key] = self._search(source, tier)
        return self._distances[key]

    def _search(self, source: str, tier: int) -> dict[str, float]:
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
                if self._is_of(tier, hop):
                    heapq.heappush(waiting, (seconds + hop.seconds, hop.end))
        return found

    def _best(self, source: str, node: str) -> list[_Hop]:
        """Return one best route, a hop at a time."""
        found: list[_Hop] = []
        here = source
        while here != node:
            tier = self._tier(here, node)
            assert tier is not None
            on = [
                each for each in self._from.get(here, [])
                if self._is_of(tier, each) and node in self._on(each.end, node, tier)
            ]
            ways = {id(each): each.seconds + self._on(each.end, node, tier)[node] for each in on}
            hop = min(on, key=lambda each: ways[id(each)])
            found.append(hop)
            here = hop.end
        return found

    def _on(self, here: str, node: str, tier: int) -> dict[str, float]:
        """Return what is reached from the end of a hop: of direct links only the node itself."""
        if self.is_direct:
            return {node: 0.0} if here == node else {}
        return self._reached(here, tier)


def _exceeds(bits: float, hop: _Hop) -> bool:
    """Say whether what is sent may be more than a link surely carries."""
    return bits > hop.rate * (1.0 + _TOLERANCE)


def _best_of_parallel(hops: list[_Hop]) -> list[_Hop]:
    """Keep of hops between the same nodes those that state more, if there are such."""
    stated = {(each.start, each.end) for each in hops if each.is_stated}
    return [each for each in hops if each.is_stated or (each.start, each.end) not in stated]
