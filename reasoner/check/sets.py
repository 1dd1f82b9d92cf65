"""Set relations: what is demanded has to be, or not to be, in what is supplied."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .candidates import Candidate
from .facts import Facts
from .terms import Triple, tw
from .vocabulary import (
    CONDITIONAL,
    FEASIBLE,
    HOLDERS,
    INFEASIBLE,
    NOT_ASSESSED,
    UNKNOWN,
    Constraint,
    SetOf,
)

_NEEDED = "undertakingsNeeded"


@dataclass(frozen=True)
class Members:
    """A set as it is known.

    `provided` has what an undertaking would provide, with the undertakings; `unsure` what nobody
    states and nobody rules out.
    """

    stated: frozenset[str]
    is_stated: bool = True
    is_open: bool = False
    unsure: frozenset[str] = frozenset()
    provided: frozenset[tuple[str, frozenset[str]]] = frozenset()

    @property
    def possible(self) -> frozenset[str]:
        """Return what could be had after an undertaking."""
        return frozenset(member for member, _ in self.provided)

    def granted(self, accepted: frozenset[str]) -> Members:
        """Return the set with what accepted undertakings provide."""
        had = {member for member, needs in self.provided if needs and needs <= accepted}
        return replace(self, stated=self.stated | had)

    @property
    def is_unstated(self) -> bool:
        """Say whether nobody states the set, so that nothing is known of it."""
        return self.is_open and not self.is_stated


def holders(set_: SetOf, candidate: Candidate) -> tuple[str, ...]:
    """Return the things whose statements make up a set."""
    made = candidate.choices
    named = (made.get(each) for each in HOLDERS.get(set_.scope, ("unit",)))
    return tuple(dict.fromkeys(each for each in named if each))


def members(facts: Facts, set_: SetOf, candidate: Candidate) -> Members:
    """Return a set as the facts state it for a candidate."""
    if set_.name == _NEEDED:
        return Members(candidate.undertakings)
    whose = holders(set_, candidate)
    if not whose:
        return Members(frozenset())
    stated = frozenset(o for each in whose for o in facts.objects(each, set_.iri))
    provided = frozenset(
        (member, frozenset(facts.objects(provision, tw("undertaking"))))
        for each in whose for provision in facts.objects(each, tw("canProvide"))
        if facts.object(provision, tw("forProperty")) == set_.iri
        for member in facts.objects(provision, tw("member"))
    )
    unsure = {
        each for class_ in facts.objects(set_.iri, tw("openFor"))
        for of_class in [facts.instances(class_)] if stated.isdisjoint(of_class)
        for each in of_class
    }
    unsure -= {member for member, _ in provided}
    return Members(stated, bool(stated), set_.is_open, frozenset(unsure), provided)


def accepted_by(facts: Facts, candidate: Candidate) -> frozenset[str]:
    """Return what the person who asks is ready to undertake."""
    return frozenset(facts.objects(candidate.task, tw("acceptsUndertaking")))


def why_member(facts: Facts, set_: SetOf, candidate: Candidate, member: str) -> list[Triple]:
    """Return the facts by which a set has a member: it is stated, or provided as accepted."""
    whose = holders(set_, candidate)
    for holder in whose:
        for property_ in (set_.iri, tw("needsUndertaking")):
            if (holder, property_, member) in facts:
                return [(holder, property_, member)]
    for holder in whose:
        for provision in facts.objects(holder, tw("canProvide")):
            if (provision, tw("member"), member) in facts:
                needs = facts.objects(provision, tw("undertaking"))
                return [
                    (holder, tw("canProvide"), provision), (provision, tw("member"), member),
                    *((provision, tw("undertaking"), each) for each in needs),
                    *((candidate.task, tw("acceptsUndertaking"), each) for each in needs),
                ]
    return []


def wanted(constraint: Constraint, demand: Members) -> frozenset[str]:
    """Return the members of the demand that a constraint looks at."""
    considered = constraint.considers
    return demand.stated & considered if considered else demand.stated


def compared(
    constraint: Constraint, demand: Members, supply: Members, accepted: frozenset[str]
) -> int:
    """Return the verdict of a set relation."""
    asked = wanted(constraint, demand)
    if constraint.only_if_stated and not supply.is_stated:
        return NOT_ASSESSED
    if demand.is_unstated and (constraint.is_fit or constraint.only_if_stated):
        return UNKNOWN
    if not asked:
        return NOT_ASSESSED
    if constraint.relation == "disjoint-from":
        if supply.is_unstated:
            return CONDITIONAL if asked <= supply.possible else UNKNOWN
        return INFEASIBLE if asked & supply.stated else FEASIBLE
    return _contained(constraint, asked - supply.granted(accepted).stated, supply)


def _contained(constraint: Constraint, lacking: frozenset[str], supply: Members) -> int:
    if not lacking:
        return FEASIBLE
    if supply.is_unstated:
        return CONDITIONAL if lacking <= supply.possible else UNKNOWN
    if lacking & supply.unsure and lacking <= supply.unsure | supply.possible:
        return UNKNOWN
    if lacking <= supply.possible or constraint.otherwise == "conditional":
        return CONDITIONAL
    return INFEASIBLE
