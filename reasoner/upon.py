"""Build knowledge of a user's files upon the ground: what the ground tells is not read anew.

What of the ground the files bear on is read from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from .asked import check_names, find_site
from .extending import extended, inherits
from .facts import Fact, Facts
from .ground import Added, Ground, question_on
from .infer.fixpoint import infer
from .infer.upon import infer_upon
from .inheriting import EXTENDS
from .layered_facts import LayeredFacts
from .load.definitions import read_definitions
from .load.memory import Memory
from .load.quantities import (
    HAS_UNIT,
    PARTS,
    READ,
    Owners,
    ReadFigures,
    quantity_units,
    ranked_figures,
)
from .load.rules import definition_rules, read_rule, with_reach
from .namespaces import tw
from .source import Source
from .store import store_of_lines

CANONICAL, _SHORT_FOR = tw("canonicalUnit"), tw("shortFor")
_STORE = ("store", "")


@dataclass(frozen=True)
class Asked:
    """What is asked with beside facts: all rules, those of the ground first, the name of the site,
    or None for the only one, and the names of the user's files."""

    rules: Sequence[Source]
    site: str | None
    names: set[str]


@dataclass(frozen=True)
class _Own:
    """Facts of the user's files that the ground has not, as they were written."""

    ground: Ground
    written: list[Fact]
    facts: LayeredFacts

    def bears_on_figures(self) -> bool:
        """Say whether a figure of the ground, or which one is chosen, may be another by them."""
        return any(map(self._bears, self.written))

    def _bears(self, fact: Fact) -> bool:
        ground, below = self.ground, self.ground.stated
        return (
            fact.predicate in (CANONICAL, _SHORT_FOR)
            or (fact.predicate == EXTENDS and bool(below.properties(fact.subject)))
            or fact.subject in ground.knowledge.units.units
            or (fact.predicate in READ and bool(below.properties(fact.subject)))
            or (fact.predicate in PARTS and fact.object in ground.owned)
            or (fact.predicate == HAS_UNIT and bool(below.with_predicate(fact.subject)))
        )


def added_to(
    ground: Ground, more: Sequence[Fact], asked: Asked, memory: Memory,
    written: Callable[[], Facts],
) -> Added | None:
    """Return what facts and rules add; None where figures of the ground would be other by them.

    `written` returns the facts of the ground as they were written.  Raises what reading all of it
    at once would raise.
    """
    below, units = ground.stated, ground.knowledge.units.apart()
    quantities = quantity_units(below)  # of which the ground has decimals, that nobody wrote
    fresh = [
        each for each in more
        if each.predicate in quantities
        or each.object not in below.objects(each.subject, each.predicate)
    ]
    if inherits(fresh, below):
        if below.with_predicate(EXTENDS):
            return None
        whole = extended(fresh, units, written(), before=True)
        if whole.refused:
            raise whole.refused[0]
        fresh = whole.facts
    mine = _Own(ground, fresh, LayeredFacts(below, Facts.of(fresh)))
    if mine.bears_on_figures():
        return None
    check_names(fresh, mine.facts, asked.names)
    site = find_site(mine.facts.own, asked.site, asked.names)
    read = ranked_figures(
        fresh, mine.facts, quantity_units(mine.facts), units,
        Owners(mine.facts.own, Owners(below)),
    )
    if any(below.objects(each.subject, each.predicate) for each in read.flat):
        return None
    return _concluded(ground, read, site, asked.rules, memory)


def _concluded(
    ground: Ground, read: ReadFigures, site: str | None, rule_sources: Sequence[Source],
    memory: Memory,
) -> Added:
    """Return what is added with all that follows from it."""
    below = ground.knowledge
    plain = tuple(Fact(*triple, place) for triple, place in Facts.of(read.plain).places.items())
    own = Facts.of([*plain, *read.flat, question_on(site)])
    facts = LayeredFacts(ground.stated, own)
    rules, definitions = below.rules, below.definitions
    is_defining = ground.defining.is_met(own.triples)
    if is_defining or len(rule_sources) > ground.rule_files:
        stated = [*(read_rule(e.text, e.name) for e in rule_sources), *definition_rules(facts)]
        # Late import: networkx is heavy, and only rules and definitions of one's own need it.
        from .infer.strata import stratified

        rules = stratified(with_reach(each, memory) for each in stated)
    if is_defining:
        definitions = read_definitions(facts, memory)
    again = frozenset(each for each in own.triples if each in below.inferred)
    inferred = None
    if rules == below.rules:
        with ground.lock:
            fresh = [each for each in own.triples if each not in again]
            inferred = infer_upon(_store(ground), below.inferred, fresh, rules)
    return Added(
        site, plain, tuple(read.flat), tuple(read.flat_ranks), tuple(read.figures),
        tuple(read.ranks), infer(facts, rules) if inferred is None else inferred, again,
        inferred is None, definitions if is_defining else None,
        None if rules == below.rules else rules,
    )


def _store(ground: Ground) -> ox.Store:
    """Return all facts of the ground that its rules read or write."""
    kept = ground.knowledge.kept.get(_STORE)
    if kept is None:
        read = {
            each.predicate for rule in ground.knowledge.rules
            for each in (*rule.reach.reads, *rule.reach.negates, *rule.reach.writes)
        }
        facts = ground.knowledge.facts
        kept = ground.knowledge.kept[_STORE] = store_of_lines(
            facts.triples if None in read else facts.with_predicates([e for e in read if e])
        )
    found: ox.Store = kept
    return found
