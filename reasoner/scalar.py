"""Formulas of one candidate in plain numbers: what arrays give for all, for one and for "if".

The same trees, corners and bounds as in arrays (formula.Evaluation, decide.columns), a hundred
times faster for a single candidate; a property test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import add, mul, sub
from typing import Any

from .definitions import Definitions, Quantity
from .formula import Corner, Tree
from .interval import Interval

Kept = dict[str, Any]  # of one quantity: its corners, whether it is known, what is said of it
Corners = tuple[float, float, float]  # least, central (NaN: not known) and greatest value
OPPOSITE: dict[Corner, Corner] = {"low": "high", "middle": "middle", "high": "low"}
_AT: dict[Corner, int] = {"low": 0, "middle": 1, "high": 2}


class Scalars:
    """The numbers of one candidate; `base` gives those that no formula derives.

    What is worked out of a quantity is kept in what `kept` gives for it: candidates that agree in
    all that a quantity depends on may share it.
    """

    def __init__(
        self, definitions: Definitions, base: Callable[[str], Corners],
        kept: Callable[[str], Kept] | None = None,
    ) -> None:
        self.definitions, self._base = definitions, base
        self._kept = kept or (lambda name: {})
        self._known: dict[str, Kept] = {}

    def supposing(self, name: str, value: float) -> Scalars:
        """Return the numbers with one quantity exactly known; the others are shared."""
        return self.without(name).having(name, value)

    def without(self, name: str) -> Scalars:
        """Return the numbers without those that move with one quantity."""
        moved = self.definitions.dependents[name]
        other = Scalars(
            self.definitions, self._base, lambda each: {} if each in moved else self._kept(each)
        )
        other._known = {each: kept for each, kept in self._known.items() if each not in moved}
        return other

    def having(self, name: str, value: float) -> Scalars:
        """Return the numbers, of which nothing that moves with it is kept, with one that is known.
        """
        other = Scalars(self.definitions, self._base, self._kept)
        other._known = {**self._known, name: {"stated": (value, value, value)}}
        return other

    def of(self, name: str) -> Kept:
        """Return what is kept of a quantity."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._kept(name)
        return known

    def interval(self, name: str) -> Interval:
        """Return a quantity as far as it is known."""
        known = self.of(name)
        found: Interval | None = known.get("interval")
        if found is None:
            low, high = self.corner(name, "low"), self.corner(name, "high")
            middle = self.corner(name, "middle") if self.is_bound(name) else math.inf
            found = Interval(low, middle if math.isfinite(middle) else None, high)
            known["interval"] = found
        return found

    def corner(self, name: str, corner: Corner) -> float:
        """Return the least, central or greatest value of a quantity."""
        known = self._known.get(name)
        if known is None:
            known = self.of(name)
        found: float | None = known.get(corner)
        if found is None:
            quantity = self.definitions.quantities[name]
            if quantity.tree and "stated" not in known:
                found = self._within_bounds(quantity, quantity.tree, corner)
            else:
                found = self._stated(name)[_AT[corner]]
            known[corner] = found
        return found

    def _stated(self, name: str) -> Corners:
        """Return what is stated of a quantity, which is within its bounds, or supposed."""
        known = self.of(name)
        found: Corners | None = known.get("stated")
        if found is None:
            found = known["stated"] = self._base(name)
        return found

    def _within_bounds(self, quantity: Quantity, tree: Tree, corner: Corner) -> float:
        if not (quantity.below or quantity.above):
            return self.value(tree, corner)
        if corner == "middle":
            ends = (self.corner(quantity.name, each) for each in ("low", "high"))
            return clipped(self.value(tree, "middle"), *ends)
        below = self.corner(quantity.below, "low") if quantity.below else 0.0
        above = self.corner(quantity.above, "high") if quantity.above else math.inf
        low, high = self.value(tree, "low"), self.value(tree, "high")
        return CLIPPED[corner](low, high, below, above)

    def is_bound(self, name: str) -> bool:
        """Say whether a quantity is known."""
        known = self.of(name)
        found: bool | None = known.get("bound")
        if found is None:
            tree = self.definitions.quantities[name].tree
            found = known["bound"] = (
                self.bound(tree) if tree and "stated" not in known
                else not math.isnan(self._stated(name)[_AT["middle"]])
            )
        return found

    def value(self, tree: Tree, corner: Corner) -> float:
        """Return the least, central or greatest value of a tree."""
        operator = tree[0]
        if operator == "number":
            return float(tree[1])
        if operator == "variable":
            return self.corner(tree[1], corner)
        if operator == "if":
            return self.value(tree[2] if self.truth(tree[1]) else tree[3], corner)
        if operator == "coalesce":
            known = (each for each in tree[1:-1] if self.bound(each))
            return self.value(next(known, tree[-1]), corner)
        if operator in ("-", "/"):
            parts = [self.value(tree[1], corner), self.value(tree[2], OPPOSITE[corner])]
        else:
            parts = [self.value(each, corner) for each in tree[1:]]
        return OPERATIONS[operator, corner](*parts)

    def truth(self, tree: Tree) -> bool:
        """Return whether a condition holds; its quantities are taken at their central value."""
        operator = tree[0]
        if operator == "bound":
            return self.bound(tree[1])
        if operator == "!":
            return not self.truth(tree[1])
        if operator == "&&":
            return self.truth(tree[1]) and self.truth(tree[2])
        if operator == "||":
            return self.truth(tree[1]) or self.truth(tree[2])
        left, right = self.value(tree[1], "middle"), self.value(tree[2], "middle")
        return self.bound(tree[1]) and self.bound(tree[2]) and COMPARED[operator](left, right)

    def bound(self, tree: Tree) -> bool:
        """Return whether all that a tree needs is known."""
        operator = tree[0]
        if operator in ("number", "bound"):
            return True
        if operator == "variable":
            return self.is_bound(tree[1])
        if operator == "if":
            return self.bound(tree[2] if self.truth(tree[1]) else tree[3])
        if operator == "coalesce":
            return any(self.bound(each) for each in tree[1:])
        return all(self.bound(each) for each in tree[1:])


COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
}


def _divided(left: float, right: float) -> float:
    if right == 0.0:
        return math.nan if left == 0.0 or math.isnan(left) else math.copysign(math.inf, left)
    return left / right


def _function(name: str, values: Sequence[float]) -> float:
    if any(math.isnan(each) for each in values):
        return math.nan
    if name in ("min", "max"):
        return min(values) if name == "min" else max(values)
    if name == "ceil":
        return float(math.ceil(values[0])) if math.isfinite(values[0]) else values[0]
    if name == "pow":
        return _power(values[0], values[1])
    if values[0] < 0.0 or (name == "log2" and values[0] == 0.0):
        return -math.inf if values[0] == 0.0 else math.nan
    return math.log2(values[0]) if name == "log2" else math.sqrt(values[0])


def _power(base: float, exponent: float) -> float:
    """Return a power as IEEE 754 has it; Python raises where that is infinite or undefined."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:  # zero to a negative power, or a root of what is negative
        return math.inf if base == 0.0 else math.nan


def _operation(operator: str, corner: Corner) -> Callable[..., float]:
    """Return what an operator makes of the corners of its parts.

    0 × ∞, 0 ÷ 0 and ∞ − ∞ are settled: nothing is known, so the least is 0, the greatest ∞.
    """
    if operator not in _ARITHMETIC:
        return lambda *values: _function(operator, values)
    plain = _ARITHMETIC[operator]
    unknown = math.inf if corner == "high" and operator in ("-", "/") else 0.0

    def defined(left: float, right: float) -> float:
        value = plain(left, right)
        return unknown if value != value else value  # only NaN differs from itself

    return defined


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": add, "-": sub, "*": mul, "/": _divided,
}
OPERATIONS: dict[tuple[str, Corner], Callable[..., float]] = {
    (name, corner): _operation(name, corner)
    for name in (*_ARITHMETIC, "min", "max", "ceil", "pow", "log2", "sqrt") for corner in _AT
}


def clipped(middle: float, low: float, high: float) -> float:
    """Return a central value within its ends; NaN where it is not known."""
    return middle if math.isnan(middle) else min(max(middle, low), high)


def _least(low: float, high: float, below: float, above: float) -> float:
    if max(low, below) <= min(high, above):
        return max(low, below)
    return min(low, below if below > 0 else low, above)


def _greatest(low: float, high: float, below: float, above: float) -> float:
    if max(low, below) <= min(high, above):
        return min(high, above)
    return max(high, above if math.isfinite(above) else high, below)


# What an interval and the bounds of a quantity have in common; the hull where they contradict.
CLIPPED = {"low": _least, "high": _greatest}
