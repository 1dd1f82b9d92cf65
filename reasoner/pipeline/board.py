"""Judge the parts of a placement: a task at a node with its predecessors placed, and each flow.

The data of a task with predecessors arises where those are placed, not at the site's source.  With
several predecessors a candidate has to serve each of them; its cost is that of serving the first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..candidate import Path, Question, Target
from ..decide.columns import Columns
from ..decide.judge import Decision, Verdicts, judge, judge_constraint
from ..decide.paths import paths
from ..decide.targets import bare_targets, questions, targets
from ..errors import TopologyError
from ..formula import Corner
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import local_name
from ..placement import FlowResult, NodeResult
from ..rank.choice import node_results
from ..rank.level import conclude
from ..verdict import Verdict
from .chain import Chain, Flow

_CORNERS: tuple[Corner, ...] = ("low", "middle", "high")
# Candidates of what is kept with the knowledge: a search for changes asks again and again.
_SMALL = 2_000


@dataclass(frozen=True)
class Spot:
    """A task at a node: its best candidate there, how long that takes, how its level scores."""

    result: NodeResult
    time: Interval
    lacks_fact: bool
    score: int


class Board:
    """The spots and flows of one pipeline at the nodes of a site, judged when asked for."""

    def __init__(self, knowledge: Knowledge, chain: Chain, nodes: Sequence[str]) -> None:
        self.knowledge, self.chain, self.nodes = knowledge, chain, sorted(set(nodes))
        self._bare = bare_targets(knowledge, self.nodes)
        self.level = {each.node: each.level for each in self._bare}
        self._paths = paths(knowledge, self.nodes, self.nodes)
        self._decisions: dict[tuple[str, str | None], Decision] = {}
        self._spots: dict[tuple[str, tuple[str, ...]], dict[str, Spot]] = {}
        self._flows = {each.iri: self._flow_known(each) for each in chain.flows}

    @cached_property
    def _targets(self) -> list[Target]:
        return targets(self.knowledge, self.nodes)

    def spots(self, task: str, before: tuple[str, ...]) -> dict[str, Spot]:
        """Return a task's spots by node, given the nodes of the tasks that directly precede it."""
        key = (task, before)
        if key not in self._spots:
            self._spots[key] = self._find_spots(task, before)
        return self._spots[key]

    def judged(self, task: str, before: tuple[str, ...]) -> list[Decision]:
        """Return a task judged with its data from each of some nodes, or from its own source."""
        sources: list[str | None] = [*dict.fromkeys(before)] or [None]
        return [self._decide(task, each) for each in sources]

    def _find_spots(self, task: str, before: tuple[str, ...]) -> dict[str, Spot]:
        decision = _together(self.judged(task, before))
        results, name = node_results(decision, task), self.chain.time_of(task)
        scores = {
            each.level: each.score
            for each in conclude(self.knowledge.facts, task, results).levels
        }
        return {
            each.node: Spot(each, *_time(decision, each, name), scores.get(each.level or "", 0))
            for each in results
        }

    def _decide(self, task: str, source: str | None) -> Decision:
        key = (task, source)
        kept = self.knowledge.kept.setdefault(("judged", task), {})
        if (source, *self.nodes) in kept:
            return kept[source, *self.nodes]  # type: ignore[no-any-return]
        if key not in self._decisions:
            asked = questions(self.knowledge, [task])
            if source is not None:
                asked = [replace(each, source=source) for each in asked]
            with_model = asked[0].variant is not None
            theirs = self._targets if with_model else self._bare
            if not theirs:
                raise TopologyError(
                    f"the task {local_name(task)} has no node to run on",
                    expected="a node with a processing unit and a runtime for it"
                    if with_model else "a node of the site",
                    found="none",
                )
            self._decisions[key] = judge(self.knowledge, asked, theirs, self._routes(asked))
            if self._decisions[key].total.size <= _SMALL:
                kept[source, *self.nodes] = self._decisions[key]
        return self._decisions[key]

    def _routes(self, asked: Sequence[Question]) -> dict[tuple[str, str], Path]:
        others = {each.source or "" for each in asked} - set(self.nodes)
        return self._paths | paths(self.knowledge, others, self.nodes) if others else self._paths

    def flow(self, flow: Flow, sender: str, receiver: str) -> FlowResult:
        """Return how a flow fares between two nodes."""
        columns, verdicts = self._flows[flow.iri]
        i, j = self.nodes.index(sender), self.nodes.index(receiver)
        names: dict[Verdict, list[str]] = {each: [] for each in Verdict}
        for name, each in verdicts.items():
            names[Verdict(int(each[i, j]))].append(name)
        return FlowResult(
            flow.iri, flow.sender, flow.receiver, sender, receiver, flow.precedes,
            Verdict(min(Verdict.FEASIBLE, *(int(each[i, j]) for each in verdicts.values()))),
            _interval(columns, "flowTime", i, j),
            tuple(names[Verdict.INFEASIBLE]), tuple(names[Verdict.UNKNOWN]),
            tuple(names[Verdict.CONDITIONAL]),
        )

    def flow_lacks_fact(self, flow: Flow, sender: str, receiver: str) -> bool:
        """Say whether a flow's time misses a figure that is a property of the world."""
        columns, _ = self._flows[flow.iri]
        i, j = self.nodes.index(sender), self.nodes.index(receiver)
        return bool(_at(columns.missing("flowTime", False), i, j))

    def _flow_known(self, flow: Flow) -> tuple[Columns, dict[str, Verdicts]]:
        kept = self.knowledge.kept.setdefault(("flow", flow.iri), {})
        key = tuple(self.nodes)
        if key in kept:
            return kept[key]  # type: ignore[no-any-return]
        found = self._judge_flow(flow)
        if len(self.nodes) ** 2 <= _SMALL:
            kept[key] = found
        return found

    def _judge_flow(self, flow: Flow) -> tuple[Columns, dict[str, Verdicts]]:
        """Judge a flow for every sender's node (rows) and receiver's node (columns)."""
        asked = [Question(flow.iri, None, None, None, each) for each in self.nodes]
        columns = Columns(self.knowledge, asked, self._bare, self._paths)
        shape = (len(asked), len(self._bare))
        found = {
            each.name: np.broadcast_to(judge_constraint(columns, each), shape)
            for each in self.knowledge.definitions.constraints
            if each.scope == "flow" or each.name == "reachability"
        }
        return columns, found


