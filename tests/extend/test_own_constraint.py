"""A constraint of one's own, written in YAML alone, decides and is proved; the checker agrees."""

import json

import pytest

from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.engine import Engine

from .test_templates import written

FIGURES = """@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix my: <https://example.org/my#> .
cat:esp32-s3 my:deviceDepthOfProduct "0.031 m" .
cat:keyword-spotting my:deviceDepthAllowed "{allowed}" .
"""


@pytest.fixture
def proof_of(tmp_path):
    """Return the document of the proof for a depth that is allowed."""
    constraint = written(tmp_path, "constraint", "device-depth")

    def prove(allowed):
        figures = tmp_path / "figures.ttl"
        figures.write_text(FIGURES.format(allowed=allowed), encoding="utf-8")
        engine = Engine.load([constraint, figures])
        task, node = (
            engine.find(name, kind) for name, kind in (
                ("keyword-spotting", "Task"), ("esp32-s3", "Node"),
            )
        )  # fmt: skip
        return proof_document(engine.knowledge, engine.explain(task, node))

    return prove


def said(document):
    """Return what the proof says of the constraint itself, once for all candidates."""
    found = {
        each["conclusion"].partition(" [")[0] for each in document["inferences"]
        if each.get("constraint") == "device-depth"
    }
    return found.pop() if len(found) == 1 else found


def test_it_fails_one_millimetre_short_and_says_both_numbers(proof_of):
    assert said(proof_of("0.03 m")) == (
        "is 0.031 m deep, the housing holds 0.03 m: 0.001 m too much"
    )


def test_it_passes_at_equality(proof_of):
    assert said(proof_of("0.031 m")) == "is 0.031 m deep, the housing holds 0.031 m: 0 m to spare"


def test_the_checker_accepts_its_proof(proof_of, checker):
    assert checker.check(json.dumps(proof_of("0.03 m"))).refusals == ()
