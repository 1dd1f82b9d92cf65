"""The text of quantities: its number and its unit, and numbers as people read them.

Numbers are exact decimals; a stored one has at most 18 places.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from .errors import QuantityError

# What xsd:decimal holds in the triple store, a 128-bit integer of units of 10^-18 (oxsdatatypes'
# Decimal): one that has more places, or is larger, becomes unbound in SPARQL without a word.
PLACES = 18
LARGEST = Decimal(2**127 - 1).scaleb(-PLACES, Context(prec=60)).to_integral_value()
_EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)

_LONGEST_TEXT = 80
_LARGEST_EXPONENT = 30
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def split(text: str) -> tuple[Decimal, str]:
    """Return the number and the unit text of a quantity, not yet looked up."""
    clean = normal(text)
    if len(clean) > _LONGEST_TEXT:
        raise QuantityError(
            "quantity", expected="a number and a unit", found=f"{len(clean)} characters"
        )
    clean = re.sub(r"^([+-]?)\$ ?([0-9.eE+-]+)", r"\1\2 USD", clean)
    match = _NUMBER.match(clean)
    if match is None:
        raise refusal(text, "a number, then its unit, such as 512 KiB", "no number")
    rest = clean[match.end() :]
    if re.match(r" ?(?:-|–|to|\.\.|±|\+-|\+/-) ?[0-9]", rest):
        raise refusal(
            text,
            "one number",
            "an interval",
            "state a tw:Figure with tw:value, tw:lower and tw:upper",
        )
    if rest[:1] in {",", "'", "_"} or (re.match(r" [0-9]", rest) and not rest.startswith(" 1/")):
        raise refusal(
            text,
            "one number",
            f'"{rest.strip()}" after {match.group()}',
            "write 1234.5 without separators of thousands, and a point for the decimals",
        )
    exponent = re.split("[eE]", match.group())[1:]
    number = Decimal(match.group()) if not exponent or len(exponent[0]) <= 4 else None
    if number is None or not _bounded(number):
        raise refusal(
            text,
            f"a number between 1e-{_LARGEST_EXPONENT} and 1e{_LARGEST_EXPONENT}",
            match.group(),
        )
    return number, rest.replace(" / ", "/").strip()


def normal(text: str) -> str:
    """Return `text` with one form of each sign: µ, ℃ and the minus have two in Unicode."""
    same = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    return " ".join(same.split())


def refusal(text: str, expected: str, found: str, hint: str | None = None) -> QuantityError:
    return QuantityError(f'quantity "{text}"', expected=expected, found=found, hint=hint)


def _bounded(number: Decimal) -> bool:
    return number == 0 or -_LARGEST_EXPONENT <= number.adjusted() <= _LARGEST_EXPONENT


def folded(name: str) -> str:
    """Return a word such as Days in lower case; symbols such as MW and mW stay apart."""
    return name.lower() if len(name) > 3 and name.isalpha() and name[1:].islower() else name


def factors(ratio: Fraction) -> tuple[Decimal, Decimal]:
    """Return a factor and a divisor that are both exact decimals; the divisor is 1 if it can be."""
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        return _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)), Decimal(1)
    return Decimal(ratio.numerator), Decimal(ratio.denominator)


def stored(exact: Fraction, text: str) -> Decimal:
    """Return `exact` as a decimal that the store can hold, without an exponent."""
    if exact.denominator == 1 and abs(exact.numerator) <= LARGEST:
        return Decimal(exact.numerator)  # most figures, and far faster
    value = Decimal(round(exact * 10**PLACES)).scaleb(-PLACES, _EXACT)
    if abs(value) > LARGEST:
        raise refusal(text, f"at most {LARGEST:.1e}", f"{value:.1e}")
    # A millionth off is finer than any figure is known.
    if abs(Fraction(value) - exact) * 10**6 > abs(exact):
        raise refusal(
            text,
            "a number that 18 decimal places can tell from 0, in its canonical unit",
            f"{float(exact):.3g}",
        )
    return Decimal(plain(value))


def product(number: Decimal, factor: Decimal) -> Decimal | None:
    """Return number × factor as the store holds it; None where that takes rounding or too much.

    Equal to `stored` of the same fractions, and ten times as fast.
    """
    exact = _EXACT.multiply(number, factor)
    text = plain(exact)
    if len(text.partition(".")[2]) > PLACES or abs(exact) > LARGEST:
        return None
    return Decimal(text) if exact else Decimal(0)


def plain(value: Decimal) -> str:
    """Return `value` without an exponent and without trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def digits(exact: Fraction) -> str:
    """Return four significant digits; whole numbers keep all of theirs, in groups of three."""
    if exact.denominator == 1 and abs(exact) < 10**15:
        return f"{exact.numerator:,}"
    if abs(exact) >= 10**15:  # a float of a larger unit may be none of a smaller one
        return f"{_EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator)):.3e}"
    number = float(exact)
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}" if abs(number) < 1e-6 else plain(Decimal(f"{number:.4g}"))


def percent(exact: Fraction) -> str:
    """Return a percentage with as many nines as tell it from 100, up to eight places."""
    if abs(exact) >= 10**15:
        return digits(exact)
    number = Decimal(f"{float(exact):.4g}")
    for places in range(2, 9):
        if number != 100 or exact == 100:
            break
        number = Decimal(f"{float(exact):.{places}f}")
    return plain(number)
