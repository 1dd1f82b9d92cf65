"""What unfinished assignments come to at least, and which of them a finished one beats already.

Branch and bound over blocks of rows (Land and Doig 1960, doi:10.2307/1910129), by one objective or
by several: a row goes when a point of the front so far is at least as good as all that can become
of it, and better in something.  So no point of the front is lost, nor any of its ties.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..plan_problem import Bools, Combine, Floats, Ints, Objective
from .crossing import once_a_link, once_a_node
from .enumerate import Clock, Join
from .evaluate import Arbiter
from .groups import Group, Linear, linear
from .guide import Guide
from .labels import TOLERANCE
from .pareto import Archive, signed
from .redundancy import SomeMode
from .space import Space, earliest, remaining

AGAINST = 64  # points of the front that rows are compared with
_SEEDED = 2_000  # rows that the search for a good first front may hold
Lower = Callable[[Ints, int], Floats]


class Pruning:
    """Bounds by some objectives, such that less is better, and the front so far."""

    def __init__(self, space: Space, arbiter: Arbiter, objectives: Sequence[Objective]) -> None:
        self.space, self.arbiter, self.objectives = space, arbiter, objectives
        self.join = Join.of(space, arbiter)
        self.guides: list[Guide] = []
        self.lower = [self._lower(each) for each in objectives]
        self.archive = Archive.empty(len(objectives), len(space.kept))

    def seeded(self, clock: Clock) -> Ints:
        """Return good assignments by each sum, to begin with.  Raises TimeUp."""
        found: list[Ints] = [np.zeros((0, len(self.space.kept)), dtype=np.int32)]
        for guide in self.guides:
            if np.isfinite(guide.least):
                threshold = guide.least + 0.01 * max(1e-9, abs(guide.least))
                rows = guide.below(threshold, clock, _SEEDED, is_cut=True)
                assert rows is not None
                found.append(rows[0])
        return np.unique(np.vstack(found), axis=0)

    def join_in(self, rows: Ints) -> None:
        """Add finished assignments to the archive that rows are pruned by."""
        self.archive = self.archive.joined(self.values(rows), rows)

    def values(self, rows: Ints) -> Floats:
        """Return the values of finished assignments, less being better."""
        values = [self.arbiter.value(each, rows) for each in self.objectives]
        return signed(self.objectives, np.column_stack(values))

    def promising(self, rows: Ints, depth: int) -> Bools:
        """Return which rows no point of the archive beats, whatever becomes of them."""
        good = np.ones(len(rows), dtype=bool)
        points = self.archive.values
        if not len(points):
            return good
        step = max(1, -(-len(points) // AGAINST))
        least = np.column_stack([each(rows, depth) for each in self.lower])
        slack = TOLERANCE * np.abs(np.where(np.isfinite(least), least, 0.0))
        for point in points[::step]:
            beaten = (point <= least + slack).all(axis=1) & (point < least - slack).any(axis=1)
            good &= ~beaten
        return good

    def _lower(self, objective: Objective) -> Lower:
        """Return what bounds an objective from below, by rows and the depth of their last task."""
        if objective.combine is Combine.PATH:
            return self._longest(objective)
        if objective.combine is Combine.LOAD:
            return lambda rows, depth: np.zeros(len(rows))
        if objective.combine is Combine.EITHER:
            return self._some_mode(objective)
        if objective.combine is Combine.WORST:
            pipelines = range(len(self.space.problem.pipelines))
            parts = [self._sum(objective, each) for each in pipelines]
            return lambda rows, depth: np.max([part(rows, depth) for part in parts], axis=0)
        return self._sum(objective, None)

    def _sum(self, objective: Objective, pipeline: int | None) -> Lower:
        problem = self.space.problem
        term = linear(problem, objective)
        if pipeline is not None:
            of = [each.pipeline for each in problem.tasks]
            term = Linear(
                {t: each for t, each in term.tasks.items() if of[t] == pipeline},
                {f: each for f, each in term.flows.items()
                 if of[problem.flows[f].sender] == pipeline},
            )
        group = Group(
            tuple(range(len(problem.tasks))), tuple(range(len(problem.flows))),
            self.space, self.arbiter,
        )
        guide = Guide(group, term, self.join)
        self.guides.append(guide)
        once = _once(objective)
        used = self._used(objective) if pipeline is None else None

        def lower(rows: Ints, depth: int) -> Floats:
            total: Floats = guide.sums(rows, depth) + once
            if used is not None:
                total = total + used(rows, depth)
            if objective.combine is Combine.PRODUCT:
                total = np.exp(total) if objective.less else -np.exp(-total)
            return total

        return lower

    def _used(self, objective: Objective) -> Lower | None:
        """Return what nodes and links that are in use already add; None where they add nothing."""
        problem, order = self.space.problem, self.join.order
        of_node, of_link = (
            None if each is None else np.maximum(_each(objective, each), 0.0)
            for each in (objective.of_node, objective.of_link)
        )
        if not any(each is not None and each.any() for each in (of_node, of_link)):
            return None

        def lower(rows: Ints, depth: int) -> Floats:
            placed = order[: depth + 1]
            nodes = self.join.nodes(rows, depth)
            total = np.zeros(len(rows))
            if of_node is not None:
                total = total + once_a_node(of_node, nodes[:, sorted(placed)], np.add)
            flows = [problem.flows[each] for each in problem.flows_among(frozenset(placed))]
            if of_link is not None and of_link.any():
                total = total + once_a_link(problem, of_link, flows, nodes, np.add)
            return total

        return lower

    def _some_mode(self, objective: Objective) -> Lower:
        """Return how likely some mode works at most: as if what is not placed always worked."""
        order, whole = self.join.order, self.arbiter.some_mode
        known: dict[int, SomeMode] = {}

        def lower(rows: Ints, depth: int) -> Floats:
            if depth not in known:
                known[depth] = whole.among(frozenset(order[: depth + 1]))
            return -known[depth].works(objective, self.join.nodes(rows, depth))

        return lower

    def _longest(self, objective: Objective) -> Lower:
        first = earliest(self.space, objective.percentile)
        left = remaining(self.space, objective.percentile)

        def lower(rows: Ints, depth: int) -> Floats:
            pipelines = range(len(self.space.problem.pipelines))
            each = [
                self.join.longest(rows, depth, p, objective.percentile, first, left)
                for p in pipelines
            ]
            longest: Floats = np.max(each, axis=0)
            return longest

        return lower


def _once(objective: Objective) -> float:
    """Return what nodes and links in use add at the least, whichever they are."""
    return sum(
        float(np.minimum(_each(objective, figures), 0.0).sum())
        for figures in (objective.of_node, objective.of_link) if figures is not None
    )


def _each(objective: Objective, figures: Floats) -> Floats:
    """Return what each node or link adds, less being better; of a product the logarithms."""
    found = figures.astype(float)
    if objective.combine is Combine.PRODUCT:
        found = np.log(found)
    return found if objective.less else -found
