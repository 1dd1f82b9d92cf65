"""A formula has the dimension of the quantity that it is the value of."""

import pytest

from tierwise.reasoner.bundle import load
from tierwise.reasoner.errors import DefinitionError, Place
from tierwise.reasoner.load.dimensions import Dimensions
from tierwise.reasoner.load.formulas import compile_formula

PLACE = Place("mine.ttl", 7)


@pytest.fixture(scope="module")
def dimensions():
    knowledge = load()
    return Dimensions(knowledge.facts, knowledge.definitions.quantities)


@pytest.mark.parametrize(("name", "formula"), [
    ("transferTime", "?inputBytes * 8 / ?pathUplinkRate"),
    ("message", "COALESCE(?messageBytes, ?inputBytes, 0)"),
    ("roundTrip", "IF(?pathHops > 0, 2 * ?pathLatency, 0)"),
    ("roundTrip", "tw:sqrt(?pathLatency * ?pathLatency)"),
    ("busyShare", "?inputRate * ?pathLatency"),
    ("busyShare", "tw:pow(?busyShare, ?coreCount)"),
])  # fmt: skip
def test_what_comes_to_the_dimension_of_its_unit_passes(dimensions, name, formula):
    assert dimensions.check(name, compile_formula(formula, PLACE), PLACE) is None


@pytest.mark.parametrize(("name", "formula", "told"), [
    ("transferTime", "?inputBytes * ?pathUplinkRate", "another dimension"),
    ("transferTime", "?inputBytes + ?pathLatency", "time is added to data"),
    ("message", "tw:max(?inputBytes, ?inputRate)", "compared with"),
    ("message", "IF(?pathLatency > ?inputBytes, ?inputBytes, 0)", "compared with"),
    ("message", "IF(?pathHops > 0, ?inputBytes, ?pathLatency)", "chosen beside"),
    ("busyShare", "tw:pow(?pathLatency, ?coreCount)", "a power that is not fixed"),
])  # fmt: skip
def test_what_does_not_is_refused_at_its_line(dimensions, name, formula, told):
    with pytest.raises(DefinitionError, match=told) as caught:
        dimensions.check(name, compile_formula(formula, PLACE), PLACE)
    assert caught.value.place == PLACE


def test_a_refusal_says_both_dimensions(dimensions):
    with pytest.raises(DefinitionError) as caught:
        dimensions.check("transferTime", compile_formula("?inputBytes", PLACE), PLACE)
    assert (caught.value.expected, caught.value.found) == ("time", "data")
