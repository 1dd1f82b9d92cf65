"""Give way on requirements: which ones, and exactly how far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from ..change_set import Change
from ..facts import literal
from ..figures import ASSUMED, Figure
from ..hitting_set import bits, hitting_sets
from ..knowledge import Knowledge
from ..namespaces import OWL, PREFIXES, XSD, local_name, tw
from ..repair_option import RELAXED, Proposal, Step
from ..requirement import relax_rank, relaxables, stated_value
from ..sides import stated
from ..trial import Decided, Trial
from .shortfall import failing, shortfall
from .threshold import Inversion, Known, unparted

_RANGE = PREFIXES["rdfs"] + "range"
_CANDIDATES = 2  # of those that fail alike, the nearest: the others need more of the same
_WAYS = 4  # sets of requirements tried for one candidate, those given way on first


@dataclass(frozen=True)
class Spot:
    """One candidate that fails, and the constraints that it fails."""

    decision: Decided
    row: int
    column: int
    failed: tuple[str, ...]


def relaxations(
    trial: Trial, decision: Decided, task: str, node: str,
    variant: str | None = None, runtime: str | None = None,
) -> Iterator[Proposal]:
    """Yield the requirements that could be given way on, so that a candidate at the node passes.

    Only candidates of a variant and a runtime, where they are named.
    """
    for spot in nearest_spots(trial.knowledge, decision, task, node, variant, runtime):
        yield from _of_spot(trial, spot, task, node)


def nearest_spots(
    knowledge: Knowledge, decision: Decided, task: str, node: str,
    variant: str | None = None, runtime: str | None = None,
) -> list[Spot]:
    """Return the nearest candidates of each set of failures that contains no other's."""
    rows = [
        i for i, each in enumerate(decision.questions)
        if each.task == task and variant in (None, each.variant)
    ]
    columns = [
        j for j, each in enumerate(decision.targets)
        if each.node == node and runtime in (None, each.runtime)
    ]
    by_failures: dict[frozenset[str], list[tuple[float, int, int]]] = {}
    for i in rows:
        for j in columns:
            failed = frozenset(failing(decision, i, j))
            miss = sum(shortfall(knowledge, decision, each, i, j) for each in sorted(failed))
            by_failures.setdefault(failed, []).append((miss, i, j))
    least = [each for each in by_failures if not any(other < each for other in by_failures)]
    return [
        Spot(decision, i, j, tuple(sorted(failed)))
        for failed in sorted(least, key=lambda each: (len(each), sorted(each)))
        for _, i, j in sorted(by_failures[failed])[:_CANDIDATES]
        if failed
    ]


def _of_spot(trial: Trial, spot: Spot, task: str, node: str) -> Iterator[Proposal]:
    @cache
    def ways(property_: str, *names: str) -> list[Step]:
        return loosened(trial, spot, task, property_, names)

    by_name = trial.knowledge.definitions.by_name
    options = {
        name: [e for e in relaxables(trial.knowledge, by_name[name], task) if ways(e, name)]
        for name in spot.failed
    }
    if not all(options.values()):
        return
    properties = sorted(
        {each for ours in options.values() for each in ours},
        key=lambda each: relax_rank(trial.knowledge, each),
    )
    edges = np.array(
        [sum(1 << properties.index(e) for e in ours) for ours in options.values()], dtype=np.uint64
    )
    for way in islice(_by_rank(hitting_sets(edges)), _WAYS):
        chosen = [properties[int(bit).bit_length() - 1] for bit in bits(way)]
        ways_of_each = [
            ways(each, *(name for name, ours in options.items() if each in ours))
            for each in chosen
        ]
        for steps in product(*ways_of_each):
            yield Proposal(steps, node)


def _by_rank(ways: NDArray[np.uint64] | None) -> list[np.uint64]:
    """Return the fewest requirements first, then those that people give way on first."""
    found = [] if ways is None else list(ways)
    return sorted(found, key=lambda each: (int(each).bit_count(), int(each)))


def loosened(
    trial: Trial, spot: Spot, task: str, property_: str, names: Sequence[str]
) -> list[Step]:
    """Return the ways to give way on one requirement, the least first; none where none helps."""
    knowledge = trial.knowledge
    figure = knowledge.figures.chosen.get((task, property_))
    if figure is not None:
        return _lowered(trial, spot, task, figure, names)
    if knowledge.facts.is_a(property_, OWL + "FunctionalProperty"):
        return list(_next_in_rank(knowledge, task, property_))
    return _smaller_set(knowledge, spot, task, property_, names)


def _lowered(
    trial: Trial, spot: Spot, task: str, figure: Figure, names: Sequence[str]
) -> list[Step]:
    found = Inversion(
        trial, Known(spot.decision, spot.row, spot.column), local_name(figure.property),
        tuple(names),
    ).threshold(figure.value)
    if found is None:
        return []
    before = stated_value(trial.knowledge, task, figure.property)
    change = stated_as(trial.knowledge, task, figure.property, found.text)
    return [
        Step(RELAXED, task, figure.property, before, found.text, found.size, found.value,
             changes=(change,))
    ]


def stated_as(knowledge: Knowledge, subject: str, property_: str, text: str) -> Change:
    """Return the change that states a figure as a text says."""
    unit = knowledge.definitions.quantities[local_name(property_)].unit
    read = knowledge.units.canonical(unparted(text), unit)
    number = float(read.value)
    change = Change(subject, property_, (literal(read.lexical, XSD + "decimal"),))
    figure = Figure(
        subject, property_, number, number, number, text, unit, ASSUMED, None, (), change.place
    )
    return Change(subject, property_, change.values, figure)


def _next_in_rank(knowledge: Knowledge, task: str, property_: str) -> Iterator[Step]:
    """Yield the looser individuals of a ranked class, such as scopes, the nearest first."""
    facts = knowledge.facts
    now = facts.object(task, property_) or ""
    rank = facts.number(now, tw("rank")) or 0.0
    range_ = facts.object(property_, _RANGE) or ""
    looser = [(facts.number(each, tw("rank")) or 0.0, each) for each in facts.instances(range_)]
    for above, each in sorted(looser):
        if above > rank:
            yield Step(
                RELAXED, task, property_, local_name(now), local_name(each), above - rank,
                changes=(Change(task, property_, (each,)),),
            )


def _smaller_set(
    knowledge: Knowledge, spot: Spot, task: str, property_: str, names: Sequence[str]
) -> list[Step]:
    """Return the set without the members that a candidate lacks, or with those that it adds."""
    definitions = knowledge.definitions
    question, target = spot.decision.questions[spot.row], spot.decision.targets[spot.column]
    now = sorted(set(knowledge.facts.objects(task, property_)))
    kept = set(now)
    for name in names:
        constraint = definitions.by_name[name]
        if constraint.is_numeric:
            continue
        demand, supply = (
            set(stated(knowledge, definitions.sets[each], question, target))
            for each in (constraint.demand, constraint.supply)
        )
        if constraint.supply == local_name(property_):
            kept |= demand
        elif constraint.relation == "disjoint-from":
            kept -= supply
        else:
            kept -= {
                e for e in demand - supply
                if not constraint.considers_only or e in constraint.considers_only
            }
    if kept == set(now):
        return []
    words = [", ".join(map(local_name, sorted(each))) or "nothing" for each in (now, kept)]
    change = Change(task, property_, tuple(sorted(kept)))
    size = float(len(kept ^ set(now)))
    return [Step(RELAXED, task, property_, words[0], words[1], size, changes=(change,))]
