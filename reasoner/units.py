"""Quantities as people write them, and the exact decimals that the reasoner computes with.

The units, their spellings and their factors are data: ontology/units.ttl. Any other unit text is
read by pint, which must find the same dimension. `kB` and `KB` are both 1000 bytes; 1024 are `KiB`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import DefinitionError, QuantityError, did_you_mean

_QUDT = "http://qudt.org/schema/qudt/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TW = "https://w3id.org/tierwise/ontology#"

# What xsd:decimal holds in the triple store, a 128-bit integer of units of 10^-18 (oxsdatatypes'
# Decimal): one that has more places, or is larger, becomes unbound in SPARQL without a word.
PLACES = 18
LARGEST = Decimal(2**127 - 1).scaleb(-PLACES, Context(prec=60)).to_integral_value()
_EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)

_LONGEST_TEXT = 80
_LARGEST_EXPONENT = 30
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# No digits and no powers: pint would compute s**9**9**9.
_FOREIGN_UNIT = re.compile(r"[A-Za-z_%°μ]+(?:[ ]?[/*·][ ]?[A-Za-z_%°μ]+)*")
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

    @property
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
        return _plain(self.value)


class UnitSystem:
    """The units that are known, by IRI and by every way to write them."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units: Mapping[str, Unit] = dict(units)
        self._by_spelling = _spellings(self.units.values())

    @classmethod
    def from_triples(cls, triples: Iterable[tuple[str, str, str]]) -> UnitSystem:
        """Return the units that the rows of units.ttl define; other rows are passed over.

        IRIs are full strings, literals their lexical forms.
        """
        rows: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in triples:
            rows.setdefault(subject, {}).setdefault(predicate, []).append(value)
        return cls(
            {
                iri: _unit(iri, row)
                for iri, row in sorted(rows.items())
                if _TW + "canonicalUnit" in row
            }
        )

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
        return cls(
            {
                row[0]: _unit_of_row(row)
                for row in rows
            }
        )

    def unit(self, iri: str) -> Unit:
        """Return the unit named `iri`; raises QuantityError where none is."""
        if iri not in self.units:
            hint = did_you_mean(iri, self.units)
            raise QuantityError("unit", expected="a unit of units.ttl", found=iri, hint=hint)
        return self.units[iri]

    def parse_quantity(self, text: str) -> tuple[Decimal, Unit | None]:
        """Return the number and the unit of `text`; no unit where it is a bare number."""
        number, name = _split(text)
        return number, self._read_unit(name, text, None) if name else None

    def canonical(self, text: str, canonical_unit_iri: str) -> Conversion:
        """Return `text` converted to the unit that a property declares; a bare number is in it.

        Raises QuantityError where the number or the unit cannot be read, or the dimension differs.
        """
        target = self.unit(canonical_unit_iri)
        number, name = _split(text)
        unit = self._read_unit(name, text, target) if name else target
        return self.convert(number, unit, canonical_unit_iri, text=text, written_unit=name)

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
        text = f"{_plain(number)} {written}".strip() if text is None else text
        if unit.canonical != target.canonical:
            raise self._wrong_dimension(text, unit, target)
        if not number.is_finite():
            raise _refusal(text, "a finite number", str(number))
        ratio = unit.ratio / target.ratio
        offset = Fraction(unit.offset) * ratio - Fraction(target.offset)
        value = _stored(Fraction(number) * ratio + offset, text)
        factor, divisor = _factors(ratio)
        shift = _stored(offset, text)
        return Conversion(text, value, canonical_unit_iri, number, written, factor, shift, divisor)

    def show(
        self, value: float, canonical_unit_iri: str, display_unit_iri: str | None = None
    ) -> str:
        """Return `value`, in `canonical_unit_iri`, as people read it: four significant digits.

        The unit is the one of the display unit's series that leaves a number of at least 1.
        """
        source = self.unit(canonical_unit_iri)
        display = source if display_unit_iri is None else self.unit(display_unit_iri)
        if not math.isfinite(value):
            number = "unknown" if math.isnan(value) else "-∞" if value < 0 else "∞"
            return f"{number} {display.symbol}".strip()
        exact = (Fraction(str(value)) + Fraction(source.offset)) * source.ratio
        unit = self._readable(exact, display)
        shown = exact / unit.ratio - Fraction(unit.offset)
        digits = _percent(shown) if unit.symbol == "%" else _digits(shown)
        return f"{digits}{'' if unit.symbol.startswith('/') else ' '}{unit.symbol}".strip()

    def _readable(self, exact: Fraction, display: Unit) -> Unit:
        if display.series is None or exact == 0:
            return display
        mates = sorted(
            (unit for unit in self._comparable(display) if unit.series == display.series),
            key=lambda unit: unit.ratio,
        )
        fitting = [unit for unit in mates if abs(exact) >= unit.ratio]
        return fitting[-1] if fitting else mates[0]

    def _comparable(self, unit: Unit) -> list[Unit]:
        return [each for each in self.units.values() if each.canonical == unit.canonical]

    def _read_unit(self, name: str, text: str, target: Unit | None) -> Unit:
        known = self._by_spelling.get(_folded(name)) or self._by_spelling.get(name)
        return known or self._read_foreign(name, text, target)

    def _read_foreign(self, name: str, text: str, target: Unit | None) -> Unit:
        """Return the unit that pint reads in `name`, in the canonical unit of its dimension."""
        if _CHARGE.fullmatch(name):
            raise _refusal(
                text,
                "an energy" if target is None else self._expected(target),
                "a charge",
                "a charge needs a voltage to be an energy: 2000 mAh at 3.7 V are 7.4 Wh",
            )
        found = self._foreign(name) if _FOREIGN_UNIT.fullmatch(name) else None
        if found is None:
            raise self._unknown(name, text, target)
        return found

    @cached_property
    def _foreign(self) -> Callable[[str], Unit | None]:
        # pint takes half a second to import and most figures never need it.
        import pint
        from pint import UnitRegistry
        from pint.errors import PintError

        # Filled after it is built: pint caches dimensions then, and ours would come too late.
        options: Any = {"on_redefinition": "ignore", "autoconvert_offset_to_baseunit": True}
        registry: Any = UnitRegistry(None, non_int_type=Decimal, **options)
        registry.load_definitions(Path(pint.__file__).parent / "default_en.txt")
        for definition in _PINT_DEFINITIONS:
            registry.define(definition)
        bases = [unit for unit in self.units.values() if unit.iri == unit.canonical]

        def read(name: str) -> Unit | None:
            try:
                parsed = registry.parse_units(name)
                for base in bases:
                    to = registry.parse_units(base.symbol)
                    if to.dimensionless or to.dimensionality != parsed.dimensionality:
                        continue
                    zero, one = (registry.Quantity(Decimal(n), parsed).to(to).m for n in (0, 1))
                    factor, offset = one - zero, zero / (one - zero)
                    return Unit("", name, base.iri, base.kind, factor, Decimal(1), offset)
            except (PintError, ArithmeticError, AssertionError, TypeError, ValueError):
                return None
            return None

        return read

    def _expected(self, target: Unit) -> str:
        names = [unit.symbol for unit in self._comparable(target) if unit.symbol]
        return f"a quantity in {', '.join(names[:6])} …" if names else "a number without a unit"

    def _wrong_dimension(self, text: str, unit: Unit, target: Unit) -> QuantityError:
        kind = unit.kind.replace("#", "/").rsplit("/", 1)[-1] or "another dimension"
        return _refusal(text, self._expected(target), f"{unit.symbol} ({kind})")

    def _unknown(self, name: str, text: str, target: Unit | None) -> QuantityError:
        units = self.units.values() if target is None else self._comparable(target)
        names = [spelling for unit in units for spelling in unit.spellings]
        return _refusal(
            text,
            "a known unit" if target is None else self._expected(target),
            f'the unit "{name}"',
            did_you_mean(name, names),
        )


