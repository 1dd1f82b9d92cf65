"""Place anew after a change: with the fewest tasks moved, and of these placements the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..plan_problem import Limit, Objective, Problem, ProblemTask
from ..plan_solution import Assignment, Best, Replanned, Solver, Status
from .enumerate import Clock
from .search import best

_MOVES = "tasks moved"  # the name of the objective, and of the limit, that is added for a while


def replan(
    problem: Problem,
    nodes: Sequence[int | None],
    objective: str,
    time_limit: float | None = None,
    solver: Solver | None = None,
) -> Replanned:
    """Return the best assignment among those that move the fewest tasks.

    `nodes` has the node of each task before the change; None where it had none or that is gone:
    then the task moves, wherever it goes.  Another option on the same node is no move.
    """
    clock = Clock.of(time_limit)
    counted = _counting(problem, nodes)
    left = clock.left()
    fewest = best(counted, _MOVES, left if left is None else left / 2, solver)
    if fewest.assignment is None or fewest.value is None:
        return Replanned(fewest, (), None)
    limited = replace(counted, limits=(*problem.limits, Limit(_MOVES, _MOVES, fewest.value)))
    found = best(limited, objective, clock.left(), solver)
    if found.assignment is None:  # no time was left to look for a better one
        found = _of(problem, objective, fewest)
    shown = replace(found, assignment=_plain(problem, found.assignment))
    assert shown.assignment is not None
    moved = tuple(
        place
        for place, (task, option) in enumerate(
            zip(problem.tasks, shown.assignment.options, strict=True)
        )
        if nodes[place] != int(task.node[option])
    )
    return Replanned(shown, moved, len(moved) if fewest.status is Status.OPTIMAL else None)


def _counting(problem: Problem, nodes: Sequence[int | None]) -> Problem:
    """Return a problem with the number of moves as its last objective."""
    tasks = tuple(_counted(task, node) for task, node in zip(problem.tasks, nodes, strict=True))
    objectives = (*problem.objectives, Objective(_MOVES, "tasks"))
    return replace(problem, tasks=tasks, objectives=objectives)


def _counted(task: ProblemTask, node: int | None) -> ProblemTask:
    is_moved = np.ones(len(task.node)) if node is None else (task.node != node).astype(float)
    return replace(task, objectives={**task.objectives, _MOVES: is_moved})


def _plain(problem: Problem, assignment: Assignment | None) -> Assignment | None:
    """Return an assignment with the values of the problem's own objectives alone."""
    if assignment is None:
        return None
    return Assignment(assignment.options, assignment.values[: len(problem.objectives)])


def _of(problem: Problem, objective: str, fewest: Best) -> Best:
    """Return an answer about moves as one about an objective, of which nothing is proven."""
    assert fewest.assignment is not None
    place = [each.name for each in problem.objectives].index(objective)
    value = fewest.assignment.values[place]
    return Best(Status.FEASIBLE, fewest.solver, fewest.assignment, value)
