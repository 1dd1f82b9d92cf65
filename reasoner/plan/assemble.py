"""Assemble a survey into a problem: what counts as refused depends on the verdict that is sought.

First all is to pass: every straddling interval refuses.  If nothing does, conditions are allowed
and counted, then unknowns.  Where nothing fits even so, what is refused is what fails.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..namespaces import local_name, tw
from ..network import Floats, Ints
from ..plan_objective import Declared
from ..plan_problem import (
    Combine,
    EndToEnd,
    Links,
    NodeResource,
    Objective,
    Problem,
    ProblemTask,
    RouteRows,
    Seconds,
)
from ..verdict import Verdict
from .columns import Ways
from .dominance import undominated
from .flows import Flows, without_time
from .frame import CONDITIONS, DRIVERS, GAPS, POWER, UNKNOWNS, Frame, summed
from .modes import Modes
from .objectives import UPPER_BOUND, Terms, objective_of
from .relays import Relays
from .shared import Shared, shared
from .spares import Spares
from .survey import Choices, Leg, Survey

_END = "end-to-end"


@dataclass(frozen=True)
class Built:
    """A problem with what its options stand for.

    `chosen` by task: the place among the task's choices of each option.  Tasks of the problem are
    the tasks of all pipelines, then a source for each input.  `p95` has the same options, with
    times at the 95th percentile in place of the typical ones.
    """

    survey: Survey
    least: Verdict
    problem: Problem
    p95: Problem
    tasks: tuple[str, ...]
    chosen: tuple[Ints, ...]
    objectives: tuple[Declared, ...]
    terms: dict[str, Terms]
    spares: Spares
    is_bound: bool  # only some of the modes are looked at


def assemble(survey: Survey, least: Verdict) -> Built:
    """Return the problem whose solutions are of at least a verdict."""
    return _Assembly(survey, least).built()


class _Assembly:
    """One problem in the making."""

    def __init__(self, survey: Survey, least: Verdict) -> None:
        self.survey, self.least = survey, least
        self.frame = Frame.of(survey, least)
        self.stated, self.terms = self.frame.stated, self.frame.terms
        self.shared: Shared = shared(survey, least)
        self.flows = Flows(self.frame)
        ways = {id(each): each for each in (survey.ways, *(leg.ways for leg in survey.legs))}
        self.relays = Relays.of(survey.ways.network, [each.routes for each in ways.values()])
        self.rows: dict[int, RouteRows] = {}  # by the identity of ways, which the survey holds

    def built(self) -> Built:
        """Return all of it."""
        kept = {task: self._kept(each) for task, each in self.survey.choices.items()}
        tasks = [self._task(self.survey.choices[task], kept[task]) for task in kept]
        tasks += [self._source(*each) for each in self.frame.sources]
        flows = [
            replace(self.flows.flow(each, kept), routes=self._routes(each))
            for each in self.survey.legs
        ]
        modes = Modes(self.frame, flows)
        found, is_bound = modes.modes()
        problem = Problem(
            tuple(local_name(each) for each in self.survey.nodes),
            tuple(local_name(each.pipeline) for each in self.survey.chains),
            tuple(tasks), tuple(flows), self._objectives(), self._links(),
            (*self.shared.resources, *self._power()), tuple(self._ends()),
            apart=modes.apart(self.relays), modes=found,
        )
        chosen = (*kept.values(), *(np.zeros(1, dtype=np.int64) for _ in self.frame.sources))
        return Built(
            self.survey, self.least, problem, self._at_p95(problem), self.frame.tasks, chosen,
            self.stated, self.terms, self.frame.spares, is_bound,
        )

    # Options

    def _kept(self, choices: Choices) -> Ints:
        """Return the choices that become options: none that another makes superfluous.

        What is ruled out is kept only where it has to be told what rules it out.
        """
        refused = [each < int(self.least) for each in choices.verdicts.values()]
        if self.least is not Verdict.UNKNOWN:
            good = np.nonzero(~np.logical_or.reduce(refused))[0] if refused else np.arange(
                len(choices.row))
        else:
            good = np.arange(len(choices.row))
        figures = [self._seconds(choices).p50, self._seconds(choices).p95]
        figures += list(self.shared.uses[choices.task].values())
        for each in self.stated:
            values = self.terms[each.name].of_task.get(choices.task)
            if values is not None:
                figures.append(values if each.less else -values)
                figures.append(np.logical_or.reduce(
                    list(self.terms[each.name].task_gaps[choices.task].values())).astype(float))
        figures += [self._count(choices, each) for each in (
            Verdict.CONDITIONAL, Verdict.UNKNOWN)]
        table: Floats = np.stack([np.nan_to_num(each, nan=0.0)[good] for each in figures], axis=1)
        ruled = np.stack([each[good] for each in refused], axis=1) if refused else np.zeros(
            (len(good), 0), dtype=bool)
        kept: Ints = good[undominated(choices.node[good], table, ruled)] if len(good) else good
        return kept

    def _seconds(self, choices: Choices) -> Seconds:
        """Return the typical computing time, and the one that is held against deadlines."""
        middle, low = (choices.number("timeAtNode", each) for each in ("middle", "low"))
        held = choices.number("timeAtNode", self.frame.corner)
        if self.least is Verdict.CONDITIONAL:
            held = np.where(choices.number("timeAtNode", "lacks-world"), np.inf, held)
        known = choices.number("timeAtNode", "bound").astype(bool) & np.isfinite(middle)
        return Seconds(np.where(known, middle, low), held)

    def _count(self, choices: Choices, verdict: Verdict) -> Floats:
        """Return how many constraints have a verdict, for each choice."""
        found = np.zeros(len(choices.row))
        for each in choices.verdicts.values():
            found += each == int(verdict)
        return found

    def _task(self, choices: Choices, kept: Ints) -> ProblemTask:
        seconds = self._seconds(choices)
        name, spares = local_name(choices.task), self.frame.spares
        stated = () if spares.is_cold(choices.task) else self.stated
        contributions = {
            each.name: self.terms[each.name].of_task[choices.task][kept]
            for each in stated
            if choices.task in self.terms[each.name].of_task and each.combine in (
                Combine.SUM, Combine.PRODUCT)
        }
        for each in stated:
            gaps = self.terms[each.name].task_gaps.get(choices.task)
            if gaps and self.frame.has_gaps(each) and spares.is_counted(each, choices.task):
                contributions[GAPS + each.name] = summed(gaps.values())[kept]
        stands_in = choices.task in spares.known
        if not stands_in:
            contributions[DRIVERS] = _scores(self.survey, choices.task)[choices.node[kept]]
        contributions[CONDITIONS] = self._count(choices, Verdict.CONDITIONAL)[kept]
        contributions[UNKNOWNS] = self._count(choices, Verdict.UNKNOWN)[kept]
        uses = {each: use[kept] for each, use in self.shared.uses[choices.task].items()}
        for each in stated:
            if each.combine is Combine.LOAD and choices.task in self.terms[each.name].of_task:
                uses[POWER] = self.terms[each.name].of_task[choices.task][kept]
        refused = {
            f"{label} of {name}": each[kept] < int(self.least)
            for label, each in choices.verdicts.items()
            if (each[kept] < int(self.least)).any()
        }
        return ProblemTask(
            name, self.frame.pipeline(choices.task), choices.node[kept].astype(np.int32),
            Seconds(
                without_time(seconds.p50[kept]) if stands_in else seconds.p50[kept],
                seconds.p95[kept],
            ), contributions, uses, refused,
        )

    def _source(self, pipeline: int, node: str) -> ProblemTask:
        """Return where data arises as a task that takes no time and can't be moved."""
        place = self.survey.ways.network.place_of[node]
        zero = np.zeros(1)
        return ProblemTask(
            f"data of {local_name(node)}", pipeline, np.array([place], dtype=np.int32),
            Seconds(zero, zero),
        )

    # The whole

    def _objectives(self) -> tuple[Objective, ...]:
        quantities = self.survey.knowledge.definitions.quantities
        found = [
            objective_of(
                self.survey, each, self.terms[each.name], quantities[each.quantity].unit,
                bool(self.frame.spares.groups))
            for each in self.stated if each.name != UPPER_BOUND
        ]
        for each in self.stated:
            if self.frame.has_gaps(each):
                gaps = self.terms[each.name]
                found.append(Objective(
                    GAPS + each.name,
                    of_node=summed(gaps.node_gaps.values()) if gaps.node_gaps else None,
                    of_link=summed(gaps.link_gaps.values()) if gaps.link_gaps else None,
                ))
        return (
            *map(self.relays.counted, found), Objective(DRIVERS, less=False),
            Objective(CONDITIONS), Objective(UNKNOWNS),
        )

    def _power(self) -> tuple[NodeResource, ...]:
        if not any(each.combine is Combine.LOAD for each in self.stated):
            return ()
        return (NodeResource(POWER, np.full(len(self.survey.nodes), np.inf), "W"),)

    def _links(self) -> Links:
        at = 0 if self.least is Verdict.FEASIBLE else 2
        network = self.survey.ways.network
        capacity = (network.worst or network.figures)["uplinkRate"][at]
        usual = self._rows(self.survey.ways)
        return Links(
            self.relays.names,
            self.relays.capacity(np.where(np.isnan(capacity), np.inf, capacity)),
            usual.start, usual.link,
        )

    def _routes(self, leg: Leg) -> RouteRows | None:
        """Return the routes of a leg that takes others than the usual."""
        return None if leg.ways is self.survey.ways else self._rows(leg.ways)

    def _rows(self, ways: Ways) -> RouteRows:
        if id(ways) not in self.rows:
            self.rows[id(ways)] = self.relays.rows(ways.routes)
        return self.rows[id(ways)]

    def _ends(self) -> list[EndToEnd]:
        stated = self.survey.knowledge.figures.by_property.get(tw("endToEndDeadline"), {})
        return [
            EndToEnd(f"{_END} of {local_name(each.pipeline)}", place,
                     self.frame.bound(stated[each.pipeline]), "p95")
            for place, each in enumerate(self.survey.chains) if each.pipeline in stated
        ]

    def _at_p95(self, problem: Problem) -> Problem:
        """Return the problem with the 95th percentile of its flows in place of the typical time."""
        flows = tuple(
            replace(flow, seconds=Seconds(self.flows.seconds_at_p95(leg), flow.seconds.p95))
            for leg, flow in zip(self.survey.legs, problem.flows, strict=True)
        )
        return replace(problem, flows=flows)


def _scores(survey: Survey, task: str) -> Floats:
    """Return the drivers for the level of each node, less those for others: tw:level-rule."""
    facts = survey.knowledge.facts
    favours = [
        set(facts.objects(each, tw("favours")))
        for each in sorted(set(facts.objects(task, tw("hasDriver"))))
    ]
    return np.array([
        sum((level in each) - (bool(each) and level not in each) for each in favours)
        for level in survey.levels
    ], dtype=float)
