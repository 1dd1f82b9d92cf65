"""Prove that what tasks and flows share is enough for all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf, isfinite

from ..decide.routes import in_direction, link_figure, unlimited_by
from ..interval import Interval
from ..namespaces import local_name, tw
from ..proof import SharedUse
from ..sharing import SHARINGS, Sharing
from ..verdict import Verdict
from .numbers import NumberProver
from .plan_parts import PlanParts

_TOLERANCE = 1e-9  # share by which a sum may pass what it is held against, as for constraints
_RATES = {True: ("rate", "uplinkRate"), False: ("return rate", "downlinkRate")}
_SHOWN_RATE = "flowRateNeeded"


@dataclass(frozen=True)
class _User:
    """What one task or flow takes: at least, as is likely (None: not known), at most."""

    name: str
    steps: tuple[int, ...]
    use: Interval


class ShareProver:
    """Proves the shared things of one placement."""

    def __init__(self, parts: PlanParts) -> None:
        self.parts, self.knowledge, self.builder = parts, parts.knowledge, parts.builder

    def all(self) -> Iterator[int]:
        """Add what each thing that several tasks use has to give, then each link in use."""
        for sharing in SHARINGS:
            for (node, part), users in self._users(sharing).items():
                if len(users) > 1 and not self._is_unlimited(sharing, node, part, users[0]):
                    yield self._of_part(sharing, node, part, users)
        yield from self._of_links()

    # What a node has

    def _users(self, sharing: Sharing) -> dict[tuple[str, str], list[str]]:
        """Return the tasks that use each part of each node: those that are judged by it alone."""
        found: dict[tuple[str, str], list[str]] = {}
        for task, provers in self.parts.tasks.items():
            part, verdicts = sharing.part_of(provers[0].target), provers[0].case.verdicts()
            applies = any(
                verdicts.get(each, Verdict.NOT_ASSESSED) != Verdict.NOT_ASSESSED
                for each in sharing.judged_by
            )
            if part is not None and applies:
                found.setdefault((self.parts.node_of[task], part), []).append(task)
        return {each: found[each] for each in sorted(found)}

    def _is_unlimited(self, sharing: Sharing, node: str, part: str, task: str) -> bool:
        facts, hardware = self.knowledge.facts, self.parts.tasks[task][0].target.hardware
        return any(
            tw(sharing.unlimited) in facts.objects(each, tw("unlimited"))
            for each in (node, hardware, part)
        )

    def _of_part(self, sharing: Sharing, node: str, part: str, users: list[str]) -> int:
        supply, there = Interval(1.0, 1.0, 1.0), list[int]()
        if sharing.there is not None:
            first = self.parts.tasks[users[0]][0]
            supply = first.interval(sharing.there)
            there.append(first.add(sharing.there))
        taken = [self._of_task(sharing, task, supply) for task in users]
        where = f"{local_name(part)} of {local_name(node)}" if part != node else local_name(node)
        return self._add(
            sharing.name, node, part, where, taken, supply, there, sharing.shown_as
        )

    def _of_task(self, sharing: Sharing, task: str, supply: Interval) -> _User:
        """Return what a task takes; no more than there is: alone it is judged by itself."""
        prover = self.parts.tasks[task][0]
        need, steps = prover.interval(sharing.needed), [prover.add(sharing.needed)]
        if sharing.per is not None:
            need = _divided(need, prover.interval(sharing.per))
            steps.append(prover.add(sharing.per))
        use = Interval(min(need.low, supply.high), need.middle, min(need.high, supply.low))
        return _User(task, tuple(steps), use)

    # Links

    def _of_links(self) -> Iterator[int]:
        """Add each link in use that states a rate, in each direction that data goes."""
        crossing: dict[tuple[str, bool], list[tuple[NumberProver, str]]] = {}
        for prover in self.parts.ways():
            for link, forwards in prover.path.links:
                at = (self.parts.whole(link), forwards)
                crossing.setdefault(at, []).append((prover, link))
        for (link, forwards), provers in sorted(crossing.items(), key=lambda e: e[0]):
            found = self._of_link(link, forwards, provers)
            if found is not None:
                yield found

    def _of_link(
        self, whole: str, forwards: bool, crossing: list[tuple[NumberProver, str]]
    ) -> int | None:
        resource, _ = _RATES[forwards]
        link = crossing[0][1]
        rate = self.knowledge.definitions.quantities["uplinkRate"]
        quantity = in_direction(self.knowledge, rate, forwards)
        figure = link_figure(self.knowledge, link, quantity.iri)
        if figure is None or unlimited_by(self.knowledge, link, quantity.iri):
            return None
        supply = Interval(figure.lower, figure.value, figure.upper)
        there = [self.parts.explainer.facts.add_figure(self.builder, figure)]
        taken = [self._sent(each) for each, _ in crossing]
        return self._add(
            resource, None, whole, local_name(whole), taken, supply, there, _SHOWN_RATE
        )

    def _sent(self, prover: NumberProver) -> _User:
        name = "flowRateNeeded" if prover.question.task in self.parts.flows else "uplinkNeeded"
        number = prover.interval(name)
        use = Interval(number.low, number.middle, number.high if isfinite(number.high) else 0.0)
        return _User(prover.question.task, (prover.add(name),), use)

    # Both

    def _add(
        self, resource: str, node: str | None, part: str, where: str, users: Iterable[_User],
        supply: Interval, there: list[int], shown_as: str,
    ) -> int:
        users = list(users)
        demand = _sum(each.use for each in users)
        verdict = compared(demand, supply)
        steps = tuple(dict.fromkeys([*(at for each in users for at in each.steps), *there]))
        return self.builder.add(SharedUse(
            self._words(resource, where, users, demand, supply, shown_as), steps, resource, node,
            part, verdict, demand, supply, tuple(each.name for each in users),
        ))

    def _words(
        self, resource: str, where: str, users: list[_User], demand: Interval, supply: Interval,
        shown_as: str,
    ) -> str:
        def show(value: float) -> str:
            return self.knowledge.show(shown_as, value)

        who = ", ".join(local_name(each.name) for each in users)
        take = "take at most {} together" if len(users) > 1 else "takes at most {}"
        said = f"{resource} of {where}: {who} {take.format(show(demand.high))}, " \
            f"{show(supply.low)} is there"
        match compared(demand, supply):
            case Verdict.FEASIBLE:
                return f"{said}: {show(max(0.0, supply.low - demand.high))} to spare"
            case Verdict.INFEASIBLE:
                return f"{said}: {show(demand.low - supply.high)} too much"
        return f"{said}: not sure to be enough"


def compared(demand: Interval, supply: Interval) -> Verdict:
    """Return whether a sum fits: surely, surely not, or it depends."""
    room = 1.0 + _TOLERANCE
    if demand.high <= supply.low * room:
        return Verdict.FEASIBLE
    return Verdict.INFEASIBLE if demand.low > supply.high * room else Verdict.CONDITIONAL


def _sum(uses: Iterable[Interval]) -> Interval:
    found = Interval(0.0, 0.0, 0.0)
    for each in uses:
        middle = None if found.middle is None or each.middle is None else found.middle + each.middle
        found = Interval(found.low + each.low, middle, found.high + each.high)
    return found


def _divided(need: Interval, reached: Interval) -> Interval:
    """Return a share: nothing where nothing is needed, without bound where nothing is reached."""
    def share(one: float | None, other: float | None) -> float | None:
        if one is None or other is None:
            return None
        if one <= 0:
            return 0.0
        return inf if other == 0 else one / other

    low, high = share(need.low, reached.high), share(need.high, reached.low)
    middle = share(need.middle, reached.middle)
    return Interval(0.0 if low is None else low, middle, inf if high is None else high)
