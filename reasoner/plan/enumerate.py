"""Every feasible assignment, block by block: joins over bit sets, with forward checking.

A block of unfinished assignments is joined with the options of one more task at a time, the most
constrained task first.  What goes with a row is the AND of one bit set for each flow to a task
that has been placed; a row after which some task has nothing left is dropped (Haralick and
Elliott 1980, doi:10.1016/0004-3702(80)90051-X).  Blocks are searched depth first, so the first
assignment comes early and memory stays small.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..plan_problem import Bools, EndToEnd, Floats, Ints, Percentile
from .evaluate import Arbiter
from .labels import exceeds
from .redundancy import touching
from .space import Space, earliest, remaining

Words = NDArray[np.uint64]
Promising = Callable[[Ints, int], Bools]
BLOCK = 32_768  # rows joined at a time
FIRST = 64  # rows of the first blocks, which double until they reach BLOCK
_CELLS = 1_000_000  # bits unpacked, and so rows joined, between two looks at the clock


class TimeUp(Exception):
    """The time for a search is over: caught by what called it."""


class TooMany(Exception):
    """A search has joined as many rows as it may: caught by what called it."""


@dataclass
class Clock:
    """When a search has to stop, and after how many joined rows; None: never."""

    until: float | None
    rows: float = math.inf

    @classmethod
    def of(cls, seconds: float | None) -> Clock:
        """Return the clock of a search that may take some seconds from now."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    def left(self) -> float | None:
        """Return how many seconds are left."""
        return None if self.until is None else max(0.0, self.until - time.monotonic())

    def part(self, share: float) -> Clock:
        """Return a clock for a share of the time that is left."""
        left = self.left()
        return Clock(None if left is None else time.monotonic() + share * left, self.rows)

    def count(self, rows: int) -> None:
        """Note that rows were joined; raise TimeUp or TooMany where that is over."""
        self.rows -= rows
        if self.rows < 0:
            raise TooMany
        if self.until is not None and time.monotonic() > self.until:
            raise TimeUp


def every(
    space: Space, arbiter: Arbiter, clock: Clock, promising: Promising | None = None
) -> Iterator[Ints]:
    """Yield all feasible assignments in blocks, int [rows, tasks], in a fixed order.

    `promising` says of rows, placed up to some depth, which to go on with.  Raises TimeUp and
    TooMany.
    """
    if not space.is_empty:
        join = Join.of(space, arbiter, promising)
        for rows in join.extended(np.zeros((1, 0), dtype=np.int32), 0, clock, FIRST):
            chosen = join.finished(rows)
            good = arbiter.feasible(chosen)
            if good.any():
                yield chosen[good]


def order_of(space: Space) -> tuple[tuple[int, ...], float]:
    """Return the tasks, the most constrained first, and how many rows a join may come to.

    The most constrained has the fewest options that are expected to go with those before it.
    """
    density = {
        key: float(good.mean()) if good.size else 0.0 for key, good in space.pairs.items()
    }
    order: list[int] = []
    expected = {task: float(len(each)) for task, each in enumerate(space.kept)}
    rows = most = 1.0
    while expected:
        task = min(expected, key=lambda each: (expected[each], each))
        order.append(task)
        rows *= expected.pop(task)
        most = max(most, rows)
        for (one, other), share in density.items():
            for near in {one, other} - {task} if task in (one, other) else ():
                if near in expected:
                    expected[near] *= share
    return tuple(order), most


