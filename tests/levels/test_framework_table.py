"""The twelve reference workloads come out where the framework's table has them, because of facts.

Each workload is asked of examples/factory-three-levels.ttl, which offers all three levels.  Each is
asked again with one fact moved, and then the conclusion moves: no rule knows the workload's name.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

import tierwise
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Fact, literal
from tierwise.reasoner.namespaces import PREFIXES, local_name, tw
from tierwise.reasoner.turtle import parse_turtle

ROOT = Path(tierwise.__file__).parent
SITE = ROOT / "examples" / "factory-three-levels.ttl"
WORKLOADS = ROOT / "ontology" / "catalog" / "workloads.ttl"
IRIS = {**PREFIXES, "ex": "https://example.org/factory#"}

TABLE = {
    "keyword-spotting": "device-level",
    "vibration-anomaly-detection": "device-level",
    "small-image-classification": "device-level",
    "gesture-recognition": "device-level",
    "smart-building": "gateway-level",
    "industrial-vision-pipeline": "gateway-level",
    "multi-camera-analytics": "gateway-level",
    "retail-edge-server": "gateway-level",
    "fleet-analytics": "cloud-level",
    "generative-ai-chat": "cloud-level",
    "historical-pattern-recognition": "cloud-level",
    "advanced-predictive-maintenance": "cloud-level",
}


class Move(NamedTuple):
    """A fact of a workload that is replaced, and the level that follows, or what refuses it."""

    workload: str
    property: str
    value: str
    level: str | None = None
    refused_by: str | None = None

    @property
    def task(self) -> str:
        return f"https://example.org/moved#{self.workload}"


MOVES = [
    Move("keyword-spotting", "deadline", "1 ms", refused_by="compute-deadline"),
    Move("vibration-anomaly-detection", "dataArisesAt", "ex:hall-gateway", "gateway-level"),
    Move("small-image-classification", "usesModel", "cat:yolo11m", refused_by="working-memory"),
    Move("gesture-recognition", "needsUi", "tw:local-dashboard", refused_by="local-ui"),
    Move("smart-building", "needsDataOf", "tw:fleet", refused_by="fleet-reach"),
    Move("industrial-vision-pipeline", "privacyScope", "tw:stays-on-device", refused_by="privacy"),
    Move("multi-camera-analytics", "inputRate", "2000 Hz", refused_by="uplink"),
    Move("retail-edge-server", "deadline", "1 ms", refused_by="response-deadline"),
    Move("fleet-analytics", "needsDataOf", "tw:site-sensors", "gateway-level"),
    Move("generative-ai-chat", "worksOffline", "1", "gateway-level"),
    Move("historical-pattern-recognition", "needsDataOf", "tw:site-sensors", "gateway-level"),
    Move("advanced-predictive-maintenance", "worksOffline", "1", refused_by="offline-operation"),
]


def term(text: str) -> str:
    prefix, _, name = text.partition(":")
    return IRIS[prefix] + name if name else literal(text)


def moved(move: Move, stated: list[Fact]) -> list[Fact]:
    """Return the facts of a copy of a workload, with one replaced."""
    place = Place("a moved fact")
    changed = tw(move.property)
    ours = [fact for fact in stated if fact.subject == term(f"cat:{move.workload}")]
    kept = [fact for fact in ours if fact.predicate != changed]
    copied = [Fact(move.task, fact.predicate, fact.object, place) for fact in kept]
    return [*copied, Fact(move.task, changed, term(move.value), place)]


@pytest.fixture(scope="module")
def results():
    stated = [
        fact
        for path in (WORKLOADS, SITE)
        for fact in parse_turtle(path.read_text(encoding="utf-8"), path.name)
    ]
    engine = Engine.load([SITE], extra=[fact for move in MOVES for fact in moved(move, stated)])
    tasks = [term(f"cat:{each}") for each in TABLE] + [move.task for move in MOVES]
    return {result.task: result for result in engine.place(tasks)}


def levels(result) -> list[str]:
    return [local_name(each) for each in result.concluded]


@pytest.mark.parametrize(("workload", "level"), TABLE.items(), ids=TABLE)
def test_a_reference_workload_comes_out_at_the_level_of_the_table(results, workload, level):
    result = results[term(f"cat:{workload}")]
    assert levels(result) == [level]
    assert result.verdict.word == "feasible"


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.workload)
def test_one_moved_fact_moves_the_conclusion(results, move):
    found = levels(results[move.task])
    assert found == ([move.level] if move.level else [])
    assert found != [TABLE[move.workload]]


REFUSALS = [move for move in MOVES if move.refused_by]


@pytest.mark.parametrize("move", REFUSALS, ids=lambda move: move.workload)
def test_the_constraint_that_reads_the_moved_fact_refuses_the_node_of_before(results, move):
    before = results[term(f"cat:{move.workload}")].recommended
    after = [node for node in results[move.task].nodes if node.node == before.node]
    assert [move.refused_by in node.failed for node in after] == [True]


def test_every_workload_of_the_table_has_a_moved_fact():
    assert [move.workload for move in MOVES] == list(TABLE)
