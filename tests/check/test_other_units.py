"""A unit that only pint knows is read by the checker as by the engine, and refused alike."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierwise
from tierwise.reasoner.check.facts import Facts as CheckerFacts
from tierwise.reasoner.check.quantities import Units
from tierwise.reasoner.check.refusal import Unreadable
from tierwise.reasoner.check.turtle import read_turtle
from tierwise.reasoner.errors import QuantityError
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.load.quantities import _conversion_text
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.units import UnitSystem

ONTOLOGY = Path(tierwise.__file__).parent / "ontology"
TEXT = "\n".join(
    (ONTOLOGY / each).read_text(encoding="utf-8") for each in ("units.ttl", "units-of-planning.ttl")
)
ENGINE = UnitSystem.from_facts(Facts.of(parse_turtle(TEXT, "units.ttl")))
CHECKER = Units(CheckerFacts(read_turtle(TEXT, "units.ttl")))
CANONICAL = sorted({each.canonical for each in ENGINE.units.values()})
NAMES = (
    "mm", "inch", "mile", "furlong", "light_year", "fortnight", "millennium", "horsepower", "BTU/h",
    "calorie", "degF", "degR", "knot", "mile/hour", "MAC/minute", "octet/week", "kilobit/fortnight",
    "pound", "kg", "tok/minute", "USD/week", "USD/GB", "rpm", "radian", "m*m", "m**2", "parsecs",
    "XiB", "percent", "kg/0", "m//s", "1/s", "mAh", "W*hour", "hp·day", "%", "", "u",
)  # fmt: skip


def by_engine(text: str, unit: str) -> tuple[float, str | None] | None:
    try:
        found = ENGINE.canonical(text, unit)
    except QuantityError:
        return None
    return float(found.value), _conversion_text(found)


def by_checker(text: str, unit: str) -> tuple[float, str | None] | None:
    try:
        found = CHECKER.read(text, unit)
    except Unreadable:
        return None
    return found.value, found.how


@settings(max_examples=200, deadline=None)
@given(st.decimals(0, 10**6, places=3), st.sampled_from(NAMES), st.sampled_from(CANONICAL))
def test_a_quantity_is_read_by_both_or_by_none(number: Decimal, name: str, unit: str) -> None:
    text = f"{number} {name}"
    assert by_checker(text, unit) == by_engine(text, unit)


@pytest.mark.parametrize(("text", "unit", "value", "how"), [
    ("31 mm", "M", 0.031, "31 mm × 0.001"),
    ("2 inch", "M", 0.0508, "2 inch × 0.0254"),
    ("1 fortnight", "SEC", 1_209_600, "1 fortnight × 1209600"),
    ("1 BTU", "J", 1055.056, "1 BTU × 1055.056"),
])  # fmt: skip
def test_what_pint_alone_knows_is_converted_by_its_factor(text, unit, value, how):
    found = by_checker(text, f"http://qudt.org/vocab/unit/{unit}")
    assert found == (pytest.approx(value), how)