@dataclass(frozen=True)
class Join:
    """A space in the order in which its tasks are placed; rows hold places among kept options."""

    space: Space
    arbiter: Arbiter
    order: tuple[int, ...]
    sets: dict[tuple[int, int], Words]
    ends: tuple[tuple[EndToEnd, list[Floats], list[Floats]], ...]
    also: Promising | None

    @classmethod
    def of(cls, space: Space, arbiter: Arbiter, also: Promising | None = None) -> Join:
        """Return the join of a space, in an order that keeps it narrow."""
        sets = {}
        for one, other in space.pairs:
            sets[one, other] = _packed(space.pair(one, other))
            sets[other, one] = _packed(space.pair(other, one))
        ends = tuple(
            (each, earliest(space, each.percentile), remaining(space, each.percentile))
            for each in space.problem.ends
        )
        return cls(space, arbiter, order_of(space)[0], sets, ends, also)

    def extended(self, rows: Ints, depth: int, clock: Clock, size: int) -> Iterator[Ints]:
        """Yield finished rows that begin with these, depth first."""
        if depth == len(self.order):
            yield rows
            return
        start = 0
        while start < len(rows):
            clock.count(0)
            for grown in self.joined(rows[start : start + size], depth):
                clock.count(len(grown))
                grown = grown[self.promising(grown, depth)]
                if self.also is not None:
                    grown = grown[self.also(grown, depth)]
                yield from self.extended(grown, depth + 1, clock, size)
            start += size
            size = min(BLOCK, size * 2)

    def finished(self, rows: Ints) -> Ints:
        """Return finished rows as assignments: the option of each task, in the tasks' order."""
        chosen = np.empty((len(rows), len(self.order)), dtype=np.int32)
        for depth, task in enumerate(self.order):
            chosen[:, task] = self.space.kept[task][rows[:, depth]]
        return chosen

    def joined(self, rows: Ints, depth: int) -> Iterator[Ints]:
        """Yield rows with each option of the next task that goes with them."""
        task = self.order[depth]
        options = len(self.space.kept[task])
        sets = self._beside(rows, depth, task)
        if sets is not None:
            alive = sets.any(axis=1)
            rows, sets = rows[alive], sets[alive]
        step = max(1, _CELLS // options)
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            if sets is None:
                row = np.repeat(np.arange(len(part)), options)
                option = np.tile(np.arange(options), len(part))
            else:
                row, option = np.nonzero(_unpacked(sets[start : start + step], options))
            yield np.column_stack([part[row], option.astype(np.int32)])

    def _beside(self, rows: Ints, depth: int, task: int) -> Words | None:
        """Return which options of a task go with those placed in each row; None: all of them."""
        found: Words | None = None
        for place, placed in enumerate(self.order[:depth]):
            if (placed, task) in self.sets:
                more = self.sets[placed, task][rows[:, place]]
                found = more if found is None else found & more
        return found

    def promising(self, rows: Ints, depth: int) -> Bools:
        """Return which rows leave something to each task, fit on their nodes and are in time."""
        last = self.order[depth]
        good = self._fits(rows, depth)
        for task in self.order[depth + 1 :]:
            if (last, task) in self.sets:
                sets = self._beside(rows, depth + 1, task)
                assert sets is not None
                good &= sets.any(axis=1)
        if self.space.problem.apart:
            good &= ~self._touches(rows, depth)
        pipeline = self.space.problem.tasks[last].pipeline
        for end, first, left in self.ends:
            if end.pipeline == pipeline:
                longest = self.longest(rows, depth, pipeline, end.percentile, first, left)
                good &= ~exceeds(longest, end.at_most)
        return good

    def nodes(self, rows: Ints, depth: int) -> Ints:
        """Return the node of each task that is placed, [rows, tasks]; 0 for the others."""
        found = np.zeros((len(rows), len(self.order)), dtype=np.int64)
        for place, task in enumerate(self.order[: depth + 1]):
            found[:, task] = self.space.nodes(task)[rows[:, place]]
        return found

    def _touches(self, rows: Ints, depth: int) -> Bools:
        """Return which rows already have something in common that is to be apart."""
        problem, placed = self.space.problem, frozenset(self.order[: depth + 1])
        found = np.zeros(len(rows), dtype=bool)
        # Tasks on one node are no pairs of the space.
        for apart in (each for each in problem.apart if each.flows[0] and each.flows[1]):
            flows = {flow for side in apart.flows for flow in side}
            ends = {(problem.flows[e].sender, problem.flows[e].receiver) for e in flows}
            if any(self.order[depth] in each and {*each} <= placed for each in ends):
                nodes = self.nodes(rows, depth)
                found |= touching(problem, apart, nodes, placed)
        return found

    def _fits(self, rows: Ints, depth: int) -> Bools:
        """Return which rows don't overload the node of the task placed last, by tasks alone."""
        good = np.ones(len(rows), dtype=bool)
        problem, last = self.space.problem, self.order[depth]
        node = self.space.nodes(last)[rows[:, depth]]
        for resource, tight in zip(problem.resources, self.arbiter.tight, strict=True):
            if not len(tight) or resource.name not in problem.tasks[last].uses:
                continue
            load = np.zeros(len(rows))
            for place, task in enumerate(self.order[: depth + 1]):
                if resource.name in problem.tasks[task].uses:
                    use = problem.tasks[task].uses[resource.name][self.space.kept[task]]
                    same = self.space.nodes(task)[rows[:, place]] == node
                    load += np.where(same, use[rows[:, place]], 0.0)
            good &= ~exceeds(load, resource.capacity[node])
        return good

    def longest(
        self, rows: Ints, depth: int, pipeline: int, percentile: Percentile,
        first: list[Floats], left: list[Floats],
    ) -> Floats:
        """Return how long a pipeline's longest path is at least, in s, by what is placed of it.

        `first` and `left`: what space.earliest and space.remaining say at this percentile.
        """
        problem = self.space.problem
        at = {task: rows[:, place] for place, task in enumerate(self.order[: depth + 1])}
        done: dict[int, Floats] = {}
        longest: Floats = np.zeros(len(rows))
        for task in (each for each in self.arbiter.order if each in at):
            if problem.tasks[task].pipeline != pipeline:
                continue
            done[task] = first[task][at[task]]
            own = problem.tasks[task].seconds.at(percentile)[self.space.kept[task]]
            for flow in problem.flows:
                if flow.precedes and flow.receiver == task and flow.sender in done:
                    ends = (self.space.nodes(flow.sender)[at[flow.sender]],
                            self.space.nodes(task)[at[task]])
                    way = done[flow.sender] + flow.seconds.at(percentile)[ends]
                    done[task] = np.maximum(done[task], way + own[at[task]])
            longest = np.maximum(longest, done[task] + left[task][at[task]])
        return longest


def _packed(table: Bools) -> Words:
    """Return the rows of a table as bit sets of 64-bit words."""
    packed = np.packbits(table, axis=1, bitorder="little")
    wide = -(-packed.shape[1] // 8) * 8
    padded = np.zeros((len(packed), wide), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)


def _unpacked(sets: Words, count: int) -> Bools:
    bytes_ = np.ascontiguousarray(sets).view(np.uint8)
    return np.unpackbits(bytes_, axis=1, count=count, bitorder="little").view(bool)
