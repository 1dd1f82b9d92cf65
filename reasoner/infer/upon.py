"""Infer what follows where facts are added to those of which it is known what follows.

Only rules that read something new are run, and of what they conclude only what is new is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyoxigraph as ox

from ..facts import Triple
from ..namespaces import RDF_TYPE
from ..rule import Pattern, Rule
from ..store import to_triple
from .fixpoint import MOST_ROUNDS, conclusions


def infer_upon(
    store: ox.Store, known: dict[Triple, str], stated: Iterable[Triple], rules: Sequence[Rule]
) -> dict[Triple, str] | None:
    """Return what follows besides from facts that are stated besides, with a rule for each.

    The store holds the facts before with `known`, which followed from them: all that rules read or
    write, and nothing of what is stated besides.  It is left as it was.  None where a rule may no
    longer conclude what it did: it negates something that is new.
    """
    put: list[ox.Quad] = []
    try:
        return _follows(store, known, stated, rules, put)
    finally:
        for each in put:
            store.remove(each)


def _follows(
    store: ox.Store, known: dict[Triple, str], stated: Iterable[Triple], rules: Sequence[Rule],
    put: list[ox.Quad],
) -> dict[Triple, str] | None:
    found: dict[Triple, str] = {}
    met = _Met()
    _put(store, stated, put, met)
    negating = {each.name for each in rules if each.reach.negates}
    before: dict[str, set[Triple]] = {}
    for triple, name in known.items():
        if name in negating:
            before.setdefault(name, set()).add(triple)
    for stratum in sorted({each.stratum for each in rules}):
        ours = sorted((e for e in rules if e.stratum == stratum), key=lambda e: e.name)
        for each in ours:
            theirs = before.get(each.name)
            if theirs and met.is_in(each.reach.negates) and (
                not theirs <= set(conclusions(store, each))
            ):
                return None
        due = [each for each in ours if met.is_in((*each.reach.reads, *each.reach.negates))]
        for _ in range(MOST_ROUNDS):
            new = {
                triple: rule.name for rule in reversed(due)
                for triple in conclusions(store, _unsaid(rule))
                if ox.Quad(*to_triple(triple)) not in store
            }
            if not new:
                break
            found |= new
            last = _Met()
            _put(store, new, put, met, last)
            due = [each for each in ours if last.is_in(each.reach.reads)]
    return found


class _Met:
    """What rules can read of some facts."""

    def __init__(self) -> None:
        self._predicates: set[str] = set()
        self._classes: set[str] = set()

    def note(self, triple: Triple) -> None:
        self._predicates.add(triple[1])
        if triple[1] == RDF_TYPE:
            self._classes.add(triple[2])

    def is_in(self, patterns: Iterable[Pattern]) -> bool:
        """Say whether one of the patterns can match one of the facts."""
        return any(
            each.class_ in self._classes if each.class_ is not None
            else each.predicate in self._predicates or each.predicate is None
            for each in patterns
        )


def _put(store: ox.Store, triples: Iterable[Triple], put: list[ox.Quad], *met: _Met) -> None:
    """Put new facts into the store, and note them."""
    quads = [ox.Quad(*to_triple(each)) for each in triples]
    store.extend(quads)
    put += quads
    for each in triples:
        for noted in met:
            noted.note(each)


def _unsaid(rule: Rule) -> Rule:
    """Return a rule that concludes only what is not there yet: most of it is known from before."""
    body = f"{{ {rule.body}\n}} FILTER NOT EXISTS {{ {rule.head} }}"
    query = f"{rule.prologue}\nCONSTRUCT {{ {rule.head} }} WHERE {{ {body} }}"
    return replace(rule, query=query)
