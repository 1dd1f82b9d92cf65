"""The bound that a missing figure must meet for a constraint to pass, by monotone search."""

from __future__ import annotations

import math

from ..definitions import Constraint
from ..one_unknown import OneUnknown
from ..scalar import Scalars
from .numbers import NumberProver

_LEAST, _GREATEST = -15.0, 18.0  # powers of ten: from a femtosecond to an exabyte
_STEPS = 36  # halvings of 33 decades: exact to 1e-9 of a decade, finer than what is shown


def bound_text(constraint: Constraint, numbers: NumberProver, missing: str) -> str | None:
    """Return "at most …" or "at least …" for a missing figure, or None where none would do.

    Every formula rises or falls with each figure, so the figure's values that pass are one range.
    """
    case = numbers.case
    return numbers.facts.alike(case.decision).bound(
        constraint, missing, (case.row, case.column),
        lambda: _bound_text(constraint, numbers, missing),
    )


def _bound_text(constraint: Constraint, numbers: NumberProver, missing: str) -> str | None:
    passing = OneUnknown(numbers.scalars, missing).passes(constraint)
    if not callable(passing):
        return None

    def fits(power: float) -> bool:
        return bool(passing(10.0**power))

    at_least = fits(_GREATEST)
    if at_least == fits(_LEAST):
        return None
    low, high = _LEAST, _GREATEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if fits(middle) == at_least:
            high = middle
        else:
            low = middle
    edge = 10.0 ** (high if at_least else low)
    shown = numbers.knowledge.show(missing, _rounded(edge, at_least))
    return f"{'at least' if at_least else 'at most'} {shown}"


def passes(constraint: Constraint, scalars: Scalars) -> bool:
    """Say whether a comparison holds whatever the numbers are within their intervals."""
    if constraint.applies and not scalars.truth(constraint.applies):
        return False
    small, great = constraint.demand, constraint.supply
    if constraint.relation == "at-least":
        small, great = great, small
    room = 1.0 + constraint.tolerance
    return scalars.corner(small, "high") <= scalars.corner(great, "low") * room


def _rounded(value: float, upwards: bool) -> float:
    """Round to four digits, away from the values that fail."""
    digits = 3 - math.floor(math.log10(value))
    scale = 10.0**digits
    nearest = round(value * scale)
    if math.isclose(nearest, value * scale, rel_tol=1e-7):
        return nearest / scale
    return (math.ceil if upwards else math.floor)(value * scale) / scale
