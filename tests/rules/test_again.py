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

PREFIX = "https://example.org/rules#"
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


@pytest.fixture(scope="module")
def rules(request):
    from .conftest import made_rule

    return stratified([made_rule(name, *parts) for name, parts in RULES.items()])
