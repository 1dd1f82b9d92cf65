"""Weights that are read from memory outside the chip cost time by their bytes."""

import pytest

from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import nodes, targets
from tierwise.reasoner.namespaces import PREFIXES, tw

# A million MACs of two cycles and 100,000 bytes of fifty at 100 MHz: 20 ms, and 50 ms outside.
WORLD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:site a tw:Site ; tw:hasNode cat:node ; tw:dataArisesAt cat:node .
cat:node a tw:Node ; tw:instanceOf cat:board ; tw:role tw:device-level .
cat:board a tw:HardwareModel ; tw:hasPart cat:cpu , cat:ram , cat:flash .
cat:cpu a tw:Cpu ; tw:family cat:core ; tw:clock "100 MHz" ; tw:worksIn cat:ram ;
    tw:readsInPlace cat:flash .
cat:ram a tw:SramPool .
cat:flash a tw:FlashPool {outside} .
cat:core a tw:UnitFamily .
cat:support a tw:RuntimeSupport ; tw:runtime cat:runtime ; tw:onFamily cat:core .
cat:runtime a tw:Runtime .
cat:variant a tw:ModelVariant ; tw:numericType tw:int8 ; tw:macs 1000000 ;
    tw:modelBytes "100000 B" .
cat:factor a tw:EfficiencyFactor ; tw:factorFamily cat:core ; tw:factorNumericType tw:int8 ;
    tw:costPerMac 2 ; tw:cyclesPerOperator 0 ; tw:coresExponent 0 ; tw:busExponent 0 {cost} ;
    tw:hasFigure [ tw:figureOf tw:timeSpread ; tw:value 1.0 ; tw:lower 0.5 ; tw:upper 2.0 ] .
"""
OUTSIDE, COST = "; tw:outsideChip 1", '; tw:costOfExternal "50 cycle/B"'


def times(knowledge_of, outside: str, cost: str) -> dict[str, float | None]:
    """Return the time of each layout in ms, by the pool of the weights; None where unknown."""
    knowledge = knowledge_of(WORLD.format(outside=outside, cost=cost))
    asked = Question("task", PREFIXES["cat"] + "variant", None, tw("int8"), None)
    places = targets(knowledge, nodes(knowledge))
    cell = Columns(knowledge, [asked], places, {}).cell
    found: dict[str, float | None] = {}
    for place, each in enumerate(places):
        time = cell("estimatedTime", "middle", 0, place)
        is_known = cell("estimatedTime", "bound", 0, place)
        found[(each.weight_pool or "").rpartition("#")[2]] = round(1e3 * time) if is_known else None
    return found


@pytest.mark.parametrize(
    ("outside", "cost", "expected"),
    [
        ("", COST, {"ram": 20, "flash": 20}),
        (OUTSIDE, COST, {"ram": 20, "flash": 70}),
        (OUTSIDE, "", {"ram": 20, "flash": None}),
    ],
    ids=["flash of the chip costs nothing", "outside it costs", "what it costs is not known"],
)
def test_weights_outside_the_chip_cost_time_by_their_bytes(
    knowledge_of, outside, cost, expected
):
    assert times(knowledge_of, outside, cost) == expected
