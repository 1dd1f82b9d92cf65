"""The best by a sum, of pipelines that meet only in what they share: by pricing it.

What is shared gets prices, at which each group alone finds the assignments that it would take
(column generation); the prices give a bound that no assignment can beat.  Whatever group's
assignment is dearer than the best by more than the gap between that bound and the best found can't
be part of anything better: the others are listed, all of them, and chosen from exactly
(Baldacci, Christofides and Mingozzi 2008, doi:10.1007/s10107-007-0178-5).
"""

from __future__ import annotations

import math
from contextlib import suppress

import numpy as np
from ortools.sat.python import cp_model

from ..plan_problem import Combine, Floats, Ints, Objective
from .enumerate import Clock, TimeUp
from .evaluate import Arbiter
from .groups import Group, Linear, Shared, added, burden, groups_of, linear, priced, shared
from .guide import Guide
from .master import Columns, relaxed, whole
from .space import Space

_PER_ROUND = 60  # columns that a group may add at one set of prices
_ROUNDS = 200
_ROWS = 50_000  # rows that a group's search may hold
_LISTED = 60_000  # columns of all groups that are chosen from at once
_CLOSE = 1e-7  # share of its value by which a bound may be worse when prices are settled
_SETTLING = 0.5  # share of the time for prices, and of the rest for a first answer
_WIDEST = 100.0  # times the bound: a gap beyond which nothing fits, or only CP-SAT finds it
_SMOOTH = 0.5  # share of the best prices so far in those that are tried (Wentges 1997)


def best_of_groups(
    space: Space, arbiter: Arbiter, objective: Objective, clock: Clock
) -> tuple[Ints | None, float, bool]:
    """Return the best found, what no assignment can beat, and whether it is proven to be best.

    The bound is in the sum's unit such that less is better: of a PRODUCT it is a logarithm.
    `space` is not empty, and groups.is_separable.
    """
    search = Decomposition(space, arbiter, linear(space.problem, objective), clock)
    try:
        is_proven = search.settled_in(_SETTLING) and search.choose()
    except TimeUp:
        is_proven = False
    if search.bound > search.dearest:
        return None, math.inf, True
    return search.row, search.bound, is_proven


def first_of_groups(space: Space, arbiter: Arbiter, clock: Clock) -> tuple[Ints | None, bool]:
    """Return some feasible assignment, and whether it is proven that there is none.

    `space` is not empty, and groups.has_linear_limits.  Raises TimeUp.
    """
    problem = space.problem
    sums = [e for e in problem.objectives if e.combine in (Combine.SUM, Combine.PRODUCT)]
    term = linear(problem, sums[0]) if sums else Linear({}, {})
    search = Decomposition(space, arbiter, term, clock, is_first=True)
    search.settle()
    return search.row, search.row is None and search.bound > search.dearest


