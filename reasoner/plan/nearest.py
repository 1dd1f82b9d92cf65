"""Find what comes nearest where nothing is feasible: the fewest requirements are not met there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..plan_result import Nearest
from ..plan_solution import Concession
from .assemble import Built
from .describe import Describer
from .doubts import with_fewest_doubts
from .enumerate import Clock
from .evaluate import Arbiter
from .labels import without
from .preferring import order, searched
from .search import front

_TRIED = 8  # sets of requirements, of those that are no larger than the least


def nearest(
    built: Built, relaxations: Sequence[Concession], prefer: str, time_limit: float | None
) -> Nearest | None:
    """Return the best placement of those that miss the fewest requirements, and know the most.

    Of as much known, what comes too late or is sent too far is nearer than what can't run where
    it is; then what is preferred decides.  None where no relaxation is known, or the time is up.
    """
    clock = Clock.of(time_limit)
    own = {label for task in built.problem.tasks for label in task.refused}
    found: list[tuple[tuple[object, ...], Nearest]] = []
    least = [e for e in relaxations if len(e.labels) == len(relaxations[0].labels)]
    for each in sorted(least, key=lambda each: len(own.intersection(each.labels)))[:_TRIED]:
        found += _best(built, each, prefer, clock.left())
    return min(
        found, key=lambda e: (e[0][0], len(own.intersection(e[1].requirements)), e[0][1])
    )[1] if found else None


def _best(
    built: Built, given_up: Concession, prefer: str, left: float | None
) -> list[tuple[tuple[object, ...], Nearest]]:
    """Return the placements that miss no more than some requirements: doubts, then their order."""
    broken = Arbiter.of(built.problem).broken(np.array([given_up.options], dtype=np.int32))
    labels = {label for label, rows in broken if rows.any()}
    clock = Clock.of(left)
    freed = with_fewest_doubts(
        replace(built, problem=without(built.problem, labels)), clock.left())
    points = front(freed.problem, searched(built, prefer), clock.left()).points
    rows = np.array([each.assignment.options for each in points], dtype=np.int64)
    told = Describer(freed).points(rows, [each.ties for each in points]) if len(rows) else []
    doubts = tuple(each.bound for each in freed.problem.limits)
    return [
        ((doubts, order(each, prefer, built.objectives)), Nearest(each, given_up.labels))
        for each in told
    ]
