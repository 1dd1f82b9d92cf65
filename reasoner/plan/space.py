"""The space of assignments, with all that can't be part of a feasible one taken out beforehand.

An option goes that a requirement rules out, that no option of a neighbour goes with (arc
consistency: Mackworth 1977, doi:10.1016/0004-3702(77)90007-8), that alone, or beside what can be
nowhere else, is too much for its node, or whose shortest way through its pipeline is too long.
No feasible assignment is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..plan_problem import (
    Apart,
    Bools,
    Combine,
    EndToEnd,
    Floats,
    Ints,
    Percentile,
    Problem,
    ProblemFlow,
)
from .evaluate import in_order
from .labels import exceeds, too_late

Pairs = dict[tuple[int, int], Bools]


@dataclass(frozen=True)
class Space:
    """What remains: options of tasks, and of two tasks which options go together.

    `kept` has the places of a task's options, rising.  `pairs[s, t]` with s < t says which of
    the options kept of s go with which of t, where a flow joins them or they are to be apart.
    """

    problem: Problem
    kept: tuple[Ints, ...]
    pairs: Pairs

    @property
    def is_empty(self) -> bool:
        """Say whether some task has no option left: then nothing is feasible."""
        return any(not len(each) for each in self.kept)

    @property
    def size(self) -> float:
        """Return how many combinations of options there are, inf past what a float holds."""
        with np.errstate(over="ignore"):
            return float(np.prod([float(len(each)) for each in self.kept]))

    @property
    def amount(self) -> tuple[int, int]:
        """Return how many options and pairs of options there are."""
        options = sum(len(each) for each in self.kept)
        return options, sum(int(np.count_nonzero(each)) for each in self.pairs.values())

    def nodes(self, task: int) -> Ints:
        """Return the nodes of a task's options."""
        return self.problem.tasks[task].node[self.kept[task]]

    def own(self, task: int, percentile: Percentile) -> Floats:
        """Return the seconds of a task's options."""
        found = self.problem.tasks[task].seconds.at(percentile)[self.kept[task]]
        return found.astype(float)

    def way(self, flow: ProblemFlow, percentile: Percentile) -> Floats:
        """Return the seconds of a flow by the options of its ends, inf where they don't go."""
        ends = np.ix_(self.nodes(flow.sender), self.nodes(flow.receiver))
        found = flow.seconds.at(percentile)[ends].astype(float)
        return np.where(self.pair(flow.sender, flow.receiver), found, np.inf)

    def pair(self, one: int, other: int) -> Bools:
        """Return which options of two tasks go together, of those in `pairs`."""
        return self.pairs[one, other] if one < other else self.pairs[other, one].T

    def narrowed(self, keep: dict[int, Bools]) -> Space:
        """Return the space with only these of the options of some tasks."""
        if all(each.all() for each in keep.values()):
            return self
        kept = tuple(
            each[keep[task]] if task in keep else each for task, each in enumerate(self.kept)
        )
        pairs = {}
        for (one, other), good in self.pairs.items():
            rows = keep.get(one, np.ones(good.shape[0], bool))
            columns = keep.get(other, np.ones(good.shape[1], bool))
            is_whole = rows.all() and columns.all()
            pairs[one, other] = good if is_whole else good[np.ix_(rows, columns)]
        return replace(self, kept=kept, pairs=pairs)


def space_of(problem: Problem) -> Space:
    """Return the space of a problem, as small as cheap reasoning makes it."""
    problem = _with_ends(problem)
    kept = tuple(
        np.flatnonzero(~np.any([np.zeros(len(task.node), bool), *task.refused.values()], axis=0))
        for task in problem.tasks
    )
    space = Space(problem, kept, {})
    for flow in problem.flows:
        _pair_up(space, flow)
    for apart in problem.apart:
        _set_apart(space, apart)
    before = (-1, -1)
    while space.amount != before and not space.is_empty:
        before = space.amount
        space = _consistent(_fitting(space))
        for end in problem.ends:
            space = _in_time(space, end)
    return space


def _with_ends(problem: Problem) -> Problem:
    """Return the same problem, with limits on longest paths as ends of each pipeline."""
    kind = {each.name: each for each in problem.objectives}
    paths = [e for e in problem.limits if kind[e.objective].combine is Combine.PATH]
    ends = [
        EndToEnd(limit.label, pipeline, limit.bound, kind[limit.objective].percentile)
        for limit in paths
        for pipeline in range(len(problem.pipelines))
    ]
    limits = tuple(each for each in problem.limits if each not in paths)
    return replace(problem, ends=(*problem.ends, *ends), limits=limits)


