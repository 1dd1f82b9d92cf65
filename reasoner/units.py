"""Quantities as people write them, and the exact decimals that the reasoner computes with.

The units, their spellings and their factors are data: ontology/units.ttl. Any other unit text is
read by pint, which must find the same dimension. `kB` and `KB` are both 1000 bytes; 1024 are `KiB`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .errors import DefinitionError, QuantityError, did_you_mean
from .facts import Facts, lexical
from .quantity_text import (
    digits,
    factors,
    folded,
    normal,
    percent,
    plain,
    product,
    refusal,
    split,
    stored,
)  # fmt: skip

if TYPE_CHECKING:
    from .foreign_units import ForeignUnits

_QUDT = "http://qudt.org/schema/qudt/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TW = "https://w3id.org/tierwise/ontology#"

_CHARGE = re.compile(r"[mμku]?A[·. ]?h", re.IGNORECASE)


@dataclass(frozen=True)
class Unit:
    """A unit: canonical value = (value + offset) × factor ÷ divisor, in the unit `canonical`."""

    iri: str
    symbol: str
    canonical: str
    kind: str = ""
    factor: Decimal = Decimal(1)
    divisor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)
    series: str | None = None
    spellings: tuple[str, ...] = ()

    @cached_property
    def ratio(self) -> Fraction:
        """Return the exact size of this unit in its canonical unit."""
        return Fraction(self.factor) / Fraction(self.divisor)


@dataclass(frozen=True)
class Conversion:
    """A quantity as written and as kept: value = written_value × factor ÷ divisor + offset.

    Exact, except that `value` is rounded to the 18 places of a stored decimal where it has more.
    """

    text: str
    value: Decimal
    unit_iri: str
    written_value: Decimal
    written_unit: str
    factor: Decimal
    offset: Decimal
    divisor: Decimal = Decimal(1)

    @property
    def lexical(self) -> str:
        """Return `value` as xsd:decimal writes it: without an exponent."""
        return plain(self.value)


class UnitSystem:
    """The units that are known, by IRI and by every way to write them."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units: Mapping[str, Unit] = dict(units)
        self._shown: dict[tuple[float, str, str | None], str] = {}
        self._by_spelling = _spellings(self.units.values())
        self._converted: dict[tuple[str, str], Conversion] = {}
        self._scales: dict[tuple[Decimal, ...], tuple[Fraction, Decimal, Decimal]] = {}

    @classmethod
    def from_triples(cls, triples: Iterable[tuple[str, str, str]]) -> UnitSystem:
        """Return the units that the rows of units.ttl define; other rows are passed over.

        IRIs are full strings, literals their lexical forms.
        """
        rows: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in triples:
            rows.setdefault(subject, {}).setdefault(predicate, []).append(value)
        units = {iri: row for iri, row in sorted(rows.items()) if _TW + "canonicalUnit" in row}
        return cls({iri: _unit(iri, row) for iri, row in units.items()})

    @classmethod
    def from_facts(cls, facts: Facts) -> UnitSystem:
        """Return the units that facts define."""
        units = dict.fromkeys(s for s, _, _ in facts.with_predicate(_TW + "canonicalUnit"))
        return cls.from_triples(
            (subject, predicate, lexical(each))
            for subject in units
            for predicate, objects in facts.properties(subject).items()
            for each in objects
        )

    def apart(self) -> UnitSystem:
        """Return the same units, which remember no text that was read or shown before."""
        found = copy(self)
        found._shown, found._converted, found._scales = {}, {}, {}
        return found

    def rows(self) -> list[list[Any]]:
        """Return the units as plain rows, which `from_rows` reads back."""
        return [
            [u.iri, u.symbol, u.canonical, u.kind, str(u.factor), str(u.divisor), str(u.offset),
             u.series, list(u.spellings)]
            for u in self.units.values()
        ]

    @classmethod
    def from_rows(cls, rows: Iterable[list[Any]]) -> UnitSystem:
        """Return the units that `rows` gave."""
        return cls({row[0]: _unit_of_row(row) for row in rows})

    def unit(self, iri: str) -> Unit:
        """Return the unit named `iri`; raises QuantityError where none is."""
        if iri not in self.units:
            hint = did_you_mean(iri, self.units)
            raise QuantityError("unit", expected="a unit of units.ttl", found=iri, hint=hint)
        return self.units[iri]

    def parse_quantity(self, text: str) -> tuple[Decimal, Unit | None]:
        """Return the number and the unit of `text`; no unit where it is a bare number."""
        number, name = split(text)
        return number, self._read_unit(name, text, None) if name else None

    def canonical(self, text: str, canonical_unit_iri: str) -> Conversion:
        """Return `text` converted to the unit that a property declares; a bare number is in it.

        Raises QuantityError where the number or the unit cannot be read, or the dimension differs.
        """
        found = self._converted.get((text, canonical_unit_iri))
        if found is None:
            target = self.unit(canonical_unit_iri)
            number, name = split(text)
            unit = self._read_unit(name, text, target) if name else target
            found = self.convert(number, unit, canonical_unit_iri, text=text, written_unit=name)
            self._converted[text, canonical_unit_iri] = found
        return found

    def stated(self, text: str, canonical_unit_iri: str) -> Conversion:
        """Return what somebody wrote as text, which needs its unit where the property has one.

        Nobody can say what a bare 15 was meant to be.  Raises QuantityError as `canonical` does.
        """
        read = self.canonical(text, canonical_unit_iri)
        symbol = self.unit(canonical_unit_iri).symbol
        if symbol and not read.written_unit:
            raise QuantityError(
                "has no unit", expected=f"a number and its unit, such as {text.strip()} {symbol}",
                found=f'"{text}"',
            )
        return read

    def convert(
        self,
        number: Decimal,
        unit: Unit,
        canonical_unit_iri: str,
        *,
        text: str | None = None,
        written_unit: str | None = None,
    ) -> Conversion:
        """Return `number` of `unit`, such as a qudt:QuantityValue, in the unit of a property."""
        target = self.unit(canonical_unit_iri)
        written = unit.symbol if written_unit is None else written_unit
        text = f"{plain(number)} {written}".strip() if text is None else text
        if unit.canonical != target.canonical:
            raise self._wrong_dimension(text, unit, target)
        if not number.is_finite():
            raise refusal(text, "a finite number", str(number))
        ratio, factor, divisor = self._scale(unit, target)
        if divisor == 1 and not (unit.offset or target.offset):
            exact = product(number, factor)
            if exact is not None:
                zero = Decimal(0)
                return Conversion(text, exact, canonical_unit_iri, number, written, factor, zero)
        offset = Fraction(unit.offset) * ratio - Fraction(target.offset)
        value = stored(Fraction(number) * ratio + offset, text)
        shift = stored(offset, text)
        return Conversion(text, value, canonical_unit_iri, number, written, factor, shift, divisor)

    def _scale(self, unit: Unit, target: Unit) -> tuple[Fraction, Decimal, Decimal]:
        """Return the size of a unit in another, and the factor and divisor that it is."""
        key = (unit.factor, unit.divisor, target.factor, target.divisor)
        found = self._scales.get(key)
        if found is None:
            ratio = unit.ratio / target.ratio
            found = self._scales[key] = (ratio, *factors(ratio))
        return found

    def show(
        self, value: float, canonical_unit_iri: str, display_unit_iri: str | None = None
    ) -> str:
        """Return `value`, in `canonical_unit_iri`, as people read it: four significant digits.

        The unit is the one of the display unit's series that leaves a number of at least 1.
        """
        key = (value, canonical_unit_iri, display_unit_iri)
        if key not in self._shown:
            self._shown[key] = self._show(*key)
        return self._shown[key]

    def show_difference(
        self, value: float, canonical_unit_iri: str, display_unit_iri: str | None = None
    ) -> str:
        """Return by how much two values differ: of degrees that do not start at zero, in kelvin."""
        display = self.unit(display_unit_iri) if display_unit_iri else None
        return self.show(
            value, canonical_unit_iri, None if display and display.offset else display_unit_iri
        )

    def _show(self, value: float, canonical_unit_iri: str, display_unit_iri: str | None) -> str:
        source = self.unit(canonical_unit_iri)
        display = source if display_unit_iri is None else self.unit(display_unit_iri)
        if not math.isfinite(value):
            number = "unknown" if math.isnan(value) else "-∞" if value < 0 else "∞"
            return f"{number} {display.symbol}".strip()
        exact = (Fraction(str(value)) + Fraction(source.offset)) * source.ratio
        unit = self._readable(exact, display)
        shown = exact / unit.ratio - Fraction(unit.offset)
        number = percent(shown) if unit.symbol == "%" else digits(shown)
        return f"{number}{'' if unit.symbol.startswith('/') else ' '}{unit.symbol}".strip()

    def _readable(self, exact: Fraction, display: Unit) -> Unit:
        if display.series is None or exact == 0:
            return display
        mates = self._series[display.canonical, display.series]
        fitting = [unit for ratio, unit in mates if abs(exact) >= ratio]
        return fitting[-1] if fitting else mates[0][1]

    @cached_property
    def _series(self) -> dict[tuple[str, str | None], list[tuple[Fraction, Unit]]]:
        """Return the units of each series, the smallest first, with their sizes."""
        found: dict[tuple[str, str | None], list[tuple[Fraction, Unit]]] = {}
        for unit in self.units.values():
            found.setdefault((unit.canonical, unit.series), []).append((unit.ratio, unit))
        return {key: sorted(each, key=lambda pair: pair[0]) for key, each in found.items()}

    def _comparable(self, unit: Unit) -> list[Unit]:
        return [each for each in self.units.values() if each.canonical == unit.canonical]

    def _read_unit(self, name: str, text: str, target: Unit | None) -> Unit:
        known = self._by_spelling.get(folded(name)) or self._by_spelling.get(name)
        return known or self._read_foreign(name, text, target)

    def _read_foreign(self, name: str, text: str, target: Unit | None) -> Unit:
        """Return the unit that pint reads in `name`, in the canonical unit of its dimension."""
        if _CHARGE.fullmatch(name):
            raise refusal(
                text,
                "an energy" if target is None else self._expected(target),
                "a charge",
                "a charge needs a voltage to be an energy: 2000 mAh at 3.7 V are 7.4 Wh",
            )
        found = self._foreign.read(name)
        if found is None:
            raise self._unknown(name, text, target)
        base, factor, offset = found
        return Unit("", name, base, self.units[base].kind, factor, Decimal(1), offset)

    @cached_property
    def _foreign(self) -> ForeignUnits:
        # Late import: pint takes half a second and most figures never need it.
        from .foreign_units import ForeignUnits

        canonical = (unit for unit in self.units.values() if unit.iri == unit.canonical)
        return ForeignUnits({unit.iri: unit.symbol for unit in canonical})


    def _expected(self, target: Unit) -> str:
        names = [unit.symbol for unit in self._comparable(target) if unit.symbol]
        return f"a quantity in {', '.join(names[:6])} …" if names else "a number without a unit"

    def _wrong_dimension(self, text: str, unit: Unit, target: Unit) -> QuantityError:
        kind = unit.kind.replace("#", "/").rsplit("/", 1)[-1] or "another dimension"
        return refusal(text, self._expected(target), f"{unit.symbol} ({kind})")

    def _unknown(self, name: str, text: str, target: Unit | None) -> QuantityError:
        units = self.units.values() if target is None else self._comparable(target)
        names = [spelling for unit in units for spelling in unit.spellings]
        return refusal(
            text,
            "a known unit" if target is None else self._expected(target),
            f'the unit "{name}"',
            did_you_mean(name, names),
        )


