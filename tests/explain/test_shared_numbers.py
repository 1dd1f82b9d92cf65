"""Proofs stay short: what candidates agree in is proved once, and refused by what is simplest."""

from __future__ import annotations

import pytest

from tierwise.reasoner.explain.verdicts import numbers_of
from tierwise.reasoner.proof import Judgement, Missing, NodeVerdict, Refusal

from .test_proofs import constraint, proof_of

MANY = ("industrial-vision-pipeline", "hall-gateway")


@pytest.fixture(scope="module")
def crowded(factory):
    """Return the proof of a node with many candidates, none of which fits."""
    return proof_of(factory, *MANY)


def test_a_number_is_proved_once_for_all_candidates_that_agree_in_its_choices(crowded):
    numbers = [(e.quantity, e.of) for e in crowded.steps if hasattr(e, "of")]
    assert len(numbers) == len(set(numbers))
    assert len({of for name, of in numbers if name == "inferenceTime"}) < crowded.root.candidates


def test_a_number_names_no_choice_that_it_does_not_depend_on(crowded):
    stated = [e for e in crowded.steps if getattr(e, "quantity", "") == "inferencesPerInput"]
    assert [dict(each.of).keys() for each in stated] == [{"task"}]


def test_a_candidate_is_refused_by_the_constraint_that_needs_the_least_numbers(factory, crowded):
    definitions = factory.knowledge.definitions
    assert isinstance(crowded.root, NodeVerdict)
    for each in (e for e in crowded.premises(crowded.root) if isinstance(e, Refusal)):
        [by] = [e for e in crowded.premises(each) if isinstance(e, Judgement)]
        size = len(numbers_of(definitions, definitions.by_name[by.constraint]))
        assert size <= len(numbers_of(definitions, definitions.by_name["throughput"]))


def test_what_was_fitted_is_not_named_as_what_would_settle_a_verdict(factory, crowded):
    quantities = factory.knowledge.definitions.quantities
    missing = [e for e in crowded.steps if isinstance(e, Missing)]
    fitted = [e for e in missing if not quantities[e.quantity].settles]
    assert fitted  # or the claim is empty
    assert not any(
        factory.knowledge.facts.label(quantities[each.quantity].iri) in (step.margin or "")
        for each in fitted for step in crowded.steps if isinstance(step, Judgement)
    )


def test_what_is_asked_for_and_not_reached_is_short(factory):
    step = constraint(factory, "industrial-vision-pipeline", "hall-gateway", "throughput")
    assert step.margin is not None and step.margin.endswith(" short")
