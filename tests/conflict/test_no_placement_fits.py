"""No placement of a pipeline fits: what conflicts, over all of its tasks, flows and the whole."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

import tierwise
from tierwise.reasoner.change_set import Change
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.verdict import Verdict

EXAMPLES = Path(tierwise.__file__).parent / "examples"
SITE = [EXAMPLES / "factory-three-levels.ttl", EXAMPLES / "hybrid-pipeline.ttl"]
# Few nodes, so that every subset can be placed anew.
SMALL = "factory.hasNode=press-sensor,hall-gateway,cloud-t4"
UNFIT = {
    "too slow as a whole": ["press-monitoring.endToEndDeadline=1 ms"],
    "a task too slow": ["detect-anomaly.deadline=1 us"],
    "a flow too slow, from where it must be shown to where it must be kept": [
        "findings.flowDeadline=1 ms"
    ],
}


@pytest.fixture(scope="module")
def factory() -> Engine:
    return Engine.load(SITE)


@pytest.fixture(scope="module", params=UNFIT)
def unfit(request, factory) -> Engine:
    return factory.changed(factory.read_changes([SMALL, *UNFIT[request.param]]))


def pipeline(engine: Engine) -> str:
    return engine.find("press-monitoring", "Pipeline")


def without(engine: Engine, given_up) -> Verdict:
    """Return the verdict of the pipeline if requirements were not stated, placed anew."""
    changes = [Change(each.thing, each.property, ()) for each in given_up]
    return engine.changed(changes).place_pipeline(pipeline(engine)).verdict


def test_a_pipeline_that_fits_has_no_conflicts(factory):
    assert factory.no_placement_fits(pipeline(factory)) is None


def test_what_a_relaxation_names_frees_a_placement_and_nothing_less_does(unfit):
    found = unfit.no_placement_fits(pipeline(unfit))
    stated = [  # small ones: each subset is placed anew
        each.requirements for each in found.relaxations
        if len(each.requirements) <= 2 and all(r.property for r in each.requirements)
    ]
    assert stated
    for ours in stated:
        less = [each for n in range(len(ours)) for each in combinations(ours, n)]
        assert without(unfit, ours) > Verdict.INFEASIBLE
        assert {without(unfit, each) for each in less} == {Verdict.INFEASIBLE}


def test_every_conflict_shares_a_requirement_with_every_relaxation(unfit):
    found = unfit.no_placement_fits(pipeline(unfit))
    pairs = [
        (set(conflict.requirements), set(relaxation.requirements))
        for conflict in found.conflicts for relaxation in found.relaxations
    ]
    assert pairs and all(one & other for one, other in pairs)


def test_a_task_that_is_too_slow_everywhere_conflicts_alone(factory):
    engine = factory.changed(factory.read_changes([SMALL, *UNFIT["a task too slow"]]))
    (conflict,) = engine.no_placement_fits(pipeline(engine)).conflicts
    assert [(local_name(e.thing), e.name) for e in conflict.requirements] == [
        ("detect-anomaly", "deadline")
    ]