# pint counts bits, angles and money as bare numbers; here each is a dimension of its own, so that
# nobody's percentage is read as bytes, nor a revolution per minute as 6.28 Hz.
_PINT_DEFINITIONS = (
    "bit = [information]",
    "byte = 8 * bit = B = octet",
    "radian = [angle] = rad",
    "MAC = [multiply_accumulate]",
    "token = [token] = tok = tokens",
    "USD = [money]",
)


def _unit_of_row(row: list[Any]) -> Unit:
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
            sorted({_normal(each) for each in (symbol, *row.get(_SKOS + "altLabel", []))} - {""})
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


def _split(text: str) -> tuple[Decimal, str]:
    """Return the number and the unit text of a quantity, not yet looked up."""
    clean = _normal(text)
    if len(clean) > _LONGEST_TEXT:
        raise QuantityError(
            "quantity", expected="a number and a unit", found=f"{len(clean)} characters"
        )
    clean = re.sub(r"^([+-]?)\$ ?([0-9.eE+-]+)", r"\1\2 USD", clean)
    match = _NUMBER.match(clean)
    if match is None:
        raise _refusal(text, "a number, then its unit, such as 512 KiB", "no number")
    rest = clean[match.end() :]
    if re.match(r" ?(?:-|–|to|\.\.|±|\+-|\+/-) ?[0-9]", rest):
        raise _refusal(
            text,
            "one number",
            "an interval",
            "state a tw:Figure with tw:value, tw:lower and tw:upper",
        )
    if rest[:1] in {",", "'", "_"} or (re.match(r" [0-9]", rest) and not rest.startswith(" 1/")):
        raise _refusal(
            text,
            "one number",
            f'"{rest.strip()}" after {match.group()}',
            "write 1234.5 without separators of thousands, and a point for the decimals",
        )
    exponent = re.split("[eE]", match.group())[1:]
    number = Decimal(match.group()) if not exponent or len(exponent[0]) <= 4 else None
    if number is None or not _bounded(number):
        raise _refusal(
            text,
            f"a number between 1e-{_LARGEST_EXPONENT} and 1e{_LARGEST_EXPONENT}",
            match.group(),
        )
    return number, rest.replace(" / ", "/").strip()


