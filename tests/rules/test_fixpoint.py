"""What follows depends on the facts and the rules, and not on their order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.errors import DefinitionError
from tierwise.reasoner.facts import Facts, Triple
from tierwise.reasoner.infer.fixpoint import infer
from tierwise.reasoner.infer.strata import stratified


@pytest.fixture(scope="module")
def every_fact(shipped, graph) -> list[Triple]:
    """Return the facts of all fixtures, in which each rule fires; names are kept apart by rule."""
    found = [
        tuple(term.replace("/rule#", f"/{name}#") for term in triple)
        for name in shipped
        for triple in graph(name, "fires").triples
    ]
    return list(dict.fromkeys(found))


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_of_rules_and_of_facts_does_not_matter(data, shipped, every_fact):
    facts = data.draw(st.lists(st.sampled_from(every_fact), unique=True, min_size=80))
    rules = sorted(shipped.values(), key=lambda each: each.name)
    shuffled = data.draw(st.permutations(facts)), data.draw(st.permutations(rules))
    expected = infer(Facts(tuple(facts)), stratified(rules))
    assert infer(Facts(tuple(shuffled[0])), stratified(shuffled[1])) == expected


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_nothing_follows_from_what_followed(data, shipped, every_fact):
    drawn = data.draw(st.lists(st.sampled_from(every_fact), unique=True, min_size=80))
    facts, rules = Facts(tuple(drawn)), stratified(shipped.values())
    assert infer(facts.with_triples(infer(facts, rules)), rules) == {}


def test_the_facts_of_all_fixtures_together_make_every_rule_fire(shipped, every_fact):
    found = infer(Facts(tuple(every_fact)), stratified(shipped.values()))
    assert set(found.values()) == set(shipped)


def test_a_negated_fact_that_a_rule_concludes_is_seen_whatever_the_names(rule):
    facts = Facts((("urn:x", "https://example.org/rule#q", "urn:y"),))
    for first, then in (("a", "b"), ("b", "a")):
        rules = [rule(first, "?x :p ?y", "?x :q ?y ."),
                 rule(then, "?x :r ?y", "?x :q ?y . FILTER NOT EXISTS { ?x :p ?y }")]
        assert set(infer(facts, stratified(rules)).values()) == {first}


def test_a_rule_that_joins_too_much_is_refused(rule):
    facts = Facts(tuple((f"urn:{n}", "https://example.org/rule#q", f"urn:{n}") for n in range(501)))
    crossing = rule("cross", "?x :p ?y", "?x :q ?x . ?y :q ?y .")
    with pytest.raises(DefinitionError, match="too much follows by rule cross"):
        infer(facts, stratified([crossing]))
