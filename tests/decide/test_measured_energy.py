"""A measured energy of an inference counts; else it is the node's power while it computes."""

import pytest

from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import nodes, targets
from tierwise.reasoner.namespaces import PREFIXES, tw

# Ten inferences a second of 20 ms each, at 50 mW: 1 mJ each and 10 mW, and 1 mW of sleep.
WORLD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:site a tw:Site ; tw:hasNode cat:node ; tw:dataArisesAt cat:node .
cat:node a tw:Node ; tw:instanceOf cat:board ; tw:role tw:device-level .
cat:board a tw:HardwareModel ; tw:hasPart cat:cpu ; tw:activePower "50 mW" ; tw:sleepPower "1 mW" .
cat:cpu a tw:Cpu ; tw:family cat:core .
cat:core a tw:UnitFamily .
cat:runtime a tw:Runtime .
cat:support a tw:RuntimeSupport ; tw:runtime cat:runtime ; tw:onFamily cat:core .
cat:task a tw:Task ; tw:hasVariant cat:variant ; tw:inputRate "10 Hz" .
cat:variant a tw:ModelVariant ; tw:numericType tw:int8 ; tw:macs 1800000 .
cat:run a tw:Measurement ; tw:ofVariant cat:variant ; tw:onHardware cat:board ;
    tw:measuredFamily cat:core ; tw:withRuntime cat:runtime ; tw:outcome tw:ran ;
    tw:measuredLatency "20 ms" {energy} .
"""


@pytest.mark.parametrize(
    ("energy", "each", "mean"),
    [("", 1.0, 11.0), ('; tw:measuredEnergy "0.3 mJ"', 0.3, 4.0)],
    ids=["by power and time", "as measured"],
)
def test_the_energy_of_an_inference_and_the_mean_power_it_comes_to(
    knowledge_of, energy, each, mean
):
    knowledge = knowledge_of(WORLD.format(energy=energy))
    cat = PREFIXES["cat"]
    asked = Question(cat + "task", cat + "variant", None, tw("int8"), None)
    cell = Columns(knowledge, [asked], targets(knowledge, nodes(knowledge)), {}).cell
    found = [1e3 * cell(name, "middle", 0, 0) for name in ("energyPerInference", "averagePower")]
    assert found == pytest.approx([each, mean])
