"""Check each figure as it was written, and make it the flat decimal that shapes compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ..errors import QuantityError
from ..facts import Fact, Facts, datatype, is_literal, lexical, literal
from ..namespaces import QUDT, XSD, curie, tw
from ..units import Conversion
from .finding import Finding, from_error
from .names import DATATYPES
from .naming import name
from .vocabulary import Vocabulary

_BOUNDS = (tw("value"), tw("lower"), tw("upper"))
_NUMERIC = frozenset(
    XSD + each for each in ("string", "decimal", "integer", "double", "float", "int", "long")
) | {XSD + "nonNegativeInteger", XSD + "positiveInteger"}
_TOLD_HERE = DATATYPES | {None}  # None: a text in a language
_MOST_REFUSED = 100  # figures that are told of one by one: some 5 ms each, and read by somebody


@dataclass(frozen=True)
class Flattened:
    """The facts with flat decimals for quantities, and what was wrong with some of them."""

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    refused: frozenset[tuple[str, str]]  # (subject, property) of what could not be read


def flatten(asserted: list[Fact], facts: Facts, vocabulary: Vocabulary) -> Flattened:
    """Read each quantity; what can't be read becomes a finding, and is left out."""
    kept: list[Fact] = []
    findings: list[Finding] = []
    refused: set[tuple[str, str]] = set()
    for fact in asserted:
        property_ = _property(fact, facts)
        unit = vocabulary.unit_of.get(property_)
        if unit is None:
            kept.append(fact)
            continue
        if len(refused) > _MOST_REFUSED:
            refused.add((fact.subject, fact.predicate))
            continue
        try:
            value = _read(fact, facts, unit, vocabulary)
            if value.value < 0 and property_ not in vocabulary.maybe_negative:
                raise QuantityError("is negative", expected="zero or more", found=value.text)
            if property_ in vocabulary.whole and value.value != value.value.to_integral_value():
                raise QuantityError(
                    "is no whole number", expected="a whole number", found=value.text
                )
            kept.append(_flat(fact, fact.subject, fact.predicate, value.lexical))
        except QuantityError as error:
            refused.add((fact.subject, fact.predicate))
            if len(refused) > _MOST_REFUSED:
                findings.append(_too_many(fact))
                continue
            # A datatype that nobody knows has a finding of its own already.
            if not is_literal(fact.object) or datatype(fact.object) in _TOLD_HERE:
                findings.append(_refusal(fact, property_, facts, error))
    kept.extend(_stated_by_figures(kept, facts))
    return Flattened(tuple(kept), tuple(findings), frozenset(refused))


def contradictions(asserted: list[Fact], facts: Facts, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find a second short-form value of a figure that can have one only."""
    first: dict[tuple[str, str], Fact] = {}
    for fact in asserted:
        if fact.predicate not in vocabulary.functional or fact.predicate not in vocabulary.unit_of:
            continue
        other = first.setdefault((fact.subject, fact.predicate), fact)
        if other.object != fact.object:
            yield Finding(
                fact.place,
                "violation",
                f"{name(fact.subject, facts)} has two values of {curie(fact.predicate)}",
                f"one value, as at {other.place}",
                f"{name(other.object, facts)} and {name(fact.object, facts)}",
                "where sources disagree, state each as a tw:Figure with its source",
                fact.subject,
            )


def _property(fact: Fact, facts: Facts) -> str:
    """Return the property that a value is of: a tw:Figure names it, else the predicate is it."""
    if fact.predicate in _BOUNDS:
        return facts.object(fact.subject, tw("figureOf")) or fact.predicate
    return fact.predicate


def _read(fact: Fact, facts: Facts, unit: str, vocabulary: Vocabulary) -> Conversion:
    units, term = vocabulary.units, fact.object
    if not is_literal(term):
        number = facts.object(term, QUDT + "numericValue")
        if number is None:
            raise QuantityError(
                "is no number", expected='a number and its unit, such as "512 KiB"', found=term
            )
        stated = facts.object(term, QUDT + "hasUnit") or facts.object(term, QUDT + "unit")
        return units.convert(_decimal(number), units.unit(stated or unit), unit)
    if datatype(term) not in _NUMERIC:
        type_ = datatype(term)
        raise QuantityError(
            "is no quantity",
            expected='a number and its unit as plain text, such as "512 KiB"',
            found=f"a literal of type {curie(type_) if type_ else 'rdf:langString'}",
        )
    written = facts.object(fact.subject, tw("unitOfValue")) if fact.predicate in _BOUNDS else None
    if written is not None:
        return units.convert(_decimal(term), units.unit(written), unit)
    if datatype(term) == XSD + "string":
        return units.stated(lexical(term), unit)  # as loading does: a bare text needs its unit
    return units.canonical(lexical(term), unit)


def _decimal(term: str) -> Decimal:
    try:
        return Decimal(lexical(term))
    except InvalidOperation as error:
        raise QuantityError("is no number", expected="a number", found=lexical(term)) from error


def _refusal(fact: Fact, property_: str, facts: Facts, error: QuantityError) -> Finding:
    what = error.thing if error.thing.startswith(("is ", "has ")) else "can't be read"
    owner = fact.subject
    if fact.predicate in _BOUNDS:
        owner = next(iter(facts.subjects(tw("hasFigure"), fact.subject)), owner)
    part = {tw("lower"): "lower bound of ", tw("upper"): "upper bound of "}
    head = f"{part.get(fact.predicate, '')}{curie(property_)} of {name(owner, facts)} {what}"
    finding = from_error(error, fact.place, head)
    found = error.found
    if not error.thing.startswith(("is ", "has ")):
        found = f"{name(fact.object, facts)}: {error.found}"
    return Finding(
        finding.place, "violation", head, error.expected, found, error.hint, fact.subject,
        fact.predicate,
    )


def _too_many(fact: Fact) -> Finding:
    return Finding(
        fact.place, "violation", "from here on, figures were not read any more",
        f"at most {_MOST_REFUSED} that can't be read", f"{_MOST_REFUSED + 1}",
        "mend what is told before, and validate again", fact.subject,
    )


def _flat(fact: Fact, subject: str, property_: str, number: str) -> Fact:
    return Fact(subject, property_, literal(number, XSD + "decimal"), fact.place)


def _stated_by_figures(flat: list[Fact], facts: Facts) -> Iterator[Fact]:
    """Yield the number of each tw:Figure as its owner's, where no short form states one.

    The first figure counts: enough for what shapes ask, which is whether a figure is there and
    within its range.
    """
    taken = {(each.subject, each.predicate) for each in flat}
    for fact in flat:
        property_ = facts.object(fact.subject, tw("figureOf"))
        if fact.predicate != tw("value") or property_ is None:
            continue
        for owner in facts.subjects(tw("hasFigure"), fact.subject):
            if (owner, property_) not in taken:
                taken.add((owner, property_))
                yield Fact(owner, property_, fact.object, fact.place)
