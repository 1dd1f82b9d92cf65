"""The worked examples come out as published: verdict, reason, level and the ways out, by facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import PREFIXES, tw
from tierwise.reasoner.placement import NodeResult
from tierwise.reasoner.validate import validate
from tierwise.reasoner.verdict import Verdict

from .conftest import FOLDER, expected

Load = Callable[..., Engine]
Case = dict[str, Any]
EXPECTED = expected()


def cases(of: str, keep: Callable[[Case], bool] = lambda case: True) -> list[Any]:
    """Return (example, case) for each case of a list of the examples."""
    return [
        pytest.param(e, c, id=f"{e['scenario']}: {c.get('placement') or c['says']}")
        for e in EXPECTED for c in e[of] if keep(c)
    ]


examples = pytest.mark.parametrize("example", EXPECTED, ids=[e["scenario"] for e in EXPECTED])


def at(engine: Engine, case: Case) -> NodeResult:
    """Return the result of a task at a node."""
    task, node = engine.find(case["task"], "Task"), engine.find(case["node"], "Node")
    [result] = engine.place([task], [node])
    return result.nodes[0]


def words(engine: Engine, failed: tuple[str, ...]) -> set[str]:
    """Return the words of failed constraints, as the examples use them."""
    return {w for each in failed for w in engine.knowledge.definitions.by_name[each].notations}


@pytest.mark.parametrize(("example", "case"), cases("candidates", lambda c: "node" in c))
def test_a_candidate_has_the_verdict_that_is_stated(
    load: Load, example: Case, case: Case
) -> None:
    assert at(load(example["file"]), case).verdict.word == case["verdict"]


@pytest.mark.parametrize(("example", "case"), cases("candidates", lambda c: c["binding"]))
def test_a_refused_candidate_fails_for_a_reason_that_is_stated(
    load: Load, example: Case, case: Case
) -> None:
    engine = load(example["file"])
    assert words(engine, at(engine, case).failed) & set(case["binding"])


@pytest.mark.parametrize(("example", "case"), cases("candidates", lambda c: "pipeline" in c))
def test_a_split_is_feasible_and_comes_out_hybrid(
    load: Load, example: Case, case: Case
) -> None:
    engine = load(example["file"])
    result = engine.place_pipeline(engine.find(case["pipeline"], "Pipeline"))
    assert (result.verdict.word, result.architecture) == (case["verdict"], tw(case["tier"]))


@examples
def test_the_concluded_level_is_the_recommended_one(load: Load, example: Case) -> None:
    engine, name = load(example["file"]), example["recommended_for"]
    if engine.is_pipeline(name):
        found = engine.place_pipeline(engine.find(name, "Pipeline")).architecture
        assert found == tw(example["recommended_tier"])
    else:
        [result] = engine.place([engine.find(name, "Task")])
        assert result.concluded == (tw(example["recommended_tier"] + "-level"),)


@pytest.mark.parametrize(("example", "case"), cases("ways_out"))
def test_what_would_have_to_change_makes_it_feasible(
    load: Load, example: Case, case: Case
) -> None:
    before = at(load(example["file"]), case)
    after = at(load(example["file"], case["instead_of"], case["put"]), case)
    assert (before.verdict, after.verdict) == (Verdict.INFEASIBLE, Verdict.FEASIBLE)


def test_a_node_that_states_its_runtime_is_judged_with_that_one(load: Load) -> None:
    board = {"task": "detect-person-without-esp-nn", "node": "board-without-esp-nn"}
    file, stated = "ex-01-person-detection.ttl", "tw:installedRuntime cat:tflm ;"
    assert at(load(file), board).target.runtime == PREFIXES["cat"] + "tflm"
    assert at(load(file, stated, ""), board).target.runtime == PREFIXES["cat"] + "esp-nn"


@pytest.mark.parametrize("name", [example["file"] for example in EXPECTED])
def test_the_file_of_an_example_has_no_finding(name: str) -> None:
    assert list(_beyond_tasks_without_a_model(name)) == []


def _beyond_tasks_without_a_model(name: str) -> Iterator[str]:
    """Yield findings; tasks that train or keep data, or whose source names no model, have none."""
    for each in validate([FOLDER / name]).findings:
        if each.severity == "violation" or "the task has no model" not in each.message:
            yield f"{each.place}: {each.message}"


def test_each_file_of_the_folder_is_expected() -> None:
    assert [e["file"] for e in EXPECTED] == sorted(each.name for each in FOLDER.glob("*.ttl"))