def _together(decisions: list[Decision]) -> Decision:
    """Return the verdicts over several sources: the minimum, constraint by constraint."""
    first, *others = decisions
    by_constraint, total = dict(first.by_constraint), first.total
    for other in others:
        total = np.minimum(total, other.total)
        for name, each in other.by_constraint.items():
            by_constraint[name] = np.minimum(by_constraint[name], each)
    return Decision(first.columns, by_constraint, total)


def _time(decision: Decision, result: NodeResult, name: str) -> tuple[Interval, bool]:
    i = list(decision.questions).index(
        next(q for q in decision.questions if q.variant == result.question.variant)
    )
    j = list(decision.targets).index(result.target)
    columns = decision.columns
    lacks = bool(_at(columns.missing(name, False), i, j))
    return _interval(columns, name, i, j), lacks


def _interval(columns: Columns, name: str, i: int, j: int) -> Interval:
    low, middle, high = (_at(columns.column(name, each), i, j) for each in _CORNERS)
    is_bound = bool(_at(columns.is_bound(name), i, j)) and math.isfinite(middle)
    return Interval(low, middle if is_bound else None, high)


def _at(column: object, i: int, j: int) -> float:
    array = np.asarray(column)
    if array.ndim < 2:
        return float(array)
    return float(array[i if array.shape[0] > 1 else 0, j if array.shape[1] > 1 else 0])
