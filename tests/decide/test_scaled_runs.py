"""Runs at another clock, or on another board of the family, are evidence: scaled, and less sure."""

import pytest

from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import nodes, targets
from tierwise.reasoner.namespaces import PREFIXES, tw

# A core at 180 MHz; a cell that says 2 cycles a MAC, and that scaled times lie within a fifth.
WORLD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:site a tw:Site ; tw:hasNode cat:node ; tw:dataArisesAt cat:node .
cat:node a tw:Node ; tw:instanceOf cat:board ; tw:role tw:device-level .
cat:board a tw:HardwareModel ; tw:hasPart cat:cpu .
cat:other-board a tw:HardwareModel .
cat:cpu a tw:Cpu ; tw:family cat:core ; tw:clock "180 MHz" .
cat:core a tw:UnitFamily .
cat:runtime a tw:Runtime .
cat:support a tw:RuntimeSupport ; tw:runtime cat:runtime ; tw:onFamily cat:core .
cat:variant a tw:ModelVariant ; tw:numericType tw:int8 ; tw:macs 1800000 .
cat:factor a tw:EfficiencyFactor ; tw:factorFamily cat:core ; tw:factorNumericType tw:int8 ;
    tw:costPerMac 2 ; tw:cyclesPerOperator 0 ; tw:coresExponent 0 ; tw:busExponent 0 ;
    tw:hasFigure [ tw:figureOf tw:timeSpread ; tw:value 1.0 ; tw:lower 0.5 ; tw:upper 2.0 ] ,
        [ tw:figureOf tw:similarSpread ; tw:value 1.0 ; tw:lower 0.8 ; tw:upper 1.2 ] .
"""
RUN = """
cat:run-{place} a tw:Measurement ; tw:ofVariant cat:variant ; tw:onHardware cat:{place} ;
    tw:measuredFamily cat:core ; tw:withRuntime cat:runtime ; tw:outcome tw:ran ;
    tw:measuredLatency "{latency} ms" ; tw:measuredClock "{clock} MHz" .
"""


@pytest.fixture(scope="module")
def time_of(knowledge_of):
    """Return the maker of times: least, central and greatest in ms, with some runs stated."""
    def time_of_(*runs):
        text = WORLD + "".join(RUN.format(place=p, latency=t, clock=c) for p, t, c in runs)
        knowledge = knowledge_of(text)
        asked = Question("task", PREFIXES["cat"] + "variant", None, tw("int8"), None)
        cell = Columns(knowledge, [asked], targets(knowledge, nodes(knowledge)), {}).cell
        return [1e3 * cell("inferenceTime", each, 0, 0) for each in ("low", "middle", "high")]

    return time_of_


def test_without_a_run_the_time_is_estimated(time_of):
    assert time_of() == pytest.approx([10, 20, 40])


def test_a_run_at_the_clock_counts_as_measured(time_of):
    assert time_of(("board", 15, 180), ("other-board", 5, 216)) == pytest.approx([15, 15, 15])


def test_a_run_at_another_clock_is_scaled_by_it_and_less_sure(time_of):
    assert time_of(("board", 10, 216)) == pytest.approx([9.6, 12, 14.4])


def test_a_run_on_another_board_of_the_family_is_scaled_by_the_clock(time_of):
    assert time_of(("other-board", 10, 216)) == pytest.approx([9.6, 12, 14.4])
