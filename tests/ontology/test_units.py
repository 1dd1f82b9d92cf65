"""Quantities are read exactly, shown readably and refused clearly."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pint
import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tierwise
from tierwise.reasoner.errors import DefinitionError, QuantityError
from tierwise.reasoner.units import Unit, UnitSystem

ONTOLOGY = Path(tierwise.__file__).parent / "ontology"
UNIT = "http://qudt.org/vocab/unit/"
TW = "https://w3id.org/tierwise/ontology#"
QUDT = "http://qudt.org/schema/qudt/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
FILES = sorted([*ONTOLOGY.glob("*.ttl"), *ONTOLOGY.glob("catalog/*.ttl")])


def triples(path: Path) -> list[tuple[str, str, str]]:
    return [
        (str(getattr(q.subject, "value", q.subject)), q.predicate.value, q.object.value)
        for q in ox.parse(path=str(path))
    ]


UNITS = [row for path in sorted(ONTOLOGY.glob("units*.ttl")) for row in triples(path)]
SYSTEM = UnitSystem.from_triples(UNITS)
VOCABULARY = [row for path in ONTOLOGY.glob("*.ttl") for row in triples(path)]
UNIT_OF = {s: o for s, p, o in VOCABULARY if p == QUDT + "hasUnit"}
SHOWN_IN = {s: o for s, p, o in VOCABULARY if p == TW + "displayUnit"}


def iri(name: str) -> str:
    prefix, local = name.split(":")
    return {"unit": UNIT, "tw": TW}[prefix] + local


READ = [
    ("512 KiB", "unit:BYTE", "524288"),
    ("512 kB", "unit:BYTE", "512000"),
    ("512 KB", "unit:BYTE", "512000"),
    ("1.5MB", "unit:BYTE", "1500000"),
    ("4 GiB", "unit:BYTE", "4294967296"),
    ("64 Mbit", "unit:BYTE", "8000000"),
    ("2 EB", "unit:BYTE", "2000000000000000000"),
    ("250 kbit/s", "unit:BIT-PER-SEC", "250000"),
    ("50 Mbps", "unit:BIT-PER-SEC", "50000000"),
    ("1 Gbps", "unit:BIT-PER-SEC", "1000000000"),
    ("25.6 GB/s", "unit:BYTE-PER-SEC", "25600000000"),
    ("8 Mbit/s", "unit:BYTE-PER-SEC", "1000000"),
    ("86.4 kB/day", "unit:BYTE-PER-SEC", "1"),
    ("64 MHz", "unit:HZ", "64000000"),
    ("30 fps", "unit:HZ", "30"),
    ("6/min", "unit:HZ", "0.1"),
    ("10 ms", "unit:SEC", "0.01"),
    ("80 us", "unit:SEC", "0.00008"),
    ("80 µs", "unit:SEC", "0.00008"),
    ("80 μs", "unit:SEC", "0.00008"),
    ("2 Days", "unit:SEC", "172800"),
    ("1 month", "unit:SEC", "2629800"),
    ("5 years", "unit:SEC", "157788000"),
    ("2 fortnights", "unit:SEC", "2419200"),
    ("60 uW", "unit:W", "0.00006"),
    ("1.5 MW", "unit:W", "1500000"),
    ("3.7 mJ", "unit:J", "0.0037"),
    ("7.4 Wh", "unit:J", "26640"),
    ("1 kWh", "unit:J", "3600000"),
    ("-40 degC", "unit:K", "233.15"),
    ("−40 °C", "unit:K", "233.15"),
    ("85 ℃", "unit:K", "358.15"),
    ("300 K", "unit:K", "300"),
    ("35 USD", "tw:USD", "35"),
    ("$35", "tw:USD", "35"),
    ("62 km", "unit:M", "62000"),
    ("380 g/kWh", "tw:KiloGM-PER-J", "0.000000105555555556"),
    ("0.36 USD/h", "tw:USD-PER-SEC", "0.0001"),
    ("$0.36/h", "tw:USD-PER-SEC", "0.0001"),
    ("26298 USD/month", "tw:USD-PER-SEC", "0.01"),
    ("0.09 USD/GB", "tw:USD-PER-BYTE", "0.00000000009"),
    ("0.36 USD/kWh", "tw:USD-PER-J", "0.0000001"),
    ("99.9 %", "tw:RATIO", "0.999"),
    ("0.95", "tw:RATIO", "0.95"),
    ("1", "unit:NUM", "1"),
    ("3.2 M", "unit:NUM", "3200000"),
    ("20 tok/s", "tw:TOKEN-PER-SEC", "20"),
    ("7.5 MMAC", "tw:MAC", "7500000"),
    ("80000000 MACs", "tw:MAC", "80000000"),
    ("13 GMAC/s", "tw:MAC-PER-SEC", "13000000000"),
    ("4 TOPS", "tw:MAC-PER-SEC", "2000000000000"),
    ("0.5 GOPS", "tw:MAC-PER-SEC", "250000000"),
    ("0.1 µJ/B", "tw:J-PER-BYTE", "0.0000001"),
    ("1e3 B", "unit:BYTE", "1000"),
]


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_a_quantity_is_converted_exactly(text, unit, value):
    assert SYSTEM.canonical(text, iri(unit)).lexical == value


REFUSED = [
    ("5 KiBB", "unit:BYTE", "did you mean KiB"),
    ("5 kb", "unit:BYTE", "did you mean"),
    ("64 Mhz", "unit:HZ", "did you mean MHz"),
    ("60 rpm", "unit:HZ", "rpm"),
    ("5 s", "unit:BYTE", "found:    s (Time)"),
    ("5 %", "unit:BYTE", "found:    %"),
    ("5 W", "unit:J", "found:    W (Power)"),
    ("5 volts", "unit:W", "volts"),
    ("2000 mAh", "unit:J", "needs a voltage"),
    ("2 Ah", "unit:J", "needs a voltage"),
    ("nan", "unit:NUM", "found:    no number"),
    ("inf s", "unit:SEC", "found:    no number"),
    ("", "unit:SEC", "found:    no number"),
    ("fast", "unit:SEC", "found:    no number"),
    ("1e999999999 s", "unit:SEC", "between 1e-30 and 1e30"),
    ("1e31 B", "unit:BYTE", "between 1e-30 and 1e30"),
    ("1e29 B", "unit:BYTE", "at most 1.7e+20"),
    ("1e-25 USD/GB", "tw:USD-PER-BYTE", "can tell from 0"),
    ("1,024 B", "unit:BYTE", "without separators"),
    ("1 024 B", "unit:BYTE", "without separators"),
    ("25-40 mW", "unit:W", "tw:lower and tw:upper"),
    ("25 ± 2 mW", "unit:W", "tw:lower and tw:upper"),
    ("5 s**9**9**9", "unit:SEC", "s**9**9**9"),
    ("5 __import__('os')", "unit:SEC", "__import__"),
    ("1" * 100, "unit:BYTE", "100 characters"),
]


@pytest.mark.parametrize(("text", "unit", "says"), REFUSED)
def test_a_quantity_that_cannot_be_read_is_refused_with_the_way_on(text, unit, says):
    with pytest.raises(QuantityError) as refusal:
        SYSTEM.canonical(text, iri(unit))
    assert says in str(refusal.value)


def test_a_unit_that_nothing_defines_is_refused():
    with pytest.raises(QuantityError):
        SYSTEM.canonical("5 s", UNIT + "SECOND")


SHOWN = [
    (236544, "unit:BYTE", "unit:KibiBYTE", "231 KiB"),
    (8 * 2**30, "unit:BYTE", "unit:KibiBYTE", "8 GiB"),
    (0, "unit:BYTE", "unit:KibiBYTE", "0 KiB"),
    (8e6, "unit:BYTE", "unit:MegaBYTE", "8 MB"),
    (0.0253, "unit:SEC", "unit:MilliSEC", "25.3 ms"),
    (0.1 + 0.2, "unit:SEC", "unit:MilliSEC", "300 ms"),
    (730 * 86400, "unit:SEC", "unit:DAY", "730 days"),
    (157788000, "unit:SEC", "unit:YR", "5 years"),
    (float("inf"), "unit:SEC", "unit:MilliSEC", "∞ ms"),
    (float("nan"), "unit:SEC", "unit:MilliSEC", "unknown ms"),
    (1.2e9, "unit:BYTE-PER-SEC", "unit:GigaBYTE-PER-SEC", "1.2 GB/s"),
    (0.35 / 3600, "tw:USD-PER-SEC", "tw:USD-PER-HR", "0.35 USD/h"),
    (1234567.8, "tw:USD", None, "1,234,568 USD"),
    (358.15, "unit:K", "unit:DEG_C", "85 degC"),
    (26640, "unit:J", "unit:W-HR", "7.4 Wh"),
    (7.5e6, "tw:MAC", "tw:MegaMAC", "7.5 MMAC"),
    (268336, "unit:NUM", None, "268,336"),
    (0.95, "tw:RATIO", "unit:PERCENT", "95 %"),
    (0.99999, "tw:RATIO", "unit:PERCENT", "99.999 %"),
    (1 / 60, "unit:HZ", "unit:PER-MIN", "1/min"),
]


@pytest.mark.parametrize(("value", "unit", "display", "text"), SHOWN)
def test_a_value_is_shown_as_people_read_it(value, unit, display, text):
    assert SYSTEM.show(value, iri(unit), display and iri(display)) == text


def test_a_conversion_states_each_number_that_a_proof_needs():
    step = SYSTEM.canonical("0.35 USD/h", iri("tw:USD-PER-SEC"))
    assert (step.written_value, step.written_unit) == (Decimal("0.35"), "USD/h")
    assert (step.factor, step.divisor, step.offset) == (1, 3600, 0)
    assert step.lexical == "0.000097222222222222"


def test_a_bare_number_has_no_unit_of_its_own():
    assert SYSTEM.parse_quantity("0.95") == (Decimal("0.95"), None)


def test_a_number_and_a_unit_iri_convert_like_their_text():
    stated = SYSTEM.convert(Decimal(512), SYSTEM.unit(iri("unit:KibiBYTE")), iri("unit:BYTE"))
    assert stated == SYSTEM.canonical("512 KiB", iri("unit:BYTE"))


def test_two_units_with_one_spelling_are_refused():
    one, two = (Unit(name, "x", name, spellings=("x",)) for name in ("a", "b"))
    with pytest.raises(DefinitionError):
        UnitSystem({"a": one, "b": two})


@pytest.mark.parametrize("unit", SYSTEM.units.values(), ids=lambda unit: unit.iri)
def test_a_canonical_unit_is_its_own_measure(unit):
    base = SYSTEM.unit(unit.canonical)
    assert (base.canonical, base.ratio, base.offset) == (base.iri, 1, 0)


MULTIPLIER = {
    s: Fraction(o)
    for s, p, o in UNITS
    if p == QUDT + "conversionMultiplier"
}
# QUDT measures operations as they are; a MAC is two of them.
COUNTED = [unit for unit in SYSTEM.units.values() if not unit.iri.endswith("OP-PER-SEC")]


@pytest.mark.parametrize("unit", COUNTED, ids=lambda unit: unit.iri)
def test_an_exact_factor_agrees_with_the_multiplier_of_qudt(unit):
    ratio = MULTIPLIER[unit.iri] / MULTIPLIER[unit.canonical]
    assert float(ratio / unit.ratio) == pytest.approx(1, rel=1e-14)


# Where pint's name for a unit is not the one that we show; it knows no MAC, no token and no money.
PINT_NAMES = {"years": "julian_year", "/min": "1/min", "/h": "1/h", "/day": "1/day"}
KNOWN_TO_PINT = {
    iri(name)
    for name in (
        *("unit:SEC", "unit:BYTE", "unit:BIT-PER-SEC", "unit:HZ", "unit:W", "unit:J", "unit:K"),
        *("unit:M", "unit:M-PER-SEC"), "tw:J-PER-BYTE",
    )
}
PINT = {
    unit.iri: PINT_NAMES.get(unit.symbol, unit.symbol)
    for unit in SYSTEM.units.values()
    if unit.canonical in KNOWN_TO_PINT
}


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry(autoconvert_offset_to_baseunit=True)


@pytest.mark.parametrize("name", PINT)
def test_a_unit_converts_as_pint_converts_it(name, registry):
    base = SYSTEM.unit(name).canonical
    theirs = registry.Quantity(7.0, PINT[name]).to(PINT[base]).m
    ours = SYSTEM.convert(Decimal(7), SYSTEM.unit(name), base).value
    assert float(ours) == pytest.approx(theirs, rel=1e-12)


def test_every_unit_that_a_property_declares_is_defined_and_shown_in_its_own_measure():
    used = {*UNIT_OF.values(), *SHOWN_IN.values()}
    assert sorted(used - set(SYSTEM.units)) == []


@given(
    st.sampled_from(sorted(SYSTEM.units)),
    st.decimals(-(10**6), 10**6, allow_nan=False, places=3),
)
def test_a_conversion_there_and_back_gives_the_same_number(name, number):
    unit = SYSTEM.unit(name)
    there = SYSTEM.convert(number, unit, unit.canonical)
    exact = Fraction(number) * Fraction(there.factor) / Fraction(there.divisor)
    assert exact / unit.ratio == Fraction(number)


@given(st.text(max_size=90), st.sampled_from(sorted(SYSTEM.units)))
def test_any_text_is_either_read_or_refused(text, name):
    try:
        assert SYSTEM.canonical(text, name).value.is_finite()
    except QuantityError as refusal:
        assert refusal.expected


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(sorted(SYSTEM.units)))
@example(1.7e308, TW + "USD-PER-DAY")
@example(-1.7e308, UNIT + "PERCENT")
def test_any_value_can_be_shown(value, name):
    assert SYSTEM.show(value, SYSTEM.unit(name).canonical, name)


def unreadable(path: Path) -> list[str]:
    rows = triples(path)
    of = {s: o for s, p, o in rows if p == TW + "figureOf"}
    parts = {TW + "value", TW + "lower", TW + "upper"}
    stated = [(of[s] if p in parts else p, o) for s, p, o in rows if p not in parts or s in of]
    found = []
    for prop, text in stated:
        try:
            if prop in UNIT_OF:
                SYSTEM.canonical(text, UNIT_OF[prop])
        except QuantityError as error:
            found.append(f"{prop}: {error}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_of_the_catalogue_can_be_read(path):
    found = unreadable(path)
    assert not found, "\n".join(found)
