"""What follows after a change is the same, inferred from what was known or from nothing."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Fact, Facts
from tierwise.reasoner.infer.again import Again
from tierwise.reasoner.infer.fixpoint import infer
from tierwise.reasoner.infer.strata import stratified

PREFIX = "https://example.org/rule#"
# A circle (p both ways, and on), what leads into it and out of it, and what negates it.
RULES = {
    "into": ("?x :p ?y", "?x :t ?y ."),
    "back": ("?y :p ?x", "?x :p ?y ."),
    "on": ("?x :p ?z", "?x :p ?y . ?y :p ?z ."),
    "out": ("?x :q ?y", "?x :p ?y . ?y :r ?y ."),
    "lone": ("?x :s ?x", "?x :r ?x . FILTER NOT EXISTS { ?x :q ?y }"),
    "with-lone": ("?x :p ?x", "?x :u ?x . FILTER NOT EXISTS { ?x :t ?x }"),
}
TRIPLES = [
    *((x, p, y) for p in ("t", "p") for x, y in product("abc", repeat=2)),
    *((x, p, x) for p in ("r", "u") for x in "abc"),
]
SOME = st.sets(st.sampled_from(TRIPLES), max_size=8)


def facts(triples) -> Facts:
    named = sorted(tuple(PREFIX + term for term in each) for each in triples)
    return Facts.of(Fact(*each, Place("facts.ttl", i)) for i, each in enumerate(named, 1))


@pytest.fixture
def known(rule):
    """Return the maker of what is asked again of some triples, and from nothing."""
    rules = stratified([rule(name, *parts) for name, parts in RULES.items()])

    def make(triples):
        inferred = infer(facts(triples), rules)
        again = Again(facts(triples), inferred, rules)
        assert again.after(facts(triples), ()) == inferred  # from now on it is not from nothing

        def after(changed):
            other = set(facts(triples).triples) ^ set(facts(changed).triples)
            return again.after(facts(changed), other), infer(facts(changed), rules)

        return after

    return make


@settings(max_examples=40, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME, SOME, SOME)
def test_what_follows_again_is_what_follows_from_nothing(known, before, one, other):
    after = known(before)
    for changed in (one, other, before):  # each asked of what the one before has left behind
        found, wanted = after(changed)
        assert found.keys() == wanted.keys()


def test_a_circle_does_not_keep_itself_when_what_led_into_it_is_gone(known):
    found, _ = known([("a", "t", "b")])([])
    assert found == {}


def test_a_stated_fact_that_also_follows_stays_as_one_that_follows(known):
    found, wanted = known([("a", "t", "b"), ("a", "p", "b")])([("a", "t", "b")])
    assert found == wanted


def test_what_is_new_goes_by_the_rule_that_led_to_it_and_not_by_one_that_rests_on_it(known):
    found, _ = known([])([("a", "t", "b")])
    assert {found[PREFIX + s, PREFIX + "p", PREFIX + o] for s, o in ("ab", "ba")} == {
        "into", "back"
    }


def test_what_led_into_a_circle_may_go_and_come_again_and_again(known):
    after = known([("a", "t", "b"), ("c", "t", "c")])
    for changed in 3 * ([("c", "t", "c")], [("a", "t", "b"), ("a", "t", "c"), ("c", "t", "c")]):
        found, wanted = after(changed)
        assert found == wanted
