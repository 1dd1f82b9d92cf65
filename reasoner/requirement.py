"""The stated requirements behind constraints: what a person can give way on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .definitions import Constraint, Definitions
from .facts import is_literal, lexical
from .formula import Tree, variables
from .knowledge import Knowledge
from .namespaces import local_name, tw

RELAXABLE = tw("relaxable")


@dataclass(frozen=True)
class Requirement:
    """What is required of a task, flow or pipeline, and the constraints that it stands behind.

    `property` is None where nobody stated it: it comes with the model and the hardware, such as
    that the weights have to fit.
    """

    thing: str
    name: str
    property: str | None
    value: str | None
    constraints: tuple[str, ...]


def requirements(
    knowledge: Knowledge, thing: str, constraints: Sequence[Constraint] | None = None
) -> tuple[Requirement, ...]:
    """Return a thing's requirements, each with its constraints; no constraint is in two.

    The constraints are those on candidates of a task unless others are named.
    """
    asked = knowledge.definitions.candidate_constraints() if constraints is None else constraints
    behind: dict[str, list[str]] = {}
    own: list[str] = []
    for constraint in asked:
        property_ = _stands_behind(knowledge, constraint, thing)
        if property_ is None:
            own.append(constraint.name)
        else:
            behind.setdefault(property_, []).append(constraint.name)
    stated = [
        Requirement(
            thing, local_name(each), each, stated_value(knowledge, thing, each), tuple(names)
        )
        for each, names in sorted(behind.items(), key=lambda item: relax_rank(knowledge, item[0]))
    ]
    return (*stated, *(Requirement(thing, each, None, None, (each,)) for each in own))


def relaxables(knowledge: Knowledge, constraint: Constraint, task: str) -> list[str]:
    """Return the stated properties of a task that a constraint reads and a person can relax.

    Those that it reads itself come before those that its formulas read, and each by rank.
    """
    direct = _direct(constraint)
    found = dict.fromkeys(_ordered(knowledge, task, direct))
    if constraint.is_numeric:
        found |= dict.fromkeys(
            _ordered(knowledge, task, read_by(knowledge.definitions, direct))
        )
    return list(found)


def relax_rank(knowledge: Knowledge, property_: str) -> tuple[float, str]:
    """Return when a property is given way on, the earliest first, as the ontology declares it."""
    rank = knowledge.facts.number(property_, RELAXABLE)
    return (float("inf") if rank is None else rank, property_)


def stated_value(knowledge: Knowledge, task: str, property_: str) -> str:
    """Return what a task states, as people read it."""
    figure = knowledge.figures.chosen.get((task, property_))
    if figure is not None:
        return knowledge.show(local_name(property_), figure.value)
    found = knowledge.facts.objects(task, property_)
    return ", ".join(lexical(e) if is_literal(e) else local_name(e) for e in sorted(set(found)))


def read_by(definitions: Definitions, names: Iterable[str]) -> list[str]:
    """Return all quantities that formulas read from these on, nearest first."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in definitions.quantities:
            continue
        found[name] = None
        tree = definitions.quantities[name].tree
        waiting += dict.fromkeys(variables(tree)) if tree else ()
    return list(found)


def _stands_behind(knowledge: Knowledge, constraint: Constraint, task: str) -> str | None:
    """Return the one requirement whose being given up ends a constraint.

    A fit constraint has none: what a task states can at most make it easier to meet.
    """
    if constraint.is_fit:
        return None
    found = relaxables(knowledge, constraint, task)
    return found[0] if found else None


def _direct(constraint: Constraint) -> list[str]:
    applies: Tree | None = constraint.applies
    return list(
        dict.fromkeys([*(variables(applies) if applies else ()), constraint.demand,
                       constraint.supply])
    )


def _ordered(knowledge: Knowledge, task: str, names: Iterable[str]) -> list[str]:
    found = {each for name in names for each in _stated_by(knowledge, task, name)}
    return sorted(found, key=lambda each: relax_rank(knowledge, each))


def _stated_by(knowledge: Knowledge, task: str, name: str) -> Iterator[str]:
    """Yield the relaxable property that states a quantity or set, or those it follows from."""
    facts, property_ = knowledge.facts, tw(name)
    if knowledge.asserted.objects(task, property_):
        if facts.number(property_, RELAXABLE) is not None:
            yield property_
        return
    for value in facts.objects(task, property_):
        rule = knowledge.inferred.get((task, property_, value))
        for body in _read_by_rule(knowledge, rule or ""):
            if facts.number(body, RELAXABLE) is not None and knowledge.asserted.objects(task, body):
                yield body


def _read_by_rule(knowledge: Knowledge, name: str) -> list[str]:
    """Return the properties that a rule's conclusion rests on."""
    rules = [each for each in knowledge.rules if each.name == name]
    return sorted({p.predicate for rule in rules for p in rule.reach.reads if p.predicate})
