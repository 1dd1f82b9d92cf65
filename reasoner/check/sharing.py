"""What tasks on one node, and flows over one link, use together, and what there is of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .candidates import Candidate
from .cases import Case
from .expressions import Number
from .figures import Figure
from .judging import judged
from .plans import Laid, Plan
from .terms import tw
from .vocabulary import CONDITIONAL, FEASIBLE, INFEASIBLE, NOT_ASSESSED
from .world import World

_TOLERANCE = 1e-9  # relative: by which a sum may pass what it is held against
_RATE = "flowRateNeeded"  # in whose unit the rates of links are shown


@dataclass(frozen=True)
class Kind:
    """A thing of nodes: the choice that it is, what is needed of it (or per what), what there is.

    A candidate uses it where one of the constraints `by` which it alone is judged applies.
    """

    name: str
    choice: str
    needed: str
    per: str | None
    there: str | None
    by: tuple[str, ...]
    unlimited: str
    shown_as: str

    def part(self, candidate: Candidate) -> str | None:
        """Return which of them a candidate is on."""
        return candidate.choice(self.choice)


KINDS = (
    Kind("memory", "workPool", "workNeeded", None, "workFree", ("working-memory", "video-memory"),
         "capacity", "workNeeded"),
    Kind("storage", "storagePool", "storageNeeded", None, "storageFree", ("storage",), "capacity",
         "storageNeeded"),
    Kind("time", "unit", "requiredInferences", "achievableInferences", None, ("throughput",),
         "computeShare", "busyShare"),
    Kind("bus", "bus", "hostBusNeeded", None, "busRate", ("host-bus",), "busRate",
         "hostBusNeeded"),
    Kind("data", "node", "keptData", None, "dataRoom", ("data-room",), "dataRoom", "keptData"),
    Kind("work", "node", "workRateNeeded", None, "workRate", ("work-of-run",), "workRate",
         "workRateNeeded"),
    Kind("memory of runs", "node", "memoryOfRun", None, "memoryForRuns", ("memory-of-run",),
         "capacity", "memoryOfRun"),
)


@dataclass(frozen=True)
class Use:
    """A thing that several use: what each takes by name, and what there is.

    `read` are the quantities that say so, each with its case; `figure` is a link's rate.
    """

    resource: str
    node: str | None
    part: str
    users: tuple[str, ...]
    demand: Number
    supply: Number
    read: tuple[tuple[str, Case], ...]
    figure: Figure | None
    shown_as: str

    @property
    def verdict(self) -> int:
        """Return whether it is enough: surely, surely not, or it depends."""
        return enough(self.demand, self.supply)


def enough(demand: Number, supply: Number) -> int:
    """Return whether what there is is enough: surely, surely not, or it depends."""
    room = 1.0 + _TOLERANCE
    if demand.high <= supply.low * room:
        return FEASIBLE
    return INFEASIBLE if demand.low > supply.high * room else CONDITIONAL


def verdict_of(laid: Laid) -> int:
    """Return the least verdict of all that a placement consists of, and of what it shares.

    It holds while links in use that have a backup may be down, too.
    """
    found = min([laid.verdict(), *(each.verdict for each in uses(laid))])
    return found if laid.down is None else min(found, verdict_of(laid.down))


def uses(laid: Laid) -> Iterator[Use]:
    """Yield what several tasks use of each thing, then what is sent over each link."""
    for kind in KINDS:
        for (node, part), users in sorted(_users(laid, kind).items()):
            use = _of_part(laid, kind, node, part, users) if len(users) > 1 else None
            if use is not None:
                yield use
    yield from _of_links(laid)


def _users(laid: Laid, kind: Kind) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for task, cases in laid.tasks.items():
        part = kind.part(laid.chosen[task])
        if part is not None and _is_judged(kind, cases[0]):
            found.setdefault((laid.nodes[task], part), []).append(task)
    return found


def _is_judged(kind: Kind, case: Case) -> bool:
    known = case.ground.vocabulary.constraints
    return any(
        name in known and judged(known[name], case).verdict != NOT_ASSESSED for name in kind.by
    )


def _is_unlimited(case: Case, kind: Kind) -> bool:
    things = (case.candidate.node, case.candidate.hardware, kind.part(case.candidate) or "")
    facts = case.ground.facts
    return any(tw(kind.unlimited) in facts.objects(each, tw("unlimited")) for each in things)


def taken(kind: Kind, case: Case) -> tuple[Number, Number] | None:
    """Return what a candidate takes of a thing, and what there is; None where that is no matter.

    What it takes alone is judged alone: here it counts no more than there is.
    """
    if kind.part(case.candidate) is None or not _is_judged(kind, case):
        return None
    if _is_unlimited(case, kind):
        return None
    supply = Number(1.0, 1.0, 1.0) if kind.there is None else case.number(kind.there)
    need = case.number(kind.needed)
    if kind.per is not None:
        need = _share(need, case.number(kind.per))
    use = Number(min(need.low, supply.high), need.middle, min(need.high, supply.low))
    return use, supply


def _of_part(laid: Laid, kind: Kind, node: str, part: str, users: list[str]) -> Use | None:
    read: list[tuple[str, Case]] = []
    total, supply = Number(0.0, 0.0, 0.0), Number(1.0, 1.0, 1.0)
    first = laid.tasks[users[0]][0]
    for task in users:
        case = laid.tasks[task][0]
        found = taken(kind, case)
        if found is None:
            return None
        total = plus(total, found[0])
        supply = found[1] if task == users[0] else supply
        read += [(name, case) for name in (kind.needed, kind.per) if name]
    if kind.there is not None:
        read.append((kind.there, first))
    return Use(kind.name, node, part, tuple(users), total, supply, tuple(read), None, kind.shown_as)


def _of_links(laid: Laid) -> Iterator[Use]:
    crossing: dict[tuple[str, bool], list[tuple[Case, str]]] = {}
    for case in laid.ways:
        route = case.route(None)
        for link, forwards in route.links if route else ():
            crossing.setdefault((laid.whole(link), forwards), []).append((case, link))
    for (whole, forwards), cases in sorted(crossing.items(), key=lambda each: each[0]):
        figure = rate_of(laid.world, cases[0][1], forwards)
        if figure is not None:
            yield _of_link(laid, whole, forwards, [case for case, _ in cases], figure)


def rate_of(world: World, link: str, forwards: bool) -> Figure | None:
    """Return the rate of a link in a direction; None where it states none or has no limit."""
    rate = tw("uplinkRate" if forwards else "downlinkRate")
    network = world.ground.network
    return None if network.unlimited_by(link, rate) else network.figure(link, rate)


def sent(plan: Plan, case: Case) -> tuple[str, Number]:
    """Return the quantity that says what a flow or input sends, and how much that is."""
    is_flow = any(each.iri == case.candidate.task for each in plan.flows)
    name = _RATE if is_flow else "uplinkNeeded"
    found = case.number(name)
    return name, Number(
        found.low, found.middle, found.high if math.isfinite(found.high) else 0.0
    )


def _of_link(
    laid: Laid, whole: str, forwards: bool, cases: list[Case], figure: Figure
) -> Use:
    total, read = Number(0.0, 0.0, 0.0), []
    for case in cases:
        name, number = sent(laid.plan, case)
        read.append((name, case))
        total = plus(total, number)
    return Use(
        "rate" if forwards else "return rate", None, whole,
        tuple(case.candidate.task for case in cases), total,
        Number(figure.low, figure.middle, figure.high), tuple(read), figure, _RATE,
    )


def plus(one: Number, other: Number) -> Number:
    """Return the sum of two numbers."""
    middle = None if one.middle is None or other.middle is None else one.middle + other.middle
    return Number(one.low + other.low, middle, one.high + other.high)


def _share(need: Number, reached: Number) -> Number:
    def share(one: float | None, other: float | None) -> float | None:
        if one is None or other is None:
            return None
        if one <= 0:
            return 0.0
        return math.inf if other == 0 else one / other

    low, high = share(need.low, reached.high), share(need.high, reached.low)
    middle = share(need.middle, reached.middle)
    return Number(low or 0.0, middle, math.inf if high is None else high)
