"""Build knowledge of asserted facts: figures chosen, rules run, definitions compiled.

Imports rdflib and networkx, which knowledge that is kept does without.
"""

from __future__ import annotations

from collections.abc import Sequence

from .errors import InputError, Place, TopologyError, UnknownName, did_you_mean
from .extending import extended
from .facts import Fact, Facts
from .figures import Figures
from .infer.fixpoint import infer
from .infer.strata import stratified
from .knowledge import Knowledge
from .load.definitions import read_definitions
from .load.memory import Memory
from .load.quantities import quantity_units, read_figures
from .load.rules import definition_rules, read_rule, with_reach
from .namespaces import PREFIXES, RDF_TYPE, curie, local_name, tw
from .source import Source
from .template import BLANK, is_blank
from .units import UnitSystem
from .written import Written


def parse(sources: Sequence[Source]) -> list[Fact]:
    """Return the facts of sources, in order."""
    written = Written()
    return [fact for each in sources for fact in written.parse(each.text, each.name)]


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
    _check_names(asserted, facts, own)
    chosen = _site(facts, site, own)
    question = Fact(
        tw("the-question"), tw("onSite"), chosen or tw("catalogue-site"), Place("the question")
    )
    plain, figures = read_figures(asserted, facts, quantity_units(facts), units)
    flat = Facts.of([*plain, question])
    stated = [*(read_rule(e.text, e.name) for e in rule_sources), *definition_rules(facts)]
    rules = stratified(with_reach(each, memory) for each in stated)
    inferred = infer(flat, rules)
    definitions = read_definitions(flat, memory)
    return Knowledge(flat, inferred, Figures(tuple(figures)), definitions, rules, units, chosen)


def _check_names(asserted: list[Fact], facts: Facts, own: set[str]) -> None:
    """Refuse a name of ours that nothing defines: a misspelt property would be passed over."""
    ours = (PREFIXES["tw"], PREFIXES["cat"])
    for fact in asserted:
        if fact.place.file not in own:
            continue
        if is_blank(fact):
            raise InputError(
                f"{local_name(fact.predicate)} is not filled in", expected="a value", found=BLANK,
                hint="fill it in, or delete the line", place=fact.place,
            )
        for term in (fact.predicate, fact.object):
            if term.startswith(ours) and not facts.properties(term):
                names = (s for s, _, _ in facts.triples if s.startswith(ours))
                hint = did_you_mean(curie(term), map(curie, dict.fromkeys(names)))
                raise UnknownName(
                    f"unknown name {curie(term)}", expected="a term of the vocabulary or catalogue",
                    found=curie(term), hint=hint, place=fact.place,
                )
        _check_object(fact, facts)


def _check_object(fact: Fact, facts: Facts) -> None:
    """Refuse a thing of the user's that nothing is said of: a misspelt model would be no model."""
    thing = fact.object
    if (
        thing.startswith(('"', "_:")) or facts.properties(thing)
        or not fact.predicate.startswith(PREFIXES["tw"])
        or not facts.is_a(fact.predicate, PREFIXES["owl"] + "ObjectProperty")
    ):
        return
    named = (
        s for s, p, _ in facts.triples
        if p == RDF_TYPE and not s.startswith(("_:", PREFIXES["tw"]))
    )
    raise UnknownName(
        f"nothing is said of {curie(thing)}", expected=f"a thing that {curie(fact.predicate)} "
        "can lead to, with its facts", found=local_name(thing),
        hint=did_you_mean(local_name(thing), map(local_name, dict.fromkeys(named))),
        place=fact.place,
    )


def _site(facts: Facts, name: str | None, own: set[str]) -> str | None:
    sites = [
        s for s in facts.subjects(RDF_TYPE, tw("Site"))
        if facts.places[s, RDF_TYPE, tw("Site")].file in own
    ]
    if name is None:
        if len(sites) > 1:
            raise TopologyError(
                "the files hold several sites", expected="one, or --site NAME",
                found=", ".join(sorted(local_name(each) for each in sites)),
            )
        return sites[0] if sites else None
    for each in sites:
        if name in (each, local_name(each)):
            return each
    known = [local_name(each) for each in sites]
    raise UnknownName(
        f"unknown site {name}", expected=", ".join(known) or "a file with a tw:Site", found=name,
        hint=did_you_mean(name, known),
    )
