"""One column a group: the least sum that what is shared allows, as a linear and a whole question.

A column is one assignment of a group, with what it adds to the objective and what it takes of each
thing that is shared (Dantzig and Wolfe 1960, doi:10.1287/opre.8.1.101).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from ..plan_problem import Bools, Floats, Ints
from .labels import TOLERANCE
from .sums import Sum, unit_of

_ENOUGH = 1e-6  # share of a column that counts as none
_NEXT_TO_NOTHING = 1e-12  # of what is taken: a limit that no column keeps
_ABSENT = 1_000.0  # times the dearest column: what going without one costs


@dataclass(frozen=True)
class Columns:
    """Assignments of one group, [columns, tasks]; what each adds; what each takes."""

    rows: Ints
    costs: Floats
    burdens: Floats

    def joined(self, more: Columns) -> Columns:
        """Return these and more, each assignment once."""
        rows = np.vstack([self.rows, more.rows])
        _, kept = np.unique(rows, axis=0, return_index=True)
        costs = np.concatenate([self.costs, more.costs])
        return Columns(rows[kept], costs[kept], np.vstack([self.burdens, more.burdens])[kept])

    def only(self, kept: Bools | Ints) -> Columns:
        """Return some of them."""
        return Columns(self.rows[kept], self.costs[kept], self.burdens[kept])


@dataclass(frozen=True)
class Relaxed:
    """The linear answer: its value, and the price of each thing that is shared.

    `is_whole`: no group goes without a column.
    """

    value: float
    prices: Floats
    is_whole: bool


def relaxed(pools: list[Columns], bounds: Floats) -> Relaxed:
    """Return the answer in which columns may be chosen in shares; going without costs dearly."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    limits = np.where(np.isfinite(bounds), bounds, 0.0)
    size = _sizes(pools, limits)
    shares = [
        solver.Constraint(-solver.infinity(), float(limit))
        for limit in np.where(np.isfinite(bounds), limits / size, solver.infinity())
    ]
    ones = [solver.Constraint(1.0, 1.0) for _ in pools]
    absentees = []
    goal = solver.Objective()
    goal.SetMinimization()
    dear = _ABSENT * max(1.0, *(float(np.abs(each.costs).max(initial=0.0)) for each in pools))
    for one, pool in zip(ones, pools, strict=True):
        absent = solver.NumVar(0.0, solver.infinity(), "")
        absentees.append(absent)
        one.SetCoefficient(absent, 1.0)
        goal.SetCoefficient(absent, dear)
        taken = pool.burdens / size
        for cost, row in zip(pool.costs.tolist(), taken, strict=True):
            column = solver.NumVar(0.0, solver.infinity(), "")
            one.SetCoefficient(column, 1.0)
            goal.SetCoefficient(column, cost)
            for place in np.flatnonzero(row).tolist():
                shares[place].SetCoefficient(column, float(row[place]))
    status = solver.Solve()
    assert status == pywraplp.Solver.OPTIMAL, "a question with absentees has an answer"
    prices = np.array([max(0.0, -each.dual_value()) for each in shares]) / size
    is_whole = all(each.solution_value() < _ENOUGH for each in absentees)
    return Relaxed(goal.Value(), prices, is_whole)


def _sizes(pools: list[Columns], limits: Floats) -> Floats:
    """Return what each thing that is shared is counted in: its limit, where that is a size.

    Beside what is taken of it a limit may be next to nothing; counted in that, it would overflow.
    """
    taken = [np.abs(each.burdens).max(axis=0, initial=0.0) for each in pools]
    least = np.max(taken, axis=0) * _NEXT_TO_NOTHING
    size: Floats = np.maximum(np.abs(limits), least)
    return np.where(size > 0, size, 1.0)


@dataclass(frozen=True)
class Whole:
    """One column a group: its place in each pool; None where there is none, or none in time."""

    chosen: tuple[int, ...] | None
    is_proven: bool


def whole(
    pools: list[Columns], bounds: Floats, solver: cp_model.CpSolver,
    refused: list[tuple[int, ...]], hint: tuple[int, ...] | None = None,
) -> Whole:
    """Return the best choice of one column a group that is not refused."""
    model = cp_model.CpModel()
    variables = [[model.new_bool_var("") for _ in pool.costs] for pool in pools]
    goal = Sum()
    for own, pool in zip(variables, pools, strict=True):
        model.add_exactly_one(own)
        goal.add(own, pool.costs)
    for place in np.flatnonzero(np.isfinite(bounds)).tolist():
        total, bound = Sum(), float(bounds[place])
        for own, pool in zip(variables, pools, strict=True):
            total.add(own, pool.burdens[:, place])
        unit = unit_of([total], [bound])
        taken, most = total.whole(unit)
        held = math.floor((bound + TOLERANCE * abs(bound)) / unit + TOLERANCE)
        if total.variables and most > held:
            model.add(taken <= held)
        elif not total.variables and bound < 0:
            return Whole(None, True)
    for each in refused:
        model.add_bool_or([own[c].negated() for own, c in zip(variables, each, strict=True)])
    model.minimize(goal.whole(unit_of([goal]))[0])
    for own, place_ in zip(variables, hint or (), strict=False):
        for place, variable in enumerate(own):
            model.add_hint(variable, int(place == place_))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Whole(None, status == cp_model.INFEASIBLE)
    chosen = tuple(
        next(p for p, each in enumerate(own) if solver.boolean_value(each)) for own in variables
    )
    return Whole(chosen, status == cp_model.OPTIMAL)
