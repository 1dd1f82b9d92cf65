"""Sums of floats over variables of CP-SAT, as whole multiples of a unit.

Exactly where they are decimals of few places, else rounded down at a resolution of
2 ** -RESOLUTION of the greatest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from ..plan_problem import Floats
from .labels import TOLERANCE

RESOLUTION = 30  # bits of the greatest figure of a sum that is rounded
EXACT = 40  # bits of the greatest figure of a sum that is exact
_PLACES = 6  # decimal places that are taken exactly
Variable = Any  # an IntVar or a linear expression; both have one stub, which mypy can't unite


@dataclass
class Sum:
    """A sum in floats: variables with their coefficients."""

    variables: list[Variable] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)

    def add(self, variables: Sequence[Variable], coefficients: Floats) -> None:
        """Add variables; those with a coefficient of 0 are left out."""
        for variable, coefficient in zip(variables, coefficients.tolist(), strict=True):
            if coefficient:
                self.variables.append(variable)
                self.coefficients.append(coefficient)

    def whole(self, unit: float) -> tuple[Variable, int]:
        """Return the sum and what it is at most, in whole units, rounded down."""
        numbers = whole_units(np.array(self.coefficients), unit)
        found = cp_model.LinearExpr.weighted_sum(self.variables, numbers)
        return found, sum(max(0, each) for each in numbers)


def unit_of(sums: Sequence[Sum], others: Sequence[float] = ()) -> float:
    """Return the unit that sums, and what they are held against, are counted in.

    >>> unit_of([], [0.5, 1.25, 2.0])
    0.25
    """
    found = np.array([c for each in sums for c in each.coefficients] + [*others])
    sizes = np.abs(found[np.isfinite(found) & (found != 0)])
    most = float(sizes.max(initial=0.0))
    for places in range(_PLACES + 1):
        scaled = np.rint(sizes * 10.0**places)
        if (np.abs(scaled - sizes * 10.0**places) > TOLERANCE * scaled).any() or not most:
            continue
        divisor = int(np.gcd.reduce(scaled.astype(np.int64)))
        if scaled.max() / divisor < 2**EXACT:
            return float(divisor / 10.0**places)
    return math.ldexp(most, -RESOLUTION) if most else 1.0


def whole_units(figures: Floats, unit: float) -> list[int]:
    """Return figures in whole units: the nearest where they are whole, else rounded down."""
    scaled = figures / unit
    near = np.rint(scaled)
    exact = np.abs(scaled - near) <= TOLERANCE * np.maximum(1.0, np.abs(scaled))
    return [int(each) for each in np.where(exact, near, np.floor(scaled))]
