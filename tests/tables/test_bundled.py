"""The measured runs of the catalogue: whole, apart from it, and as their sources say."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import tierwise
from tierwise.reasoner.bundle import bundled_sources, measured_sources
from tierwise.reasoner.namespaces import DCTERMS, PREFIXES, RDF_TYPE, tw
from tierwise.reasoner.source import Source

MEASURED = Path(tierwise.__file__).parent / "ontology" / "catalog" / "measured"
FILES = sorted(MEASURED.glob("**/*.ttl"))
LINKS = {
    tw(name): tw(class_)
    for name, class_ in (
        ("ofVariant", "ModelVariant"), ("onHardware", "HardwareModel"), ("withRuntime", "Runtime"),
        ("measuredFamily", "UnitFamily"), ("outcome", "Outcome"),
    )
} | {DCTERMS + "source": tw("Source")}
LINKS_OF_CANDIDATE = list(LINKS)[:4]
Row = dict[str, list[str]]


def rows_of(path: Path) -> dict[str, Row]:
    """Return what is said of each run, with terms as texts."""
    found: dict[str, Row] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if quad.subject.value.startswith(PREFIXES["cat"]):
            row = found.setdefault(quad.subject.value, {})
            row.setdefault(quad.predicate.value, []).append(quad.object.value)
    return found


@pytest.fixture(scope="module")
def runs() -> dict[str, Row]:
    return {run: row for path in FILES for run, row in rows_of(path).items()}


def test_all_runs_of_the_tables_are_there(runs):
    assert len(runs) == 4885


def test_no_run_stands_in_two_modules(runs):
    assert sum(len(rows_of(path)) for path in FILES) == len(runs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(MEASURED)))
def test_a_module_stays_under_600_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 600


@pytest.mark.parametrize("property_", LINKS, ids=lambda iri: iri.rpartition("#")[2])
def test_a_run_names_what_the_catalogue_defines(property_, runs, catalogue):
    known = set(catalogue.facts.instances(LINKS[property_]))
    stray = {run for run, row in runs.items() if not known.issuperset(row.get(property_, [""]))}
    assert stray == set()


def test_a_run_has_one_of_each_that_says_what_was_run(runs):
    several = {
        run for run, row in runs.items() for each in LINKS if len(row.get(each, [])) != 1
    }
    assert several == set()


def test_every_figure_of_a_run_can_be_read_in_its_unit(runs, catalogue):
    units = {
        p: catalogue.facts.object(p, PREFIXES["qudt"] + "hasUnit")
        for row in runs.values() for p in row
    }
    read = [
        catalogue.units.canonical(text, unit).value
        for row in runs.values() for p, texts in row.items() for text in texts
        if (unit := units[p]) is not None
    ]
    assert min(read) >= 0


# What the sources print, in their own words.
PRINTED = [
    ("nucleo-l4r5zi-mlperf-tiny-kws-int8-x-cube-ai", "measuredLatency", "43.41785 ms"),
    ("stm32h743-mcunet-vww0-int8-tflm-cmsis-nn", "measuredRam", "163000 B"),
    ("jetson-orin-nano-llama-3.1-8b-int4-mlc-llm", "measuredTokenRate", "19.14 tok/s"),
    ("stm32h747i-disco-ssd-mobilenet-v1-0.25-192-int8-x-cube-ai", "measuredFlash", "565.51 KiB"),
    ("raspberry-pi-4-model-b-4gb-yolov8n-fp32-torchscript", "measuredLatency", "1248.01 ms"),
]


@pytest.mark.parametrize(("run", "property_", "text"), PRINTED)
def test_a_figure_is_what_its_source_prints(run, property_, text, runs):
    stated = {
        each for iri, row in runs.items() if iri.rpartition("-")[0].endswith("#run-" + run)
        for each in row.get(tw(property_), [])
    }
    assert text in stated


def test_memory_that_ran_out_is_a_run_too(runs):
    failed = {
        run.rpartition("#run-")[2].rpartition("-")[0]
        for run, row in runs.items() if row[tw("outcome")] == [tw("out-of-memory")]
    }
    assert failed == {
        "stm32h743-mcunet-in4-int8-tflm", "stm32h743-mcunet-in4-int8-tflm-cmsis-nn"
    }


def measured(asked: str) -> list[str]:
    """Return the measured modules that are read where a file of the user says so much."""
    own = [Source("own.ttl", asked)]
    names = [each.name for each in bundled_sources(own)]
    return [Path(each).stem for each in names if "/measured/" in each]


def test_without_a_file_only_runs_of_models_that_a_bundled_workload_uses_are_read():
    assert measured("") == ["llama-3.1", "mlperf-tiny--releases", "mlperf-tiny", "yolo11m"]


def test_a_file_that_names_a_model_brings_its_runs():
    fresh = set(measured("<#t> tw:usesModel cat:squeezenet-ncnn .")) - set(measured(""))
    assert fresh == {"squeezenet-ncnn", "squeezenet-ncnn--2"}


def test_runs_under_other_conditions_are_for_fitting_and_decide_nothing():
    read = {each.name for each in bundled_sources([Source("own.ttl", "cat:resnet50")])}
    apart = {each.name for each in measured_sources() if "/otherwise/" in each.name}
    assert apart and not apart & read


def test_runs_that_speak_for_their_release_alone_have_modules_of_their_own():
    classes = {
        ("--releases" in path.name, *row[RDF_TYPE])
        for path in FILES for row in rows_of(path).values()
    }
    assert classes == {(False, tw("Measurement")), (True, tw("RunOfRelease"))}


def test_a_run_that_speaks_for_a_release_names_one_that_no_measurement_names(runs, catalogue):
    def candidate(row: Row) -> tuple[str, ...]:
        return tuple(row[each][0] for each in (*LINKS_OF_CANDIDATE, tw("withRelease")))

    read = {run for path in MEASURED.glob("*.ttl") for run in rows_of(path)}
    stated = catalogue.asserted
    taken = {
        tuple(stated.object(run, each) or "" for each in (*LINKS_OF_CANDIDATE, tw("withRelease")))
        for run in stated.instances(tw("Measurement"))
    } | {
        candidate(runs[run]) for run in read
        if runs[run][RDF_TYPE] == [tw("Measurement")] and tw("withRelease") in runs[run]
    }
    apart = {candidate(row) for row in runs.values() if row[RDF_TYPE] == [tw("RunOfRelease")]}
    assert apart and not apart & taken


def test_a_run_names_a_release_of_its_own_runtime(runs, catalogue):
    strays = {
        run for run, row in runs.items() for release in row.get(tw("withRelease"), [])
        if catalogue.facts.object(release, tw("releaseOf")) not in row[tw("withRuntime")]
    }
    assert strays == set()