class Decomposition:
    """A space in groups, what is to be least as a sum, and the columns found so far.

    `is_first`: any assignment will do.  A bound above `dearest` proves that there is none.
    """

    def __init__(
        self, space: Space, arbiter: Arbiter, term: Linear, clock: Clock, is_first: bool = False
    ) -> None:
        self.space, self.arbiter, self.clock, self.is_first = space, arbiter, clock, is_first
        self.groups = groups_of(space)
        self.shared: Shared = shared(space.problem)
        self.term, self.dearest = term, dearest(space, term)
        self.bound = -math.inf
        self.prices: Floats = np.zeros(len(self.shared.bounds))
        self.least = np.full(len(self.groups), -math.inf)
        self.row: Ints | None = None
        self.cost = math.inf
        self.pools: list[Columns] = [self._columns(each, None) for each in self.groups]

    def _columns(self, group: Group, rows: Ints | None) -> Columns:
        rows = np.zeros((0, len(group.tasks)), dtype=np.int32) if rows is None else rows
        return Columns(rows, added(group, self.term, rows), burden(group, self.shared, rows))

    def _guides(self, prices: Floats) -> list[Guide]:
        term = priced(self.space.problem, self.term, self.shared, prices)
        return [Guide(each, term) for each in self.groups]

    def settled_in(self, share: float) -> bool:
        """Settle the prices in a share of the time; where time is limited, have an answer early.

        Raises TimeUp.
        """
        whole_clock = self.clock
        self.clock = whole_clock.part(share)
        try:
            is_settled = self.settle()
        except TimeUp:
            is_settled = math.isfinite(self.bound)  # not the best prices, but prices
        if whole_clock.until is not None:
            self.clock = whole_clock.part(share)
            with suppress(TimeUp):
                self._choose_from(self.pools)
        self.clock = whole_clock
        return is_settled

    def settle(self) -> bool:
        """Find prices at which the bound is as good as it gets; say whether that went well.

        Raises TimeUp.
        """
        tried = self.prices
        for _ in range(_ROUNDS):
            self.clock.count(0)
            found = self._price(tried)
            if found is None or self.bound > self.dearest:
                return False
            answer = relaxed(self.pools, self.shared.bounds)
            if self.is_first and answer.is_whole:
                self._choose_from(self.pools)
                if self.row is not None:
                    return True
            is_settled = not found and (tried == answer.prices).all()
            if is_settled or answer.value - self.bound <= _CLOSE * max(1.0, abs(answer.value)):
                return answer.is_whole
            settled = _SMOOTH * self.prices + (1 - _SMOOTH) * answer.prices
            tried = settled if found else answer.prices
        return False

    def _price(self, prices: Floats) -> int | None:
        """Add columns at some prices, and the bound that they give; return how many are new."""
        least, new = [], 0
        for place, guide in enumerate(self._guides(prices)):
            found = self._cheapest(guide)
            if found is None:
                return None
            rows, own = found
            least.append(own)
            before = len(self.pools[place].costs)
            self.pools[place] = self.pools[place].joined(self._columns(self.groups[place], rows))
            new += len(self.pools[place].costs) - before
        finite = np.isfinite(self.shared.bounds)
        bound = math.fsum(least) - float(prices[finite] @ self.shared.bounds[finite])
        if bound > self.bound:
            self.bound, self.prices, self.least = bound, prices, np.array(least)
        return new

    def _cheapest(self, guide: Guide) -> tuple[Ints, float] | None:
        """Return a group's cheapest assignments, and what no assignment of it is cheaper than."""
        if math.isinf(guide.least):
            return None
        step = 1e-6 * max(1.0, abs(guide.least))
        for _ in range(30):
            self.clock.count(0)
            found = guide.below(guide.least + step, self.clock, _ROWS)
            if found is None:
                cut = guide.below(guide.least + step, self.clock, _ROWS, is_cut=True)
                assert cut is not None
                return cut[0][:_PER_ROUND], guide.least
            if len(found[0]):
                return found[0][:_PER_ROUND], float(found[1][0])
            step *= 4
        return None

    def choose(self) -> bool:
        """List the columns within a gap, and choose from them, until the gap is proven enough.

        A choice costs the bound at least and what its columns cost more, at the prices, than the
        cheapest of their groups.  Returns whether the best found is proven to be.  Raises TimeUp.
        """
        gap = 1e-3 * max(1.0, abs(self.bound))
        guides = self._guides(self.prices)
        while True:
            self.clock.count(0)
            gap = min(gap, self.cost - self.bound)
            listed = [
                self._within(guide, least + gap)
                for guide, least in zip(guides, self.least, strict=True)
            ]
            pools = [each for each in listed if each is not None]
            if len(pools) < len(listed) or sum(len(e.costs) for e in pools) > _LISTED:
                return False
            if not self._choose_from(pools) or gap > _WIDEST * max(1.0, abs(self.bound)):
                return False
            if self.row is not None and self.cost - self.bound <= gap * (1 + 1e-9):
                self.bound = self.cost
                return True
            gap = gap * 4

    def _within(self, guide: Guide, threshold: float) -> Columns | None:
        slack = 1e-9 * max(1.0, abs(threshold))
        found = guide.below(threshold + slack, self.clock, _ROWS * 4)
        return None if found is None else self._columns(guide.group, found[0])

    def _choose_from(self, pools: list[Columns]) -> bool:
        """Keep the best choice of columns where it is better; say whether it is proven best."""
        if any(not len(each.costs) for each in pools):
            return True
        refused: list[tuple[int, ...]] = []
        while True:
            self.clock.count(0)
            found = whole(pools, self.shared.bounds, _solver(self.clock, self.is_first), refused)
            if found.chosen is None:
                return found.is_proven
            row = self._row(pools, found.chosen)
            if self.arbiter.feasible(row[None, :])[0]:
                cost = math.fsum(
                    float(pool.costs[place])
                    for pool, place in zip(pools, found.chosen, strict=True)
                )
                if cost < self.cost:
                    self.row, self.cost = row, cost
                return found.is_proven
            refused.append(found.chosen)

    def _row(self, pools: list[Columns], chosen: tuple[int, ...]) -> Ints:
        row = np.zeros(len(self.space.kept), dtype=np.int32)
        for group, pool, place in zip(self.groups, pools, chosen, strict=True):
            row[list(group.tasks)] = pool.rows[place]
        return row


def dearest(space: Space, term: Linear) -> float:
    """Return what no assignment's sum is above, with something to spare."""
    total = [float(f[space.kept[task]].max()) for task, f in term.tasks.items()]
    for place, figures in term.flows.items():
        flow = space.problem.flows[place]
        ends = np.ix_(space.nodes(flow.sender), space.nodes(flow.receiver))
        total.append(float(figures[ends][space.pair(flow.sender, flow.receiver)].max()))
    return math.fsum(total) + 1e-6 * (1.0 + math.fsum(abs(each) for each in total))


def _solver(clock: Clock, is_first: bool) -> cp_model.CpSolver:
    """Return a solver of one worker, which is deterministic and on these questions the fastest."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = 1
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.stop_after_first_solution = is_first
    left = clock.left()
    if left is not None:
        solver.parameters.max_time_in_seconds = left
    return solver
