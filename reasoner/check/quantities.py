"""Read numbers with units, and show them: exact fractions, by the units of ontology/units.ttl."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from .facts import Facts
from .refusal import Unreadable
from .terms import QUDT, SKOS, text_of, tw

if TYPE_CHECKING:  # what is imported late, below
    from .other_units import OtherUnits

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_PLACES = 18  # decimal places that a stored number keeps
_EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Unit:
    """canonical value = (value + offset) × size, in the unit `canonical`."""

    iri: str
    symbol: str
    canonical: str
    size: Fraction
    offset: Fraction
    series: str | None
    spellings: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """A written quantity in a property's unit; `how` is None where it was written in it."""

    text: str
    value: float
    how: str | None


class Units:
    """The units that the ontology defines."""

    def __init__(self, facts: Facts) -> None:
        found = sorted({s for s, p, _ in facts if p == tw("canonicalUnit")})
        self.units = {iri: _unit(facts, iri) for iri in found}
        self.by_spelling = {name: u for u in self.units.values() for name in u.spellings}
        self._read: dict[tuple[str, str], Reading] = {}
        self._shown: dict[tuple[float, str, str | None], str] = {}

    def unit(self, iri: str) -> Unit:
        """Return a unit by its IRI."""
        if iri not in self.units:
            raise Unreadable(f"{iri} is not a unit of ontology/units.ttl")
        return self.units[iri]

    def read(self, text: str, to: str) -> Reading:
        """Return a quantity such as "512 KiB" in the unit `to`; a bare number is in it."""
        if (text, to) not in self._read:
            number, name = _split(text)
            unit = self._named(name, text) if name else self.unit(to)
            self._read[text, to] = self.converted(number, unit, to, text, name)
        return self._read[text, to]

    def converted(
        self, number: Decimal, unit: Unit, to: str, text: str | None = None,
        name: str | None = None,
    ) -> Reading:
        """Return a number of a unit in the unit `to`."""
        target = self.unit(to)
        written = unit.symbol if name is None else name
        text = f"{_plain(number)} {written}".strip() if text is None else text
        if unit.canonical != target.canonical:
            raise Unreadable(f'"{text}" does not measure what {to} measures')
        ratio = unit.size / target.size
        offset = unit.offset * ratio - target.offset if unit.offset or target.offset else Fraction()
        value = _stored(Fraction(number) * ratio + offset)
        return Reading(text, float(value), _how(number, written, ratio, offset))

    def _named(self, name: str, text: str) -> Unit:
        is_word = len(name) > 3 and name.isalpha() and name[1:].islower()
        found = self.by_spelling.get(name.lower() if is_word else name, self.by_spelling.get(name))
        return found or self._other(name, text)

    def _other(self, name: str, text: str) -> Unit:
        """Return a unit that ontology/units.ttl does not list, as pint reads it."""
        other = self._others.find(name)
        if other is None:
            raise Unreadable(
                f'"{text}": neither ontology/units.ttl nor pint knows the unit "{name}", so that '
                "its size can't be checked"
            )
        canonical, size, offset = other
        return Unit("", name, canonical, size, offset, None, frozenset())

    @cached_property
    def _others(self) -> OtherUnits:
        # Late import: pint takes half a second, and most files need it not.
        from .other_units import OtherUnits

        return OtherUnits({u.iri: u.symbol for u in self.units.values() if u.iri == u.canonical})

    def show(self, value: float, unit: str, display: str | None) -> str:
        """Return a number as sentences write it: four digits, in the largest unit of a series."""
        key = (value, unit, display)
        if key not in self._shown:
            self._shown[key] = self._show(value, self.unit(unit), self.unit(display or unit))
        return self._shown[key]

    def show_difference(self, value: float, unit: str, display: str | None) -> str:
        """Return by how much two values differ: of degrees that do not start at zero, in kelvin."""
        has_offset = display is not None and self.unit(display).offset
        return self.show(value, unit, None if has_offset else display)

    def _show(self, value: float, source: Unit, display: Unit) -> str:
        if not math.isfinite(value):
            number = "unknown" if math.isnan(value) else "-∞" if value < 0 else "∞"
            return f"{number} {display.symbol}".strip()
        exact = (Fraction(str(value)) + source.offset) * source.size
        unit = self._fitting(exact, display)
        shown = exact / unit.size - unit.offset
        number = _percent(shown) if unit.symbol == "%" else _digits(shown)
        gap = "" if unit.symbol.startswith("/") else " "
        return f"{number}{gap}{unit.symbol}".strip()

    def _fitting(self, exact: Fraction, display: Unit) -> Unit:
        if display.series is None or exact == 0:
            return display
        mates = sorted(
            (u for u in self.units.values()
             if u.series == display.series and u.canonical == display.canonical),
            key=lambda u: u.size,
        )
        return max((u for u in mates if abs(exact) >= u.size), key=lambda u: u.size,
                   default=mates[0])


def _unit(facts: Facts, iri: str) -> Unit:
    def least(predicate: str, otherwise: str) -> str:
        return min((text_of(e) for e in facts.objects(iri, predicate)), default=otherwise)

    symbol = least(tw("shownAs"), least(QUDT + "symbol", ""))
    names = [symbol, *(text_of(each) for each in facts.objects(iri, SKOS + "altLabel"))]
    return Unit(
        iri, symbol, least(tw("canonicalUnit"), iri),
        Fraction(least(tw("factor"), "1")) / Fraction(least(tw("divisor"), "1")),
        Fraction(least(QUDT + "conversionOffset", "0")),
        facts.text(iri, tw("displaySeries")),
        frozenset(each for each in map(_normal, names) if each),
    )


def _normal(text: str) -> str:
    """Return one form of each sign: µ, ℃ and the minus have two in Unicode."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u2212", "-").split())


def _split(text: str) -> tuple[Decimal, str]:
    clean = re.sub(r"^([+-]?)\$ ?([0-9.eE+-]+)", r"\1\2 USD", _normal(text))
    match = _NUMBER.match(clean)
    if match is None:
        raise Unreadable(f'"{text}" does not begin with a number')
    return Decimal(match[0]), clean[match.end() :].replace(" / ", "/").strip()


def _stored(exact: Fraction) -> Decimal:
    """Return a number rounded to the places that are kept."""
    if exact.denominator == 1:
        return Decimal(exact.numerator)
    return Decimal(round(exact * 10**_PLACES)).scaleb(-_PLACES, _EXACT)


def _how(number: Decimal, unit: str, ratio: Fraction, offset: Fraction) -> str | None:
    if ratio == 1 and not offset:
        return None
    factor, divisor = _factors(ratio)
    over = f" ÷ {divisor.normalize():f}" if divisor != 1 else ""
    shift = Decimal(_plain(_stored(offset)))
    plus = f" + {shift.normalize():f}" if shift else ""
    return f"{number:f} {unit} × {factor.normalize():f}{over}{plus}"


def _factors(ratio: Fraction) -> tuple[Decimal, Decimal]:
    """Return factor and divisor as exact decimals; the divisor is 1 where it can be."""
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    above, below = Decimal(ratio.numerator), Decimal(ratio.denominator)
    return (_EXACT.divide(above, below), Decimal(1)) if rest == 1 else (above, below)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _digits(exact: Fraction) -> str:
    """Return four significant digits; whole numbers keep all, in groups of three."""
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
