"""Tell a placement of a plan part by part: each task, each flow, and the time of the whole.

Each is judged alone; what they share is for the plan's search to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .candidate import Question
from .chain import Chain, Flow
from .decide.columns import Columns
from .decide.judge import Decision, judged
from .decide.parts import flow_result, interval_at, of_flows
from .decide.targets import bare_targets
from .definitions import Constraint
from .interval import Interval
from .placement import EndToEnd, FlowResult, NodeResult
from .plan.columns import RoutedColumns, Ways
from .plan.survey import Leg, Survey
from .plan_result import Placed, Point
from .rank.choice import node_results
from .sides import at
from .verdict import Verdict

_AT_NODE, _OF_FLOW, _OF_INPUT = "timeAtNode", "flowTime", "inputTime"
_START = Interval(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class PlacedParts:
    """One pipeline of a survey, its tasks at the nodes of a point."""

    survey: Survey
    chain: Chain
    point: Point

    @cached_property
    def placed(self) -> dict[str, Placed]:
        """Return each task with its node and candidate."""
        by_task = {each.task: each for each in self.point.placed}
        return {task: by_task[task] for task in self.chain.tasks}

    @cached_property
    def tasks(self) -> dict[str, NodeResult]:
        """Return how each task fares at its node, with its data from where it then comes."""
        return {task: self._result(task) for task in self.placed}

    @cached_property
    def flows(self) -> tuple[FlowResult, ...]:
        """Return how each flow fares between the nodes of its tasks."""
        return tuple(self._flow(each) for each in self.chain.flows)

    def _into(self, task: str) -> list[Leg]:
        return [each for each in self.survey.legs if each.precedes and each.receiver == task]

    def _node(self, sender: str) -> str:
        """Return the node of a task, or of the data that arises there."""
        return self.placed[sender].node if sender in self.placed else sender

    @cached_property
    def _decisions(self) -> dict[str, list[Decision]]:
        """Return each task's candidate, judged for each way that its data takes."""
        return {task: [*self._judged(task)] for task in self.placed}

    def _judged(self, task: str) -> Iterator[Decision]:
        placed, known = self.placed[task], self.survey.knowledge
        assert placed.question is not None and placed.target is not None
        for leg in self._into(task):
            flow = leg.name if leg.source is None else None
            question = replace(placed.question, source=self._node(leg.sender), flow=flow)
            for ways in _all_ways(leg):
                yield judged(RoutedColumns(known, [question], [placed.target], ways))

    def _result(self, task: str) -> NodeResult:
        first, *others = self._decisions[task]
        by_constraint, total = dict(first.by_constraint), first.total
        for other in others:
            total = np.minimum(total, other.total)
            for name, each in other.by_constraint.items():
                by_constraint[name] = np.minimum(by_constraint[name], each)
        [found] = node_results(Decision(first.columns, by_constraint, total), task)
        return found

    def _leg(self, flow: str) -> Leg:
        return next(each for each in self.survey.legs if each.name == flow)

    @cached_property
    def _columns(self) -> dict[str, list[Columns]]:
        """Return the columns of each flow between its nodes, for each way that it takes."""
        return {each.iri: [*self._of_flow(each)] for each in self.chain.flows}

    def _of_flow(self, flow: Flow) -> Iterator[Columns]:
        known = self.survey.knowledge
        sender, receiver = self.placed[flow.sender].node, self.placed[flow.receiver].node
        question = Question(flow.iri, None, None, None, sender)
        for ways in _all_ways(self._leg(flow.iri)):
            yield RoutedColumns(known, [question], bare_targets(known, [receiver]), ways)

    def _flow(self, flow: Flow) -> FlowResult:
        return flow_result(
            flow, self.placed[flow.sender].node, self.placed[flow.receiver].node,
            [(each, of_flows(each), 0, 0) for each in self._columns[flow.iri]],
        )

    # From end to end

    @cached_property
    def end_to_end(self) -> EndToEnd:
        """Return the longest sum of times at nodes and on the way along the precedence."""
        known = self.survey.knowledge
        constraint = known.definitions.by_name["end-to-end"]
        property_ = known.definitions.quantities[constraint.supply].iri
        figure = known.figures.by_property.get(property_, {}).get(self.chain.pipeline)
        time, lacks = self._longest()
        if figure is None:
            return EndToEnd(Verdict.NOT_ASSESSED, time, None, "")
        deadline = Interval(figure.lower, figure.value, figure.upper)
        return EndToEnd(
            _compared(constraint, time, deadline, lacks), time, deadline,
            constraint.sentence.format(
                demand=self._shown(constraint.demand, time),
                supply=self._shown(constraint.supply, deadline)),
        )

    def _longest(self) -> tuple[Interval, bool]:
        """Return the longest time, and whether a figure of the world is missing for it."""
        ends, lacking = dict[str, Interval](), False
        for task in self.chain.tasks:
            arrivals = []
            for leg in self._into(task):
                way, lacks = self._on_the_way(leg)
                lacking |= lacks
                before = ends[leg.sender] if leg.source is None else _START
                arrivals.append(_after(before, way))
            own, lacks = _time([self._decisions[task][0].columns], _AT_NODE)
            lacking |= lacks
            ends[task] = _after(_latest(arrivals), own)
        return _latest([*ends.values()]), lacking

    def _on_the_way(self, leg: Leg) -> tuple[Interval, bool]:
        if leg.source is None:
            return _time(self._columns[leg.name], _OF_FLOW)
        columns = [each.columns for each in self._decisions[leg.receiver]]
        return _time(columns, _OF_INPUT)

    def _shown(self, name: str, value: Interval) -> str:
        if value.middle is not None:
            return self.survey.knowledge.show(name, value.middle)
        if value.low > 0:
            return f"at least {self.survey.knowledge.show(name, value.low)}"
        return "an unknown time"


def _all_ways(leg: Leg) -> list[Ways]:
    """Return the ways that data takes, and those while links with a backup may be down."""
    worse = leg.ways.degraded
    return [leg.ways] if worse is None else [leg.ways, worse]


def _time(columns: list[Columns], name: str) -> tuple[Interval, bool]:
    """Return a time, the longest of several ways; the middle is that of the usual one."""
    found = [interval_at(each, name, 0, 0) for each in columns]
    lacks = any(bool(at(each.missing(name, False), 0, 0)) for each in columns)
    return Interval(
        max(each.low for each in found), found[0].middle, max(each.high for each in found)
    ), lacks


def _after(start: Interval, time: Interval) -> Interval:
    lost = start.middle is None or time.middle is None
    middle = None if lost else (start.middle or 0.0) + (time.middle or 0.0)
    return Interval(start.low + time.low, middle, start.high + time.high)


def _latest(ends: list[Interval]) -> Interval:
    """Return the latest end; what is not known stays so."""
    middles = [each.middle for each in ends if each.middle is not None]
    middle = max(middles) if len(middles) == len(ends) else None
    return Interval(max(each.low for each in ends), middle, max(each.high for each in ends))


def _compared(
    constraint: Constraint, demand: Interval, supply: Interval, lacks_fact: bool
) -> Verdict:
    """Compare as every constraint is: P if the worst fits, F if the best does not."""
    small, great = (supply, demand) if constraint.relation == "at-least" else (demand, supply)
    room = 1.0 + constraint.tolerance
    if small.high <= great.low * room:
        return Verdict.FEASIBLE
    if small.low > great.high * room:
        return Verdict.INFEASIBLE
    return Verdict.UNKNOWN if lacks_fact else Verdict.CONDITIONAL
