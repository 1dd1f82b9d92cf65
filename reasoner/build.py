"""Build knowledge of asserted facts: figures chosen, rules run, definitions compiled.

Imports networkx, which knowledge that is kept, or built upon a ground, does without.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .asked import check_names, find_site
from .extending import extended
from .facts import Fact, Facts
from .figures import Figures
from .ground import Ground, question_on
from .infer.fixpoint import infer
from .infer.strata import stratified
from .knowledge import Knowledge
from .load.definitions import read_definitions
from .load.memory import Memory
from .load.quantities import Owners, quantity_units, ranked_figures, read_figures
from .load.rules import definition_rules, read_rule, with_reach
from .source import Source
from .units import UnitSystem
from .watched_facts import Watch, WatchedFacts
from .written import parse

__all__ = ["build", "parse"]


def build(
    asserted: list[Fact], rule_sources: Sequence[Source], site: str | None, own: set[str],
    memory: Memory | None = None,
) -> Knowledge:
    """Return knowledge of asserted facts: figures chosen, rules run, definitions compiled.

    `own` names the user's files. What depends on a text alone is looked up in `memory`, and left
    there.
    """
    memory = memory or Memory()
    facts = Facts.of(asserted)
    units = UnitSystem.from_facts(facts)
    whole = extended(asserted, units)
    if whole.refused:
        raise whole.refused[0]
    if len(whole.facts) > len(asserted):
        facts = Facts.of(whole.facts)
    asserted = whole.facts
    check_names(asserted, facts, own)
    chosen = find_site(facts, site, own)
    plain, figures = read_figures(asserted, facts, quantity_units(facts), units)
    flat = Facts.of([*plain, question_on(chosen)])
    stated = [*(read_rule(e.text, e.name) for e in rule_sources), *definition_rules(facts)]
    rules = stratified(with_reach(each, memory) for each in stated)
    inferred = infer(flat, rules)
    definitions = read_definitions(flat, memory)
    return Knowledge(flat, inferred, Figures(tuple(figures)), definitions, rules, units, chosen)


def ground_from(
    asserted: list[Fact], rule_sources: Sequence[Source], memory: Memory,
    sources: tuple[tuple[str, str], ...],
) -> Ground:
    """Return the ground that the facts and rules of the installed files come to."""
    whole = extended(asserted, UnitSystem.from_facts(Facts.of(asserted)))
    if whole.refused:
        raise whole.refused[0]
    facts = Facts.of(whole.facts)
    units, owners = UnitSystem.from_facts(facts), Owners(facts)
    read = ranked_figures(whole.facts, facts, quantity_units(facts), units, owners)
    plain = Facts.of(read.plain)
    flat = Facts.of([*read.plain, *read.flat])
    watch = Watch()
    watched = WatchedFacts(flat, watch)
    stated = [*(read_rule(e.text, e.name) for e in rule_sources), *definition_rules(watched)]
    rules = stratified(with_reach(each, memory) for each in stated)
    definitions = read_definitions(watched, memory)
    knowledge = Knowledge(
        flat, infer(flat, rules), Figures(tuple(read.figures)), definitions, rules, units, None,
        sources,
    )
    return Ground(
        knowledge, len(plain.triples), np.array(read.ranks, dtype=np.int32),
        np.array(read.flat_ranks, dtype=np.int32), watch, frozenset(owners.asked),
        len(rule_sources),
    )
