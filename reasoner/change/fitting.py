"""Refuse a change that no fact could state: of the wrong thing, with a value out of range."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from ..change_set import Change
from ..errors import InputError, Place, QuantityError
from ..facts import Facts
from ..knowledge import Knowledge
from ..namespaces import PREFIXES, RDF_TYPE, local_name, tw

_SH = PREFIXES["sh"]
_DOMAIN, _RANGE = PREFIXES["rdfs"] + "domain", PREFIXES["rdfs"] + "range"
# What else may state a quantity of a scope: a thing stands in for those of its kind.
_STANDS_IN = {
    "node": ("Node", "HardwareModel"), "link": ("Link", "LinkTechnology"),
    "variant": ("ModelVariant", "Model"),
}
_BOUNDS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    _SH + "minExclusive": ("above", operator.gt), _SH + "minInclusive": ("at least", operator.ge),
    _SH + "maxExclusive": ("below", operator.lt), _SH + "maxInclusive": ("at most", operator.le),
}
_ORDER = _SH + "lessThanOrEquals"


def refuse_wrong_thing(
    knowledge: Knowledge, subject: str, property_: str, place: Place
) -> None:
    """Raise InputError where a thing is of no class that has the property, with a part that is."""
    facts = knowledge.facts
    domain = facts.object(property_, _DOMAIN)
    if domain is None or domain.startswith("_:"):
        return
    quantity = knowledge.definitions.quantities.get(local_name(property_))
    more = _STANDS_IN.get(quantity.scope, ()) if quantity else ()
    allowed = {domain, *map(tw, more)}
    if allowed & set(facts.objects(subject, RDF_TYPE)):
        return
    parts = [each for each in _parts(facts, subject) if facts.is_a(each, domain)]
    names = " or ".join(local_name(each) for each in parts)
    raise InputError(
        f"{local_name(property_)} is no property of {local_name(subject)}",
        expected=f"a {local_name(domain)}", found=_kind(facts, subject),
        hint=f"did you mean {names}?" if names else None, place=place,
    )


def refuse_wrong_range(knowledge: Knowledge, property_: str, value: str, place: Place) -> None:
    """Raise InputError where a name is not of the class that the property leads to."""
    facts = knowledge.facts
    range_ = facts.object(property_, _RANGE)
    if range_ is None or range_.startswith("_:") or facts.is_a(value, range_):
        return
    known = ", ".join(local_name(each) for each in facts.instances(range_)[:8])
    raise InputError(
        f"{local_name(property_)} can't be {local_name(value)}",
        expected=f"a {local_name(range_)}" + (f", such as {known}" if known else ""),
        found=_kind(facts, value), place=place,
    )


def refuse_out_of_bounds(
    knowledge: Knowledge, subject: str, property_: str, number: float, text: str, place: Place
) -> None:
    """Raise QuantityError where a shape bounds the property and the number is outside."""
    thing = f"{local_name(property_)} of {local_name(subject)}"
    for kind, bound in _shape_bounds().get(property_, ()):
        word, holds = _BOUNDS[kind]
        if not holds(number, bound):
            raise QuantityError(
                f"{thing} is out of range", expected=f"{word} {bound:g}", found=text, place=place
            )


def refuse_out_of_order(knowledge: Knowledge, changes: Sequence[Change]) -> None:
    """Raise QuantityError where a shape orders two figures of a thing and the changes don't."""
    supposed = {(e.subject, e.property): e.figure for e in changes}
    for change in changes:
        for lower, upper in _shape_orders():
            if change.figure is None or change.property not in (lower, upper):
                continue
            other = upper if change.property == lower else lower
            against = supposed.get(
                (change.subject, other), knowledge.figures.chosen.get((change.subject, other))
            )
            ends = (change.figure, against) if other == upper else (against, change.figure)
            if ends[0] and ends[1] and ends[0].value > ends[1].value:
                raise QuantityError(
                    f"{local_name(lower)} of {local_name(change.subject)} is above its "
                    f"{local_name(upper)}",
                    expected=f"at most {ends[1].text}", found=ends[0].text,
                    hint=f"suppose {local_name(other)} too, or take it back: "
                    f"--set {local_name(change.subject)}.{local_name(other)}=none",
                    place=change.place,
                )


def _kind(facts: Facts, thing: str) -> str:
    """Return a thing with its most special class."""
    classes = facts.objects(thing, RDF_TYPE)
    return f"{local_name(thing)}, a {local_name(classes[0])}" if classes else local_name(thing)


def _parts(facts: Facts, thing: str) -> Iterator[str]:
    for owner in (thing, *facts.objects(thing, tw("instanceOf"))):
        for part in facts.objects(owner, tw("hasPart")):
            yield part
            yield from facts.objects(part, tw("hasPeakRate"))


@cache
def _shapes() -> tuple[tuple[str, str, str], ...]:
    """Return the bounds that the bundled shapes set: property, kind of bound, value."""
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
            elif kind in _BOUNDS or kind == _ORDER:
                said.append((shape, kind, getattr(each.object, "value", "")))
        found += [(paths[shape], kind, value) for shape, kind, value in said if shape in paths]
    return tuple(found)


@cache
def _shape_bounds() -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for property_, kind, value in _shapes():
        if kind in _BOUNDS:
            found[property_] = (*found.get(property_, ()), (kind, float(value)))
    return found


@cache
def _shape_orders() -> frozenset[tuple[str, str]]:
    return frozenset((path, other) for path, kind, other in _shapes() if kind == _ORDER)
