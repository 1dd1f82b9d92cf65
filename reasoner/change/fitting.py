"""Refuse a change that no fact could state: of the wrong thing, with a value out of range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..change_set import Change
from ..errors import InputError, Place, QuantityError
from ..facts import Facts
from ..knowledge import Knowledge
from ..namespaces import OWL, PREFIXES, RDF_TYPE, local_name, tw
from ..shape_bounds import breach, orders

_HINTED = 4  # parts that are named where somebody meant one of them
_DOMAIN, _RANGE = PREFIXES["rdfs"] + "domain", PREFIXES["rdfs"] + "range"
# What else may state a quantity of a scope: a thing stands in for those of its kind.
_STANDS_IN = {
    "node": ("Node", "HardwareModel"), "link": ("Link", "LinkTechnology"),
    "variant": ("ModelVariant", "Model"),
}


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
    names = " or ".join(local_name(each) for each in parts[:_HINTED])
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


def refuse_many(
    knowledge: Knowledge, subject: str, property_: str, values: Sequence[str], place: Place
) -> None:
    """Raise InputError where a property that a thing has once would have several values."""
    kinds = knowledge.facts.objects(property_, RDF_TYPE)
    if OWL + "FunctionalProperty" in kinds and len(set(values)) > 1:
        raise InputError(
            f"{local_name(subject)} has one {local_name(property_)}", expected="one name",
            found=", ".join(map(local_name, values)), place=place,
        )


def refuse_wrong_number(
    knowledge: Knowledge, thing: str, property_: str, number: Decimal, text: str, place: Place
) -> None:
    """Raise QuantityError where a number is negative, or has parts, and may not."""
    facts = knowledge.facts
    if number < 0 and facts.text(property_, tw("maybeNegative")) != "true":
        raise QuantityError(
            f"{thing} is negative", expected="zero or more", found=text, place=place
        )
    is_whole = number == number.to_integral_value()
    if not is_whole and facts.text(property_, tw("wholeNumber")) == "true":
        raise QuantityError(
            f"{thing} is no whole number", expected="a whole number", found=text, place=place
        )


def refuse_out_of_bounds(
    knowledge: Knowledge, subject: str, property_: str, number: float, text: str, place: Place
) -> None:
    """Raise QuantityError where a shape bounds the property and the number is outside."""
    thing = f"{local_name(property_)} of {local_name(subject)}"
    expected = breach(property_, number)
    if expected is not None:
        raise QuantityError(
            f"{thing} is out of range", expected=expected, found=text, place=place
        )


def refuse_out_of_order(knowledge: Knowledge, changes: Sequence[Change]) -> None:
    """Raise QuantityError where a shape orders two figures of a thing and the changes don't."""
    supposed = {(e.subject, e.property): e.figure for e in changes}
    for change in changes:
        for lower, upper in orders():
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
    yield from sorted(facts.subjects(tw("runtime"), thing))
    for owner in (thing, *facts.objects(thing, tw("instanceOf"))):
        for part in facts.objects(owner, tw("hasPart")):
            yield part
            yield from facts.objects(part, tw("hasPeakRate"))
