"""Give way on requirements of a pipeline: exactly how far, over all placements of its tasks.

Only placements that fail nothing beside the requirements that are to give way are walked.  Each
costs the decades that those have to move; the one that costs least says how far.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..candidate import Question, Target
from ..change_set import Change
from ..knowledge import Knowledge
from ..namespaces import tw
from ..repair_option import Step
from ..requirement import Requirement
from ..sides import at
from ..trial import Decided, Flow, Parts, Trial
from ..verdict import Verdict
from .how_far import HowFar

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


@dataclass(frozen=True)
class _Rows:
    """A task with its data from one node: rows of a decision, from one on."""

    decision: Decided
    first: int
    count: int

    def of(self, verdicts: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the verdicts of these rows at all targets."""
        full = np.broadcast_to(verdicts, self.decision.total.shape)
        return full[self.first : self.first + self.count]


@dataclass
class Ground:
    """One pipeline on one site, with all of its candidates judged once.

    What changes only some tasks leaves the others, and the flows, as they were on the ground that
    it `rests_on`.
    """

    trial: Trial
    pipeline: str
    parts: Parts
    rests_on: Ground | None = None
    changed: frozenset[str] = frozenset()
    judged: dict[str, dict[str | None, _Rows]] = field(default_factory=dict)

    @classmethod
    def of(cls, trial: Trial, pipeline: str) -> Ground:
        """Return the ground on which placements of a pipeline are walked."""
        return cls(trial, pipeline, trial.parts(pipeline))

    def after(self, trial: Trial, changes: Sequence[Change]) -> Ground:
        """Return the ground of a trial in which, beside what holds here, some changes are made."""
        changed = frozenset(each.subject for each in changes)
        if changed <= set(self.parts.chain.tasks):
            return Ground(trial, self.pipeline, self.parts, self, changed)
        return Ground.of(trial, self.pipeline)

    def rows(self, task: str, before: Sequence[str]) -> list[_Rows]:
        """Return a task's candidates with its data from each of some nodes, or its own source."""
        if self.rests_on is not None and task not in self.changed:
            return self.rests_on.rows(task, before)
        if task not in self.judged:
            self.judged[task] = self._judge(task)
        return [self.judged[task][each] for each in (before or (None,)) if self.judged[task]]

    def _judge(self, task: str) -> dict[str | None, _Rows]:
        nodes = list(self.parts.nodes)
        asked, theirs = self.trial.candidates_of(task, nodes)
        sources: list[str | None] = [*nodes] if self.parts.chain.before[task] else [None]
        if not theirs:
            return {}
        every = [replace(q, source=each) if each else q for each in sources for q in asked]
        decision = self.trial.judged(every, theirs)
        return {
            each: _Rows(decision, k * len(asked), len(asked)) for k, each in enumerate(sources)
        }

    def least_way(self, wanted: Sequence[Requirement]) -> Way | None:
        """Return the least that some requirements have to give way; None where it is not enough.

        What then runs for certain, or on condition, comes before what is not known to run.
        """
        for goal in (Verdict.CONDITIONAL, Verdict.UNKNOWN):
            walk = _Walk(self, wanted, goal)
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
    places: dict[tuple[str, tuple[str, ...]], list[_Place]] = field(default_factory=dict)
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
        before = tuple(dict.fromkeys(nodes[each] for each in self.parts.chain.before[task]))
        for each in self._places(task, before):
            self.count += 1
            placed = {**nodes, task: each.node}
            met = self._met(task, placed, ends)
            if met is not None:
                flows, (low, high) = met
                ended = {**ends, task: (low + each.low, high + each.high)}
                self.place(index + 1, placed, ended, (*steps, *each.steps, *flows))

    def _is_no_better(self, steps: Sequence[Step]) -> bool:
        return self.best is not None and sum(e.size for e in steps) >= self.best.size

    def _of(self, thing: str) -> dict[str, Requirement]:
        """Return the requirements of a thing that may give way, by constraint."""
        return {
            name: each for each in self.wanted if each.thing == thing and each.property
            for name in each.constraints
        }

    # Tasks

    def _places(self, task: str, before: tuple[str, ...]) -> list[_Place]:
        if (task, before) not in self.places:
            self.places[task, before] = self._found(task, before)
        return self.places[task, before]

    def _found(self, task: str, before: tuple[str, ...]) -> list[_Place]:
        judged = self.ground.rows(task, before)
        if not judged:
            return []
        theirs, name = judged[0].decision.targets, self.parts.chain.time_of(task)
        may = self._of(task)
        short, others = _short(judged, may, self.goal)
        kept: dict[str, list[_Place]] = {}
        inverted: dict[str, int] = {}
        cells = [(int(i), int(j)) for i, j in np.argwhere(~others)]
        for i, j in sorted(cells, key=lambda cell: sum(e[cell] for e in short.values())):
            node = theirs[j].node
            names = [failing for failing, each in short.items() if each[i, j]]
            is_direct = all(self.how_far.direct(may[each], each) for each in names)
            if not is_direct and inverted.get(node, 0) >= _INVERTED:
                continue
            inverted[node] = inverted.get(node, 0) + (not is_direct)
            steps = self._steps(judged, i, j, [may[each] for each in names], names)
            if steps is not None:
                kept.setdefault(node, []).append(_Place(node, *_times(judged, name, i, j), steps))
        found = [each for ours in kept.values() for each in _undominated(ours)]
        return sorted(found, key=lambda each: (each.size, each.low, each.node))

    def _steps(
        self, judged: Sequence[_Rows], i: int, j: int, behind: Sequence[Requirement],
        names: Sequence[str],
    ) -> tuple[Step, ...] | None:
        """Return how far each requirement has to give way for a candidate, with each source."""
        found: list[Step] = []
        for requirement in dict.fromkeys(behind):
            ours = [n for n, each in zip(names, behind, strict=True) if each == requirement]
            steps = [
                self.how_far.step(each.decision, each.first + i, j, requirement, ours)
                for each in judged
            ]
            if not all(steps):
                return None
            found.append(max((e for e in steps if e), key=lambda each: each.size))
        return tuple(found)

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


def _short(
    judged: Sequence[_Rows], may: dict[str, Requirement], goal: Verdict
) -> tuple[dict[str, NDArray[np.bool_]], NDArray[np.bool_]]:
    """Return where candidates fall short of a verdict: by what may give way, and otherwise."""
    shape = (judged[0].count, len(judged[0].decision.targets))
    short = {name: np.zeros(shape, dtype=bool) for name in may}
    others = np.zeros(shape, dtype=bool)
    for rows in judged:
        for name, verdicts in rows.decision.by_constraint.items():
            is_short = rows.of(verdicts) < goal
            if name in may:
                short[name] = short[name] | is_short
            else:
                others = others | is_short
    return short, others


def _times(judged: Sequence[_Rows], name: str, i: int, j: int) -> tuple[float, float]:
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
