"""What pricing can't ask for at once, it answers step by step: a longest path, and a front of two.

Each step is a question with one more limit, such as that all paths end by some time.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..plan_problem import Combine, Ints, Limit, Objective
from ..plan_solution import Status
from .bounds import bound_of
from .decompose import best_of_groups, first_of_groups
from .enumerate import Clock, TimeUp
from .evaluate import Arbiter
from .groups import groups_of, has_linear_limits, is_in_groups
from .labels import TOLERANCE
from .pareto import Archive, signed
from .space import Space, space_of

_CLOSE = 10 * TOLERANCE  # share of a path's time to which the shortest is found
_STEP = 2 * TOLERANCE  # share of a value by which the next one has to be better


def is_bottleneck(space: Space, objective: Objective) -> bool:
    """Say whether an objective is a longest path of parts that pricing can search."""
    is_path = objective.combine is Combine.PATH
    return is_path and has_linear_limits(space.problem) and len(groups_of(space)) > 1


def is_pair(space: Space, objectives: list[Objective]) -> bool:
    """Say whether the front of these is found by pricing the one, with a limit on the other."""
    return len(objectives) == 2 and any(
        is_in_groups(space, one) and (is_bottleneck(space, other) or is_in_groups(space, other))
        for one, other in (objectives, objectives[::-1])
    )


def limited(space: Space, objective: Objective, bound: float) -> Space:
    """Return the part of a space in which an objective is no worse than a bound."""
    limits = (*space.problem.limits, Limit("step", objective.name, bound))
    return space_of(replace(space.problem, limits=limits))


def shortest(
    space: Space, arbiter: Arbiter, objective: Objective, clock: Clock
) -> tuple[Ints | None, float, bool]:
    """Return the assignment whose longest path is the shortest, by halving what is open.

    Beside it what no assignment can beat, in s, and whether that proves it best, which includes
    that there is none.
    """
    low, row, high = bound_of(space, objective), None, np.inf
    tried = low
    try:
        while row is None or high - low > _CLOSE * high:
            clock.count(0)
            part = limited(space, objective, tried) if tried < np.inf else space
            found, is_none = (None, True) if part.is_empty else first_of_groups(
                part, Arbiter.of(part.problem), clock)
            if found is None and not is_none:
                return row, low, False
            if found is None and tried == np.inf:
                return None, np.inf, True
            if found is None:
                low = tried
            else:
                row, high = found, float(arbiter.value(objective, found[None, :])[0])
            tried = np.inf if row is None else (low + high) / 2
    except TimeUp:
        return row, low, False
    return row, low, True


def front_of_two(
    space: Space, arbiter: Arbiter, objectives: list[Objective], clock: Clock
) -> tuple[Archive, Status]:
    """Return the front by two objectives: the best by one, while the other gets ever better."""
    one, other = objectives if is_in_groups(space, objectives[0]) else objectives[::-1]
    archive = Archive.empty(2, len(space.kept))
    part = space
    while not part.is_empty:
        row, _, is_proven = best_of_groups(part, Arbiter.of(part.problem), one, clock)
        if row is None and is_proven:
            break
        if row is not None:
            values = [arbiter.value(each, row[None, :]) for each in objectives]
            archive = archive.joined(signed(objectives, np.column_stack(values)), row[None, :])
        if row is None or not is_proven:
            return archive, Status.FEASIBLE if len(archive.rows) else Status.UNKNOWN
        value = float(arbiter.value(other, row[None, :])[0])
        step = _STEP * max(abs(value), 1e-300)
        part = limited(space, other, value - step if other.less else value + step)
    return archive, Status.OPTIMAL if len(archive.rows) else Status.INFEASIBLE
