"""Give way on requirements of a pipeline: exactly how far, over all placements of its tasks.

Only placements that fail nothing beside the requirements that are to give way are walked.  Each
costs the decades that those have to move; the one that costs least says how far.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..candidate import Question, Target
from ..knowledge import Knowledge
from ..namespaces import tw
from ..repair_option import Step
from ..requirement import Requirement, relaxables
from ..sides import at
from ..trial import Flow, Parts
from ..verdict import Verdict
from .how_far import HowFar
from .judged_ground import Ground, Origin, Rows

_INVERTED = 2  # candidates of a node whose formulas are inverted: those that miss least
_MOST = 200_000  # placements that are walked
_WHOLE = "end-to-end"


@dataclass(frozen=True)
class Way:
    """How requirements give way, and the nodes of the tasks for which that is enough."""

    steps: tuple[Step, ...]
    nodes: tuple[str, ...]

    @property
    def size(self) -> float:
        """Return how far they give way together, in decades."""
        return sum(each.size for each in self.steps)


@dataclass(frozen=True)
class _Place:
    """A candidate of a task: where, its least and greatest time (s), and what gives way for it."""

    node: str
    low: float
    high: float
    steps: tuple[Step, ...]

    @property
    def size(self) -> float:
        return sum(each.size for each in self.steps)


def least_way(ground: Ground, wanted: Sequence[Requirement]) -> Way | None:
    """Return the least that some requirements have to give way; None where it is not enough.

    What then runs for certain, or on condition, comes before what is not known to run.
    """
    for goal in (Verdict.CONDITIONAL, Verdict.UNKNOWN):
        walk = _Walk(ground, wanted, goal)
        walk.place(0, {}, {}, ())
        if walk.best is not None:
            return walk.best
    return None


@dataclass
class _Walk:
    """Some requirements that may give way, and the verdict to reach."""

    ground: Ground
    wanted: Sequence[Requirement]
    goal: Verdict
    best: Way | None = None
    count: int = 0
    places: dict[tuple[str, tuple[Origin, ...]], list[_Place]] = field(default_factory=dict)
    flows: dict[tuple[str, str, str], tuple[Step, ...] | None] = field(default_factory=dict)

    @cached_property
    def how_far(self) -> HowFar:
        """Return what moves requirements."""
        return HowFar(self.ground.trial, self.goal)

    @property
    def parts(self) -> Parts:
        """Return the tasks and flows."""
        return self.ground.parts

    @property
    def knowledge(self) -> Knowledge:
        """Return what is known."""
        return self.ground.trial.knowledge

    def place(
        self, index: int, nodes: dict[str, str], ends: dict[str, tuple[float, float]],
        steps: tuple[Step, ...],
    ) -> None:
        """Place the tasks from one on, in the order of precedence; `ends` are times in s."""
        tasks = self.parts.chain.tasks
        whole = self._whole(ends)
        if whole is None or self._is_no_better((*steps, *whole)) or self.count > _MOST:
            return
        if index == len(tasks):
            self.best = Way((*steps, *whole), tuple(nodes[each] for each in tasks))
            return
        task = tasks[index]
        for each in self._places(task, self.ground.origins(task, nodes)):
            self.count += 1
            placed = {**nodes, task: each.node}
            met = self._met(task, placed, ends)
            if met is not None:
                flows, (low, high) = met
                ended = {**ends, task: (low + each.low, high + each.high)}
                self.place(index + 1, placed, ended, _farthest((*steps, *each.steps, *flows)))

    def _is_no_better(self, steps: Sequence[Step]) -> bool:
        return self.best is not None and sum(e.size for e in steps) >= self.best.size

    def _of(self, thing: str) -> dict[str, Requirement]:
        """Return the requirements of a thing that may give way, by constraint."""
        return {
            name: each for each in self.wanted if each.thing == thing and each.property
            for name in each.constraints
        }

    def _through(self, flow: str) -> dict[str, Requirement]:
        """Return the requirements of a flow that may give way, by constraint on its receiver."""
        wanted = {each.property: each for each in self.wanted if each.thing == flow}
        if not wanted:
            return {}
        behind = {
            each.name: relaxables(self.knowledge, each, flow)
            for each in self.knowledge.definitions.candidate_constraints()
        }
        return {name: wanted[e[0]] for name, e in behind.items() if e and e[0] in wanted}

    # Tasks

    def _places(self, task: str, before: tuple[Origin, ...]) -> list[_Place]:
        if (task, before) not in self.places:
            self.places[task, before] = self._found(task, before)
        return self.places[task, before]

    def _found(self, task: str, before: tuple[Origin, ...]) -> list[_Place]:
        judged = self.ground.rows(task, before)
        if not judged:
            return []
        theirs, name = judged[0].decision.targets, self.parts.chain.time_of(task)
        of_task = self._of(task)
        may = [{**of_task, **self._through(each.flow)} if each.flow else of_task for each in judged]
        short, others = _short(judged, may, self.goal)
        kept: dict[str, list[_Place]] = {}
        inverted: dict[str, int] = {}
        cells = [(int(i), int(j)) for i, j in np.argwhere(~others)]
        for i, j in sorted(cells, key=lambda cell: sum(e[cell] for e in short.values())):
            node = theirs[j].node
            failing = [each for each, where in short.items() if where[i, j]]
            is_direct = all(self.how_far.direct(may[k][each], each) for k, each in failing)
            if not is_direct and inverted.get(node, 0) >= _INVERTED:
                continue
            inverted[node] = inverted.get(node, 0) + (not is_direct)
            steps = self._steps(judged, i, j, may, failing)
            if steps is not None:
                kept.setdefault(node, []).append(_Place(node, *_times(judged, name, i, j), steps))
        found = [each for ours in kept.values() for each in _undominated(ours)]
        return sorted(found, key=lambda each: (each.size, each.low, each.node))

    def _steps(
        self, judged: Sequence[Rows], i: int, j: int, may: Sequence[dict[str, Requirement]],
        failing: Sequence[_Failing],
    ) -> tuple[Step, ...] | None:
        """Return how far each requirement has to give way for a candidate, with each origin."""
        found: list[Step] = []
        for requirement in dict.fromkeys(may[k][name] for k, name in failing):
            for k, each in enumerate(judged):
                ours = [n for at_, n in failing if at_ == k and may[k][n] == requirement]
                if not ours:
                    continue
                step = self.how_far.step(each.decision, each.first + i, j, requirement, ours)
                if step is None:
                    return None
                found.append(step)
        return _farthest(found)

    # Flows and the whole

    def _met(
        self, task: str, nodes: dict[str, str], ends: dict[str, tuple[float, float]]
    ) -> tuple[tuple[Step, ...], tuple[float, float]] | None:
        """Return what gives way for the flows that are placed now, and when the task can start."""
        steps: list[Step] = []
        low = high = 0.0
        for flow in self.parts.chain.flows:
            if task not in (flow.sender, flow.receiver) or not {flow.sender, flow.receiver} <= set(
                nodes
            ):
                continue
            ours = self._flow(flow, nodes[flow.sender], nodes[flow.receiver])
            if ours is None:
                return None
            steps += ours
            if flow.precedes and flow.receiver == task:
                time = self.parts.flow(flow, nodes[flow.sender], nodes[flow.receiver]).time
                low = max(low, ends[flow.sender][0] + time.low)
                high = max(high, ends[flow.sender][1] + time.high)
        return tuple(steps), (low, high)

    def _flow(self, flow: Flow, sender: str, receiver: str) -> tuple[Step, ...] | None:
        key = (flow.iri, sender, receiver)
        if key not in self.flows:
            self.flows[key] = self._of_flow(flow, sender, receiver)
        return self.flows[key]

    def _of_flow(self, flow: Flow, sender: str, receiver: str) -> tuple[Step, ...] | None:
        result, may = self.parts.flow(flow, sender, receiver), self._of(flow.iri)
        lacking = result.unknown if self.goal > Verdict.UNKNOWN else ()
        short = (*result.failed, *lacking)
        if not set(short) <= set(may):
            return None
        hardware = self.knowledge.facts.object(receiver, tw("instanceOf")) or receiver
        level = self.knowledge.facts.object(receiver, tw("nodeLevel"))
        question = Question(flow.iri, None, None, None, sender)
        target = Target(receiver, hardware, level)
        decision = self.ground.trial.supposing(question, target, {}, short) if short else None
        found: list[Step] = []
        for name in short:
            assert decision is not None
            step = (
                self.how_far.step(decision, 0, 0, may[name], [name])
                if self.how_far.direct(may[name], name)
                else self.how_far.inverted(decision, may[name], name)
            )
            if step is None:
                return None
            found.append(step)
        return tuple(found)

    def _whole(self, ends: dict[str, tuple[float, float]]) -> tuple[Step, ...] | None:
        """Return how far the end-to-end requirement gives way for what is placed; None: too far."""
        constraint = self.knowledge.definitions.by_name[_WHOLE]
        allowed = self.knowledge.figures.chosen.get(
            (self.ground.pipeline, tw(constraint.supply))
        )
        if allowed is None or not ends:
            return ()
        room = 1 + constraint.tolerance
        low, high = (max(each[k] for each in ends.values()) for k in (0, 1))
        time = self.how_far.end(low, high, grows=True)
        if time <= allowed.lower * room:
            return ()
        requirement = self._of(self.ground.pipeline).get(_WHOLE)
        if requirement is not None:
            step = self.how_far.moved(requirement, [(time, True)])
            return None if step is None else (step,)
        is_open = low <= allowed.upper * room and math.isfinite(time)
        return () if is_open else None


_Failing = tuple[int, str]  # the place of an origin's rows, and a constraint


def _short(
    judged: Sequence[Rows], may: Sequence[dict[str, Requirement]], goal: Verdict
) -> tuple[dict[_Failing, NDArray[np.bool_]], NDArray[np.bool_]]:
    """Return where candidates fall short of a verdict: by what may give way, and otherwise."""
    shape = (judged[0].count, len(judged[0].decision.targets))
    short: dict[_Failing, NDArray[np.bool_]] = {}
    others = np.zeros(shape, dtype=bool)
    for k, rows in enumerate(judged):
        for name, verdicts in rows.decision.by_constraint.items():
            is_short = rows.of(verdicts) < goal
            if name in may[k]:
                short[k, name] = is_short
            else:
                others = others | is_short
    return short, others


def _farthest(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return of the steps of each requirement the one that goes farthest: enough for all."""
    found: dict[tuple[str, str, str | None], Step] = {}
    for each in steps:
        known = found.get(each.part)
        if known is None or each.size > known.size:
            found[each.part] = each
    return tuple(found.values())


def _times(judged: Sequence[Rows], name: str, i: int, j: int) -> tuple[float, float]:
    low, high = (
        max(
            at(each.decision.columns.column(name, corner), each.first + i, j)
            for each in judged
        )
        for corner in ("low", "high")
    )
    return low, high


def _undominated(places: Sequence[_Place]) -> Iterator[_Place]:
    """Yield the candidates of a node than which none needs less in less time."""
    kept: list[_Place] = []
    for each in sorted(places, key=lambda e: (e.size, e.low, e.high)):
        if not any(o.size <= each.size and o.low <= each.low and o.high <= each.high for o in kept):
            kept.append(each)
            yield each
