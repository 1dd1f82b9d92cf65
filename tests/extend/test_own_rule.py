"""A rule or a question of one's own is a file: no Python."""

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import DefinitionError
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.query import question

from .test_templates import written


def test_a_rule_of_ones_own_infers_facts_and_proves_them_in_its_own_words(tmp_path):
    engine = Engine.load([written(tmp_path, "rule", "remote-by-air")])
    board = engine.find("esp32-s3", "Node")
    proof = engine.explain_fact((board, tw("updateMode"), tw("remote-deployment")))
    said = "esp32-s3 takes remote updates, because it updates over the air."
    assert proof.root.sentence.endswith(said) or said in str(proof.root)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("?board tw:updateMode tw:remote-deployment }", "?other tw:updateMode tw:x }", "other"),
    ("# says:", "# sayz:", "says"),
    ("CONSTRUCT", "SELECT", "CONSTRUCT"),
])  # fmt: skip
def test_a_rule_that_is_not_sound_is_refused_at_its_line(old, new, told, tmp_path):
    rule = written(tmp_path, "rule", "remote-by-air")
    rule.write_text(rule.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=told) as caught:
        Engine.load([rule])
    assert caught.value.place.file == str(rule)


def test_a_question_of_the_collection_is_asked_by_its_name(tmp_path, monkeypatch):
    written(tmp_path, "question", "boards-with-camera")
    monkeypatch.setenv("TIERWISE_COLLECTION", str(tmp_path))
    asked = question("boards-with-camera")
    assert asked.sentence == "Which boards have a camera?" and "tw:camera" in asked.query
