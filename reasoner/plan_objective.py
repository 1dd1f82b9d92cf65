"""What whole placements are compared by: the objectives that the ontology declares."""

from __future__ import annotations

from dataclasses import dataclass

from .knowledge import Knowledge
from .namespaces import SKOS, local_name, tw
from .plan_problem import Combine

_COMBINE = {
    "add-up": Combine.SUM, "multiply": Combine.PRODUCT, "longest-path": Combine.PATH,
    "worst-node": Combine.LOAD, "some-way": Combine.PRODUCT,
}
_SOME_WAY = "some-way"  # of a plan without anything that stands in: a product
STANDBY = "nodeStandby"  # what empties a battery whatever runs beside it
BATTERY = "energyStored"  # what it empties: that of all copies, as what they draw is of all


@dataclass(frozen=True)
class Declared:
    """An objective of the ontology, with its terms by where they count."""

    name: str
    iri: str
    notation: str
    quantity: str
    combine: Combine
    less: bool
    terms: dict[str, tuple[str, ...]]  # by scope: node, link, flow, task, input
    some_way: bool = False  # where something stands in for a task, any mode will do

    def of(self, scope: str) -> tuple[str, ...]:
        """Return the terms of a scope."""
        return self.terms.get(scope, ())


def declared(knowledge: Knowledge) -> list[Declared]:
    """Return the objectives in the order in which they are shown."""
    facts = knowledge.facts
    found = sorted(
        facts.instances(tw("PlanObjective")), key=lambda each: facts.number(each, tw("rank")) or 0
    )
    return [_declared(knowledge, each) for each in found]


def _declared(knowledge: Knowledge, iri: str) -> Declared:
    facts, quantities = knowledge.facts, knowledge.definitions.quantities
    quantity = facts.object(iri, tw("ofQuantity")) or ""
    terms: dict[str, tuple[str, ...]] = {}
    for each in sorted(set(facts.objects(quantity, tw("combines")))):
        scope = quantities[local_name(each)].scope
        place = scope if scope in ("node", "link", "flow") else "task"
        terms[place] = (*terms.get(place, ()), local_name(each))
    inputs = sorted(set(facts.objects(quantity, tw("combinesOfInput"))))
    terms["input"] = tuple(local_name(each) for each in inputs)
    how = local_name(facts.object(quantity, tw("combinedBy")) or "")
    return Declared(
        local_name(iri), iri, facts.text(iri, SKOS + "notation") or local_name(iri),
        local_name(quantity), _COMBINE[how], facts.text(iri, tw("isBetter")) != "more", terms,
        how == _SOME_WAY,
    )
