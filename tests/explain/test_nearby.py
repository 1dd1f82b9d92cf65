"""The facts nearby a goal give the same bindings of a rule as all facts do."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tierwise.reasoner.explain.bodies import body_of, unify
from tierwise.reasoner.explain.nearby import group_of, nearby
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.namespaces import PREFIXES
from tierwise.reasoner.store import new_store, to_term

A, B, C, D = (f"urn:x#{each}" for each in "abcd")
P, Q, R = (f"{PREFIXES['tw']}{each}" for each in "pqr")
KNOWN = Facts((
    (A, P, B), (B, Q, C), (C, Q, D), (A, R, "\"1.0\""), (D, R, "\"1.0\""), (B, R, A), (D, P, A),
))
NEAR = {
    "a chain from what is known": ("?x tw:p ?y . ?y tw:q ?z .", {(A, P, B), (B, Q, C)}),
    "a path, its steps in any order": (
        "?x tw:p/tw:q+ ?z .", {(A, P, B), (B, Q, C), (C, Q, D), (D, P, A)}
    ),
    "a path against its direction": ("?x ^tw:p ?z .", {(D, P, A)}),
    "what an option reads": ("?x tw:p ?y OPTIONAL { ?y tw:r ?z }", {(A, P, B), (B, R, A)}),
    "what a negation reads": (
        "?x tw:p ?y . FILTER NOT EXISTS { ?y tw:q ?z . ?z tw:q ?w }",
        {(A, P, B), (B, Q, C), (C, Q, D)},
    ),
    "all that shares no variable with it": ("?x tw:p ?y . ?v tw:q ?w .", {
        (A, P, B), (B, Q, C), (C, Q, D)}),
    "all where only a number joins": ("?x tw:r ?n . ?y tw:r ?n .", {
        (A, R, "\"1.0\""), (D, R, "\"1.0\""), (B, R, A)}),
    "all where the value is written out": ("?x tw:p ?y . ?z tw:r true .", {
        (A, P, B), (A, R, "\"1.0\""), (D, R, "\"1.0\""), (B, R, A)}),
}


@pytest.mark.parametrize(("body", "expected"), NEAR.values(), ids=NEAR)
def test_nearby_is(body, expected):
    assert nearby(KNOWN, group_of(body), {"x": A}) == expected


def _solutions(store, rule, bound):
    found = store.query(
        f"{rule.prologue} SELECT * WHERE {{ {rule.body} }}",
        substitutions={ox.Variable(name): to_term(value) for name, value in bound.items()},
    )
    names = [each.value for each in found.variables]
    return sorted(str([(name, str(each[name])) for name in names]) for each in found)


def test_each_rule_has_the_same_bindings_as_over_all_facts(factory):
    known = factory.knowledge
    whole = new_store(known.facts.triples)
    some = {rule: triple for triple, rule in known.inferred.items()}.values()
    rules = {each.name: each for each in known.rules}
    goals = [
        (rules[known.inferred[triple]], bound) for triple in some
        for head in body_of(rules[known.inferred[triple]]).head
        if (bound := unify(head, triple)) is not None
    ]
    assert len({rule.name for rule, _ in goals}) > 10
    for rule, bound in goals:
        near = new_store(nearby(known.facts, group_of(rule.body), bound))
        assert _solutions(near, rule, bound) == _solutions(whole, rule, bound) != []
