"""Formulas: SPARQL 1.1 expressions as trees, evaluated over the corners of intervals.

A tree is a tuple: ("number", 2.0), ("variable", "macs"), or an operator with its parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

from rdflib import Literal, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from .refusal import Unreadable
from .terms import TW

Tree = tuple[Any, ...]
LOW, MIDDLE, HIGH = 0, 1, 2  # the corners of an interval
_OTHER = {LOW: HIGH, MIDDLE: MIDDLE, HIGH: LOW}
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
}
_OURS = {"min": 2, "max": 2, "pow": 2, "log2": 1, "sqrt": 1}


@dataclass(frozen=True)
class Number:
    """A number as far as it is known: the middle is None, the high infinite, where it is not."""

    low: float
    middle: float | None
    high: float

    @property
    def is_exact(self) -> bool:
        """Say whether it is a single number."""
        return self.low == self.high

    def document(self) -> dict[str, float | None]:
        """Return the number as documents write it."""
        low, high = (each if math.isfinite(each) else None for each in (self.low, self.high))
        return {"low": low, "middle": self.middle, "high": high}


class Source(Protocol):
    """Where a formula's variables get their values."""

    def corner(self, name: str, at: int) -> float: ...

    def is_bound(self, name: str) -> bool: ...


def parse(text: str) -> Tree:
    """Return the tree of a formula; raises Unreadable."""
    try:
        query = parseQuery(f"PREFIX tw: <{TW}> SELECT (({text}) AS ?result) {{}}")
        return _tree(query[1].projection[0].expr)
    except Unreadable:
        raise
    except Exception as error:  # rdflib's parser raises those of the library below it
        raise Unreadable(f"a formula does not parse: {text}") from error


def _tree(node: Any) -> Tree:
    if isinstance(node, Variable):
        return ("variable", str(node))
    if isinstance(node, Literal):
        return ("number", float(node))
    if isinstance(node, CompValue):
        return _operation(node)
    if _is_list(node):
        return _tree(node[0])
    raise Unreadable(f"a formula has an unknown part: {node}")


def _is_list(node: Any) -> bool:
    """Say whether a parse node is a list: rdflib has lists of its own, and plain ones."""
    return isinstance(node, list) or hasattr(node, "as_list")


def _parts(node: CompValue, name: str) -> list[Any]:
    found = getattr(node, name)
    if found is None:
        return []
    return list(found) if not isinstance(found, CompValue) and _is_list(found) else [found]


def _operation(node: CompValue) -> Tree:
    kind = node.name
    if kind in ("ConditionalOrExpression", "ConditionalAndExpression"):
        sign = "&&" if "And" in kind else "||"
        joined: Tree = reduce(
            lambda left, right: (sign, left, _tree(right)), _parts(node, "other"), _tree(node.expr)
        )
        return joined
    if kind == "RelationalExpression":
        first = _tree(node.expr)
        return first if node.op is None else (str(node.op), first, _tree(node.other))
    if kind in ("AdditiveExpression", "MultiplicativeExpression"):
        tree = _tree(node.expr)
        for sign, other in zip(_parts(node, "op"), _parts(node, "other"), strict=True):
            tree = (str(sign), tree, _tree(other))
        return tree
    if kind == "UnaryNot":
        return ("!", _tree(node.expr))
    if kind == "Builtin_IF":
        return ("if", _tree(node.arg1), _tree(node.arg2), _tree(node.arg3))
    if kind == "Builtin_COALESCE":
        return ("coalesce", *map(_tree, _parts(node, "arg")))
    if kind in ("Builtin_BOUND", "Builtin_CEIL"):
        return (kind[len("Builtin_") :].lower(), _tree(node.arg))
    if kind == "Function" and _OURS.get(node.iri.localname) == len(_parts(node, "expr")):
        return (str(node.iri.localname), *map(_tree, _parts(node, "expr")))
    raise Unreadable(f"a formula uses {kind}, which formulas do not use")


def variables(tree: Tree) -> Iterator[str]:
    """Yield the variables of a tree, left to right."""
    if tree[0] == "variable":
        yield tree[1]
    else:
        for each in tree[1:]:
            if isinstance(each, tuple):
                yield from variables(each)


def value(tree: Tree, at: int, source: Source) -> float:
    """Return the least, central or greatest value of a tree: interval arithmetic at corners."""
    sign = tree[0]
    if sign == "number":
        return float(tree[1])
    if sign == "variable":
        return source.corner(tree[1], at)
    if sign in ("-", "/"):
        left, right = value(tree[1], at, source), value(tree[2], _OTHER[at], source)
        return _settled(left - right if sign == "-" else _quotient(left, right), at == HIGH)
    if sign in ("+", "*"):
        left, right = value(tree[1], at, source), value(tree[2], at, source)
        return _settled(left + right if sign == "+" else left * right, False)
    if sign in ("if", "coalesce"):
        return value(taken(tree, source), at, source)
    return _applied(sign, [value(each, at, source) for each in tree[1:]])


