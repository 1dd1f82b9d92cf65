"""Prove placements: every task on its node, every flow, and the time from end to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..candidate import Question
from ..decide.columns import Columns
from ..decide.judge import Decision, judge, judge_constraint
from ..decide.paths import paths
from ..decide.targets import bare_targets
from ..decide.targets import nodes as site_nodes
from ..interval import Interval
from ..namespaces import DCTERMS, local_name
from ..pipeline_result import PipelineResult
from ..placement import EndToEnd, FlowResult, time_of
from ..proof import Bindings, Certificate, Combination, Judgement, PlacementVerdict, Proof
from ..verdict import Verdict
from .builder import Builder
from .case import Case
from .constraints import ConstraintProver
from .numbers import NumberProver
from .verdicts import Explainer
from .words import shown, source_title


class PlacementProver:
    """Proves one placement of a pipeline."""

    def __init__(self, explainer: Explainer, placed: PipelineResult) -> None:
        self.explainer, self.placed = explainer, placed
        self.knowledge = explainer.knowledge
        self.builder = Builder()

    def proof(self) -> Proof:
        """Return the proof of the placement's verdict."""
        placed = self.placed
        premises = [at for task in placed.placements for at in self._task(task)]
        premises += [at for each in placed.flows for at in self._flow(each)]
        if placed.end_to_end.deadline is not None:
            premises.append(self._end_to_end(placed.end_to_end))
        nodes = tuple((task, each.node) for task, each in placed.placements.items())
        if placed.verdict < Verdict.FEASIBLE:
            premises.append(self._certificate(nodes))
        where = ", ".join(f"{local_name(t)} on {local_name(n)}" for t, n in nodes)
        shape = f" as {local_name(placed.architecture)}" if placed.architecture else ""
        said = f"{local_name(placed.pipeline)} is {placed.verdict.word}{shape}: {where}"
        return self.builder.proof(
            self.builder.add(
                PlacementVerdict(said, tuple(dict.fromkeys(premises)), placed.pipeline,
                                 placed.verdict, nodes, placed.architecture)
            )
        )

    def _certificate(self, nodes: Bindings) -> int:
        """Add that no other placement comes out better, for an enumeration to check."""
        word, name = self.placed.verdict.word, local_name(self.placed.pipeline)
        count = len(site_nodes(self.knowledge)) ** len(nodes)
        said = f"none of the {count:,} placements of {name} is better than {word}"
        return self.builder.add(
            Certificate(said, (), "no better verdict", self.placed.pipeline, count, nodes)
        )

    def _cases(self, task: str) -> Iterator[Case]:
        """Yield the task's candidate once for each node that its data comes from."""
        result = self.placed.placements[task]
        for source in dict.fromkeys(self._before(task)) or [result.question.source or ""]:
            question = replace(result.question, source=source or None)
            routes = paths(self.knowledge, {source}, [result.node])
            yield Case(judge(self.knowledge, [question], [result.target], routes), 0, 0)

    def _before(self, task: str) -> list[str]:
        return [f.from_node for f in self.placed.flows if f.precedes and f.to_task == task]

    def _task(self, task: str) -> Iterator[int]:
        for case in self._cases(task):
            yield self.explainer.add_candidate(self.builder, case.decision, 0, 0)

    def _flow_case(self, flow: FlowResult) -> Case:
        question = Question(flow.flow, None, None, None, flow.from_node)
        targets = bare_targets(self.knowledge, [flow.to_node])
        routes = paths(self.knowledge, {flow.from_node}, [flow.to_node])
        columns = Columns(self.knowledge, [question], targets, routes)
        found = {
            each.name: np.broadcast_to(judge_constraint(columns, each), (1, 1))
            for each in self.knowledge.definitions.constraints
            if each.scope == "flow" or each.name == "reachability"
        }
        total = np.array([[min(Verdict.FEASIBLE, *(int(each[0, 0]) for each in found.values()))]])
        return Case(Decision(columns, found, total.astype(np.uint8)), 0, 0)

    def _numbers(self, case: Case) -> NumberProver:
        return NumberProver(self.knowledge, self.builder, self.explainer.facts, case)

    def _flow(self, flow: FlowResult) -> list[int]:
        case = self._flow_case(flow)
        prover, verdicts = ConstraintProver(self._numbers(case)), case.verdicts()
        by_name = self.knowledge.definitions.by_name
        return [prover.add(by_name[name], verdict) for name, verdict in verdicts.items()]

    def _times(self) -> list[int]:
        found = [
            self._numbers(case).add(time_of(bool(self._before(task))))
            for task in self.placed.placements for case in self._cases(task)
        ]
        found += [
            self._numbers(self._flow_case(each)).add("flowTime")
            for each in self.placed.flows if each.precedes
        ]
        return found

    def _end_to_end(self, whole: EndToEnd) -> int:
        constraint = self.knowledge.definitions.by_name["end-to-end"]
        assert whole.deadline is not None
        time = self._combination(constraint.demand, whole.time)
        deadline = self._deadline(constraint.supply)
        said = constraint.sentence.format(
            demand=shown(self.knowledge, constraint.demand, whole.time),
            supply=shown(self.knowledge, constraint.supply, whole.deadline),
        )
        margin = ConstraintProver.room(self.knowledge, constraint, whole.time, whole.deadline)
        source = self.knowledge.facts.object(constraint.iri, DCTERMS + "source")
        return self.builder.add(
            Judgement(
                f"{said}: {margin}" if margin else said, (time, *deadline), constraint.name,
                local_name(self.placed.pipeline), whole.verdict, constraint.notations, whole.time,
                whole.deadline, (), margin, source_title(self.knowledge, source), 0,
            )
        )

    def _combination(self, name: str, number: Interval) -> int:
        quantity = self.knowledge.definitions.quantities[name]
        label = self.knowledge.facts.label(quantity.iri)
        said = (
            f"{label} is {shown(self.knowledge, name, number)}: the longest sum of times at nodes "
            "and on flows along the precedence"
        )
        return self.builder.add(
            Combination(said, tuple(dict.fromkeys(self._times())), name,
                        (("pipeline", self.placed.pipeline),), number, "longest sum")
        )

    def _deadline(self, name: str) -> Sequence[int]:
        quantity = self.knowledge.definitions.quantities[name]
        figure = self.knowledge.figures.chosen.get((self.placed.pipeline, quantity.iri))
        return [self.explainer.facts.add_figure(self.builder, figure)] if figure else []
