"""Formulas of one candidate in plain numbers: what arrays give for all, for one and for "if".

The same trees, corners and bounds as in arrays (formula.Evaluation, decide.columns), a hundred
times faster for a single candidate; a property test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from .definitions import Definitions
from .formula import Corner, Tree
from .interval import Interval

Corners = tuple[float, float, float]  # least, central (NaN: not known) and greatest value
_OPPOSITE: dict[Corner, Corner] = {"low": "high", "middle": "middle", "high": "low"}
_AT: dict[Corner, int] = {"low": 0, "middle": 1, "high": 2}


class Scalars:
    """The numbers of one candidate; `base` gives those that no formula derives."""

    def __init__(self, definitions: Definitions, base: Callable[[str], Corners]) -> None:
        self.definitions, self._base = definitions, base
        self._corners: dict[tuple[str, Corner], float] = {}
        self._bound: dict[str, bool] = {}
        self._read: dict[str, Corners] = {}

    def supposing(self, name: str, value: float) -> Scalars:
        """Return the numbers with one quantity exactly known; the others are shared."""
        other = Scalars(self.definitions, self._base)
        moved = self.definitions.dependents[name]
        other._read = self._read | {name: (value, value, value)}
        other._corners = {at: v for at, v in self._corners.items() if at[0] not in moved}
        other._bound = {at: v for at, v in self._bound.items() if at not in moved}
        return other

    def interval(self, name: str) -> Interval:
        """Return a quantity as far as it is known."""
        low, high = self.corner(name, "low"), self.corner(name, "high")
        if not self.is_bound(name):
            return Interval(low, None, high)
        middle = self.corner(name, "middle")
        return Interval(low, middle if math.isfinite(middle) else None, high)

    def corner(self, name: str, corner: Corner) -> float:
        """Return the least, central or greatest value of a quantity."""
        key = (name, corner)
        if key not in self._corners:
            self._corners[key] = self._within_bounds(name, corner)
        return self._corners[key]

    def _within_bounds(self, name: str, corner: Corner) -> float:
        quantity = self.definitions.quantities[name]
        if not (quantity.below or quantity.above) or name in self._read:
            return self._unbounded(name, corner)
        if corner == "middle":
            middle = self._unbounded(name, "middle")
            if math.isnan(middle):
                return middle
            return min(max(middle, self.corner(name, "low")), self.corner(name, "high"))
        low, high = self._unbounded(name, "low"), self._unbounded(name, "high")
        below = self.corner(quantity.below, "low") if quantity.below else 0.0
        above = self.corner(quantity.above, "high") if quantity.above else math.inf
        least, most = max(low, below), min(high, above)
        if least <= most:
            return least if corner == "low" else most
        if corner == "low":
            return min(low, below if below > 0 else low, above)
        return max(high, above if math.isfinite(above) else high, below)

    def _unbounded(self, name: str, corner: Corner) -> float:
        tree = self.definitions.quantities[name].tree
        if tree and name not in self._read:
            return self.value(tree, corner)
        if name not in self._read:
            self._read[name] = self._base(name)
        return self._read[name][_AT[corner]]

    def is_bound(self, name: str) -> bool:
        """Say whether a quantity is known."""
        if name not in self._bound:
            tree = self.definitions.quantities[name].tree
            self._bound[name] = (
                self.bound(tree) if tree and name not in self._read
                else not math.isnan(self._unbounded(name, "middle"))
            )
        return self._bound[name]

    def value(self, tree: Tree, corner: Corner) -> float:
        """Return the least, central or greatest value of a tree."""
        operator = tree[0]
        if operator == "number":
            return float(tree[1])
        if operator == "variable":
            return self.corner(tree[1], corner)
        if operator in ("-", "/"):
            left, right = self.value(tree[1], corner), self.value(tree[2], _OPPOSITE[corner])
            return _defined(left - right if operator == "-" else _divided(left, right), corner)
        if operator in ("+", "*"):
            left, right = (self.value(each, corner) for each in tree[1:])
            return _defined(left + right if operator == "+" else left * right, "low")
        if operator == "if":
            return self.value(tree[2] if self.truth(tree[1]) else tree[3], corner)
        if operator == "coalesce":
            known = (each for each in tree[1:-1] if self.bound(each))
            return self.value(next(known, tree[-1]), corner)
        return _function(operator, [self.value(each, corner) for each in tree[1:]])

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
        return self.bound(tree[1]) and self.bound(tree[2]) and _COMPARE[operator](left, right)

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


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
}


def _divided(left: float, right: float) -> float:
    if right == 0.0:
        return math.nan if left == 0.0 or math.isnan(left) else math.copysign(math.inf, left)
    return left / right


def _function(name: str, values: list[float]) -> float:
    if any(math.isnan(each) for each in values):
        return math.nan
    if name in ("min", "max"):
        return min(values) if name == "min" else max(values)
    if name == "ceil":
        return float(math.ceil(values[0])) if math.isfinite(values[0]) else values[0]
    if name == "pow":
        return float(values[0] ** values[1])
    if values[0] < 0.0 or (name == "log2" and values[0] == 0.0):
        return -math.inf if values[0] == 0.0 else math.nan
    return math.log2(values[0]) if name == "log2" else math.sqrt(values[0])


def _defined(value: float, corner: Corner) -> float:
    """Settle 0 × ∞, 0 ÷ 0 and ∞ − ∞: nothing is known, so the least is 0, the greatest ∞."""
    return (math.inf if corner == "high" else 0.0) if math.isnan(value) else value
