"""What whole placements are compared by, as the ontology declares it."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Facts
from .terms import SKOS, short, tw
from .vocabulary import Vocabulary

BATTERY, STANDBY = "energyStored", "nodeStandby"  # both of all copies of a node
DRIVERS = "drivers"  # an objective beside the declared ones: how many speak for a placement


@dataclass(frozen=True)
class Objective:
    """A quantity of a whole placement, with its terms by where they count."""

    name: str
    iri: str
    notation: str
    quantity: str
    how: str
    less: bool
    terms: dict[str, tuple[str, ...]]

    def of(self, scope: str) -> tuple[str, ...]:
        """Return the terms of a scope: node, link, flow, task or input."""
        return self.terms.get(scope, ())


def read_objectives(facts: Facts, vocabulary: Vocabulary) -> dict[str, Objective]:
    """Return the objectives by name, in the order in which they are shown."""
    found = sorted(
        facts.instances(tw("PlanObjective")), key=lambda each: facts.number(each, tw("rank")) or 0
    )
    return {short(each): _objective(facts, vocabulary, each) for each in found}


def _objective(facts: Facts, vocabulary: Vocabulary, iri: str) -> Objective:
    quantity = facts.object(iri, tw("ofQuantity")) or ""
    terms: dict[str, tuple[str, ...]] = {}
    for each in sorted({*facts.objects(quantity, tw("combines"))}):
        scope = vocabulary.quantity(short(each)).scope
        place = scope if scope in ("node", "link", "flow") else "task"
        terms[place] = (*terms.get(place, ()), short(each))
    inputs = sorted({*facts.objects(quantity, tw("combinesOfInput"))})
    terms["input"] = tuple(map(short, inputs))
    return Objective(
        short(iri), iri, facts.text(iri, SKOS + "notation") or short(iri), short(quantity),
        short(facts.object(quantity, tw("combinedBy")) or ""),
        facts.text(iri, tw("isBetter")) != "more", terms,
    )
