"""Run rules to a fixed point, stratum by stratum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pyoxigraph as ox

from ..errors import DefinitionError, Place
from ..facts import Facts, Triple
from ..namespaces import RDF_TYPE
from ..rule import Pattern, Rule
from ..store import add, from_term, new_store

MOST_ROUNDS = 100  # a chain of rules is as long as the longest chain of facts; ours are short
_MOST_CONCLUSIONS = 250_000  # of one rule: pairs of nodes of two places grow with their square


def infer(facts: Facts, rules: Sequence[Rule]) -> dict[Triple, str]:
    """Return what follows from the facts, each triple with the name of the first rule that had it.

    The rules are stratified: negation reads lower strata only, so that each stratum is run once,
    until nothing new follows, and the result does not depend on the order of rules or facts. A
    rule is run again only where something that it reads is new.
    """
    assert all(e.stratum and e.reach.writes for e in rules), "the rules are not stratified"
    store = new_store(readable(facts.triples, rules))
    known = set(facts.triples)
    inferred: dict[Triple, str] = {}
    for stratum in sorted({each.stratum for each in rules}):
        ours = sorted((e for e in rules if e.stratum == stratum), key=lambda e: e.name)
        due = ours
        for _ in range(MOST_ROUNDS):
            fresh = {
                triple: rule.name
                for rule in reversed(due)
                for triple in conclusions(store, rule)
                if triple not in known
            }
            if not fresh:
                break
            known.update(fresh)
            inferred.update(fresh)
            add(store, readable(fresh, rules))
            met = {pattern(each) for each in fresh}
            due = [each for each in ours if any(r.meets(m) for r in each.reach.reads for m in met)]
    return dict(sorted(inferred.items()))


def pattern(triple: Triple) -> Pattern:
    """Return what a rule reads where it reads a triple."""
    return Pattern(triple[1], triple[2] if triple[1] == RDF_TYPE else None)


def readable(triples: Iterable[Triple], rules: Sequence[Rule]) -> Iterator[Triple]:
    """Yield the triples that a rule can read: most of the facts are labels, sources and texts."""
    patterns = [e for rule in rules for e in (*rule.reach.reads, *rule.reach.negates)]
    read = {each.predicate for each in patterns}
    return (each for each in triples if None in read or each[1] in read)


def conclusions(store: ox.Store, rule: Rule) -> Iterable[Triple]:
    """Return what a rule concludes from a store; raises DefinitionError where that is too much."""
    try:
        found = store.query(rule.query)
        assert isinstance(found, ox.QueryTriples)
        told = list(islice(found, _MOST_CONCLUSIONS + 1))
    except (SyntaxError, ValueError) as error:
        raise DefinitionError(
            f"rule {rule.name} cannot be run", expected="SPARQL 1.1", found=str(error)[:200],
            place=Place(rule.file),
        ) from error
    if len(told) > _MOST_CONCLUSIONS:
        raise DefinitionError(
            f"too much follows by rule {rule.name}",
            expected=f"at most {_MOST_CONCLUSIONS:,} facts from one rule", found="more",
            hint="it joins too much: state what it is to conclude, or less of what it reads",
            place=Place(rule.file),
        )
    return [(from_term(t.subject), from_term(t.predicate), from_term(t.object)) for t in told]
