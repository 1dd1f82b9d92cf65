"""Prove placements of plans: tasks, flows, shared things, times from end to end, and values."""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import Figure
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, local_name, tw
from ..plan_objective import Declared, declared
from ..plan_placement import PlanPlacement
from ..proof import Combination, Judgement, OverBackups, PlanVerdict, Proof, verdict_of
from ..verdict import Verdict
from .builder import Builder
from .constraints import ConstraintProver
from .plan_fronts import unsurpassed
from .plan_parts import PlanParts, lacks_fact
from .plan_shares import ShareProver
from .plan_survivals import SurvivalProver
from .plan_values import ValueProver, differs, refuse_other
from .verdicts import Explainer
from .words import shown, source_title

_BACKUP = tw("backedUpBy")
_END = "end-to-end"
_OF_TASK, _OF_FLOW, _OF_INPUT = "timeAtNode", "flowTime", "inputTime"


class PlanProver:
    """Proves one placement of the pipelines of a plan.

    `down` is what is known while any link with a backup may be down, where there is one.
    """

    def __init__(
        self, explainer: Explainer, placement: PlanPlacement, down: Knowledge | None = None
    ) -> None:
        self.explainer, self.placement, self.down = explainer, placement, down
        self.knowledge, self.builder = explainer.knowledge, Builder()
        self.parts = PlanParts(explainer, self.builder, placement)

    def proof(self) -> Proof:
        """Return the proof; raises TopologyError where the plan has other numbers than it."""
        values = list(self._values())
        premises = [at for at, _ in values]
        premises += [*self._ends(), *ShareProver(self.parts).all()]
        premises += [*SurvivalProver(self.parts).all(), *self._over_backups()]
        premises += [*self._tasks(), *self._flows()]
        verdict = self._least(premises)
        if verdict != self.placement.verdict:
            raise differs("verdict", self.placement.verdict.word, verdict.word)
        placement, point = self.placement, self.placement.point
        if verdict < Verdict.FEASIBLE:
            premises.append(self.builder.add(unsurpassed(
                self.knowledge, placement.site, verdict, placement.tasks, placement.routes)))
        nodes = tuple(self.parts.node_of.items())
        where = ", ".join(f"{local_name(t)} on {local_name(n)}" for t, n in nodes)
        shape = f" as {local_name(point.architecture)}" if point.architecture else ""
        names = ", ".join(local_name(each) for each in placement.pipelines)
        said = f"{names} on {local_name(placement.site)}: {verdict.word}{shape}, with {where}; "
        said += ", ".join(told for _, told in values)
        return self.builder.proof(self.builder.add(PlanVerdict(
            said, tuple(dict.fromkeys(premises)), placement.pipelines, verdict, nodes,
            point.architecture, placement.routes,
        )))

    def _over_backups(self) -> Iterator[int]:
        """Add that all holds over backups too, where links in use have some."""
        links = [e for e in self.parts.links if self.knowledge.facts.object(e, _BACKUP)]
        if self.down is None or not links:
            return
        facts, prover = self.knowledge.facts, PlanProver(Explainer(self.down), self.placement)
        backups = [(each, _BACKUP, facts.object(each, _BACKUP) or "") for each in links]
        below = tuple(self.explainer.facts.add(self.builder, each) for each in backups)
        verdict, ends = prover.bare()
        pairs = ", ".join(f"{local_name(a)} by {local_name(b)}" for a, _, b in backups)
        said = f"while links in use are backed up, {pairs}, it is {verdict.word}"
        name = self.knowledge.definitions.by_name[_END].demand
        for pipeline, time in ends:
            said += f"; {local_name(pipeline)} takes {shown(self.knowledge, name, time)} at worst"
        yield self.builder.add(OverBackups(said, below, verdict, tuple(links)))

    def bare(self) -> tuple[Verdict, list[tuple[str, Interval]]]:
        """Return the verdict, and how long each pipeline with a deadline takes."""
        steps = [*self._ends(), *ShareProver(self.parts).all(), *SurvivalProver(self.parts).all()]
        steps += [*self._tasks(), *self._flows()]
        times = {name: self._longest(tasks)[0] for name, tasks in self.placement.tasks}
        ends = [(each, times[each]) for each in times if self._deadline(each) is not None]
        return self._least(steps), ends

    def _deadline(self, pipeline: str) -> Figure | None:
        constraint = self.knowledge.definitions.by_name[_END]
        supply = self.knowledge.definitions.quantities[constraint.supply]
        return self.knowledge.figures.chosen.get((pipeline, supply.iri))

    def _least(self, premises: list[int]) -> Verdict:
        found = (verdict_of(self.builder.steps[each]) for each in premises)
        return min([Verdict.FEASIBLE, *(each for each in found if each is not None)])

    def _values(self) -> Iterator[tuple[int, str]]:
        """Add the value of each objective, and yield its position and words."""
        prover = ValueProver(self.parts)
        for each in self._objectives():
            at, value, told = prover.add(each)
            refuse_other(each, self.placement, value)
            yield at, told

    def _objectives(self) -> list[Declared]:
        wanted = self.placement.objectives
        return [each for each in declared(self.knowledge) if each.name in wanted]

    def _tasks(self) -> Iterator[int]:
        for provers in self.parts.tasks.values():
            for each in provers:
                yield self.explainer.add_candidate(self.builder, each.case.decision, 0, 0)

    def _flows(self) -> Iterator[int]:
        by_name = self.knowledge.definitions.by_name
        for prover in self.parts.flows.values():
            judge = ConstraintProver(prover)
            for name, verdict in prover.case.verdicts().items():
                yield judge.add(by_name[name], verdict)

    # From end to end

    def _ends(self) -> Iterator[int]:
        for pipeline, tasks in self.placement.tasks:
            figure = self._deadline(pipeline)
            if figure is not None:
                deadline = Interval(figure.lower, figure.value, figure.upper)
                there = self.explainer.facts.add_figure(self.builder, figure)
                yield self._end(pipeline, tasks, deadline, there)

    def _end(
        self, pipeline: str, tasks: tuple[str, ...], deadline: Interval, there: int
    ) -> int:
        constraint = self.knowledge.definitions.by_name[_END]
        time, steps, lacks = self._longest(tasks)
        said = constraint.sentence.format(
            demand=shown(self.knowledge, constraint.demand, time),
            supply=shown(self.knowledge, constraint.supply, deadline),
        )
        margin = ConstraintProver.room(self.knowledge, constraint, time, deadline)
        room = 1.0 + constraint.tolerance
        verdict = Verdict.FEASIBLE if time.high <= deadline.low * room else (
            Verdict.INFEASIBLE if time.low > deadline.high * room else
            Verdict.UNKNOWN if lacks else Verdict.CONDITIONAL
        )
        source = self.knowledge.facts.object(constraint.iri, DCTERMS + "source")
        whole = self._whole(pipeline, time, steps)
        return self.builder.add(Judgement(
            f"{said}: {margin}" if margin else said, (whole, there), constraint.name,
            local_name(pipeline), verdict, constraint.notations, time, deadline, (), margin,
            source_title(self.knowledge, source), 0,
        ))

    def _whole(self, pipeline: str, time: Interval, steps: list[int]) -> int:
        name = self.knowledge.definitions.by_name[_END].demand
        label = self.knowledge.facts.label(self.knowledge.definitions.quantities[name].iri)
        said = (
            f"{label} is {shown(self.knowledge, name, time)}: the longest sum of the times at "
            "nodes and on the way along the precedence"
        )
        return self.builder.add(Combination(
            said, tuple(dict.fromkeys(steps)), name, (("pipeline", pipeline),), time,
            "longest path",
        ))

    def _longest(self, tasks: tuple[str, ...]) -> tuple[Interval, list[int], bool]:
        """Return the longest time along the precedence, what proves it, and if facts are lacking.
        """
        ends, steps, lacks = dict[str, Interval](), list[int](), False
        for task in tasks:
            ways = [(self.parts.flows[e.flow], _OF_FLOW, ends[e.sender])
                    for e in self.placement.into(task)]
            own = self.parts.tasks[task][0]
            arrivals = []
            for prover, name, before in ways or [(own, _OF_INPUT, Interval(0.0, 0.0, 0.0))]:
                steps.append(prover.add(name))
                lacks |= lacks_fact(prover, name)
                arrivals.append(_then(before, prover.interval(name)))
            steps.append(own.add(_OF_TASK))
            lacks |= lacks_fact(own, _OF_TASK)
            ends[task] = _then(_latest(arrivals), own.interval(_OF_TASK))
        return _latest(list(ends.values())), steps, lacks


def _then(first: Interval, second: Interval) -> Interval:
    middle = None if first.middle is None or second.middle is None else first.middle + second.middle
    return Interval(first.low + second.low, middle, first.high + second.high)


def _latest(ends: list[Interval]) -> Interval:
    middles = [each.middle for each in ends]
    known = [each for each in middles if each is not None]
    return Interval(
        max(each.low for each in ends), max(known) if len(known) == len(middles) else None,
        max(each.high for each in ends),
    )
