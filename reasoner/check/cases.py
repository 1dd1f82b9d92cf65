"""Cases: one candidate with its route, and the number of each quantity there."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property, reduce

from .candidates import Candidate
from .expressions import HIGH, LOW, MIDDLE, Number, bound, truth, value
from .figures import Figure
from .ground import NO_SITE, Corners, Ground, Kept, Links, Of
from .lookups import Found
from .refusal import Unreadable
from .routes import Route
from .terms import TYPE, short, tw
from .vocabulary import Constraint, Quantity

_NOTHING: Corners = (math.nan, math.nan, math.nan)
# What a link gives towards its end is what it gives backwards towards its start.
_REVERSED = {"uplinkRate": "downlinkRate", "downlinkRate": "uplinkRate"}
_COMBINED: dict[str | None, Callable[[list[float]], float]] = {
    "sum": lambda v: reduce(lambda a, b: a + b, v, 0.0), "minimum": min, "maximum": max,
    "product": math.prod, "count": lambda v: float(len(v)), "first": lambda v: v[0],
}
_BOUNDED_BELOW = {"sum", "maximum", "count"}


class Case:
    """The numbers of one candidate; each is computed once.

    `links` are those of the routes that a proof names: of the data (None), or from what a site
    states as a property's value.  A candidate may be known in some of its choices only: then it
    has the numbers that depend on no others.
    """

    def __init__(self, ground: Ground, candidate: Candidate, links: Links = ()) -> None:
        self.ground, self.candidate, self.links = ground, candidate, links
        self._routes: dict[str | None, Route | None] = {}
        self._kept: dict[str, Kept] = {}
        self._moved: frozenset[str] = frozenset()  # what others have another number of

    @cached_property
    def name(self) -> str:
        """Return how proofs call the candidate."""
        return self.candidate.name

    def quantity(self, name: str) -> Quantity:
        """Return a quantity by name."""
        return self.ground.vocabulary.quantity(name)

    def of(self, name: str) -> Of:
        """Return the choices of the candidate that a quantity depends on."""
        made = self.candidate.choices
        reads = self.ground.vocabulary.reads[name]
        return tuple([(each, made[each]) for each in reads if each in made])

    def kept(self, name: str) -> Kept:
        """Return what is kept of a quantity."""
        found = self._kept.get(name)
        if found is None:
            found = Kept() if name in self._moved else self._shared(name)
            self._kept[name] = found
        return found

    def _shared(self, name: str) -> Kept:
        vocabulary = self.ground.vocabulary
        vocabulary.quantity(name)  # or raise Unreadable
        links = self.links if name in vocabulary.of_route else ()
        return self.ground.kept.setdefault((name, self.of(name), links), Kept())

    def supposing(self, name: str, number: float) -> Case:
        """Return the case with one quantity exactly known; all that does not change is kept."""
        moved = self.ground.vocabulary.dependents[name] - {name}
        other = Case(self.ground, self.candidate, self.links)
        other._routes, other._moved = self._routes, moved
        other._kept = {each: kept for each, kept in self._kept.items() if each not in moved}
        other._kept[name] = Kept((number, number, number))
        return other

    def judged_on(self, constraint: Constraint) -> tuple[object, ...]:
        """Return all that the verdict of a constraint on this candidate depends on."""
        vocabulary, made = self.ground.vocabulary, self.candidate.choices
        links = self.links if constraint.name in vocabulary.judge_routes else ()
        if constraint.applies is not None:
            condition = self.applied_on(constraint)
            if not self._applies(constraint, condition):
                return condition
        needs = frozenset[str]() if constraint.is_numeric else self.candidate.undertakings
        return (*map(made.get, vocabulary.judged_on[constraint.name]), links, needs)

    def applied_on(self, constraint: Constraint) -> tuple[object, ...]:
        """Return all that it depends on whether the condition of a constraint holds."""
        vocabulary, made = self.ground.vocabulary, self.candidate.choices
        links = self.links if constraint.name in vocabulary.judge_routes else ()
        return (*map(made.get, vocabulary.applied_on[constraint.name]), links)

    def _applies(self, constraint: Constraint, condition: tuple[object, ...]) -> bool:
        known, key = self.ground.conditions, (constraint.name, condition)
        if key not in known:
            known[key] = constraint.applies is None or truth(constraint.applies, self)
        return known[key]

    def number(self, name: str) -> Number:
        """Return a quantity as far as it is known."""
        low, high = self.corner(name, LOW), self.corner(name, HIGH)
        middle = self.corner(name, MIDDLE) if self.is_bound(name) else math.nan
        return Number(low, middle if math.isfinite(middle) else None, high)

    def corner(self, name: str, at: int) -> float:
        """Return the least, central or greatest value of a quantity."""
        kept = self._kept.get(name) or self.kept(name)
        found = kept.corners[at]
        if found is None:
            found = kept.corners[at] = self._corner(self.quantity(name), kept, at)
        return found

    def is_bound(self, name: str) -> bool:
        """Say whether no figure that a quantity needs is missing."""
        kept = self._kept.get(name) or self.kept(name)
        found = kept.is_bound
        if found is None:
            quantity = self.quantity(name)
            found = kept.is_bound = (
                bound(quantity.tree, self) if quantity.tree is not None and kept.supposed is None
                else not math.isnan(self.stated(quantity)[MIDDLE])
            )
        return found

    def _corner(self, quantity: Quantity, kept: Kept, at: int) -> float:
        if kept.supposed is not None:
            return kept.supposed[at]
        if not (quantity.below or quantity.above):
            return self._free(quantity, at)
        name = quantity.name
        if at == MIDDLE:
            middle = self._free(quantity, MIDDLE)
            if math.isnan(middle):
                return middle
            return min(max(middle, self.corner(name, LOW)), self.corner(name, HIGH))
        low, high = self._free(quantity, LOW), self._free(quantity, HIGH)
        below = self.corner(quantity.below, LOW) if quantity.below else 0.0
        above = self.corner(quantity.above, HIGH) if quantity.above else math.inf
        if max(low, below) <= min(high, above):
            return max(low, below) if at == LOW else min(high, above)
        # They contradict each other, and nothing says which is wrong: the hull of all.
        stated = [below] if below > 0 else []
        stated += [above] if math.isfinite(above) else []
        return min(low, *stated, above) if at == LOW else max(high, *stated, below)

    def _free(self, quantity: Quantity, at: int) -> float:
        if quantity.tree is not None:
            return value(quantity.tree, at, self)
        return self.stated(quantity)[at]

    def stated(self, quantity: Quantity) -> Corners:
        """Return what is stated of a quantity, what is meant where nothing is, or [0, ∞)."""
        kept = self.kept(quantity.name)
        if kept.stated is None:
            low, middle, high = self._read(quantity)
            if quantity.absent is not None and math.isnan(middle):
                low = middle = high = quantity.absent
            low = 0.0 if math.isnan(low) else low
            high = math.inf if math.isnan(high) else high
            kept.stated = (low, middle, high)
        return kept.stated

    def _read(self, quantity: Quantity) -> Corners:
        match quantity.kind:
            case "figure" | "pool":
                return _corners(self.figure(quantity))
            case "lookup":
                found = self.found(quantity)
                return _NOTHING if found is None else (
                    found.number.low, _number(found.number.middle), found.number.high
                )
            case "path":
                return self._combined(quantity)
            case "structural":
                number = self._structure(quantity)
                return number, number, number
        return _NOTHING

    def figure(self, quantity: Quantity) -> Figure | None:
        """Return the figure that a quantity is, of the nearest thing that states it."""
        chosen = self.ground.figures.chosen
        property_ = quantity.property or quantity.iri
        stated = (chosen.get((each, property_)) for each in self.subjects(quantity))
        return next((each for each in stated if each is not None), None)

    def subjects(self, quantity: Quantity) -> tuple[str, ...]:
        """Return the things that may state a figure, the nearest first."""
        c = self.candidate
        by_scope: dict[str, tuple[str | None, ...]] = {
            "task": (c.task,), "flow": (c.flow, c.task), "variant": (c.variant, c.model),
            "node": (c.node, c.hardware), "unit": (c.unit, c.bus),
            "support": (c.support, c.runtime), "site": (self.ground.network.site or NO_SITE,),
        }
        pools = {
            "work": c.work_pool, "weights": c.weight_pool, "storage": c.storage_pool,
            "host": c.host,
        }
        found = (
            (pools.get(quantity.pool or ""),) if quantity.kind == "pool"
            else by_scope.get(quantity.scope, ())
        )
        return tuple(dict.fromkeys(each for each in found if each))

    def found(self, quantity: Quantity) -> Found | None:
        """Return what a lookup comes to."""
        kept = self.kept(quantity.name)
        if isinstance(kept.found, bool):
            kept.found = self.ground.lookups.find(quantity, self.candidate)
        return kept.found

    def _structure(self, quantity: Quantity) -> float:
        c, route = self.candidate, self.route(quantity.path_from)
        if route is None:
            return math.nan
        types = self.ground.facts.objects(c.work_pool or "", TYPE)
        known = {
            "hasModel": c.variant is not None, "weightsResident": c.is_resident,
            "hasRelease": c.release is not None, "hasWorkingPool": c.work_pool is not None,
            "poolIsVideoMemory": tw("VramPool") in types, "pathHops": len(route.links),
            "updateHops": len(route.links) if route.exists else math.nan,
            "pathWideAreaHops": route.wide_area, "pathExists": route.exists,
        }
        if quantity.name not in known:
            raise Unreadable(f"{quantity.name} is a structure that the checker does not know")
        return float(known[quantity.name])

    # Along the route

    def start(self, of: str | None) -> str | None:
        """Return where a route starts: where the data arises, or what the site states."""
        if of is None:
            return self.candidate.source
        site = self.ground.network.site
        return self.ground.facts.object(site, of) if site else None

    def route(self, of: str | None) -> Route | None:
        """Return the route of the data, or from what the site states; None where it does not."""
        if of not in self._routes:
            self._routes[of] = self._route(of)
        return self._routes[of]

    def _route(self, of: str | None) -> Route | None:
        network, start = self.ground.network, self.start(of)
        if of is not None:
            network = self.ground.usual or network
        if of is not None and network.site is None:
            return Route((), 0.0, True, False)
        if of is not None and start is None:
            return None
        return network.route(start or "", self.candidate.node, dict(self.links).get(of))

    def crossed(self, quantity: Quantity) -> tuple[tuple[str, bool], ...]:
        """Return the links of the route that a quantity is of."""
        route = self.route(quantity.path_from)
        return _counted(quantity, route) if route else ()

    def _combined(self, quantity: Quantity) -> Corners:
        """Return a quantity of the path; the links that are known bound it from one side."""
        route = self.route(quantity.path_from)
        if route is None:
            return self._from_anywhere(quantity), math.nan, math.nan
        low, middle, high = (self._along(quantity, route, at) for at in (LOW, MIDDLE, HIGH))
        return low, middle, high

    def _from_anywhere(self, quantity: Quantity) -> float:
        """Return the least value of a path to the node, wherever else on the site it starts."""
        network, node = self.ground.usual or self.ground.network, self.candidate.node
        found = [
            self._along(quantity, network.route(start, node, None), LOW)
            for start in network.nodes if start != node
        ]
        if any(math.isnan(each) for each in found):
            return math.nan
        return min(found, default=math.inf)

    def _along(self, quantity: Quantity, route: Route, at: int) -> float:
        if not route.exists and quantity.combine == "minimum" and not quantity.is_partial:
            return 0.0
        of_link = self.quantity(short(quantity.property or ""))
        stated = [
            self._of_link(self.of_direction(of_link, forwards), link, at)
            for link, forwards in _counted(quantity, route)
        ]
        known = [each for each in stated if each is not None]
        if len(known) < len(stated) and not quantity.is_partial:
            certain = LOW if quantity.combine in _BOUNDED_BELOW else HIGH
            if at != certain or not known:
                return math.nan
        if not known:
            return 0.0 if quantity.combine == "sum" and not route.links else math.nan
        return _COMBINED[quantity.combine](known)

    def of_direction(self, quantity: Quantity, forwards: bool) -> Quantity:
        """Return the quantity of a link that counts in a direction."""
        if forwards or quantity.name not in _REVERSED:
            return quantity
        return self.quantity(_REVERSED[quantity.name])

    def _of_link(self, quantity: Quantity, link: str, at: int) -> float | None:
        """Return a figure of a link, or what a neighbouring percentile says of it."""
        network = self.ground.network
        if quantity.name in _REVERSED and network.unlimited_by(link, quantity.iri):
            return math.inf
        figure = network.figure(link, quantity.iri)
        if figure is not None:
            return _corners(figure)[at]
        if quantity.absent is not None:
            return quantity.absent
        below, above = (
            self._of_link(self.quantity(name), link, corner) if name and at in (corner, MIDDLE)
            else None
            for name, corner in ((quantity.below, LOW), (quantity.above, HIGH))
        )
        if at == MIDDLE:
            return None if below is None or above is None else (below + above) / 2
        return below if at == LOW else above


def _counted(quantity: Quantity, route: Route) -> tuple[tuple[str, bool], ...]:
    """Return the links of a route that count for a quantity of it."""
    return route.links[:1] if quantity.combine == "first" else route.links


def _corners(figure: Figure | None) -> Corners:
    return _NOTHING if figure is None else (figure.low, figure.middle, figure.high)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
