"""What explain says: both numbers, the margin, and leaves that can be followed to their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.proof import Step
from tierwise.reasoner.verdict import Verdict

FACTORY = Path(__file__).parents[2] / "examples" / "factory-three-levels.ttl"
TASK = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/x#> .
ex:doorbell a tw:Task ; tw:hasVariant cat:mlperf-tiny-kws-int8 ;
    tw:deadline "10 ms" ; tw:inputRate "10 Hz" ; tw:powerCap "1 W" .
"""


@pytest.fixture(scope="module")
def factory():
    return Engine.load([FACTORY])


@pytest.fixture(scope="module")
def doorbell(tmp_path_factory):
    file = tmp_path_factory.mktemp("task") / "doorbell.ttl"
    file.write_text(TASK, encoding="utf-8")
    return Engine.load([file])


def constraint(engine: Engine, task: str, node: str, name: str) -> Step:
    proof = engine.explain(engine.find(task, "Task"), engine.find(node, "Node"))[0]
    return next(each for each in proof.premises if each.name == name)


def test_an_infeasible_candidate_names_every_failed_constraint_first(factory):
    task = factory.find("vibration-anomaly-detection", "Task")
    proof = factory.explain(task, factory.find("cloud-t4", "Node"))[0]
    failed = [each.name for each in proof.premises if each.verdict == Verdict.INFEASIBLE]
    assert failed == ["offline-operation", "response-deadline"]
    assert [each.name for each in proof.premises[:2]] == failed


def test_a_failed_deadline_has_both_numbers_and_by_how_much(factory):
    step = constraint(factory, "vibration-anomaly-detection", "cloud-t4", "response-deadline")
    assert step.sentence == (
        "takes at least 75.02 ms from input to result, 8 ms are allowed: 67.02 ms too much"
    )


def test_a_measured_run_is_the_leaf_of_a_latency(factory):
    step = constraint(factory, "vibration-anomaly-detection", "press-sensor", "compute-deadline")
    measured = [each for each in step.leaves() if each.standing == "measured"]
    assert [each.place.file for each in measured] == ["ontology/catalog/measurements.ttl"]
    assert "mlcommons/tiny" in (measured[0].source or "") or measured[0].source


def test_every_figure_leaf_says_where_it_was_written(factory):
    task = factory.find("keyword-spotting", "Task")
    for proof in factory.explain(task, factory.find("press-sensor", "Node")):
        leaves = [each for each in proof.leaves() if each.kind in ("figure", "fact")]
        assert [each.sentence for each in leaves if each.place is None] == []


def test_a_missing_figure_is_named_with_the_bound_that_it_must_meet(doorbell):
    step = constraint(doorbell, "doorbell", "nucleo-h7a3zi-q", "power")
    assert step.sentence == (
        "draws unknown, 1 W is allowed: no active power of nucleo-h7a3zi-q is known: "
        "state tw:activePower on it; it passes with at most 1 W"
    )


def test_a_driver_is_proved_from_the_definition_that_it_rests_on(factory):
    task = factory.find("vibration-anomaly-detection", "Task")
    level = factory.explain(task, factory.find("press-sensor", "Node"))[1]
    definitions = [s for each in level.premises for s in each.premises if s.kind == "definition"]
    assert [each.name for each in definitions] == [
        "definition of tw:LatencyCriticalTask", "definition of tw:OfflineTask",
    ]
