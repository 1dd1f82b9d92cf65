"""What follows from facts that are added is what follows from all of them at once."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tierwise.reasoner.facts import Facts
from tierwise.reasoner.infer.fixpoint import infer
from tierwise.reasoner.infer.strata import stratified
from tierwise.reasoner.infer.upon import infer_upon
from tierwise.reasoner.store import new_store, store_of_lines

PREFIX = "https://example.org/rule#"
# A circle (p both ways, and on), what leads into it and out of it, and what negates it.
RULES = {
    "into": ("?x :p ?y", "?x :t ?y ."),
    "back": ("?y :p ?x", "?x :p ?y ."),
    "on": ("?x :p ?z", "?x :p ?y . ?y :p ?z ."),
    "out": ("?x :q ?y . ?y :v ?x", "?x :p ?y . ?y :r ?y ."),
    "lone": ("?x :s ?x", "?x :r ?x . FILTER NOT EXISTS { ?x :q ?y }"),
    "most": ("?x :m ?y", "?x :p ?y . OPTIONAL { ?y :r ?z } FILTER(!BOUND(?z) || ?z = ?x)"),
}
TRIPLES = sorted(
    tuple(PREFIX + each for each in triple)
    for triple in [
        *((x, p, y) for p in ("t", "p") for x, y in product("abc", repeat=2)),
        *((x, p, x) for p in ("r", "q") for x in "abc"),
    ]
)
SOME = st.sets(st.sampled_from(TRIPLES), max_size=8)


@pytest.fixture
def rules(rule):
    return stratified([rule(name, *parts) for name, parts in RULES.items()])


@pytest.fixture
def upon(rules):
    """Return the maker of what follows from triples and more of them, and from all at once."""

    def make(triples, more):
        below = infer(Facts(tuple(sorted(triples))), rules)
        store = new_store((*triples, *below))
        fresh = sorted(more - triples - below.keys())
        found = infer_upon(store, below, fresh, rules)
        assert {*triples, *below} == {_triple(each) for each in store}, "it is left as it was"
        stays = {each for each in below if each not in more}
        whole = None if found is None else {*stays, *found}
        return whole, set(infer(Facts(tuple(sorted(triples | more))), rules))

    return make


def _triple(quad):
    return quad.subject.value, quad.predicate.value, quad.object.value


@settings(max_examples=60, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME, SOME)
def test_what_follows_upon_what_is_known_is_what_follows_from_all(upon, triples, more):
    found, wanted = upon(triples, more)
    assert found in (None, wanted)


def test_what_a_rule_may_no_longer_conclude_is_not_told_from_what_is_known(upon):
    lone, met = ("a", "r", "a"), ("a", "q", "a")
    one, other = ({tuple(PREFIX + each for each in triple)} for triple in (lone, met))
    assert upon(one, other)[0] is None
    assert upon(set(), one | other)[0] is not None


def test_what_is_added_goes_by_the_first_rule_that_concludes_it(rules):
    fresh = [(PREFIX + "a", PREFIX + "t", PREFIX + "b")]
    assert infer_upon(new_store(()), {}, fresh, rules) == infer(Facts(tuple(fresh)), rules)


def test_a_store_of_lines_holds_what_a_store_of_objects_holds():
    terms = ['"a \\"b\\" \\\\ \\n é"@en', '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
             '""', "_:b0123n4", PREFIX + "ü"]
    triples = [(PREFIX + "s", PREFIX + "p", each) for each in terms] + [
        ("_:b0123n4", PREFIX + "p", PREFIX + "s")
    ]
    lines, objects = store_of_lines(triples), new_store(triples)
    assert set(lines) == set(objects)
