"""An operator that an accelerator lacks falls back to the processor: that is a condition."""


import pytest

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
