"""Run rules to a fixed point, stratum by stratum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from ..errors import DefinitionError, Place
from ..facts import Facts, Triple
from ..rule import Rule
from ..store import add, from_term, new_store

_MOST_ROUNDS = 100  # a chain of rules is as long as the longest chain of facts; ours are short


def infer(facts: Facts, rules: Sequence[Rule]) -> dict[Triple, str]:
    """Return what follows from the facts, each triple with the name of the first rule that had it.

    The result does not depend on the order of rules or facts: each stratum is run until nothing
    new follows, and negation reads lower strata only.
    """
    store = new_store(facts.triples)
    known = set(facts.triples)
    inferred: dict[Triple, str] = {}
    for stratum in sorted({each.stratum for each in rules}):
        ours = sorted((e for e in rules if e.stratum <= stratum), key=lambda e: e.name)
        for _ in range(_MOST_ROUNDS):
            fresh = {
                triple: rule.name
                for rule in reversed(ours)
                for triple in _conclusions(store, rule)
                if triple not in known
            }
            if not fresh:
                break
            known.update(fresh)
            inferred.update(fresh)
            add(store, fresh)
    return dict(sorted(inferred.items()))


def _conclusions(store: ox.Store, rule: Rule) -> Iterable[Triple]:
    try:
        found = store.query(rule.query)
        assert isinstance(found, ox.QueryTriples)
        return [(from_term(t.subject), from_term(t.predicate), from_term(t.object)) for t in found]
    except (SyntaxError, ValueError) as error:
        raise DefinitionError(
            f"rule {rule.name} cannot be run", expected="SPARQL 1.1", found=str(error)[:200],
            place=Place(rule.file),
        ) from error
