"""The search of large questions by OR-Tools CP-SAT, each answer evaluated again exactly.

The search is deterministic unless its time runs out: a fixed seed, and workers that take turns.
Where options are few enough to be ordered in one number, of equals the first is returned, as an
enumeration would.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from ortools.sat.python import cp_model

from ..plan_problem import Combine, Ints, Objective
from ..plan_solution import Assignment, Best, Front, FrontPoint, Solver, Status
from .enumerate import Clock
from .evaluate import Arbiter
from .labels import TOLERANCE
from .model import Model
from .pareto import Archive, signed
from .space import Space
from .sums import Variable

WORKERS = 2
_SEED = 1
_ORDERED = 40  # bits of the number that says which of equal assignments comes first
_REFUSED = 1_000  # assignments that only rounding let through, before the search gives up


@dataclass(frozen=True)
class _Found:
    """What a search ended with; `bound` is in whole units of what was minimised."""

    status: Status
    row: Ints | None
    bound: float


class Search:
    """One space in one model, asked one or more questions; each may raise TimeUp."""

    def __init__(self, space: Space, arbiter: Arbiter, clock: Clock) -> None:
        """Build the model.  Raises TimeUp."""
        self.space, self.arbiter, self.clock = space, arbiter, clock
        self.model = Model(space, clock)

    def first(self) -> Best:
        """Return some feasible assignment."""
        found = self._solve(None)
        status = Status.FEASIBLE if found.status is Status.OPTIMAL else found.status
        return Best(status, Solver.CP_SAT, self._assignment(found.row))

    def best(self, objective: Objective, hint: Ints | None = None) -> Best:
        """Return the best assignment by an objective, or what was found and proven in time."""
        measured, unit = self.model.measure(objective)
        found = self._solve(measured, hint)
        if found.status is Status.INFEASIBLE:
            return Best(Status.INFEASIBLE, Solver.CP_SAT)
        bound = in_own_unit(objective, found.bound * unit)
        if found.row is None:
            return Best(found.status, Solver.CP_SAT, bound=bound)
        row = found.row
        if found.status is Status.OPTIMAL:
            self.model.model.add(measured <= round(found.bound))
            row = self._first_of_equals(row)
        value = float(self.arbiter.value(objective, row[None, :])[0])
        if found.status is Status.OPTIMAL and _is_near(value, bound):
            bound = value
        return Best(found.status, Solver.CP_SAT, self._assignment(row), value, bound)

    def front(self, objectives: Sequence[Objective], known: Archive) -> Front:
        """Return the front by objectives: a point a search, until none is left unbeaten.

        The least sum of what no point so far beats is a point of the front.  `known` is what is
        returned in part where the time is over before all points are found.
        """
        measured = [self.model.measure(each)[0] for each in objectives]
        archive = Archive.empty(len(objectives), len(self.space.kept))
        while True:
            found = self._solve(sum(measured))
            if found.row is None:
                status = _ended(found.status, len(archive.rows))
                break
            row, points = found.row, [self._value_of(each) for each in measured]
            if found.status is Status.OPTIMAL:
                row = self._first_among(row, measured, points)
            values = np.column_stack(
                [self.arbiter.value(each, row[None, :]) for each in objectives]
            )
            archive = archive.joined(signed(objectives, values), row[None, :])
            if found.status is not Status.OPTIMAL:
                status = Status.FEASIBLE
                break
            self._beat(measured, points)
        if status in (Status.FEASIBLE, Status.UNKNOWN):
            archive = archive.joined(known.values, known.rows)
        return front_of(status, self.arbiter, objectives, archive)

    def _beat(self, measured: Sequence[Variable], points: Sequence[int]) -> None:
        """Demand that some measure is better than a point's."""
        model = self.model.model
        better = []
        for each, value in zip(measured, points, strict=True):
            is_better = model.new_bool_var("better")
            model.add(each <= value - 1).only_enforce_if(is_better)
            better.append(is_better)
        model.add_bool_or(better)

    def _first_among(
        self, row: Ints, measured: Sequence[Variable], points: Sequence[int]
    ) -> Ints:
        """Return the first assignment with the measures of one."""
        model = self.model.model
        held = model.new_bool_var("held")
        for each, value in zip(measured, points, strict=True):
            model.add(each <= value).only_enforce_if(held)
        model.add_assumption(held)
        found = self._first_of_equals(row)
        model.clear_assumptions()
        return found

    def _first_of_equals(self, row: Ints) -> Ints:
        """Return the feasible assignment of the model whose options come first."""
        bits = sum(math.log2(len(kept)) for kept in self.space.kept)
        if bits > _ORDERED:
            return row
        places: list[Variable] = []
        weights: list[int] = []
        weight = 1
        for task in reversed(range(len(self.space.kept))):
            for place, option in enumerate(self.model.chosen[task]):
                places.append(option)
                weights.append(weight * place)
            weight *= len(self.space.kept[task])
        found = self._solve(cp_model.LinearExpr.weighted_sum(places, weights), row)
        return row if found.row is None else found.row

    def _solve(self, measured: Variable | None, hint: Ints | None = None) -> _Found:
        """Minimise a measure (None: find any), leaving out what the arbiter refuses."""
        model = self.model.model
        model.clear_objective()  # type: ignore[no-untyped-call]
        if measured is not None:
            model.minimize(measured)
        self._hint(hint)
        refused = 0
        while refused < _REFUSED:
            left = self.clock.left()
            if left is not None and left <= 0:
                break
            solver = _solver(left)
            status = solver.solve(model)
            if status == cp_model.INFEASIBLE:
                return _Found(Status.INFEASIBLE, None, math.inf)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return _Found(Status.UNKNOWN, None, solver.best_objective_bound)
            row = self._row(solver)
            if self.model.eithers.tighten(solver.value, partial(self._worth, row)):
                continue
            refused += 1
            if self.arbiter.feasible(row[None, :])[0]:
                proven = Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE
                self._last = solver
                return _Found(proven, row, solver.best_objective_bound)
            self._leave_out(row)
        return _Found(Status.UNKNOWN, None, -math.inf)

    def _worth(self, row: Ints, objective: Objective) -> float:
        return float(self.arbiter.value(objective, row[None, :])[0])

    def _value_of(self, measured: Variable) -> int:
        return int(self._last.value(measured))

    def _hint(self, row: Ints | None) -> None:
        self.model.model.clear_hints()  # type: ignore[no-untyped-call]
        if row is not None:
            for task, kept in enumerate(self.space.kept):
                for place, option in enumerate(kept.tolist()):
                    self.model.model.add_hint(
                        self.model.chosen[task][place], int(option == row[task])
                    )

    def _row(self, solver: cp_model.CpSolver) -> Ints:
        return np.array([
            kept[next(p for p, each in enumerate(chosen) if solver.boolean_value(each))]
            for kept, chosen in zip(self.space.kept, self.model.chosen, strict=True)
        ], dtype=np.int32)

    def _leave_out(self, row: Ints) -> None:
        """Leave out an assignment that fits only as far as rounding lets it."""
        taken = [
            self.model.chosen[task][int(np.flatnonzero(kept == row[task])[0])]
            for task, kept in enumerate(self.space.kept)
        ]
        self.model.model.add_bool_or([each.negated() for each in taken])

    def _assignment(self, row: Ints | None) -> Assignment | None:
        return None if row is None else self.arbiter.assigned(row)


