"""Limit a problem to what has the fewest doubts: first unknowns, then conditions."""

from __future__ import annotations

from dataclasses import replace

from ..plan_problem import Limit
from ..verdict import Verdict
from .assemble import Built
from .enumerate import Clock
from .frame import CONDITIONS, UNKNOWNS
from .search import best

_COUNTED = {Verdict.CONDITIONAL: (CONDITIONS,), Verdict.UNKNOWN: (UNKNOWNS, CONDITIONS)}


def with_fewest_doubts(built: Built, time_limit: float | None) -> Built:
    """Return the problem limited to the fewest unknowns, and of these the fewest conditions."""
    problem, clock = built.problem, Clock.of(time_limit)
    for name in _COUNTED.get(built.least, ()):
        found = best(problem, name, clock.left())
        if found.value is not None:
            limit = Limit(f"fewest {name}", name, found.value)
            problem = replace(problem, limits=(*problem.limits, limit))
    return replace(built, problem=problem)
