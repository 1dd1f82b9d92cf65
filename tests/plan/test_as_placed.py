"""`plan` and `place PIPELINE` agree: on the verdict, and on how much drivers speak for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.pipeline import place_pipeline
from tierwise.reasoner.plan.answer import Wish
from tierwise.reasoner.planner import Planner

from .sites import ROOT

SCENARIOS = ("ex-12-predictive-maintenance", "ex-14-fruit-ripeness")
DOOR = "https://example.org/orchard#watch-door"
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


def both(knowledge, pipeline):
    """Return the verdict and the score of drivers of both; no score where nothing is feasible."""
    placed = place_pipeline(knowledge, pipeline)
    planned = Planner(knowledge).plan([local_name(pipeline)], Wish("levels"))
    best = planned.recommended
    return (
        (placed.verdict, placed.score if best else None),
        (planned.verdict, best.score if best else None),
    )


@pytest.mark.parametrize("site", SCENARIOS)
def test_pipelines_of_scenarios_are_planned_as_they_are_placed(site):
    known = Engine.load([ROOT / f"examples/scenarios/{site}.ttl"]).knowledge
    [pipeline] = known.facts.instances(tw("Pipeline"))
    placed, planned = both(known, pipeline)
    assert placed == planned


@settings(max_examples=4, deadline=None)
@given(asked=CHANGES)
def test_a_pipeline_is_planned_as_it_is_placed_whatever_is_asked_of_it(orchard, asked):
    changes = orchard.read_changes([f"{name}={value}" for name, value in asked.items()])
    placed, planned = both(orchard.changed(changes).knowledge, DOOR)
    assert placed == planned
