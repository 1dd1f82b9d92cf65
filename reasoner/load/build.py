"""Build knowledge of asserted facts: figures chosen, rules run, definitions compiled."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Place, TopologyError, UnknownName, did_you_mean
from ..facts import Fact, Facts, Triple, lexical
from ..figures import Figures
from ..infer.fixpoint import infer
from ..knowledge import Knowledge
from ..namespaces import PREFIXES, RDF_TYPE, curie, local_name, tw
from ..rule import Rule
from ..units import UnitSystem
from .definitions import read_definitions
from .quantities import quantity_units, read_figures
from .rules import definition_rules, read_rule
from .source import Source
from .turtle import parse_turtle


def parse(sources: Sequence[Source]) -> list[Fact]:
    """Return the facts of Turtle sources, in order."""
    return [fact for each in sources for fact in parse_turtle(each.text, each.name)]


def build(
    asserted: list[Fact], rule_sources: Sequence[Source], site: str | None, own: set[str]
) -> Knowledge:
    """Return knowledge of asserted facts: figures chosen, rules run, definitions compiled."""
    facts = Facts.of(asserted)
    _check_names(asserted, facts, own)
    units = UnitSystem.from_triples((s, p, lexical(o)) for s, p, o in facts.triples)
    chosen = _site(facts, site, own)
    question = Fact(
        tw("the-question"), tw("onSite"), chosen or tw("catalogue-site"), Place("the question")
    )
    plain, figures = read_figures(asserted, facts, quantity_units(facts), units)
    flat = Facts.of([*plain, question])
    rules: list[Rule] = [read_rule(each.text, each.name) for each in rule_sources]
    rules += definition_rules(facts)
    inferred: dict[Triple, str] = infer(flat, rules)
    definitions = read_definitions(flat)
    return Knowledge(
        flat, inferred, Figures(tuple(figures)), definitions, tuple(rules), units, chosen
    )


def _check_names(asserted: list[Fact], facts: Facts, own: set[str]) -> None:
    """Refuse a name of ours that nothing defines: a misspelt property would be passed over."""
    ours = (PREFIXES["tw"], PREFIXES["cat"])
    for fact in asserted:
        if fact.place.file not in own:
            continue
        for term in (fact.predicate, fact.object):
            if term.startswith(ours) and not facts.properties(term):
                names = (s for s, _, _ in facts.triples if s.startswith(ours))
                hint = did_you_mean(curie(term), map(curie, dict.fromkeys(names)))
                raise UnknownName(
                    f"unknown name {curie(term)}", expected="a term of the vocabulary or catalogue",
                    found=curie(term), hint=hint, place=fact.place,
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
