"""Judge constraints: the verdict of one on a case, its margin, and the bound on what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .cases import Case
from .expressions import HIGH, LOW, Number, bound, truth, variables
from .sets import Members, accepted_by, compared, members
from .vocabulary import (
    CONDITIONAL,
    FEASIBLE,
    INFEASIBLE,
    NOT_ASSESSED,
    UNKNOWN,
    Constraint,
    Quantity,
)

# The range in which the bound on a missing figure is sought, in powers of ten, and how finely.
_LEAST, _GREATEST, _HALVINGS = -15.0, 18.0, 36


@dataclass(frozen=True)
class Judged:
    """A verdict, and whether a measured run settled it."""

    verdict: int
    is_witnessed: bool = False


def judged(constraint: Constraint, case: Case) -> Judged:
    """Return the verdict of a constraint on a case."""
    verdict = (_numeric if constraint.is_numeric else _sets)(constraint, case)
    if verdict == NOT_ASSESSED or not constraint.is_fit:
        return Judged(verdict)
    witness = case.number("witness")
    if witness.low == 1:
        return Judged(FEASIBLE, True)
    return Judged(INFEASIBLE, True) if witness.high == 0 else Judged(verdict)


def applies(constraint: Constraint, case: Case) -> bool:
    """Say whether a constraint applies: by its condition, else where its demand is known."""
    if constraint.applies is not None:
        return truth(constraint.applies, case)
    return not constraint.is_numeric or case.is_bound(constraint.demand)


def sides(constraint: Constraint) -> tuple[str, str]:
    """Return the quantity that has to be the smaller one, and the one that bounds it."""
    demand, supply = constraint.demand, constraint.supply
    return (demand, supply) if constraint.relation == "at-most" else (supply, demand)


def _numeric(constraint: Constraint, case: Case) -> int:
    if not applies(constraint, case):
        return NOT_ASSESSED
    small, great = sides(constraint)
    room = 1.0 + constraint.tolerance
    if case.corner(small, HIGH) <= case.corner(great, LOW) * room:
        return FEASIBLE
    if case.corner(small, LOW) > case.corner(great, HIGH) * room:
        return INFEASIBLE
    lacks = any(lacks_of_world(case, case.quantity(each)) for each in (small, great))
    return UNKNOWN if lacks else CONDITIONAL


def compared_numbers(
    constraint: Constraint, demand: Number, supply: Number, lacks_fact: bool
) -> int:
    """Return the verdict on two numbers that are no candidate's."""
    small, great = (demand, supply) if constraint.relation == "at-most" else (supply, demand)
    room = 1.0 + constraint.tolerance
    if small.high <= great.low * room:
        return FEASIBLE
    if small.low > great.high * room:
        return INFEASIBLE
    return UNKNOWN if lacks_fact else CONDITIONAL


def lacks_of_world(case: Case, quantity: Quantity) -> bool:
    """Say whether a figure of the world is missing that a quantity needs."""
    if quantity.tree is None:
        return not case.is_bound(quantity.name) and not quantity.is_users
    return _tree_lacks(case, quantity.tree)


def _tree_lacks(case: Case, tree: tuple[object, ...]) -> bool:
    kind, parts = tree[0], [each for each in tree[1:] if isinstance(each, tuple)]
    if kind == "variable":
        return lacks_of_world(case, case.quantity(str(tree[1])))
    if kind == "if":
        return _tree_lacks(case, parts[1] if truth(parts[0], case) else parts[2])
    if kind == "coalesce" and bound(tree, case):
        return False
    return any(_tree_lacks(case, each) for each in parts)


def _sets(constraint: Constraint, case: Case) -> int:
    if not applies(constraint, case):
        return NOT_ASSESSED
    demand, supply = set_sides(constraint, case)
    accepted = accepted_by(case.ground.facts, case.candidate)
    return compared(constraint, demand, supply, accepted)


def set_sides(constraint: Constraint, case: Case) -> tuple[Members, Members]:
    """Return the sets that a constraint compares."""
    sets, facts = case.ground.vocabulary.sets, case.ground.facts
    demand, supply = (
        members(facts, sets[name], case.candidate)
        for name in (constraint.demand, constraint.supply)
    )
    return demand, supply


def conditions(constraint: Constraint) -> list[str]:
    """Return the quantities that the condition of a constraint reads."""
    return list(dict.fromkeys(variables(constraint.applies))) if constraint.applies else []


def bound_of(constraint: Constraint, case: Case, missing: str) -> tuple[str, float] | None:
    """Return ("at least" or "at most", number) that a missing figure has to meet, if that helps.

    All formulas rise or fall with each figure, so that the values that pass are one range.
    """
    passes_above = _passes(constraint, case, missing, 10.0**_GREATEST)
    if passes_above == _passes(constraint, case, missing, 10.0**_LEAST):
        return None
    low, high = _LEAST, _GREATEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _passes(constraint, case, missing, 10.0**middle) == passes_above:
            high = middle
        else:
            low = middle
    edge = 10.0 ** (high if passes_above else low)
    return ("at least" if passes_above else "at most", _rounded(edge, passes_above))


def _passes(constraint: Constraint, case: Case, name: str, number: float) -> bool:
    supposed = case.supposing(name, number)
    if constraint.applies is not None and not truth(constraint.applies, supposed):
        return False
    small, great = sides(constraint)
    room = 1.0 + constraint.tolerance
    return supposed.corner(small, HIGH) <= supposed.corner(great, LOW) * room


def _rounded(value: float, upwards: bool) -> float:
    """Round to four digits, towards the values that pass."""
    scale = 10.0 ** (3 - math.floor(math.log10(value)))
    nearest = round(value * scale)
    if math.isclose(nearest, value * scale, rel_tol=1e-7):
        return nearest / scale
    return (math.ceil if upwards else math.floor)(value * scale) / scale


def relative_miss(constraint: Constraint, case: Case, verdict: int) -> float:
    """Return how far a comparison misses, relative to what is there; sets are infinite."""
    if not constraint.is_numeric or verdict == NOT_ASSESSED:
        return math.inf
    low, high = case.corner(constraint.demand, LOW), case.corner(constraint.supply, HIGH)
    small, great = sorted((abs(low), abs(high)))
    if not small:
        return math.inf
    return great / small - 1.0
