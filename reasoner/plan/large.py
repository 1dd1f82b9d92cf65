"""Large questions: by pricing, where pipelines have nothing in common but what they share.

Else, and for what pricing leaves open, by one model of the whole.  Loads OR-Tools.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from ..plan_problem import Ints, Objective
from ..plan_solution import Best, Front, Solver, Status
from .bounds import bound_of
from .decompose import best_of_groups, first_of_groups
from .enumerate import Clock, TimeUp
from .evaluate import Arbiter
from .groups import groups_of, has_linear_limits, is_in_groups
from .pareto import Archive
from .solver import Search, front_of, in_own_unit
from .space import Space
from .stepwise import front_of_two, is_bottleneck, is_pair, shortest

_SHARE = 0.5  # of the time that pricing may take before CP-SAT does the rest
_FRONT = 0.9  # the same of a front, of which CP-SAT finds less in the same time


def first(space: Space, arbiter: Arbiter, clock: Clock) -> Best:
    """Return some feasible assignment of a space that is not empty."""
    try:
        if has_linear_limits(space.problem) and len(groups_of(space)) > 1:
            row, is_infeasible = first_of_groups(space, arbiter, clock.part(_SHARE))
            if row is not None:
                return Best(Status.FEASIBLE, Solver.PRICING, arbiter.assigned(row))
            if is_infeasible:
                return Best(Status.INFEASIBLE, Solver.PRICING)
    except TimeUp:
        pass
    try:
        return Search(space, arbiter, clock).first()
    except TimeUp:
        return Best(Status.UNKNOWN, Solver.CP_SAT)


def best(
    space: Space,
    arbiter: Arbiter,
    clock: Clock,
    objective: Objective,
    solver: Solver | None,
    row: Ints | None = None,
) -> Best:
    """Return the best assignment of a space that is not empty, no worse than `row`.

    What pricing leaves open is gone on with as a whole, from the best found and its bound.
    """
    bound = -math.inf
    if solver is not Solver.CP_SAT and is_in_groups(space, objective):
        priced, bound, is_proven = best_of_groups(space, arbiter, objective, clock)
        row = row if priced is None else priced
        if is_proven and row is None:
            return Best(Status.INFEASIBLE, Solver.PRICING)
        if is_proven or clock.left() == 0:
            return _priced(arbiter, objective, row, bound, is_proven)
    if solver is not Solver.CP_SAT and is_bottleneck(space, objective):
        priced, bound, is_proven = shortest(space, arbiter, objective, clock.part(_SHARE))
        row = row if priced is None else priced
        if is_proven and row is not None:
            return _priced(arbiter, objective, row, bound, True)
        if is_proven:
            return Best(Status.INFEASIBLE, Solver.PRICING)
    try:
        found = Search(space, arbiter, clock).best(objective, row)
    except TimeUp:
        found = Best(Status.UNKNOWN, Solver.CP_SAT, bound=bound_of(space, objective))
    return _better(_priced(arbiter, objective, row, bound, False), found, objective)


def front(
    space: Space, arbiter: Arbiter, clock: Clock, objectives: Sequence[Objective],
    solver: Solver | None = None, archive: Archive | None = None,
) -> Front:
    """Return the front of a space that is not empty; at least that of an archive."""
    known = Archive.empty(len(objectives), len(space.kept)) if archive is None else archive
    if solver is not Solver.CP_SAT and is_pair(space, [*objectives]):
        found, status = front_of_two(space, arbiter, [*objectives], clock.part(_FRONT))
        if status in (Status.OPTIMAL, Status.INFEASIBLE):
            return replace(front_of(status, arbiter, objectives, found), solver=Solver.PRICING)
        known = known.joined(found.values, found.rows)
    try:
        return Search(space, arbiter, clock).front(objectives, known)
    except TimeUp:
        return front_of(Status.UNKNOWN, arbiter, objectives, known)


def _priced(
    arbiter: Arbiter, objective: Objective, row: Ints | None, bound: float, is_proven: bool
) -> Best:
    own = in_own_unit(objective, bound)
    if row is None:
        return Best(Status.UNKNOWN, Solver.PRICING, bound=own)
    value = float(arbiter.value(objective, row[None, :])[0])
    status = Status.OPTIMAL if is_proven else Status.FEASIBLE
    bound = value if is_proven else own
    return Best(status, Solver.PRICING, arbiter.assigned(row), value, bound)


def _better(one: Best, other: Best, objective: Objective) -> Best:
    """Return the better of two answers to a question, with the better of their bounds."""
    if other.status in (Status.OPTIMAL, Status.INFEASIBLE):
        return other
    sign = 1 if objective.less else -1
    bounds = [sign * each.bound for each in (one, other) if each.bound is not None]
    found = [each for each in (other, one) if each.value is not None]
    chosen = min(found, key=lambda each: sign * (each.value or 0.0), default=other)
    bound = sign * max(bounds, default=-math.inf)
    return Best(chosen.status, chosen.solver, chosen.assignment, chosen.value, bound)
