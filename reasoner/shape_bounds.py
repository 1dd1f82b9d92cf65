"""The bounds that the bundled shapes set on numbers: what no fact may state."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from .namespaces import PREFIXES

_SH = PREFIXES["sh"]
_KINDS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    _SH + "minExclusive": ("above", operator.gt), _SH + "minInclusive": ("at least", operator.ge),
    _SH + "maxExclusive": ("below", operator.lt), _SH + "maxInclusive": ("at most", operator.le),
}
_WHOLE = 1_000  # no shape asks for so many of anything
_ORDER = _SH + "lessThanOrEquals"


def breach(property_: str, number: float) -> str | None:
    """Return the bound on a property that a number breaks, in words; None where it breaks none.

    >>> breach("https://w3id.org/tierwise/ontology#sources", 0)
    'at least 1'
    """
    for kind, bound in _bounds().get(property_, ()):
        word, holds = _KINDS[kind]
        if not holds(number, bound):
            return f"{word} {bound:g}"
    return None


def least_whole(property_: str) -> int:
    """Return the least whole number that a property may have; 0 where no shape says."""
    return next((each for each in range(_WHOLE) if breach(property_, each) is None), 0)


@cache
def orders() -> frozenset[tuple[str, str]]:
    """Return the pairs of properties of which the first is at most the second."""
    return frozenset((path, other) for path, kind, other in _said() if kind == _ORDER)


@cache
def _bounds() -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for property_, kind, value in _said():
        if kind in _KINDS:
            found[property_] = (*found.get(property_, ()), (kind, float(value)))
    return found


@cache
def _said() -> tuple[tuple[str, str, str], ...]:
    """Return what the bundled shapes say of numbers: property, kind of bound, value."""
    found = []
    for file in sorted(files("tierwise.ontology.shapes").iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".ttl"):
            continue
        paths: dict[str, str] = {}
        said: list[tuple[str, str, str]] = []
        for each in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE):
            shape, kind = str(each.subject), each.predicate.value
            if kind == _SH + "path" and isinstance(each.object, ox.NamedNode):
                paths[shape] = each.object.value
            elif kind in _KINDS or kind == _ORDER:
                said.append((shape, kind, getattr(each.object, "value", "")))
        found += [(paths[shape], kind, value) for shape, kind, value in said if shape in paths]
    return tuple(found)
