"""Judge constraints: the verdict of one on a case, its margin, and the bound on what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable

from .cases import Case
from .expressions import HIGH, LOW, Number, bound, truth, variables
from .ground import Judged
from .sets import Members, accepted_by, compared, members
from .vocabulary import (
    CONDITIONAL,
    FEASIBLE,
    INFEASIBLE,
    NOT_ASSESSED,
    UNKNOWN,
    WITNESS,
    Constraint,
    Quantity,
)

# The range in which the bound on a missing figure is sought, in powers of ten, and how finely.
_LEAST, _GREATEST, _FINE = -15.0, 18.0, 4e-10


def judged(constraint: Constraint, case: Case) -> Judged:
    """Return the verdict of a constraint on a case: one for all that it can't tell apart."""
    known, key = case.ground.verdicts, (constraint.name, case.judged_on(constraint))
    found = known.get(key)
    if found is None:
        found = known[key] = _judged(constraint, case)
    return found


def _judged(constraint: Constraint, case: Case) -> Judged:
    verdict = (_numeric if constraint.is_numeric else _sets)(constraint, case)
    if verdict == NOT_ASSESSED or not constraint.is_fit:
        return Judged(verdict)
    witness = case.number(WITNESS)
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
    def gap(power: float) -> float:
        return _gap(constraint, case.supposing(missing, 10.0**power))

    below, above = gap(_LEAST), gap(_GREATEST)
    passes_above = above <= 0.0
    if passes_above == (below <= 0.0):
        return None
    low, high = _crossing(gap, (_LEAST, below), (_GREATEST, above))
    edge = 10.0 ** (high if passes_above else low)
    return ("at least" if passes_above else "at most", _rounded(edge, passes_above))


def _gap(constraint: Constraint, case: Case) -> float:
    """Return by what factor the smaller side is too large, as a logarithm: it passes up to 0."""
    if constraint.applies is not None and not truth(constraint.applies, case):
        return math.inf
    small, great = sides(constraint)
    need, have = case.corner(small, HIGH), case.corner(great, LOW) * (1.0 + constraint.tolerance)
    if not (0.0 < need < math.inf and 0.0 < have < math.inf):
        return -math.inf if need <= have else math.inf
    found = math.log(need) - math.log(have)
    return found if (found <= 0.0) == (need <= have) else math.copysign(5e-324, need - have)


Point = tuple[float, float]


def _crossing(gap: Callable[[float], float], low: Point, high: Point) -> tuple[float, float]:
    """Return a narrow range in which a monotone function crosses 0, between two points.

    By the line through both, which is exact for products, and the point just beyond it; what
    that does not narrow is halved.
    """
    while high[0] - low[0] > _FINE:
        width, middle = high[0] - low[0], (low[0] + high[0]) / 2
        if math.isfinite(low[1]) and math.isfinite(high[1]):
            guess = low[0] + width * low[1] / (low[1] - high[1])
            for each in (guess - _FINE / 4, guess + _FINE / 4):
                if low[0] < each < high[0]:
                    low, high = _narrowed((each, gap(each)), low, high)
        if high[0] - low[0] > width / 2:
            low, high = _narrowed((middle, gap(middle)), low, high)
    return low[0], high[0]


def _narrowed(point: Point, low: Point, high: Point) -> tuple[Point, Point]:
    """Return the ends of a range with a point within in place of the one on its side of 0."""
    if not low[0] < point[0] < high[0]:
        return low, high
    return (point, high) if (point[1] <= 0.0) == (low[1] <= 0.0) else (low, point)


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
