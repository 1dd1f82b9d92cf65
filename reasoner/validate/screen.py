"""Tell which things surely keep every shape, so that pyshacl need look at the others only.

Evaluates the part of SHACL core that the bundled shapes are written in.  What lies outside of it,
or can't be compared here, counts as not sure: pyshacl alone says what a violation is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ..facts import Facts, datatype, is_literal, lexical
from ..namespaces import PREFIXES, RDF_TYPE, RDFS_SUBCLASS_OF, XSD

_SH = PREFIXES["sh"]
_SILENT = {_SH + each for each in ("path", "severity", "message", "targetClass",
                                   "targetSubjectsOf", "qualifiedValueShape")} | {RDF_TYPE}
_BOOLEANS = {"true", "false", "1", "0"}


class _NotSure(Exception):
    """Something that is not decided here."""


@dataclass(frozen=True)
class Screen:
    """The shapes, as facts."""

    shapes: Facts
    _lists: dict[str, list[str]] = field(default_factory=dict)

    def suspects(self, facts: Facts) -> dict[str, set[str]]:
        """Return the shapes of which it is not sure that all keep them, with who may break them."""
        data = _Data(facts)
        found: dict[str, set[str]] = {}
        for shape in self.shapes.instances(_SH + "NodeShape"):
            for focus in self._targets(shape, data):
                try:
                    is_kept = self._keeps(shape, focus, data)
                except _NotSure:
                    is_kept = False
                if not is_kept:
                    found.setdefault(shape, set()).update((focus, *self._told(shape, focus, data)))
        return found

    def _told(self, shape: str, focus: str, data: _Data) -> Iterator[str]:
        """Yield what a shape tells of beside its focus: the values that have shapes of their own.
        """
        for inner in self.shapes.objects(shape, _SH + "property"):
            for path in self.shapes.objects(inner, _SH + "path"):
                if self.shapes.objects(inner, _SH + "property"):
                    for value in self._values(path, focus, data):
                        yield value
                        yield from self._told(inner, value, data)

    def _targets(self, shape: str, data: _Data) -> set[str]:
        said = self.shapes.properties(shape)
        classes = {c for each in said.get(_SH + "targetClass", ()) for c in data.below(each)}
        found = {s for each in classes for s in data.facts.subjects(RDF_TYPE, each)}
        for property_ in said.get(_SH + "targetSubjectsOf", ()):
            found |= {s for s, _, _ in data.facts.with_predicate(property_)}
        return found

    def _keeps(self, shape: str, focus: str, data: _Data) -> bool:
        """Say whether a node keeps a shape; raises _NotSure."""
        said = self.shapes.properties(shape)
        path = said.get(_SH + "path")
        values = [focus] if path is None else self._values(path[0], focus, data)
        return all(
            self._holds(kind, each, shape, focus, values, data)
            for kind, given in said.items() if kind not in _SILENT for each in given
        )

    def _values(self, path: str, focus: str, data: _Data) -> list[str]:
        steps = self._items(path) if path.startswith("_:") else [path]
        at = [focus]
        for step in steps:
            at = list(dict.fromkeys(o for each in at for o in data.facts.objects(each, step)))
        return at

    def _items(self, head: str) -> list[str]:
        if head not in self._lists:
            self._lists[head] = list(self.shapes.list_items(head))
        if not self._lists[head]:
            raise _NotSure  # a path of another kind than a sequence
        return self._lists[head]

    def _holds(
        self, kind: str, given: str, shape: str, focus: str, values: list[str], data: _Data
    ) -> bool:
        match kind.removeprefix(_SH):
            case "property":
                return all(self._keeps(given, each, data) for each in values)
            case "or":
                return all(
                    any(self._keeps(each, value, data) for each in self._items(given))
                    for value in values
                )
            case "not":
                return not any(self._keeps(given, each, data) for each in values)
            case "in":
                return set(values) <= set(self._items(given))
            case "qualifiedMinCount":
                wanted = self.shapes.objects(shape, _SH + "qualifiedValueShape")[0]
                return sum(self._keeps(wanted, each, data) for each in values) >= _number(given)
            case "lessThanOrEquals":
                others = data.facts.objects(focus, given)
                return all(_number(a) <= _number(b) for a in values for b in others)
            case "disjoint":
                return set(values).isdisjoint(data.facts.objects(focus, given))
            case simple:
                return _is_kept(simple, given, values, data)


def _is_kept(kind: str, given: str, values: list[str], data: _Data) -> bool:
    """Say whether values keep what the values alone decide; raises _NotSure."""
    match kind:
        case "minCount":
            return len(values) >= _number(given)
        case "maxCount":
            return len(values) <= _number(given)
        case "class":
            below = data.below(given)
            return all(not below.isdisjoint(data.facts.objects(e, RDF_TYPE)) for e in values)
        case "minExclusive":
            return all(_number(each) > _number(given) for each in values)
        case "maxInclusive":
            return all(_number(each) <= _number(given) for each in values)
        case "hasValue":
            return given in values
        case "nodeKind" if given == _SH + "IRI":
            return not any(each.startswith(('"', "_:")) for each in values)
        case "datatype" if given == XSD + "boolean":
            return all(datatype(e) == given and lexical(e) in _BOOLEANS for e in values)
        case "pattern":
            return all(is_literal(e) and re.search(lexical(given), lexical(e)) for e in values)
    raise _NotSure


class _Data:
    """Facts, with what is below each class."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._below: dict[str, frozenset[str]] = {}

    def below(self, class_: str) -> frozenset[str]:
        """Return a class with all its subclasses."""
        if class_ not in self._below:
            found, waiting = {class_}, [class_]
            while waiting:
                more = set(self.facts.subjects(RDFS_SUBCLASS_OF, waiting.pop())) - found
                found |= more
                waiting += more
            self._below[class_] = frozenset(found)
        return self._below[class_]


def _number(term: str) -> Decimal:
    if datatype(term) not in (XSD + "decimal", XSD + "integer"):
        raise _NotSure
    try:
        return Decimal(lexical(term))
    except InvalidOperation:
        raise _NotSure from None


def within_reach(starts: Iterable[str], facts: Facts, hops: int = 3) -> list[Any]:
    """Return the triples of things and of what they lead to: all that a shape of them can see."""
    seen: set[str] = set()
    at = set(starts)
    for _ in range(hops):
        seen |= at
        at = {
            o for s in at for objects in facts.properties(s).values() for o in objects
            if not is_literal(o)
        } - seen
    return [(s, p, o) for s in sorted(seen) for p, os in facts.properties(s).items() for o in os]
