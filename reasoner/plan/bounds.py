"""What no assignment of a space can beat, by each objective: sums of what is least."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..plan_problem import Combine, Floats, Objective
from .space import Space, earliest, remaining


def bound_of(space: Space, objective: Objective) -> float:
    """Return a value that no assignment is better than, in the objective's unit."""
    if objective.combine is Combine.LOAD:
        return -math.inf
    if objective.combine is Combine.EITHER:
        return 1.0
    if objective.combine is Combine.PATH:
        first = earliest(space, objective.percentile)
        left = remaining(space, objective.percentile)
        return max((float((a + b).min()) for a, b in zip(first, left, strict=True)), default=0.0)
    if objective.combine is Combine.WORST:
        each = range(len(space.problem.pipelines))
        sums = [sum(_parts(space, objective, pipeline)) for pipeline in each]
        return max(sums) if objective.less else min(sums)
    parts = _parts(space, objective, None)
    return math.prod(parts) if objective.combine is Combine.PRODUCT else math.fsum(parts)


def _parts(space: Space, objective: Objective, pipeline: int | None) -> Iterator[float]:
    """Yield the best contribution of each task and flow, and of what is used once."""
    problem, name = space.problem, objective.name
    neutral = 1.0 if objective.combine is Combine.PRODUCT else 0.0

    def best(figures: Floats) -> float:
        return float(figures.min() if objective.less else figures.max())

    for place, task in enumerate(problem.tasks):
        if pipeline in (None, task.pipeline) and name in task.objectives:
            yield best(task.objectives[name][space.kept[place]])
    for flow in problem.flows:
        ours = pipeline in (None, problem.tasks[flow.sender].pipeline)
        if ours and name in flow.objectives:
            ends = np.ix_(space.nodes(flow.sender), space.nodes(flow.receiver))
            good = space.pair(flow.sender, flow.receiver)
            yield best(flow.objectives[name][ends][good])
    for of_each in (objective.of_node, objective.of_link):
        for figure in () if of_each is None else of_each.tolist():
            # What is better than nothing may be used, what is worse need not be.
            if (figure < neutral) == objective.less:
                yield figure
