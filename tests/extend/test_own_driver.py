"""A driver and a quantity of one's own are a file each; the checker accepts the proof."""

import json
from pathlib import Path

import pytest

import tierwise
from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.linting import lint
from tierwise.reasoner.namespaces import local_name, tw

from .test_templates import written

EXAMPLES = Path(tierwise.__file__).parent / "examples"
OWN = [EXAMPLES / f"own-{each}" for each in ("constraint.yaml", "quantity.yaml", "driver.yaml")]


@pytest.fixture(scope="module")
def engine():
    return Engine.load([str(each) for each in OWN])


def test_a_driver_is_triggered_by_the_tasks_of_its_class_alone(engine):
    facts = engine.knowledge.facts
    found = facts.subjects(tw("hasDriver"), "https://example.org/my#heavy-input")
    assert sorted(map(local_name, found)) == [
        "advanced-predictive-maintenance", "historical-pattern-recognition",
        "industrial-vision-pipeline", "multi-camera-analytics", "retail-edge-server",
    ]


def test_a_quantity_and_a_driver_stand_in_a_proof_that_the_checker_accepts(engine, checker):
    task, node = (engine.find(*each) for each in (
        ("multi-camera-analytics", "Task"), ("jetson-orin-nano", "Node"),
    ))  # fmt: skip
    document = proof_document(engine.knowledge, engine.explain(task, node))
    said = {each["conclusion"].partition(" [")[0] for each in document["inferences"]}
    assert "brings 19.2 Mbit/s, the inputs take 10 Mbit/s: 9.2 Mbit/s too much" in said
    assert checker.check(json.dumps(document)).refusals == ()


@pytest.mark.parametrize(("kind", "old", "new", "told"), [
    ("driver", "favours: gateway-level", "favours: bus-level", "not defined"),
    ("driver", '  sentence: "{task} has inputs of 50 kB and more, which favours the gateway."\n',
     "", "the sentence of the driver is missing"),
    ("driver", "xsd:minInclusive", "xsd:length", "minInclusive"),
    ("quantity", "unit:BIT-PER-SEC\n  formula", "unit:SEC\n  formula", "dimension"),
    ("quantity", "?inputBytes", "?inputByte", "inputByte"),
])  # fmt: skip
def test_what_is_not_sound_of_them_is_a_finding(kind, old, new, told, tmp_path):
    path = written(tmp_path, kind, "mine")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = lint([path]).findings
    assert any(told in f"{e.message} {e.expected} {e.found}" for e in found), found
