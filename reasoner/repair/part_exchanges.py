"""What could be exchanged at the tasks and flows of a placement that fails."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..placement import NodeResult
from ..repair_option import Step
from ..requirement import Requirement
from ..sides import at
from ..trial import Decided, Flow, Parts, Trial
from ..verdict import Verdict
from .hardware import in_place, nearer_products, other_products, passing_products
from .links import is_about_the_path, nearest_exchanges
from .runtimes import nearer_runtimes, other_runtimes
from .shortfall import standing
from .variants import nearer_variants, other_variants

_OF_A_KIND = 3  # exchanges of one kind for one task or flow
_TRIED = 12  # technologies of links that are looked at


def exchanges_for(
    trial: Trial, pipeline: str, failed: Sequence[Requirement], nodes: Sequence[str]
) -> Iterator[Step]:
    """Yield exchanges at a placement that fails some requirements, the likeliest first."""
    parts = trial.parts(pipeline)
    placed = _Placed(trial, parts, dict(zip(parts.chain.tasks, nodes, strict=True)))
    for each in failed:
        flow = next((e for e in parts.chain.flows if e.iri == each.thing), None)
        if each.thing == pipeline:
            yield from placed.quicker()
        elif flow is not None:
            yield from placed.for_flow(flow)
        else:
            yield from placed.for_task(each.thing)


@dataclass(frozen=True)
class _Placed:
    """The tasks of a pipeline on nodes."""

    trial: Trial
    parts: Parts
    nodes: dict[str, str]

    def for_task(self, task: str) -> Iterator[Step]:
        """Yield exchanges with which a task fails less at its node."""
        trial, (result, decision) = self.trial, self._result(task)
        if result is None:
            return
        rows, columns = range(len(decision.questions)), range(len(decision.targets))
        before = standing(trial.knowledge, decision, rows, columns)
        for proposals in (
            other_variants(trial, result).proposals, other_runtimes(trial, result),
            other_products(trial.knowledge, result, passing_products(trial, result)),
        ):
            yield from (each.steps[0] for each in islice(proposals, _OF_A_KIND))
        source = result.question.source
        if source and any(is_about_the_path(trial.knowledge, each) for each in result.failed):
            links = trial.links_to(source, result.node)
            yield from islice(nearest_exchanges(trial.knowledge, links), _OF_A_KIND)
        for proposals in (
            nearer_variants(trial, result, before), nearer_runtimes(trial, result, before),
            nearer_products(trial, result, before),
        ):
            yield from (each.steps[0] for each in islice(proposals, 1))

    def _result(self, task: str) -> tuple[NodeResult | None, Decided]:
        """Return how a task fares at its node, with its data from where its predecessor runs."""
        node = self.nodes[task]
        asked, theirs = self.trial.candidates_of(task, [node])
        before = [self.nodes[each] for each in self.parts.chain.before[task]]
        if before:
            asked = [replace(each, source=before[0]) for each in asked]
        decision = self.trial.judged(asked, theirs)
        return next(iter(self.trial.best(decision, task)), None), decision

    def for_flow(self, flow: Flow) -> Iterator[Step]:
        """Yield technologies of links with which a flow does not fail, or takes less time."""
        yield from islice((step for step, _ in self._links(flow)), _OF_A_KIND)

    def _links(self, flow: Flow) -> list[tuple[Step, float]]:
        """Return technologies that make a flow pass or quicker, the enough first; with its time."""
        ends = self.nodes[flow.sender], self.nodes[flow.receiver]
        before = self.parts.flow(flow, *ends)
        links = self.trial.links_to(*ends)
        found = []
        for at_, step in enumerate(nearest_exchanges(self.trial.knowledge, links)[:_TRIED]):
            sketch = self.trial.sketched(step.changes).parts(self.parts.chain.pipeline)
            after = sketch.flow(flow, *ends)
            is_quicker = after.time.low < before.time.low
            if (after.verdict > before.verdict or is_quicker) and math.isfinite(after.time.high):
                found.append((after.verdict == Verdict.INFEASIBLE, at_, step, after.time.high))
        return [(step, time) for _, _, step, time in sorted(found, key=lambda each: each[:2])]

    def quicker(self) -> Iterator[Step]:
        """Yield exchanges that save time from end to end, those that save the most first."""
        saved: list[tuple[float, int, Step]] = []
        for flow in self.parts.chain.flows:
            if flow.precedes and self.nodes[flow.sender] != self.nodes[flow.receiver]:
                before = self.parts.flow(
                    flow, self.nodes[flow.sender], self.nodes[flow.receiver]
                ).time.low
                saved += [(time - before, len(saved), step) for step, time in self._links(flow)]
        for task in self.parts.chain.tasks:
            saved += [(less, len(saved), step) for step, less in self._quicker_at(task)]
        yield from (step for less, _, step in sorted(saved, key=lambda e: e[:2]) if less < 0)

    def _quicker_at(self, task: str) -> Iterator[tuple[Step, float]]:
        """Yield other variants and products of a task's node with the time that they add."""
        result, decision = self._result(task)
        if result is None or result.question.variant is None:
            return
        now = _least_time(decision, range(len(decision.targets)))
        for each in other_variants(self.trial, result, for_speed=True).proposals[:_OF_A_KIND]:
            yield each.steps[0], -now / 2  # its time is not known before it is run
        judged, _ = in_place(self.trial, result)
        passing = passing_products(self.trial, result) if judged is not None else []
        times = []
        for product in passing:
            assert judged is not None
            columns = [j for j, e in enumerate(judged.targets) if e.hardware == product.product]
            time = _least_time(judged, columns)
            if time < now:
                times.append((product, time - now))
        products = other_products(self.trial.knowledge, result, [each for each, _ in times])
        for proposal, (_, less) in islice(zip(products, times, strict=True), _OF_A_KIND):
            yield proposal.steps[0], less


def _least_time(decision: Decided, columns: Sequence[int]) -> float:
    """Return the least time in which a candidate that does not fail surely computes, in s."""
    return min(
        (
            at(decision.columns.column("computeTime", "high"), i, j)
            for i in range(len(decision.questions)) for j in columns
            if decision.total[i, j] > Verdict.INFEASIBLE
        ),
        default=math.inf,
    )
