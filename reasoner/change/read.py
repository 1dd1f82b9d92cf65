"""Read a change as people type it: NAME.PROPERTY=VALUE."""

from __future__ import annotations

from collections.abc import Sequence

from ..change_set import Change
from ..errors import InputError, Place, QuantityError, UnknownName, UsageError, did_you_mean
from ..facts import literal
from ..figures import ASSUMED, Figure
from ..formula import variables
from ..knowledge import Knowledge
from ..namespaces import OWL, PREFIXES, RDF_TYPE, XSD, local_name, tw
from ..reading import find_thing
from .fitting import (
    refuse_many,
    refuse_out_of_bounds,
    refuse_out_of_order,
    refuse_wrong_number,
    refuse_wrong_range,
    refuse_wrong_thing,
)
from .heirs import with_heirs

NOTHING = "none"
_FORM = "NAME.PROPERTY=VALUE, such as TASK.deadline='34 ms'"
_RANGE = PREFIXES["rdfs"] + "range"
_HAS_UNIT = PREFIXES["qudt"] + "hasUnit"


def read_changes(knowledge: Knowledge, texts: Sequence[str]) -> list[Change]:
    """Return the changes that texts say, checked together; raises as `read_change` does.

    What extends a thing that changes changes with it.
    """
    found = [read_change(knowledge, text, i) for i, text in enumerate(texts, 1)]
    refuse_out_of_order(knowledge, found)
    return with_heirs(knowledge, found)


def read_change(knowledge: Knowledge, text: str, number: int = 1) -> Change:
    """Return the change that a text says.

    `none` as the value takes the statement back; a list of names is parted by commas.  Raises
    UsageError where the text has another form, UnknownName and QuantityError for what it names.
    """
    left, equals, value = text.partition("=")
    name, dot, property_name = left.strip().rpartition(".")
    if not (equals and dot and name and property_name and value.strip()):
        raise UsageError(f"--set {text} can't be read", expected=_FORM, found=text)
    place = Place("--set", number)
    subject = find_thing(knowledge, name)
    property_ = _property(knowledge, property_name)
    refuse_wrong_thing(knowledge, subject, property_, place)
    return change_of(knowledge, subject, property_, value.strip(), place)


def change_of(
    knowledge: Knowledge, subject: str, property_: str, value: str, place: Place
) -> Change:
    """Return the change of a property that is known to be a property of the subject."""
    if value == NOTHING:
        return Change(subject, property_, (), place=place)
    unit = knowledge.facts.object(property_, _HAS_UNIT)
    if unit is not None:
        return figure_change(knowledge, subject, property_, value, unit, place)
    if knowledge.facts.is_a(property_, OWL + "ObjectProperty"):
        values = tuple(find_thing(knowledge, each.strip()) for each in value.split(","))
        refuse_many(knowledge, subject, property_, values, place)
        for each in values:
            refuse_wrong_range(knowledge, property_, each, place)
        return Change(subject, property_, values, place=place)
    return Change(subject, property_, (_plain(knowledge, property_, value, place),), place=place)


def figure_change(
    knowledge: Knowledge, subject: str, property_: str, value: str, unit: str, place: Place
) -> Change:
    """Return the change of a figure; raises QuantityError with what was expected."""
    thing = f"{local_name(property_)} of {local_name(subject)}"
    try:
        read = knowledge.units.stated(value, unit)
    except QuantityError as error:
        raise QuantityError(
            f"{thing}: {error.thing}", expected=error.expected, found=error.found, hint=error.hint,
            place=place,
        ) from error
    number = float(read.value)
    refuse_wrong_number(knowledge, thing, property_, read.value, value, place)
    refuse_out_of_bounds(knowledge, subject, property_, number, value, place)
    figure = Figure(
        subject, property_, number, number, number, value, unit, ASSUMED, None, (), place
    )
    return Change(
        subject, property_, (literal(read.lexical, XSD + "decimal"),), figure, place=place
    )


def _property(knowledge: Knowledge, name: str) -> str:
    """Return a property's IRI; raises UnknownName for what is no property or is computed."""
    facts = knowledge.facts
    property_ = tw(name.removeprefix("tw:"))
    known = {OWL + "ObjectProperty", OWL + "DatatypeProperty"}
    if known & set(facts.objects(property_, RDF_TYPE)):
        return property_
    quantity = knowledge.definitions.quantities.get(local_name(property_))
    if quantity is not None:
        reads = sorted(set(variables(quantity.tree))) if quantity.tree else []
        raise UnknownName(
            f"{quantity.name} is computed and not stated", expected="a property that is stated",
            found=name, hint=f"it reads {', '.join(reads)}" if reads else None,
        )
    names = [local_name(each) for class_ in sorted(known) for each in facts.instances(class_)]
    raise UnknownName(
        f"no property is called {name}", expected="a property of the vocabulary", found=name,
        hint=did_you_mean(name, names),
    )


def _plain(knowledge: Knowledge, property_: str, value: str, place: Place) -> str:
    """Return a literal of the type that the property declares."""
    type_ = knowledge.facts.object(property_, _RANGE) or XSD + "string"
    if type_ == XSD + "boolean" and value not in ("true", "false"):
        raise InputError(
            f"{local_name(property_)} is true or false", expected="true or false", found=value,
            place=place,
        )
    return literal(value, type_)
