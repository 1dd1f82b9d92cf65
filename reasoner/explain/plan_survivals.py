"""Prove that what stands in for a task goes on working when that task fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..link import speaks_for
from ..namespaces import local_name, tw
from ..plan_placement import StandIn
from ..proof import Survival
from ..verdict import Verdict
from .numbers import NumberProver
from .plan_parts import PlanParts

NODE, ISOLATION, LINK = (tw(f"{each}-outage") for each in ("node", "isolation", "link"))
_WIDE = tw("wide-area-network")
_FALLBACK, _REPLICA, _SURVIVES = tw("fallback"), tw("hasReplica"), tw("survives")


class SurvivalProver:
    """Proves of each stand-in of a placement that it is apart from those before it."""

    def __init__(self, parts: PlanParts) -> None:
        self.parts, self.modes, self.facts = parts, parts.modes, parts.knowledge.facts

    def all(self) -> Iterator[int]:
        """Add each outage of each stand-in."""
        known = {each.task: each for each in self.parts.placement.stand_ins}
        for group in self.modes.groups:
            for at, task in enumerate(group[1:], 1):
                for outage in known[task].survives:
                    yield self._add(known[task], outage, group[:at])

    def _add(self, spare: StandIn, outage: str, others: Sequence[str]) -> int:
        stated = [self.parts.explainer.facts.add(self.parts.builder, each)
                  for each in self._why(spare, outage)]
        verdict = Verdict.FEASIBLE
        if outage != NODE:
            own = self._provers([spare.task])
            theirs = own if outage == ISOLATION else self._provers(others)
            stated += [each.choices.route() for each in [*own, *theirs]]
            if self._links(own, outage) & self._links(theirs, outage):
                verdict = Verdict.CONDITIONAL  # the planner knows that none surely is in common
        said = survival_words(spare.task, outage, others, verdict, self.parts.node_of)
        return self.parts.builder.add(
            Survival(said, tuple(dict.fromkeys(stated)), spare.task, outage, verdict, tuple(others))
        )

    def _why(self, spare: StandIn, outage: str) -> Iterator[tuple[str, str, str]]:
        """Yield what makes a task stand in, and that it is to survive an outage."""
        for predicate in (_REPLICA, _FALLBACK):
            for each in self.facts.subjects(predicate, spare.task):
                if each in next(g for g in self.modes.groups if spare.task in g):
                    yield each, predicate, spare.task
        if outage in self.facts.objects(spare.task, _SURVIVES):
            yield spare.task, _SURVIVES, outage

    def _provers(self, tasks: Sequence[str]) -> list[NumberProver]:
        ways = list(dict.fromkeys(each for task in tasks for each in self.modes.needs(task)))
        return [
            self.parts.flows[each] if each in self.parts.flows else self.parts.tasks[each][0]
            for each in ways
        ]

    def _links(self, provers: Sequence[NumberProver], outage: str) -> set[str]:
        """Return the links in use that an outage is about: those that may leave the premises."""
        found = {link for each in provers for link, _ in each.path.links}
        if outage != LINK:
            found = {each for each in found if self._may_leave(each)}
        return {self.parts.whole(each) for each in found}

    def _may_leave(self, link: str) -> bool:
        """Say whether a link leaves the premises, or does not say whether it does."""
        said = (self.facts.object(each, tw("crosses")) for each in speaks_for(self.facts, link))
        return next(filter(None, said), _WIDE) == _WIDE


def survival_words(
    task: str, outage: str, others: Sequence[str], verdict: Verdict, nodes: dict[str, str]
) -> str:
    """Return what is said of a task that survives an outage."""
    names = ", ".join(map(local_name, others))
    said = f"{local_name(task)} goes on through {local_name(outage)}: "
    if outage == NODE:
        where = ", ".join(f"{local_name(each)} on {local_name(nodes[each])}" for each in others)
        return f"{said}it is on {local_name(nodes[task])}, {where}"
    if outage == ISOLATION:
        said += "no link that it needs leaves the premises"
    else:
        kind = "link" if outage == LINK else "wide-area link"
        said += f"it needs no {kind} that {names} needs"
    if verdict != Verdict.FEASIBLE:
        said += ", if what does not say that it leaves the premises does not"
    return said
