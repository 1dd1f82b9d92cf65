"""What is told of the parts of a placement, judged one by one, makes the verdict of the plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.plan.answer import Wish
from tierwise.reasoner.planner import Planner
from tierwise.reasoner.verdict import Verdict

from .sites import ROOT

SCENARIOS = ("ex-12-predictive-maintenance", "ex-14-fruit-ripeness")
ORCHARD = "https://example.org/orchard#"
# What is asked of the pipeline at the door: each moves what is feasible.
ASKED = {
    "see-person.deadline": ("5 ms", "64 ms", "90 ms", "1 s"),
    "sightings.flowDeadline": ("1 ms", "20 ms", "200 ms"),
    "see-person.worksOffline": ("0", "1"),
    "see-person.inputRate": ("1 Hz", "20 Hz", "2 kHz"),
    "count-persons.minimumAvailability": ("99 %", "99.99 %"),
}
CHANGES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in ASKED.items()}
)


@pytest.fixture(scope="module")
def orchard():
    """Return the example orchard, to be asked what would be if something changed."""
    return Engine.load([ROOT / "examples/orchard.ttl"])


def told(placed):
    """Return the least verdict of the parts of a placement."""
    parts = [*placed.placements.values(), *placed.flows, placed.end_to_end]
    return min(Verdict.FEASIBLE, *(each.verdict for each in parts))


@pytest.mark.parametrize("site", SCENARIOS)
def test_the_parts_of_what_is_placed_in_scenarios_make_its_verdict(site):
    engine = Engine.load([ROOT / f"examples/scenarios/{site}.ttl"])
    [pipeline] = engine.knowledge.facts.instances(tw("Pipeline"))
    placed = engine.place_pipeline(pipeline)
    assert told(placed) == placed.verdict


@settings(max_examples=4, deadline=None)
@given(asked=CHANGES)
def test_the_parts_make_the_verdict_whatever_is_asked(orchard, asked):
    changes = orchard.read_changes([f"{name}={value}" for name, value in asked.items()])
    placed = orchard.changed(changes).place_pipeline(ORCHARD + "watch-door")
    assert told(placed) == placed.verdict
    assert bool(placed.failed) == (placed.verdict == Verdict.INFEASIBLE)


def test_a_pipeline_is_placed_by_what_it_prefers(orchard):
    placed = orchard.place_pipeline(ORCHARD + "guard-gates")
    best = Planner(orchard.knowledge).plan(["guard-gates"], Wish("cost")).recommended
    assert {local_name(task): each.node for task, each in placed.placements.items()} == {
        local_name(each.task): each.node for each in best.placed
    }
    assert placed.decided_by == "decided by cost"
