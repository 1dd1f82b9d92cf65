"""Find feasible, best and unbeaten assignments, exactly: by enumeration, pricing or CP-SAT.

What may be enumerated in some ROWS is; so is, with pruning, what pricing is not made for, for a
while.  The rest goes to OR-Tools (large.py), with what was found so far.  Without OR-Tools (the
extra `plan`) the enumeration goes on as far as the time reaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from types import ModuleType

from ..plan_problem import Combine, Ints, Objective, Problem
from ..plan_solution import Best, Front, FrontPoint, Solver, Status
from .bounds import bound_of
from .enumerate import Clock, TimeUp, TooMany, every, order_of
from .evaluate import Arbiter
from .groups import groups_of, has_linear_limits, is_separable
from .pareto import Archive
from .pruning import Pruning
from .space import Space, space_of

ROWS = 1_000_000  # rows that a join may be expected to hold
_TIMES = 10  # as many times ROWS are joined before an enumeration is given up for OR-Tools
_SHARE = 0.5  # of the time that is spent on an enumeration that OR-Tools could take over from


def first(
    problem: Problem, time_limit: float | None = None, solver: Solver | None = None
) -> Best:
    """Return some feasible assignment: OPTIMAL is never said, INFEASIBLE is proven.

    `solver`: None lets the size of the question decide.
    """
    clock, space, arbiter = Clock.of(time_limit), space_of(problem), Arbiter.of(problem)
    if _is_enumerated(space, has_linear_limits(space.problem), solver):
        try:
            for rows in every(space, arbiter, _budget(clock, solver)):
                return Best(Status.FEASIBLE, Solver.ENUMERATION, arbiter.assigned(rows[0]))
            return Best(Status.INFEASIBLE, Solver.ENUMERATION)
        except (TimeUp, TooMany):
            if solver or not has_ortools():
                return Best(Status.UNKNOWN, Solver.ENUMERATION)
    if space.is_empty:
        return Best(Status.INFEASIBLE, Solver.CP_SAT)
    found: Best = _large().first(space, arbiter, clock)
    return found


def all_feasible(problem: Problem, time_limit: float | None = None) -> Iterator[Ints]:
    """Yield all feasible assignments in blocks, int [rows, tasks], in a fixed order.

    Raises TimeUp where the time is over before the last.
    """
    return every(space_of(problem), Arbiter.of(problem), Clock.of(time_limit))


def best(
    problem: Problem,
    objective: str,
    time_limit: float | None = None,
    solver: Solver | None = None,
) -> Best:
    """Return the best feasible assignment by an objective, with its proven bound.

    Where the time is over it is the best found.
    """
    clock, space, arbiter = Clock.of(time_limit), space_of(problem), Arbiter.of(problem)
    asked = problem.objective(objective)
    archive, is_whole = Archive.empty(1, len(problem.tasks)), space.is_empty
    is_path = asked.combine is Combine.PATH and has_linear_limits(space.problem)
    is_priceable = is_path or is_separable(space.problem, asked)
    if not is_whole and _is_enumerated(space, is_priceable, solver):
        archive, is_whole = _searched(space, arbiter, [asked], _budget(clock, solver))
    if is_whole or solver is Solver.ENUMERATION or not has_ortools():
        return _best(space, arbiter, asked, archive, is_whole)
    row = archive.rows[0] if len(archive.rows) else None
    found: Best = _large().best(space, arbiter, clock, asked, solver, row)
    return found


def front(
    problem: Problem,
    objectives: Sequence[str] | None = None,
    time_limit: float | None = None,
    solver: Solver | None = None,
) -> Front:
    """Return the assignments that nothing beats by some objectives (None: by all).

    Where the time is over it is the front of what was found.
    """
    clock, space, arbiter = Clock.of(time_limit), space_of(problem), Arbiter.of(problem)
    names = [each.name for each in problem.objectives] if objectives is None else objectives
    asked = [problem.objective(each) for each in names]
    archive, is_whole = Archive.empty(len(asked), len(problem.tasks)), space.is_empty
    if not is_whole and _is_enumerated(space, False, solver):
        archive, is_whole = _searched(space, arbiter, asked, _budget(clock, solver))
    if is_whole or solver is Solver.ENUMERATION or not has_ortools():
        return _front(arbiter, asked, archive, is_whole)
    found: Front = _large().front(space, arbiter, clock, asked, solver, archive)
    return found


def has_ortools() -> bool:
    """Say whether OR-Tools is installed."""
    return find_spec("ortools") is not None


def _is_enumerated(space: Space, is_priceable: bool, solver: Solver | None) -> bool:
    """Say whether enumeration is tried: not where pricing is better at a large question."""
    if solver is not None:
        return solver is Solver.ENUMERATION
    is_small = space.is_empty or order_of(space)[1] <= ROWS
    return is_small or not (is_priceable and len(groups_of(space)) > 1 and has_ortools())


def _budget(clock: Clock, solver: Solver | None) -> Clock:
    """Return the clock of an enumeration that something else could take over from, or not."""
    if solver is None and has_ortools():
        return Clock(clock.part(_SHARE).until, ROWS * _TIMES)
    return clock


def _best(
    space: Space, arbiter: Arbiter, objective: Objective, archive: Archive, is_whole: bool
) -> Best:
    """Return what an enumeration by one objective says."""
    if not len(archive.rows):
        bound = None if is_whole else bound_of(space, objective)
        status = Status.INFEASIBLE if is_whole else Status.UNKNOWN
        return Best(status, Solver.ENUMERATION, bound=bound)
    row = archive.rows[0]
    value = float(arbiter.value(objective, row[None, :])[0])
    return Best(
        Status.OPTIMAL if is_whole else Status.FEASIBLE, Solver.ENUMERATION,
        arbiter.assigned(row), value, value if is_whole else bound_of(space, objective),
    )


def _front(
    arbiter: Arbiter, objectives: Sequence[Objective], archive: Archive, is_whole: bool
) -> Front:
    """Return what an enumeration by some objectives says."""
    status = Status.OPTIMAL if is_whole else Status.FEASIBLE
    if not len(archive.rows):
        status = Status.INFEASIBLE if is_whole else Status.UNKNOWN
    points = tuple(
        FrontPoint(arbiter.assigned(row), int(ties) if is_whole else None)
        for row, ties in zip(archive.rows, archive.ties, strict=True)
    )
    return Front(status, Solver.ENUMERATION, tuple(e.name for e in objectives), points)


def _searched(
    space: Space, arbiter: Arbiter, objectives: Sequence[Objective], clock: Clock
) -> tuple[Archive, bool]:
    """Return the front of what was searched, and whether that is all."""
    archive = Archive.empty(len(objectives), len(space.kept))
    pruning = Pruning(space, arbiter, objectives)
    try:
        clock.count(0)
        seeds = pruning.seeded(clock)
        pruning.join_in(seeds)
        for rows in every(space, arbiter, clock, pruning.promising):
            archive = archive.joined(pruning.values(rows), rows)
            pruning.join_in(rows)
    except (TimeUp, TooMany):
        # The first ones are counted again where the search comes to them.
        return pruning.archive, False
    return archive, True


def _large() -> ModuleType:
    # OR-Tools takes a second to load and is an extra: only large questions need it.
    from . import large

    return large
