"""Figures that can't be: a slip of units, and a run faster than the hardware's peak rate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.reasoner.bundle import measured_sources
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.validate import Finding, validate
from tierwise.reasoner.validate.peaks import beyond_peak
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

HEAD = """
@prefix ex: <https://example.org/acme#> .
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:sheet a tw:Source ; rdfs:label "s"@en ; dcterms:title "s" ; dcterms:identifier "urn:s" .
"""
BOARD = """
ex:board a tw:MicrocontrollerBoard ; rdfs:label "board"@en ; tw:standing tw:datasheet ;
    dcterms:source ex:sheet ; tw:hasPart ex:cpu , ex:sram ; tw:typicalRole tw:device-level .
ex:cpu a tw:Cpu ; rdfs:label "CPU"@en ; tw:family cat:cortex-m4 ; tw:clock "{clock}" ;
    tw:worksIn ex:sram .
ex:sram a tw:SramPool ; rdfs:label "SRAM"@en ; tw:capacity "{sram}" .
"""
RUN = """
ex:run a tw:Measurement ; rdfs:label "run"@en ; tw:ofVariant cat:resnet50-int8 ;
    tw:onHardware cat:jetson-agx-orin ; tw:withRuntime cat:tensorrt ;
    tw:measuredFamily cat:ampere-gpu ; tw:outcome tw:ran ; tw:measuredLatency "{latency}" ;
    tw:standing tw:measured ; dcterms:source ex:sheet .
"""


TASK = """
ex:listen a tw:Task ; rdfs:label "listen"@en ; tw:function tw:detect ; tw:standing tw:assumed ;
    dcterms:source ex:sheet ; tw:usesModel cat:mlperf-tiny-kws ; {stated} .
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bundled_vocabulary()


def findings(text: str, folder: Path, vocabulary: Vocabulary) -> list[Finding]:
    path = folder / "mine.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    return list(validate([path], vocabulary).findings)


def slips(text: str, folder: Path, vocabulary: Vocabulary) -> list[str | None]:
    found = findings(text, folder, vocabulary)
    return [each.found for each in found if each.message.endswith("looks like a slip of units")]


def test_a_board_among_its_peers_has_no_slip(tmp_path, vocabulary):
    assert slips(BOARD.format(clock="64 MHz", sram="256 KiB"), tmp_path, vocabulary) == []


SLIPS = {
    "1024 times too much": ("64 MHz", "256 MiB", "256 MiB"),
    "1024 times too little": ("64 MHz", "256 B", "256 B"),
    "1000 times too fast": ("64 GHz", "256 KiB", "64 GHz"),
    "1000 times too slow": ("64 kHz", "256 KiB", "64 kHz"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_figure_a_step_of_units_off_its_peers_is_told(name, tmp_path, vocabulary):
    clock, sram, found = SLIPS[name]
    assert slips(BOARD.format(clock=clock, sram=sram), tmp_path, vocabulary) == [found]


def test_a_slip_names_the_range_of_its_peers_and_its_line(tmp_path, vocabulary):
    (slip,) = [
        each for each in findings(BOARD.format(clock="64 MHz", sram="1 GiB"), tmp_path, vocabulary)
        if "slip" in each.message
    ]
    assert (slip.place.line, slip.severity) == (13, "warning")
    assert slip.expected.startswith("32 KiB to ")


def test_a_run_within_the_peak_rate_conforms(tmp_path, vocabulary):
    assert findings(RUN.format(latency="0.64 ms"), tmp_path, vocabulary) == []


def test_a_run_faster_than_the_peak_rate_violates_it(tmp_path, vocabulary):
    found = findings(RUN.format(latency="0.64 us"), tmp_path, vocabulary)
    (finding,) = [each for each in found if each.severity == "violation"]
    assert finding.message == "run is faster than the peak rate of the hardware"
    assert finding.place.line == 11


def test_no_run_that_comes_along_is_faster_than_its_hardware(vocabulary):
    facts = Facts.of(
        fact for each in measured_sources() for fact in parse_turtle(each.text, each.name)
    )
    assert [each.message for each in beyond_peak(facts, vocabulary)] == []


@pytest.mark.parametrize(("stated", "meant"), [
    ('tw:batteryLife "1 yr"', "tw:minimumBatteryLife"),
    ('tw:hasFigure [ a tw:Figure ; tw:figureOf tw:batteryLife ; tw:value "1 yr" ]',
     "tw:minimumBatteryLife"),
    ('tw:pathHops 2', ""),
])
def test_a_requirement_by_the_name_of_a_result_is_refused(stated, meant, tmp_path, vocabulary):
    """It would be asked of nobody, and every verdict would be a yes to it."""
    (found,) = (each for each in findings(TASK.format(stated=stated), tmp_path, vocabulary)
                if each.rule == "stated-result")
    assert found.severity == "violation" and meant in (found.hint or "")


def test_a_requirement_by_its_own_name_is_no_finding(tmp_path, vocabulary):
    assert not findings(
        TASK.format(stated='tw:minimumBatteryLife "1 yr"'), tmp_path, vocabulary)


@pytest.mark.parametrize(("stated", "says"), [
    ("tw:function tw:camera", "there are tw:correlate, tw:detect, tw:infer, tw:sense"),
    ("tw:function tw:detect ; tw:usesModel ex:mine", "give the one that does as well"),
])
def test_a_thing_of_a_wrong_class_is_told_with_what_may_be_meant(
    stated, says, tmp_path, vocabulary
):
    text = "ex:see a tw:Task ; rdfs:label \"see\"@en ; tw:standing tw:assumed ;" \
        f" dcterms:source ex:sheet ; {stated} ."
    hints = [each.hint or "" for each in findings(text, tmp_path, vocabulary)
             if each.severity == "violation"]
    assert [each for each in hints if says in each] == hints and hints


def test_a_name_that_another_namespace_has_is_what_was_meant(tmp_path, vocabulary):
    text = 'ex:mine tw:extends cat:nucleo-wl55jc ; rdfs:label "mine"@en ; tw:without tw:sigfox .'
    (hint,) = (each.hint for each in findings(text, tmp_path, vocabulary)
               if each.rule == "undefined-name")
    assert hint == "did you mean cat:sigfox?"
