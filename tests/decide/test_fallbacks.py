"""An operator that an accelerator lacks falls back to the processor: a condition, and its time."""

import json

import pytest

from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.engine import Engine

TASK = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix tfl: <https://w3id.org/tierwise/operator/tflite#> .
@prefix ex: <https://example.org/look#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:site a tw:Site ; tw:hasNode ex:board ; tw:dataArisesAt ex:board .
ex:board a tw:Node ; rdfs:label "board"@en ; tw:instanceOf cat:coral-dev-board ;
    tw:role tw:device-level ; tw:installedRuntime cat:edgetpu-runtime .
ex:site tw:hasNode ex:pi .
ex:pi a tw:Node ; rdfs:label "pi"@en ; tw:instanceOf cat:raspberry-pi-5-8gb ;
    tw:role tw:device-level ; tw:hasPart ex:tpu ; tw:installedRuntime cat:edgetpu-runtime .
ex:tpu a tw:Npu ; rdfs:label "Edge TPU"@en ; tw:family cat:edge-tpu ; tw:hasPeakRate ex:peak ;
    tw:onBus cat:raspberry-pi-5-8gb-pcie .
ex:peak a tw:PeakRate ; tw:forNumericType tw:int8 ; tw:peakMacRate "2 TMAC/s" .
ex:pose a tw:Task ; rdfs:label "pose"@en ; tw:hasVariant cat:movenet-lightning-int8 ;
    tw:deadline "100 ms" .
ex:model a tw:Model ; rdfs:label "model"@en .
ex:whole a tw:Task ; rdfs:label "whole"@en ; tw:hasVariant ex:net .
ex:part a tw:Task ; rdfs:label "part"@en ; tw:hasVariant ex:odd-net .
ex:net a tw:ModelVariant ; tw:usesOperator tfl:CONV_2D .
ex:odd-net a tw:ModelVariant ; tw:usesOperator tfl:CONV_2D , tfl:FLOOR_MOD .
ex:net tw:variantOf ex:model ; tw:numericType tw:int8 ; tw:modelFormat tw:tflite ;
    tw:quantisationScheme tw:per-tensor ; tw:modelBytes "1 MB" ; tw:peakActivationBytes "100 KiB" .
ex:odd-net tw:variantOf ex:model ; tw:numericType tw:int8 ; tw:modelFormat tw:tflite ;
    tw:quantisationScheme tw:per-tensor ; tw:modelBytes "1 MB" ; tw:peakActivationBytes "100 KiB" .
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path = tmp_path_factory.mktemp("look") / "look.ttl"
    path.write_text(TASK, encoding="utf-8")
    return Engine.load([path])


@pytest.mark.parametrize(("task", "falls_back"), [("whole", False), ("part", True)])
def test_an_operator_that_the_accelerator_lacks_is_a_condition(engine, task, falls_back):
    [result] = engine.place([engine.find(task, "Task")])
    board = result.nodes[0]
    assert ("operators" in board.conditional, board.failed) == (falls_back, ())


def test_the_proof_names_the_operator_that_falls_back(engine):
    proof = engine.explain(engine.find("part", "Task"), engine.find("board", "Node"))
    assert any("FLOOR_MOD after an undertaking" in step.sentence for step in proof.steps)


def test_the_time_of_what_falls_back_is_proved_and_the_checker_finds_it_again(engine, checker):
    proof = engine.explain(engine.find("pose", "Task"), engine.find("pi", "Node"))
    told = {each.quantity: each for each in proof.steps if hasattr(each, "quantity")}
    shares = [told[f"{each}Time"].number.middle for each in ("kept", "crossing", "handed")]
    assert all(share > 0 for share in shares)
    assert told["inferenceTime"].number.middle == pytest.approx(sum(shares))
    document = json.dumps(proof_document(engine.knowledge, proof))
    assert checker.check(document).refusals == ()


def test_a_proof_that_hands_over_less_is_refused(engine, checker):
    proof = engine.explain(engine.find("pose", "Task"), engine.find("pi", "Node"))
    document = json.dumps(proof_document(engine.knowledge, proof))
    first, other = "movenet-lightning-int8-from-arg-max", "movenet-lightning-int8-from-div"
    assert first in document
    assert checker.check(document.replace(first, other)).refusals
