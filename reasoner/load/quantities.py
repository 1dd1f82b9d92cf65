"""Turn quantities as written into figures and the flat decimals that OWL and SPARQL read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..errors import QuantityError
from ..facts import Fact, Facts, datatype, is_literal, lexical, literal
from ..figures import STANDINGS, Figure
from ..namespaces import DCTERMS, QUDT, XSD, curie, local_name, tw
from ..units import Conversion, UnitSystem

HAS_UNIT = QUDT + "hasUnit"
HAS_FIGURE, FIGURE_OF = tw("hasFigure"), tw("figureOf")
PARTS = (tw("hasPart"), tw("hasPeakRate"), tw("hasLink"), tw("hasNode"), tw("hasTask"))
_VALUE, _LOWER, _UPPER, _CHOSEN, _CONDITION, _STATED_IN, _STANDING = (
    tw(each) for each in (
        "value", "lower", "upper", "chosen", "condition", "unitOfValue", "standing"
    )
)  # fmt: skip
_SOURCE, _NUMERIC_VALUE = DCTERMS + "source", QUDT + "numericValue"
# What is read of a thing to read a figure of it, or of a thing that belongs to it.
READ = {
    HAS_UNIT, FIGURE_OF, _VALUE, _LOWER, _UPPER, _CHOSEN, _CONDITION, _STATED_IN, _STANDING,
    _SOURCE, _NUMERIC_VALUE, tw("maybeNegative"),
}  # fmt: skip
_CURRENCY = "USD"  # the one that prices are worked out in


@dataclass(frozen=True)
class Written:
    """One value of a quantity property as it was written, with where and in what form."""

    subject: str
    property: str
    fact: Fact
    node: str | None  # the tw:Figure it stands on; None for the short form


@dataclass(frozen=True)
class ReadFigures:
    """Facts with quantities taken out, the figures that these are, and the chosen ones' decimals.

    Figures come by `ranks`, and `flat` by `flat_ranks`: 0 is preferred to all others.
    """

    plain: list[Fact]
    flat: list[Fact]
    figures: list[Figure]
    ranks: list[int]
    flat_ranks: list[int]


class Owners:
    """What things are parts, links, nodes or tasks of; `asked` are those that it was asked of."""

    def __init__(self, facts: Facts, below: Owners | None = None) -> None:
        self._of = {o: s for s, _, o in facts.with_predicates(PARTS)}
        self._below = below
        self.asked: set[str] = set()

    def of(self, thing: str) -> str | None:
        """Return what a thing belongs to: where several say so, the last one."""
        self.asked.add(thing)
        found = self._of.get(thing)
        return self._below.of(thing) if found is None and self._below else found


def quantity_units(facts: Facts) -> dict[str, str]:
    """Return the canonical unit of each property that has one."""
    return {s: o for s, _, o in facts.with_predicate(HAS_UNIT) if s.startswith("http")}


def read_figures(
    asserted: Iterable[Fact], facts: Facts, canonical: dict[str, str], units: UnitSystem
) -> tuple[list[Fact], list[Figure]]:
    """Return the asserted facts with flat decimals in place of quantities, and the figures.

    The first figure of each subject and property is the chosen one.  Raises QuantityError.
    """
    found = ranked_figures(asserted, facts, canonical, units, Owners(facts))
    return found.plain + found.flat, found.figures


def ranked_figures(
    asserted: Iterable[Fact], facts: Facts, canonical: dict[str, str], units: UnitSystem,
    owners: Owners,
) -> ReadFigures:
    """Return the figures of asserted facts, the better first; raises QuantityError."""
    plain: list[Fact] = []
    written: list[Written] = []
    for fact in asserted:
        if fact.predicate in canonical and (is_literal(fact.object) or _is_quantity(fact, facts)):
            written.append(Written(fact.subject, fact.predicate, fact, None))
            continue
        plain.append(fact)
        if fact.predicate == HAS_FIGURE:
            property_ = facts.object(fact.object, FIGURE_OF)
            if property_ in canonical:
                written.append(Written(fact.subject, property_, fact, fact.object))
    ranked = []
    for each in written:
        figure = _figure(each, facts, canonical, units, owners)
        ranked.append((_rank(each, figure, facts), figure))
    ranked.sort(key=lambda pair: pair[0])
    chosen: dict[tuple[str, str], tuple[int, Figure]] = {}
    for rank, figure in ranked:
        chosen.setdefault((figure.subject, figure.property), (rank, figure))
    return ReadFigures(
        plain, [_flat(figure) for _, figure in chosen.values()],
        [figure for _, figure in ranked], [rank for rank, _ in ranked],
        [rank for rank, _ in chosen.values()],
    )


def _is_quantity(fact: Fact, facts: Facts) -> bool:
    return facts.object(fact.object, _NUMERIC_VALUE) is not None


def _rank(written: Written, figure: Figure, facts: Facts) -> int:
    """Short form first, then what is marked as chosen, then the better standing."""
    if written.node is None:
        return 0
    chosen = lexical(facts.object(written.node, _CHOSEN) or "") == "true"
    return 1 + figure.rank + (0 if chosen else len(STANDINGS) + 1)


def _flat(figure: Figure) -> Fact:
    number = format(Decimal(repr(figure.value)), "f")
    term = literal(number, XSD + "decimal")
    return Fact(figure.subject, figure.property, term, figure.place)


def _figure(
    written: Written, facts: Facts, canonical: dict[str, str], units: UnitSystem,
    owners: Owners,
) -> Figure:
    unit = canonical[written.property]
    node, place = written.node, written.fact.place
    term = facts.object(node, _VALUE) if node else written.fact.object
    if term is None:
        raise QuantityError(
            f"a figure of {curie(written.property)} has no value",
            expected='tw:value "512 KiB"', found="none", place=place,
        )
    place = facts.place((node, _VALUE, term)) or place if node else place
    value = _convert(term, node, written, facts, unit, units)
    bounds = [
        _convert(bound, node, written, facts, unit, units) if bound else value
        for bound in (
            (facts.object(node, _LOWER), facts.object(node, _UPPER))
            if node else (None, None)
        )
    ]
    low, middle, high = (float(each.value) for each in (bounds[0], value, bounds[1]))
    if not low <= middle <= high:
        raise QuantityError(
            f"the interval of {curie(written.property)} does not hold its value",
            expected="lower ≤ value ≤ upper", found=f"{low:g}, {middle:g}, {high:g}", place=place,
        )
    if low < 0 and facts.text(written.property, tw("maybeNegative")) != "true":
        raise QuantityError(
            f"{curie(written.property)} of {local_name(written.subject)} is negative",
            expected="zero or more", found=value.text, place=place,
        )
    return Figure(
        written.subject, written.property, middle, low, high, value.text, unit,
        _inherited(_STANDING, node, written.subject, facts, owners),
        _inherited(_SOURCE, node, written.subject, facts, owners),
        tuple(lexical(each) for each in facts.objects(node, _CONDITION)) if node else (),
        place, _conversion_text(value),
    )


def _convert(
    term: str, node: str | None, written: Written, facts: Facts, unit: str, units: UnitSystem
) -> Conversion:
    try:
        if not is_literal(term):
            number = Decimal(lexical(facts.object(term, _NUMERIC_VALUE) or ""))
            return units.convert(number, units.unit(facts.object(term, HAS_UNIT) or unit), unit)
        stated = facts.object(node, _STATED_IN) if node else None
        if stated is not None:
            return units.convert(Decimal(lexical(term)), units.unit(stated), unit)
        if datatype(term) not in _NUMERIC:
            raise QuantityError(
                "is not a quantity", expected='a string such as "512 KiB", or a number',
                found=f"a literal of type {curie(datatype(term) or 'rdf:langString')}",
            )
        if datatype(term) == XSD + "string":
            return units.stated(lexical(term), unit)
        if units.unit(unit).symbol.startswith(_CURRENCY) and Decimal(lexical(term)):
            raise QuantityError(
                "is a price without a currency",
                expected=f'a text with its unit, such as "{lexical(term)} '
                f'{units.unit(unit).symbol}"', found=lexical(term),
            )
        return units.canonical(lexical(term), unit)
    except (QuantityError, ArithmeticError) as error:
        expected = getattr(error, "expected", None) or "a number"
        raise QuantityError(
            f"{curie(written.property)} of {local_name(written.subject)}: "
            f"{getattr(error, 'thing', 'is not a number')}",
            expected=expected, found=getattr(error, "found", None) or lexical(term),
            hint=getattr(error, "hint", None), place=written.fact.place,
        ) from error


_NUMERIC = {
    XSD + each
    for each in (
        "string", "decimal", "integer", "double", "float", "int", "long", "nonNegativeInteger",
        "positiveInteger", "boolean",
    )
}


def _conversion_text(value: Conversion) -> str | None:
    if value.factor == 1 and value.divisor == 1 and value.offset == 0:
        return None
    over = f" ÷ {value.divisor.normalize():f}" if value.divisor != 1 else ""
    plus = f" + {value.offset.normalize():f}" if value.offset else ""
    times = f"{value.factor.normalize():f}{over}{plus}"
    return f"{value.written_value:f} {value.written_unit} × {times}"


def _inherited(
    property_: str, node: str | None, subject: str, facts: Facts, owners: Owners
) -> str | None:
    """Return what the figure states, else its subject, else the thing that the subject is of."""
    at: str | None = node or subject
    for _ in range(4):
        if at is None:
            return None
        found = facts.object(at, property_)
        if found is not None:
            return found
        at = subject if at == node else owners.of(at)
    return None
