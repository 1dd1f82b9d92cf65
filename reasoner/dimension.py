"""Dimensions of formulas: what may be added, compared and called a quantity's value.

A dimension is a product of powers of time, data, energy, money, temperature, length and mass; each
quantity kind states its own (`tw:dimension "data 1 time -1"`).  Counts are pure numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import DefinitionError
from .formula import Tree

_SAME = {"+": "added to", "-": "subtracted from", "min": "compared with", "max": "compared with"}
_COMPARED = ("<", "<=", ">", ">=", "=", "!=")


@dataclass(frozen=True)
class Dimension:
    """Powers of base dimensions; those that are zero are left out."""

    powers: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, powers: Mapping[str, float]) -> Dimension:
        """Return a dimension of powers by base."""
        return cls(tuple(sorted((base, power) for base, power in powers.items() if power)))

    @classmethod
    def read(cls, text: str) -> Dimension:
        """Return the dimension that a text states; raises DefinitionError.

        >>> str(Dimension.read("data 1 time -1"))
        'data / time'
        """
        words = text.split()
        try:
            return cls.of({b: float(p) for b, p in zip(words[::2], words[1::2], strict=True)})
        except ValueError as error:
            raise DefinitionError(
                "is no dimension", expected='a base and its power, such as "data 1 time -1"',
                found=text,
            ) from error

    def times(self, other: Dimension, power: float = 1.0) -> Dimension:
        """Return the product with a power of another."""
        found = dict(self.powers)
        for base, each in other.powers:
            found[base] = found.get(base, 0.0) + power * each
        return Dimension.of(found)

    def __str__(self) -> str:
        above = [_power(base, each) for base, each in self.powers if each > 0]
        below = [_power(base, -each) for base, each in self.powers if each < 0]
        head = " × ".join(above) or ("1" if below else "a pure number")
        return f"{head} / {' / '.join(below)}" if below else head


PURE = Dimension(())


def dimension(tree: Tree, of: Callable[[str], Dimension]) -> Dimension | None:
    """Return the dimension of a formula; None for a constant, which fits any.

    Raises DefinitionError where unlike things are added or compared.
    """
    operator = tree[0]
    if operator == "number":
        return None
    if operator == "variable":
        return of(tree[1])
    if operator in ("*", "/"):
        left, right = (dimension(each, of) for each in tree[1:])
        if left is None and right is None:
            return None
        return (left or PURE).times(right or PURE, 1.0 if operator == "*" else -1.0)
    if operator == "if":
        dimension(tree[1], of)
        return _alike("chosen beside", [dimension(each, of) for each in tree[2:]])
    if operator in _SAME or operator == "coalesce":
        parts = [dimension(each, of) for each in tree[1:]]
        return _alike(_SAME.get(operator, "chosen beside"), parts)
    if operator in _COMPARED:
        return _alike("compared with", [dimension(each, of) for each in tree[1:]]) and PURE
    if operator in ("sqrt", "pow"):
        return _raised(tree, of)
    if operator == "ceil":
        return dimension(tree[1], of)
    for each in tree[1:]:  # bound, not, and, or, log2: a truth or a pure number
        dimension(each, of)
    return PURE


def _raised(tree: Tree, of: Callable[[str], Dimension]) -> Dimension | None:
    inner = dimension(tree[1], of)
    exponent = 0.5 if tree[0] == "sqrt" else tree[2][1] if tree[2][0] == "number" else None
    if exponent is not None:
        return None if inner is None else PURE.times(inner, exponent)
    if dimension(tree[2], of) not in (None, PURE) or inner not in (None, PURE):
        raise DefinitionError(
            "a power that is not fixed is taken of what is no pure number",
            expected="a pure number", found=str(inner),
        )
    return PURE


def _alike(how: str, parts: list[Dimension | None]) -> Dimension | None:
    known = [each for each in parts if each is not None]
    for each in known[1:]:
        if each != known[0]:
            raise DefinitionError(
                f"{each} is {how} {known[0]}", expected="one dimension",
                found=f"{known[0]} and {each}",
            )
    return known[0] if known else None


def _power(base: str, power: float) -> str:
    return base if power == 1.0 else f"{base}^{power:g}"
