"""Runs of one candidate that contradict each other are a finding with both lines."""

from pathlib import Path

import pytest

from tierwise.reasoner.validate import Finding, validate
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

HEAD = """@prefix ex: <https://example.org/acme#> .
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
"""
RUN = """ex:{name} a tw:Measurement ; tw:ofVariant cat:mlperf-tiny-kws-int8 ;
    tw:onHardware cat:{hardware} ; tw:withRuntime cat:tflm ; tw:outcome tw:{outcome} .
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bundled_vocabulary()


@pytest.fixture
def told(tmp_path: Path, vocabulary: Vocabulary):
    def findings(*runs: tuple[str, str, str]) -> list[Finding]:
        path = tmp_path / "runs.ttl"
        text = [RUN.format(name=n, hardware=h, outcome=o) for n, h, o in runs]
        path.write_text(HEAD + "".join(text), encoding="utf-8")
        found = validate([path], vocabulary).findings
        return [each for each in found if "contradict" in each.message]

    return findings


def test_a_run_that_worked_and_one_that_failed_are_told_with_both_lines(told) -> None:
    [finding] = told(("one", "esp32-s3", "ran"), ("two", "esp32-s3", "out-of-memory"))
    assert finding.severity == "warning" and finding.place.line == 7
    assert "tw:out-of-memory at" in finding.found and "runs.ttl:5" in finding.found


@pytest.mark.parametrize("other", [("esp32-s3", "ran"), ("nucleo-l4r5zi", "out-of-memory")])
def test_runs_that_agree_or_are_of_different_hardware_are_not_told(told, other) -> None:
    assert told(("one", "esp32-s3", "ran"), ("two", *other)) == []