def _normal(text: str) -> str:
    """Return `text` with one form of each sign: µ, ℃ and the minus have two in Unicode."""
    same = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    return " ".join(same.split())


def _refusal(text: str, expected: str, found: str, hint: str | None = None) -> QuantityError:
    return QuantityError(f'quantity "{text}"', expected=expected, found=found, hint=hint)


def _bounded(number: Decimal) -> bool:
    return number == 0 or -_LARGEST_EXPONENT <= number.adjusted() <= _LARGEST_EXPONENT


def _folded(name: str) -> str:
    """Return a word such as Days in lower case; symbols such as MW and mW stay apart."""
    return name.lower() if len(name) > 3 and name.isalpha() and name[1:].islower() else name


def _factors(ratio: Fraction) -> tuple[Decimal, Decimal]:
    """Return a factor and a divisor that are both exact decimals; the divisor is 1 if it can be."""
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        return _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)), Decimal(1)
    return Decimal(ratio.numerator), Decimal(ratio.denominator)


def _stored(exact: Fraction, text: str) -> Decimal:
    """Return `exact` as a decimal that the store can hold, without an exponent."""
    value = Decimal(round(exact * 10**PLACES)).scaleb(-PLACES, _EXACT)
    if abs(value) > LARGEST:
        raise _refusal(text, f"at most {LARGEST:.1e}", f"{value:.1e}")
    # A millionth off is finer than any figure is known.
    if abs(Fraction(value) - exact) * 10**6 > abs(exact):
        raise _refusal(
            text,
            "a number that 18 decimal places can tell from 0, in its canonical unit",
            f"{float(exact):.3g}",
        )
    return Decimal(_plain(value))


def _plain(value: Decimal) -> str:
    """Return `value` without an exponent and without trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _digits(exact: Fraction) -> str:
    """Return four significant digits; whole numbers keep all of theirs, in groups of three."""
    if exact.denominator == 1 and abs(exact) < 10**15:
        return f"{exact.numerator:,}"
    number = float(exact)
    if abs(number) >= 1000:
        return f"{number:,.0f}" if abs(number) < 1e15 else f"{number:.3e}"
    return f"{number:.4g}" if abs(number) < 1e-6 else _plain(Decimal(f"{number:.4g}"))


def _percent(exact: Fraction) -> str:
    """Return a percentage with as many nines as tell it from 100, up to eight places."""
    number = Decimal(f"{float(exact):.4g}")
    for places in range(2, 9):
        if number != 100 or exact == 100:
            break
        number = Decimal(f"{float(exact):.{places}f}")
    return _plain(number)
