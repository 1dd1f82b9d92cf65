"""Formulas: expression trees that are evaluated over numbers or whole columns alike.

A formula uses + − × ÷, comparisons, IF, COALESCE, BOUND, CEIL and the functions of FUNCTIONS over
non-negative quantities.  It is evaluated in IEEE 754 binary64, in the written order.  A tree is a
tuple, so that it can be cached: ("number", 2.0), ("variable", "macs"), ("+", left, right) …
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np

from .errors import DefinitionError

Tree = tuple[Any, ...]
Corner = Literal["low", "middle", "high"]
Column = Any  # a float, or an array of float64 that broadcasts over (questions × targets)
Direction = Literal["constant", "rises", "falls", "mixed"]

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": np.minimum, "max": np.maximum, "log2": np.log2, "sqrt": np.sqrt, "pow": np.power,
}
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "=": np.equal, "!=": np.not_equal,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
}
_FLIP: dict[Direction, Direction] = {
    "constant": "constant", "rises": "falls", "falls": "rises", "mixed": "mixed",
}
_OPPOSITE: dict[Corner, Corner] = {"low": "high", "middle": "middle", "high": "low"}


_ARITY = {
    **dict.fromkeys((*_COMPARISONS, *_ARITHMETIC, "&&", "||"), 2),
    "!": 1, "bound": 1, "ceil": 1, "if": 3, "min": 2, "max": 2, "log2": 1, "sqrt": 1, "pow": 2,
}
_DEEPEST = 100  # far more than people nest, and far less than Python's stack


def as_tree(rows: Any, depth: int = 0) -> Tree | None:
    """Return the tree that nested lists or tuples stand for; None where they stand for none.

    >>> as_tree(["+", ["variable", "macs"], ["number", 2]])
    ('+', ('variable', 'macs'), ('number', 2.0))
    >>> as_tree(["ceil"])
    """
    if not isinstance(rows, list | tuple) or not rows or depth > _DEEPEST:
        return None
    operator, *parts = rows
    if operator == "number" and len(parts) == 1 and isinstance(parts[0], int | float):
        return ("number", float(parts[0]))
    if operator == "variable" and len(parts) == 1 and isinstance(parts[0], str):
        return ("variable", parts[0])
    if not isinstance(operator, str) or not parts:
        return None
    if operator != "coalesce" and _ARITY.get(operator) != len(parts):
        return None
    trees = tuple(as_tree(each, depth + 1) for each in parts)
    return None if None in trees else (operator, *trees)


def variables(tree: Tree) -> Iterator[str]:
    """Yield the variables of a formula, left to right, each as often as it stands there."""
    if tree[0] == "variable":
        yield tree[1]
    for each in tree[1:]:
        if isinstance(each, tuple):
            yield from variables(each)


def direction(tree: Tree, name: str) -> Direction:
    """Return whether a formula over non-negative quantities rises or falls with a variable."""
    operator = tree[0]
    if operator == "number" or name not in set(variables(tree)):
        return "constant"
    if operator == "variable":
        return "rises"
    if operator in _COMPARISONS or operator in ("bound", "&&", "||", "!"):
        return "mixed"
    if operator == "if":
        if name in set(variables(tree[1])):
            return "mixed"
        return _together(direction(tree[2], name), direction(tree[3], name))
    if operator in ("-", "/"):
        return _together(direction(tree[1], name), _FLIP[direction(tree[2], name)])
    if operator == "pow":
        if tree[1][0] == "number" and tree[1][1] >= 1.0:
            return direction(tree[2], name)
        return direction(tree[1], name) if tree[2][0] == "number" else "mixed"
    if operator in ("+", "*", "min", "max", "coalesce", "ceil", "log2", "sqrt"):
        found: Direction = "constant"
        for each in tree[1:]:
            found = _together(found, direction(each, name))
        return found
    return "mixed"


def _together(one: Direction, other: Direction) -> Direction:
    if one == "constant":
        return other
    return one if other in ("constant", one) else "mixed"


class Evaluation:
    """Evaluate trees against a source of columns; what is missing is [0, ∞) and not bound."""

    def __init__(
        self,
        column: Callable[[str, Corner], Column],
        is_bound: Callable[[str], Column],
    ) -> None:
        self.column, self.is_bound = column, is_bound

    def value(self, tree: Tree, corner: Corner) -> Column:
        """Return the least, central or greatest value of a tree.

        Each operand is taken at the corner that makes the whole least or greatest: interval
        arithmetic, exact where each uncertain quantity stands once or always in one direction.
        """
        operator = tree[0]
        if operator == "number":
            return tree[1]
        if operator == "variable":
            return self.column(tree[1], corner)
        if operator in ("-", "/"):
            left, right = self.value(tree[1], corner), self.value(tree[2], _OPPOSITE[corner])
            with np.errstate(divide="ignore", invalid="ignore"):
                return _defined(_ARITHMETIC[operator](left, right), corner)
        if operator in ("+", "*"):
            with np.errstate(invalid="ignore"):
                parts = [self.value(each, corner) for each in tree[1:]]
                return _defined(_ARITHMETIC[operator](parts[0], parts[1]), "low")
        if operator == "if":
            chosen = self.truth(tree[1])
            if not np.any(chosen):  # few candidates take some branches, which are long
                return self.value(tree[3], corner)
            return np.where(chosen, self.value(tree[2], corner), self.value(tree[3], corner))
        if operator == "coalesce":
            found = self.value(tree[-1], corner)
            for each in reversed(tree[1:-1]):
                found = np.where(self.bound(each), self.value(each, corner), found)
            return found
        if operator == "ceil":
            return np.ceil(self.value(tree[1], corner))
        return FUNCTIONS[operator](*(self.value(each, corner) for each in tree[1:]))

    def truth(self, tree: Tree) -> Column:
        """Return where a condition holds; its quantities are taken at their central value."""
        operator = tree[0]
        if operator == "bound":
            return self.bound(tree[1])
        if operator == "!":
            return np.logical_not(self.truth(tree[1]))
        if operator in ("&&", "||"):
            join = np.logical_and if operator == "&&" else np.logical_or
            return join(self.truth(tree[1]), self.truth(tree[2]))
        if operator not in _COMPARISONS:
            raise DefinitionError("is not a condition", expected="a comparison", found=operator)
        left, right = self.value(tree[1], "middle"), self.value(tree[2], "middle")
        return np.logical_and(
            np.logical_and(self.bound(tree[1]), self.bound(tree[2])),
            _COMPARISONS[operator](left, right),
        )

    def bound(self, tree: Tree) -> Column:
        """Return where all that a tree needs is known."""
        operator = tree[0]
        if operator == "number":
            return True
        if operator == "variable":
            return self.is_bound(tree[1])
        if operator == "if":
            chosen = self.truth(tree[1])
            if not np.any(chosen):
                return self.bound(tree[3])
            return np.where(chosen, self.bound(tree[2]), self.bound(tree[3]))
        if operator == "coalesce":
            found: Column = False
            for each in tree[1:]:
                found = np.logical_or(found, self.bound(each))
            return found
        if operator == "bound":
            return True
        known: Column = True
        for each in tree[1:]:
            known = np.logical_and(known, self.bound(each))
        return known


def _defined(value: Column, corner: Corner) -> Column:
    """Settle 0 × ∞, 0 ÷ 0 and ∞ − ∞: nothing is known, so the least is 0, the greatest ∞."""
    undefined = np.isnan(value)
    if not undefined.any():
        return value
    return np.where(undefined, np.inf if corner == "high" else 0.0, value)


def wording(tree: Tree, show: Callable[[str], str]) -> str:
    """Return a formula in infix notation with `show` applied to each variable."""
    operator = tree[0]
    if operator == "number":
        return f"{tree[1]:g}"
    if operator == "variable":
        return show(tree[1])
    if operator in ("+", "-", "*", "/", "&&", "||", *_COMPARISONS):
        sign = {"-": "−", "*": "×", "/": "÷"}.get(operator, operator)
        left = _bracketed(operator, tree[1], show, False)
        return f"{left} {sign} {_bracketed(operator, tree[2], show, True)}"
    return f"{operator}({', '.join(wording(each, show) for each in tree[1:])})"


_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def _bracketed(outer: str, tree: Tree, show: Callable[[str], str], is_right: bool) -> str:
    text = wording(tree, show)
    inner, around = _STRENGTH.get(tree[0], 3), _STRENGTH.get(outer, 0)
    return f"({text})" if inner < around or (is_right and inner == around) else text
