"""What is no proof gets a clear sentence, and never a traceback."""

import json

import pytest
from click.testing import CliRunner

from tierwise.cli.check import check_command
from tierwise.cli.main import cli

from .conftest import SITE, node_document

TEXTS = {
    "empty": ("", "is not JSON"),
    "not JSON": ("once upon a time", "is not JSON"),
    "not UTF-8": (b"\xff\xfe\x00", "is not JSON"),
    "a list": ("[]", "a proof is a JSON object, and this is a list"),
    "a number": ("7", "this is a number"),
    "another object": ('{"a": 1}', "finalConclusion and inferences, which are missing"),
    "NaN": ('{"finalConclusion": NaN}', "NaN is no number of JSON"),
    "a number too long": (f'{{"a": {"9" * 5000}}}', "is not JSON"),
    "a name twice": ('{"a": 1, "a": 2}', "has a name twice"),
    "nested": ("[" * 100_000, "nested too deeply"),
    "nested objects": ('{"a":' * 100_000, "nested too deeply"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_no_proof_is_refused_with_why(name, checker):
    text, why = TEXTS[name]
    report = checker.check(text)
    assert not report.holds
    assert why in str(report.refusals[0])


def test_a_file_of_more_than_50_mb_is_not_read_on(checker):
    assert "at most" in str(checker.check(" " * (51 * 2**20)).refusals[0])


def document(**changes):
    step = {"conclusion": "a", "ruleName": "fact", "premises": [], "kind": "fact",
            "triple": ["urn:a", "urn:b", "urn:c"], "file": "x.ttl", "line": 1, "source": None}
    found = {"finalConclusion": "a", "site": None, "files": [], "inferences": [step | changes]}
    return json.dumps(found)


STEPS = {
    "an unknown kind": ({"kind": "revelation"}, "the kind of step is not known"),
    "a field too many": ({"colour": "red"}, "a fact has other fields"),
    "a line that is a text": ({"line": "1"}, "line is not of its type"),
    "a triple of two": ({"triple": ["a", "b"]}, "triple is not of its type"),
    "premises that are no list": ({"premises": "a"}, "the premises of an inference"),
    "a conclusion that is a number": ({"conclusion": 3}, "an inference is an object with"),
    "no files": ({}, "does not say which files"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_another_shape_is_refused(name, checker):
    changes, why = STEPS[name]
    assert why in str(checker.check(document(**changes)).refusals[0])


def test_a_file_of_the_user_that_is_gone_is_named(factory, refused):
    found = node_document(factory, "keyword-spotting", "press-sensor")
    found["files"][-1]["file"] = "gone.ttl"
    assert "gone.ttl: the proof rests on this file" in str(refused(found))


def test_the_command_says_how_many_steps_hold(factory, tmp_path):
    file = tmp_path / "proof.json"
    found = node_document(factory, "keyword-spotting", "press-sensor")
    file.write_text(json.dumps(found), encoding="utf-8")
    result = CliRunner().invoke(check_command, [str(file), "--file", SITE], standalone_mode=False)
    assert result.output == f"checked: {len(found['inferences'])} steps, proof holds\n"
    assert result.return_value == 0


def test_the_command_names_what_is_wrong_and_ends_with_1(tmp_path):
    file = tmp_path / "proof.json"
    file.write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", str(file)], standalone_mode=False)
    assert result.output.startswith("refused\na proof has finalConclusion and inferences")
    assert result.return_value == 1


def test_a_proof_that_is_not_there_is_a_wrong_call():
    assert CliRunner().invoke(cli, ["check", "nowhere.json"]).exit_code == 2
