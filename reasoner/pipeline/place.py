"""Place a pipeline: over every combination of nodes, choose the best.

Best is the better verdict over tasks, flows and end to end; then, among failures, the fewer; then
the higher sum of the level scores; then the fewer unknown costs and the lower cost; then the names.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ..decide.targets import nodes as site_nodes
from ..definitions import Constraint
from ..errors import TopologyError
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..pipeline_result import Alternative, PipelineResult, Placement, Shortfall
from ..placement import EndToEnd, FlowResult
from ..verdict import Verdict
from .board import Board, Spot
from .chain import Chain, read_chain

BOUND = 200_000
_COUNTED = frozenset(tw(each) for each in ("detect", "correlate", "infer", "train", "store"))
_HYBRID = tw("hybrid")
_LEVELS = tuple(tw(each) for each in ("device-level", "gateway-level", "cloud-level"))

Options = dict[str, list[str]]
# What orders placements, the least first: −verdict, failures, −score, unknown costs, known costs.
Key = tuple[int, int, int, int, float]


class HasKnowledge(Protocol):
    """What holds knowledge: an engine."""

    @property
    def knowledge(self) -> Knowledge:
        """Return the knowledge."""


def place_pipeline(
    knows: Knowledge | HasKnowledge, pipeline: str, among: Sequence[str] | None = None
) -> PipelineResult:
    """Return the best placement of a pipeline on its site, and the best of each pure architecture.

    Raises TopologyError for a cycle, a flow between other tasks, a task that has no node, and for
    more than BOUND combinations.
    """
    planner = _planner(knows, pipeline, among)
    best = planner.chosen()
    return PipelineResult(
        pipeline, best.verdict,
        best.architecture if best.verdict >= Verdict.CONDITIONAL else None,
        best.placements, best.flows, best.end_to_end, best.score, best.monthly_cost, best.failed,
        tuple(planner.alternatives()),
    )


def best_placement(
    knows: Knowledge | HasKnowledge, pipeline: str, among: Sequence[str] | None = None
) -> Placement:
    """Return the best placement only; raises as `place_pipeline` does."""
    return _planner(knows, pipeline, among).chosen()


def _planner(
    knows: Knowledge | HasKnowledge, pipeline: str, among: Sequence[str] | None
) -> _Planner:
    knowledge = knows if isinstance(knows, Knowledge) else knows.knowledge
    chain = read_chain(knowledge.facts, pipeline)
    if knowledge.site is None:
        raise TopologyError(
            f"the pipeline {local_name(pipeline)} has no site to be placed on",
            expected="a tw:Site with nodes and links", found="the catalogue alone",
        )
    chosen = list(among) if among is not None else site_nodes(knowledge)
    if not chosen:
        raise TopologyError(
            f"the tasks of {local_name(pipeline)} have no nodes to run on",
            expected="a site with tw:hasNode", found=f"no node at {local_name(knowledge.site)}",
        )
    return _Planner(knowledge, chain, chosen)


class _Planner:
    """One pipeline on one site."""

    def __init__(self, knowledge: Knowledge, chain: Chain, nodes: Sequence[str]) -> None:
        self.knowledge, self.chain = knowledge, chain
        self.board = Board(knowledge, chain, nodes)
        self.end_to_end = knowledge.definitions.by_name["end-to-end"]
        self.deadline = self._deadline(self.end_to_end)
        self.counted = [each for each in chain.tasks if self._counts(each)]
        self.flow_of = {each.iri: each for each in chain.flows}
        self.flows_of = {
            task: [each for each in chain.flows if task in (each.sender, each.receiver)]
            for task in chain.tasks
        }
        self.flows: dict[tuple[str, str, str], tuple[FlowResult, bool]] = {}

    def _deadline(self, constraint: Constraint) -> Interval | None:
        property_ = self.knowledge.definitions.quantities[constraint.supply].iri
        figure = self.knowledge.figures.by_property.get(property_, {}).get(self.chain.pipeline)
        return Interval(figure.lower, figure.value, figure.upper) if figure else None

    def _counts(self, task: str) -> bool:
        """Say whether a task processes, trains on or keeps data; one without a function does."""
        stated = set(self.knowledge.facts.objects(task, tw("function")))
        return bool(stated & _COUNTED) or not stated

    def chosen(self) -> Placement:
        """Return the best placement of all."""
        best = self.best(None)
        assert best is not None
        return best

    def alternatives(self) -> Iterator[Alternative]:
        """Yield the best placement of each architecture that has one level only."""
        facts = self.knowledge.facts
        for level in _LEVELS if self.counted else ():
            for architecture in sorted(facts.subjects(tw("ofLevel"), level)):
                best = self.best(level)
                verdict = best.verdict if best else Verdict.INFEASIBLE
                yield Alternative(architecture, level, verdict, best)

    def best(self, level: str | None) -> Placement | None:
        """Return the best placement, with what counts at one level if that is given.

        First of nodes that are at least conditional, and only if that leaves a verdict below, of
        those that are at least unknown: a placement is infeasible only if every one is.
        """
        found: Placement | None = None
        for least in (Verdict.CONDITIONAL, Verdict.UNKNOWN):
            options = self._options(level, least)
            if not all(options.values()):
                return None
            found = self._search(options)
            if found.verdict >= least:
                break
        return found

    def _options(self, level: str | None, least: Verdict) -> Options:
        """Return the nodes to try for each task: the good ones, else those with the least wrong."""
        options: Options = {}
        for task in self.chain.tasks:
            at_level = level if task in self.counted else None
            if not all(options[each] for each in self.chain.before[task]):
                return {task: []}
            standing: dict[str, tuple[int, int]] = {}
            ahead = [options[each] for each in self.chain.before[task]]
            self._check(ahead)
            for before in itertools.product(*ahead):
                for node, spot in self.board.spots(task, before).items():
                    if at_level is None or self.board.level[node] == at_level:
                        this = (int(spot.result.verdict), -len(spot.result.failed))
                        standing[node] = max(standing.get(node, this), this)
            good = [node for node, (verdict, _) in standing.items() if verdict >= least]
            top = max(standing.values(), default=None)
            options[task] = sorted(good or [n for n, each in standing.items() if each == top])
        return options

    def _check(self, choices: Sequence[Sequence[str]]) -> None:
        count = math.prod(len(each) for each in choices)
        if count > BOUND:
            raise TopologyError(
                f"{local_name(self.chain.pipeline)} has too many placements to try all of them",
                expected=f"at most {BOUND:,} combinations of nodes", found=f"{count:,}",
                hint="a planner for more is another piece of work; ask about fewer nodes or tasks",
            )

    def _search(self, options: Options) -> Placement:
        self._check(list(options.values()))
        best: tuple[Key, dict[str, str]] | None = None
        placed: dict[str, str] = {}

        def walk(at: int, so_far: Key) -> None:
            """Place the task at a position; a key only grows, so what is behind stays behind."""
            nonlocal best
            if best is not None and so_far[:2] > best[0][:2]:
                return
            if at == len(self.chain.tasks):
                if best is None or so_far < best[0]:
                    key = self._with_time(so_far, placed)
                    if best is None or key < best[0]:
                        best = (key, dict(placed))
                return
            task = self.chain.tasks[at]
            spots = self.board.spots(task, self._before(task, placed))
            for node in options[task]:
                if node in spots:
                    placed[task] = node
                    walk(at + 1, self._with_task(so_far, task, spots[node], placed))
                    del placed[task]

        walk(0, (-Verdict.FEASIBLE, 0, 0, 0, 0.0))
        assert best is not None
        return self._placement(best[1])

    def _with_task(self, key: Key, task: str, spot: Spot, placed: Mapping[str, str]) -> Key:
        """Return a key with one more task, and the flows of which both ends are placed now."""
        worst, failures, score, unknown, cost = key
        worst, failures = max(worst, -spot.result.verdict), failures + len(spot.result.failed)
        for flow in self.flows_of[task]:
            if flow.sender in placed and flow.receiver in placed:
                each, _ = self._flow(flow.iri, placed)
                worst, failures = max(worst, -each.verdict), failures + len(each.failed)
        price = spot.result.monthly_cost
        return (
            worst, failures, score - spot.score, unknown + (price is None), cost + (price or 0.0)
        )

    def _with_time(self, key: Key, placed: Mapping[str, str]) -> Key:
        verdict = self._time(placed, self._spots(placed)).verdict
        failed = verdict == Verdict.INFEASIBLE
        return (max(key[0], -verdict), key[1] + failed, *key[2:])

    def _before(self, task: str, placed: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(placed[each] for each in self.chain.before[task])

    def _flow(self, iri: str, placed: Mapping[str, str]) -> tuple[FlowResult, bool]:
        flow = self.flow_of[iri]
        key = (iri, placed[flow.sender], placed[flow.receiver])
        if key not in self.flows:
            self.flows[key] = (
                self.board.flow(flow, *key[1:]), self.board.flow_lacks_fact(flow, *key[1:])
            )
        return self.flows[key]

    def _spots(self, placed: Mapping[str, str]) -> dict[str, Spot]:
        return {
            task: self.board.spots(task, self._before(task, placed))[placed[task]]
            for task in self.chain.tasks
        }

    def _time(self, placed: Mapping[str, str], spots: Mapping[str, Spot]) -> EndToEnd:
        """Return the longest sum of times at nodes and on flows along the precedence."""
        ends: dict[str, tuple[float, float, float]] = {}
        lacks = False
        for task in self.chain.tasks:
            start = (0.0, 0.0, 0.0)
            for flow in self.chain.flows:
                if flow.precedes and flow.receiver == task:
                    each, flow_lacks = self._flow(flow.iri, placed)
                    lacks = lacks or flow_lacks
                    start = _later(start, _after(ends[flow.sender], each.time))
            spot = spots[task]
            lacks = lacks or spot.lacks_fact
            ends[task] = _after(start, spot.time)
        total = (0.0, 0.0, 0.0)
        for end in ends.values():
            total = _later(total, end)
        middle = None if math.isnan(total[1]) or math.isinf(total[1]) else total[1]
        time = Interval(total[0], middle, total[2])
        if self.deadline is None:
            return EndToEnd(Verdict.NOT_ASSESSED, time, None, "")
        verdict = _compare(self.end_to_end, time, self.deadline, lacks)
        return EndToEnd(verdict, time, self.deadline, self._sentence(time, self.deadline))

    def _sentence(self, time: Interval, deadline: Interval) -> str:
        constraint = self.end_to_end
        texts = {}
        for side, name, value in (
            ("demand", constraint.demand, time), ("supply", constraint.supply, deadline),
        ):
            if value.middle is not None:
                texts[side] = self.knowledge.show(name, value.middle)
            elif value.low > 0:
                texts[side] = f"at least {self.knowledge.show(name, value.low)}"
            else:
                texts[side] = "an unknown time"
        return constraint.sentence.format(**texts)

    def _placement(self, placed: Mapping[str, str]) -> Placement:
        spots = self._spots(placed)
        flows = [self._flow(each.iri, placed)[0] for each in self.chain.flows]
        whole = self._time(placed, spots)
        failed = [Shortfall(t, name) for t, spot in spots.items() for name in spot.result.failed]
        failed += [Shortfall(each.flow, name) for each in flows for name in each.failed]
        if whole.verdict == Verdict.INFEASIBLE:
            failed.append(Shortfall(self.chain.pipeline, self.end_to_end.name))
        costs = [each.result.monthly_cost for each in spots.values()]
        known = [each for each in costs if each is not None]
        verdicts = [each.result.verdict for each in spots.values()]
        verdicts += [each.verdict for each in flows]
        return Placement(
            min(Verdict.FEASIBLE, whole.verdict, *verdicts), self._architecture(placed),
            {task: each.result for task, each in spots.items()}, tuple(flows), whole,
            sum(each.score for each in spots.values()),
            sum(known) if len(known) == len(costs) else None, tuple(failed),
        )

    def _architecture(self, placed: Mapping[str, str]) -> str | None:
        levels = {self.board.level[placed[each]] for each in self.counted}
        if len(levels) > 1:
            return _HYBRID
        level = next(iter(levels), None)
        found = self.knowledge.facts.subjects(tw("ofLevel"), level) if level else []
        return min(found, default=None)


def _after(start: tuple[float, float, float], time: Interval) -> tuple[float, float, float]:
    middle = math.nan if time.middle is None else time.middle
    return (start[0] + time.low, start[1] + middle, start[2] + time.high)


def _later(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Return the later end; what is not known stays so."""
    lost = math.isnan(one[1]) or math.isnan(other[1])
    middle = math.nan if lost else max(one[1], other[1])
    return (max(one[0], other[0]), middle, max(one[2], other[2]))


def _compare(
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
