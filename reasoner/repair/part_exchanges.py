"""What could be exchanged at the tasks and flows of a placement that fails."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..candidate import Question, Target
from ..namespaces import tw
from ..placement import NodeResult
from ..repair_option import Step
from ..requirement import Requirement
from ..sides import at
from ..trial import Decided, Flow, Parts, Trial
from ..verdict import Verdict
from .hardware import OtherProducts, other_products
from .links import exchanges_between, is_about_the_path
from .runtimes import nearer_runtimes, other_runtimes
from .shortfall import standing
from .variants import nearer_variants, other_variants

_OF_A_KIND = 3  # exchanges of one kind for one task or flow
_TRIED = 12  # technologies of links that are looked at


class Exchanges:
    """What could be exchanged at placements of a pipeline; what two of them share is found once."""

    def __init__(self, trial: Trial, parts: Parts) -> None:
        self.trial, self.parts = trial, parts
        self._of_flows: dict[tuple[str, str, str], list[tuple[Step, float]]] = {}
        self._products: dict[NodeResult, OtherProducts] = {}

    def of(self, failed: Sequence[Requirement], nodes: Sequence[str]) -> Iterator[Step]:
        """Yield exchanges at a placement that fails some requirements, the likeliest first."""
        chain = self.parts.chain
        placed = _Placed(self, dict(zip(chain.tasks, nodes, strict=True)))
        for each in failed:
            flow = next((e for e in chain.flows if e.iri == each.thing), None)
            if each.thing == chain.pipeline:
                yield from placed.quicker()
            elif flow is not None:
                yield from placed.for_flow(flow)
            elif each.thing in chain.tasks:
                yield from placed.for_task(each.thing)
            else:
                yield from placed.for_shared(each.thing)

    def products(self, result: NodeResult) -> OtherProducts:
        """Return what could take the place of a task's node."""
        return self._products.setdefault(result, OtherProducts(self.trial, result))

    def links(self, flow: Flow, sender: str, receiver: str) -> list[tuple[Step, float]]:
        """Return technologies that make a flow pass or quicker, the enough first; with its time."""
        key = (flow.iri, sender, receiver)
        if key not in self._of_flows:
            self._of_flows[key] = self._links(flow, sender, receiver)
        return self._of_flows[key]

    def _links(self, flow: Flow, sender: str, receiver: str) -> list[tuple[Step, float]]:
        before = self.parts.flow(flow, sender, receiver)
        steps, found = exchanges_between(self.trial, sender, receiver), []
        for at_, step in enumerate(steps[:_TRIED]):
            verdict, least, most = self._judged(self.trial.sketched(step.changes), flow, sender,
                                                receiver)
            is_nearer = verdict > before.verdict or least < before.time.low
            if is_nearer and math.isfinite(most):
                found.append((verdict == Verdict.INFEASIBLE, at_, step, most))
        return [(step, time) for _, _, step, time in sorted(found, key=lambda each: each[:2])]

    def _judged(
        self, trial: Trial, flow: Flow, sender: str, receiver: str
    ) -> tuple[Verdict, float, float]:
        """Return how one flow fares between two nodes: its verdict, and its time in s."""
        facts = self.trial.knowledge.facts
        question = Question(flow.iri, None, None, None, sender)
        target = Target(
            receiver, facts.object(receiver, tw("instanceOf")) or receiver,
            facts.object(receiver, tw("nodeLevel")),
        )
        constraints = self.trial.knowledge.definitions.constraints
        names = [e.name for e in constraints if e.scope == "flow" or e.name == "reachability"]
        decision = trial.supposing(question, target, {}, names)
        low, high = (
            at(decision.columns.column("flowTime", corner), 0, 0) for corner in ("low", "high")
        )
        return Verdict(min(Verdict.FEASIBLE, int(decision.total[0, 0]))), low, high