def _pair_up(space: Space, flow: ProblemFlow) -> None:
    """Add what a flow lets go together to the pairs of a space that is being built."""
    sender, receiver = flow.sender, flow.receiver
    ends = np.ix_(space.nodes(sender), space.nodes(receiver))
    good = np.isfinite(flow.seconds.p50[ends])
    for refused in flow.refused.values():
        good &= ~refused[ends]
    for each in flow.deadlines:
        way = (flow.seconds.at(each.percentile) if each.seconds is None else each.seconds)[ends]
        own = space.own(receiver, each.percentile)[None, :]
        good &= ~too_late(way, own, each.at_most)
    _go_together(space, sender, receiver, good)


def _set_apart(space: Space, apart: Apart) -> None:
    """Add to the pairs of a space that is being built what may not be on one node."""
    for one in apart.tasks[0]:
        for other in apart.tasks[1]:
            good = space.nodes(one)[:, None] != space.nodes(other)[None, :]
            _go_together(space, one, other, good)


def _go_together(space: Space, one: int, other: int, good: Bools) -> None:
    key = (min(one, other), max(one, other))
    turned = good if one < other else good.T
    space.pairs[key] = space.pairs[key] & turned if key in space.pairs else turned


def _consistent(space: Space) -> Space:
    """Return the space without options that no option of some neighbour goes with."""
    while True:
        keep = {task: np.ones(len(each), bool) for task, each in enumerate(space.kept)}
        for (one, other), good in space.pairs.items():
            keep[one] &= good.any(axis=1)
            keep[other] &= good.any(axis=0)
        smaller = space.narrowed(keep)
        if smaller is space or smaller.is_empty:
            return smaller
        space = smaller


def _fitting(space: Space) -> Space:
    """Return the space without options that are too much for what their node has left."""
    problem = space.problem
    keep = {task: np.ones(len(each), bool) for task, each in enumerate(space.kept)}
    for resource in problem.resources:
        least = np.zeros(len(problem.nodes))
        alone = {}
        for place, task in enumerate(problem.tasks):
            if resource.name not in task.uses or not len(space.kept[place]):
                continue
            use, node = task.uses[resource.name][space.kept[place]], space.nodes(place)
            if (node == node[0]).all():
                alone[place] = float(use.min())
                least[node[0]] += alone[place]
        for place, task in enumerate(problem.tasks):
            if resource.name in task.uses:
                use, node = task.uses[resource.name][space.kept[place]], space.nodes(place)
                load = least[node] - alone.get(place, 0.0) + use
                keep[place] &= ~exceeds(load, resource.capacity[node])
    return space.narrowed(keep)


def earliest(space: Space, percentile: Percentile) -> list[Floats]:
    """Return when each option could be done at the earliest, in s from its pipeline's start."""
    done: dict[int, Floats] = {}
    for task in in_order(space.problem):
        begin = np.zeros(len(space.kept[task]))
        for flow in _preceding(space.problem, task):
            way = done[flow.sender][:, None] + space.way(flow, percentile)
            begin = np.maximum(begin, way.min(axis=0, initial=np.inf))
        done[task] = begin + space.own(task, percentile)
    return [done[task] for task in range(len(space.kept))]


def remaining(space: Space, percentile: Percentile) -> list[Floats]:
    """Return how long it takes at least, in s, from the end of each option to its pipeline's."""
    left: list[Floats] = [np.zeros(len(each)) for each in space.kept]
    for task in reversed(in_order(space.problem)):
        after = left[task] + space.own(task, percentile)
        for flow in _preceding(space.problem, task):
            way = space.way(flow, percentile) + after[None, :]
            left[flow.sender] = np.maximum(left[flow.sender], way.min(axis=1, initial=np.inf))
    return left


def _preceding(problem: Problem, task: int) -> Iterator[ProblemFlow]:
    return (each for each in problem.flows if each.precedes and each.receiver == task)


def _in_time(space: Space, end: EndToEnd) -> Space:
    """Return the space without options and pairs whose shortest path is longer than an end's."""
    if space.is_empty:
        return space
    first, last = earliest(space, end.percentile), remaining(space, end.percentile)
    tasks = [t for t, e in enumerate(space.problem.tasks) if e.pipeline == end.pipeline]
    keep = {task: ~exceeds(first[task] + last[task], end.at_most) for task in tasks}
    pairs = dict(space.pairs)
    for flow in space.problem.flows:
        if flow.precedes and flow.sender in keep:
            after = last[flow.receiver] + space.own(flow.receiver, end.percentile)
            way = space.way(flow, end.percentile)
            good = ~exceeds(first[flow.sender][:, None] + way + after, end.at_most)
            key = (min(flow.sender, flow.receiver), max(flow.sender, flow.receiver))
            pairs[key] = pairs[key] & (good if flow.sender < flow.receiver else good.T)
    return replace(space, pairs=pairs).narrowed(keep)