def _unit_of_row(row: list[Any]) -> Unit:
    texts = [*row[:7], *row[8]] + ([] if row[7] is None else [row[7]])
    if not all(isinstance(each, str) for each in texts):
        raise TypeError("a unit is described by texts")
    factor, divisor, offset = (Decimal(each) for each in row[4:7])
    return Unit(
        row[0], row[1], row[2], row[3], factor, divisor, offset, row[7], tuple(row[8])
    )


def _unit(iri: str, row: Mapping[str, list[str]]) -> Unit:
    def first(predicate: str, default: str) -> str:
        return min(row.get(predicate, [default]))

    symbol = first(_TW + "shownAs", first(_QUDT + "symbol", ""))
    factor, divisor = (Decimal(first(_TW + name, "1")) for name in ("factor", "divisor"))
    if factor <= 0 or divisor <= 0:
        raise DefinitionError(
            f"unit {iri}", expected="a factor above 0", found=f"{factor}/{divisor}"
        )
    return Unit(
        iri,
        symbol,
        first(_TW + "canonicalUnit", iri),
        first(_QUDT + "hasQuantityKind", ""),
        factor,
        divisor,
        Decimal(first(_QUDT + "conversionOffset", "0")),
        row.get(_TW + "displaySeries", [None])[0],
        tuple(
            sorted({normal(each) for each in (symbol, *row.get(_SKOS + "altLabel", []))} - {""})
        ),
    )


def _spellings(units: Iterable[Unit]) -> dict[str, Unit]:
    """Return each unit by all its spellings; one spelling of two units is a defect of the data."""
    found: dict[str, Unit] = {}
    for unit in units:
        for spelling in unit.spellings:
            other = found.setdefault(spelling, unit)
            if other != unit:
                raise DefinitionError(
                    f'unit spelling "{spelling}"',
                    expected="one unit",
                    found=f"{other.iri}, {unit.iri}",
                )
    return found