def front_of(
    status: Status, arbiter: Arbiter, objectives: Sequence[Objective], archive: Archive
) -> Front:
    """Return an archive as a front; what has points has at least a feasible one."""
    if status is Status.UNKNOWN and len(archive.rows):
        status = Status.FEASIBLE
    points = tuple(FrontPoint(arbiter.assigned(row), None) for row in archive.rows)
    return Front(status, Solver.CP_SAT, tuple(each.name for each in objectives), points)


def _ended(last: Status, points: int) -> Status:
    """Return the status of a front whose last search found nothing."""
    if not points:
        return last
    return Status.OPTIMAL if last is Status.INFEASIBLE else Status.FEASIBLE


def _solver(left: float | None) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = _SEED
    solver.parameters.num_workers = WORKERS
    solver.parameters.interleave_search = True
    if left is not None:
        solver.parameters.max_time_in_seconds = left
    return solver


def in_own_unit(objective: Objective, bound: float) -> float:
    """Return a bound on a signed sum (of a PRODUCT: of logarithms) in the objective's own unit."""
    if math.isinf(bound):
        return -math.inf if objective.less else math.inf
    if objective.combine in (Combine.PRODUCT, Combine.EITHER):
        return math.exp(bound if objective.less else -bound)
    return bound if objective.less else -bound


def _is_near(value: float, bound: float) -> bool:
    return abs(value - bound) <= 1_000 * TOLERANCE * max(abs(value), abs(bound))


