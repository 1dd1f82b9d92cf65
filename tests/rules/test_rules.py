"""Each rule fires in a case of its own, and is silent in the nearest case to that."""

from __future__ import annotations

from pathlib import Path

import pytest

import tierwise
from tierwise.reasoner.infer.fixpoint import infer
from tierwise.reasoner.infer.strata import stratified

HERE = Path(__file__).parent
RULES = Path(tierwise.__file__).parent / "queries" / "rules"
NAMES = sorted(each.stem for each in RULES.glob("*.rq"))


def test_each_rule_has_a_fixture_and_each_fixture_a_rule():
    assert sorted(each.stem for each in HERE.glob("*.trig")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_concludes_what_its_fixture_says_and_nothing_else(name, graph, shipped):
    found = infer(graph(name, "fires"), stratified([shipped[name]]))
    assert set(found) == set(graph(name, "concludes").triples)
    assert set(found.values()) == {name}


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_is_silent_in_the_nearest_case_in_which_it_does_not_fire(name, graph, shipped):
    facts = graph(name, "silent")
    assert facts.triples
    assert infer(facts, stratified([shipped[name]])) == {}


def test_a_price_in_a_sentence_has_its_currency(shipped):
    said = shipped["driver-d4-bandwidth-expensive"].says
    assert "{price} USD" in said and "{limit} USD" in said
