"""Conclude the level: tw:level-rule of the ontology.

Among the levels with the best verdict, the one with the most triggered drivers in favour, less
those for other levels; ties go to the lower monthly cost; what is still tied is a tie.  A cost that
is not known may be anything from its known part up: it neither wins nor loses against what is not
below that part.
"""

from __future__ import annotations

import math

from ..facts import Facts
from ..namespaces import local_name, tw
from ..placement import LevelScore, NodeResult, TaskResult
from ..verdict import Verdict


def conclude(facts: Facts, task: str, nodes: list[NodeResult]) -> TaskResult:
    """Return a task's answer from the best candidate of each node."""
    levels = _levels(facts, task, nodes)
    best = max((each.verdict for each in levels), default=Verdict.INFEASIBLE)
    open_ = [each for each in levels if each.verdict == best and best >= Verdict.CONDITIONAL]
    if not open_:
        return TaskResult(task, tuple(nodes), tuple(levels), (), None, "no level is feasible")
    top = max(each.score for each in open_)
    winners = [each for each in open_ if each.score == top]
    decided = "the only feasible level" if len(open_) == 1 else "drivers"
    if len(winners) > 1:
        winners = _not_dearer(winners)
        decided = "monthly cost" if len(winners) == 1 else _tie(winners)
    concluded = tuple(each.level for each in winners)
    recommended = next((n for n in nodes if n.level in concluded and n.verdict == best), None)
    return TaskResult(task, tuple(nodes), tuple(levels), concluded, recommended, decided)


def _not_dearer(levels: list[LevelScore]) -> list[LevelScore]:
    """Return the levels that no other is known to cost less than."""
    cheapest = min(_cost(each) for each in levels)
    return [each for each in levels if each.least_monthly_cost <= cheapest * (1 + 1e-9)]


def _tie(levels: list[LevelScore]) -> str:
    """Say that nothing decides, and which costs are missing for that."""
    names = [
        local_name(each.level).removesuffix("-level") for each in levels
        if each.least_monthly_cost < _cost(each) * (1 - 1e-9)
    ]
    missing = f", for the monthly cost of {' and '.join(names)} is unknown" if names else ""
    return f"nothing: a tie{missing}"


def _cost(level: LevelScore) -> float:
    return math.inf if level.monthly_cost is None else level.monthly_cost


def _levels(facts: Facts, task: str, nodes: list[NodeResult]) -> list[LevelScore]:
    drivers = sorted(set(facts.objects(task, tw("hasDriver"))))
    favours = {each: set(facts.objects(each, tw("favours"))) for each in drivers}
    found = []
    for level in sorted({each.level for each in nodes if each.level}):
        ours = [each for each in nodes if each.level == level]
        verdict = max(each.verdict for each in ours)
        best = [each for each in ours if each.verdict == verdict]
        costs = [each.monthly_cost for each in best if each.monthly_cost is not None]
        found.append(
            LevelScore(
                level, verdict,
                tuple(each for each in drivers if level in favours[each]),
                tuple(each for each in drivers if favours[each] and level not in favours[each]),
                min(costs) if costs else None,
                min(each.least_monthly_cost for each in best),
            )
        )
    return found
