"""The numbers of a candidate as functions of one of them.

What does not move with it is worked out once, and so is each branch that it does not decide: what
is left of a formula is a few operations.  Partial evaluation: Jones, Gomard and Sestoft, Partial
Evaluation and Automatic Program Generation, 1993.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from .definitions import Constraint, Quantity
from .formula import Corner, Tree
from .scalar import CLIPPED, COMPARED, OPERATIONS, OPPOSITE, Scalars, clipped

Real = Any  # a float, or a function that gives what it is at a value of the unknown
Holds = Any  # a bool, or such a function


class OneUnknown:
    """The numbers of one candidate as functions of the quantity that is called `name`."""

    def __init__(self, scalars: Scalars, name: str) -> None:
        self._scalars, self._name = scalars, name
        self._quantities = scalars.definitions.quantities
        self._moved = scalars.definitions.dependents[name]
        self._kept: dict[tuple[str, str], Real] = {}

    def passes(self, constraint: Constraint) -> Holds:
        """Return where a comparison holds whatever the other numbers are in their intervals."""
        applies = self.truth(constraint.applies) if constraint.applies else True
        small, great = constraint.demand, constraint.supply
        if constraint.relation == "at-least":
            small, great = great, small
        room = 1.0 + constraint.tolerance
        return _joined(
            lambda is_asked, need, have: is_asked and need <= have * room,
            applies, self.corner(small, "high"), self.corner(great, "low"),
        )

    def corner(self, name: str, corner: Corner) -> Real:
        """Return the least, central or greatest value of a quantity."""
        if name == self._name:
            return _itself
        quantity = self._quantities[name]
        if name not in self._moved or quantity.tree is None:
            return self._scalars.corner(name, corner)
        if (name, corner) not in self._kept:
            found = self._within_bounds(quantity, quantity.tree, corner)
            self._kept[name, corner] = _once(found) if callable(found) else found
        return self._kept[name, corner]

    def _within_bounds(self, quantity: Quantity, tree: Tree, corner: Corner) -> Real:
        if not (quantity.below or quantity.above):
            return self.value(tree, corner)
        if corner == "middle":
            ends = (self.corner(quantity.name, each) for each in ("low", "high"))
            return _joined(clipped, self.value(tree, "middle"), *ends)
        below = self.corner(quantity.below, "low") if quantity.below else 0.0
        above = self.corner(quantity.above, "high") if quantity.above else math.inf
        low, high = self.value(tree, "low"), self.value(tree, "high")
        return _joined(CLIPPED[corner], low, high, below, above)

    def value(self, tree: Tree, corner: Corner) -> Real:
        """Return the least, central or greatest value of a tree."""
        operator = tree[0]
        if operator == "number":
            return float(tree[1])
        if operator == "variable":
            return self.corner(tree[1], corner)
        if operator == "if":
            return _chosen(
                [(self.truth(tree[1]), partial(self.value, tree[2], corner))],
                partial(self.value, tree[3], corner),
            )
        if operator == "coalesce":
            ways = ((self.bound(each), partial(self.value, each, corner)) for each in tree[1:-1])
            return _chosen(ways, partial(self.value, tree[-1], corner))
        if operator in ("-", "/"):
            parts = [self.value(tree[1], corner), self.value(tree[2], OPPOSITE[corner])]
        else:
            parts = [self.value(each, corner) for each in tree[1:]]
        return _joined(OPERATIONS[operator, corner], *parts)

    def truth(self, tree: Tree) -> Holds:
        """Return where a condition holds."""
        operator = tree[0]
        if operator == "bound":
            return self.bound(tree[1])
        if operator == "!":
            return _joined(lambda each: not each, self.truth(tree[1]))
        if operator in ("&&", "||"):
            return _settled([self.truth(each) for each in tree[1:]], operator == "||")
        sides = [self.value(each, "middle") for each in tree[1:]]
        known = [self.bound(each) for each in tree[1:]]
        return _settled([*known, _joined(COMPARED[operator], *sides)], False)

    def bound(self, tree: Tree) -> Holds:
        """Return where all that a tree needs is known; the unknown itself is."""
        operator = tree[0]
        if operator in ("number", "bound"):
            return True
        if operator == "variable":
            return self._is_bound(tree[1])
        if operator == "if":
            ways = [(self.truth(tree[1]), partial(self.bound, tree[2]))]
            return _chosen(ways, partial(self.bound, tree[3]))
        return _settled([self.bound(each) for each in tree[1:]], operator == "coalesce")

    def _is_bound(self, name: str) -> Holds:
        if name == self._name:
            return True
        tree = self._quantities[name].tree
        if name not in self._moved or tree is None:
            return self._scalars.is_bound(name)
        if (name, "bound") not in self._kept:
            self._kept[name, "bound"] = self.bound(tree)
        return self._kept[name, "bound"]


def at(part: Any, value: float) -> Any:
    """Return what a number or a truth is at a value of the unknown."""
    return part(value) if callable(part) else part


def _itself(value: float) -> float:
    return value


def _joined(function: Callable[..., Any], *parts: Any) -> Any:
    """Return a function of what some parts are: a constant where none moves."""
    moving = [callable(each) for each in parts]
    if not any(moving):
        return function(*parts)
    if moving == [True, False]:
        one, fixed = parts
        return lambda value: function(one(value), fixed)
    if moving == [False, True]:
        fixed, one = parts
        return lambda value: function(fixed, one(value))
    return lambda value: function(*[at(each, value) for each in parts])


def _chosen(ways: Iterable[tuple[Holds, Callable[[], Any]]], last: Callable[[], Any]) -> Any:
    """Return what the first way gives whose condition holds, else the last; only what may count."""
    open_: list[tuple[Callable[[float], bool], Any]] = []
    for holds, way in ways:
        if callable(holds):
            open_.append((holds, way()))
        elif holds:
            last = way
            break
    otherwise = last()
    if not open_:
        return otherwise

    def found(value: float) -> Any:
        taken = next((part for holds, part in open_ if holds(value)), otherwise)
        return at(taken, value)

    return found


def _settled(parts: Sequence[Holds], by: bool) -> Holds:
    """Return `by` where any part is that, else the opposite: "or" is settled by a truth."""
    moving = [each for each in parts if callable(each)]
    if any(not callable(each) and each == by for each in parts):
        return by
    if not moving:
        return not by
    return lambda value: by if any(each(value) == by for each in moving) else not by


def _once(function: Callable[[float], float]) -> Callable[[float], float]:
    """Return the function, which keeps what it last gave: several formulas read one quantity."""
    last = [math.nan, math.nan]

    def kept(value: float) -> float:
        if value != last[0]:
            last[:] = value, function(value)
        return last[1]

    return kept