def taken(tree: Tree, source: Source) -> Tree:
    """Return the branch of an IF or COALESCE that counts."""
    if tree[0] == "if":
        return tree[2] if truth(tree[1], source) else tree[3]  # type: ignore[no-any-return]
    return next((each for each in tree[1:-1] if bound(each, source)), tree[-1])


def _quotient(left: float, right: float) -> float:
    if right != 0.0:
        return left / right
    return math.nan if left == 0.0 or math.isnan(left) else math.copysign(math.inf, left)


def _settled(found: float, is_high: bool) -> float:
    """Settle 0 × ∞, 0 ÷ 0 and ∞ − ∞: the least is 0, the greatest is unbounded."""
    return (math.inf if is_high else 0.0) if math.isnan(found) else found


def _applied(name: str, values: list[float]) -> float:
    if any(math.isnan(each) for each in values):
        return math.nan
    first = values[0]
    match name:
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "pow":
            return _power(first, values[1])
        case "ceil":
            return float(math.ceil(first)) if math.isfinite(first) else first
        case "sqrt":
            return math.sqrt(first) if first >= 0 else math.nan
        case "log2":
            return math.log2(first) if first > 0 else -math.inf if first == 0 else math.nan
    raise Unreadable(f"{name} is not a number")


def _power(base: float, exponent: float) -> float:
    """Return a power as IEEE 754 has it; Python raises where that is infinite or undefined."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:  # zero to a negative power, or a root of what is negative
        return math.inf if base == 0.0 else math.nan


def truth(tree: Tree, source: Source) -> bool:
    """Say whether a condition holds of the central values; what is not known makes it false."""
    sign = tree[0]
    if sign == "bound":
        return bound(tree[1], source)
    if sign == "!":
        return not truth(tree[1], source)
    if sign == "&&":
        return truth(tree[1], source) and truth(tree[2], source)
    if sign == "||":
        return truth(tree[1], source) or truth(tree[2], source)
    if sign not in _COMPARE:
        raise Unreadable(f"{sign} is not a condition")
    if not (bound(tree[1], source) and bound(tree[2], source)):
        return False
    return _COMPARE[sign](value(tree[1], MIDDLE, source), value(tree[2], MIDDLE, source))


def bound(tree: Tree, source: Source) -> bool:
    """Say whether all that a tree needs is known."""
    sign = tree[0]
    if sign in ("number", "bound"):
        return True
    if sign == "variable":
        return source.is_bound(tree[1])
    if sign == "if":
        return bound(taken(tree, source), source)
    if sign == "coalesce":
        return any(bound(each, source) for each in tree[1:])
    return all(bound(each, source) for each in tree[1:])


def read(tree: Tree, source: Source) -> Iterator[str]:
    """Yield the variables that a value rests on: of branches those that were reached."""
    if tree[0] == "variable":
        yield tree[1]
    elif tree[0] == "if":
        yield from read(tree[1], source)
        yield from read(taken(tree, source), source)
    elif tree[0] == "coalesce":
        for each in tree[1:]:
            yield from read(each, source)
            if bound(each, source):
                return
    else:
        for each in tree[1:]:
            if isinstance(each, tuple):
                yield from read(each, source)


def resolved(tree: Tree, source: Source) -> Tree:
    """Return a tree with each IF and COALESCE replaced by the branch that counts."""
    if tree[0] in ("if", "coalesce"):
        return resolved(taken(tree, source), source)
    return tuple(resolved(each, source) if isinstance(each, tuple) else each for each in tree)


_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_SIGNS = {"-": "−", "*": "×", "/": "÷"}


def worded(tree: Tree, show: Callable[[str], str]) -> str:
    """Return a tree as sentences write it, with `show` for each variable."""
    sign = tree[0]
    if sign == "number":
        return f"{tree[1]:g}"
    if sign == "variable":
        return show(tree[1])
    if sign in _STRENGTH or sign in ("&&", "||") or sign in _COMPARE:
        left, right = _bracketed(sign, tree[1], show, 0), _bracketed(sign, tree[2], show, 1)
        return f"{left} {_SIGNS.get(sign, sign)} {right}"
    return f"{sign}({', '.join(worded(each, show) for each in tree[1:])})"


def _bracketed(outer: str, tree: Tree, show: Callable[[str], str], is_right: int) -> str:
    inner, around = _STRENGTH.get(tree[0], 3), _STRENGTH.get(outer, 0)
    text = worded(tree, show)
    return f"({text})" if inner < around + is_right * (inner == around) else text