@dataclass(frozen=True)
class _Placed:
    """The tasks of a pipeline on nodes."""

    exchanges: Exchanges
    nodes: dict[str, str]

    @property
    def trial(self) -> Trial:
        """Return the engine that is asked."""
        return self.exchanges.trial

    @property
    def parts(self) -> Parts:
        """Return the tasks and flows."""
        return self.exchanges.parts

    def for_task(self, task: str) -> Iterator[Step]:
        """Yield exchanges with which a task fails less at its node."""
        trial, (result, decision) = self.trial, self._result(task)
        if result is None:
            return
        rows, columns = range(len(decision.questions)), range(len(decision.targets))
        before = standing(trial.knowledge, decision, rows, columns)
        products = self.exchanges.products(result)
        for proposals in (
            other_variants(trial, result).proposals, other_runtimes(trial, result),
            other_products(trial.knowledge, result, products.passing),
        ):
            yield from (each.steps[0] for each in islice(proposals, _OF_A_KIND))
        source = result.question.source
        if source and any(is_about_the_path(trial.knowledge, each) for each in result.failed):
            yield from islice(exchanges_between(trial, source, result.node), _OF_A_KIND)
        for proposals in (
            nearer_variants(trial, result, before), nearer_runtimes(trial, result, before),
            products.nearer(before),
        ):
            yield from (each.steps[0] for each in islice(proposals, 1))

    def for_shared(self, thing: str) -> Iterator[Step]:
        """Yield exchanges for the tasks that share a node, or for all that is sent over links."""
        if thing in self.nodes.values():
            for task in (each for each, node in self.nodes.items() if node == thing):
                yield from self.for_task(task)
            return
        for flow in self.parts.chain.flows:
            yield from self.for_flow(flow)

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
        links = self.exchanges.links(flow, self.nodes[flow.sender], self.nodes[flow.receiver])
        yield from islice((step for step, _ in links), _OF_A_KIND)

    def quicker(self) -> Iterator[Step]:
        """Yield exchanges that save time from end to end, those that save the most first."""
        saved: list[tuple[float, int, Step]] = []
        for flow in self.parts.chain.flows:
            if flow.precedes and self.nodes[flow.sender] != self.nodes[flow.receiver]:
                ends = self.nodes[flow.sender], self.nodes[flow.receiver]
                before = self.parts.flow(flow, *ends).time.low
                links = self.exchanges.links(flow, *ends)
                saved += [(time - before, len(saved), step) for step, time in links]
        for task in self.parts.chain.tasks:
            saved += [(less, len(saved), step) for step, less in self._quicker_at(task)]
        yield from (step for less, _, step in sorted(saved, key=lambda e: e[:2]) if less < 0)

    def _quicker_at(self, task: str) -> Iterator[tuple[Step, float]]:
        """Yield other variants and products of a task's node with the time that they add."""
        result, decision = self._result(task)
        if result is None or result.question.variant is None:
            return
        name = self.parts.chain.time_of(task)
        now = _least_time(decision, name, range(len(decision.targets)))
        for each in other_variants(self.trial, result, for_speed=True).proposals[:_OF_A_KIND]:
            yield each.steps[0], -now / 2  # its time is not known before it is run
        found = self.exchanges.products(result)
        judged, times = found.decision, []
        for product in found.passing:
            assert judged is not None
            columns = [j for j, e in enumerate(judged.targets) if e.hardware == product.product]
            time = _least_time(judged, name, columns)
            if time < now:
                times.append((product, time - now))
        products = other_products(self.trial.knowledge, result, [each for each, _ in times])
        for proposal, (_, less) in islice(zip(products, times, strict=True), _OF_A_KIND):
            yield proposal.steps[0], less


def _least_time(decision: Decided, name: str, columns: Sequence[int]) -> float:
    """Return the least time that a candidate that does not fail surely takes, in s."""
    return min(
        (
            at(decision.columns.column(name, "high"), i, j)
            for i in range(len(decision.questions)) for j in columns
            if decision.total[i, j] > Verdict.INFEASIBLE
        ),
        default=math.inf,
    )
