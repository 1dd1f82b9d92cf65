"""Judge constraints between sets: what is demanded has to be, or not to be, in what is supplied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..candidate import Question, Target
from ..definitions import Constraint, SetProperty
from ..knowledge import Knowledge
from ..namespaces import tw
from ..verdict import Verdict
from .columns import Columns
from .groups import Codes

_ACCEPTS = tw("acceptsUndertaking")


@dataclass(frozen=True)
class Members:
    """A set as it is known: stated members, what could be had, and whether it is stated at all.

    `provisions` has each member that could be had with the undertakings that it needs; `unsure` the
    members that nobody states and nobody rules out.
    """

    stated: frozenset[str]
    possible: frozenset[str] = frozenset()
    is_stated: bool = True
    is_open: bool = False
    unsure: frozenset[str] = frozenset()
    provisions: frozenset[tuple[str, frozenset[str]]] = frozenset()

    def accepting(self, accepted: frozenset[str]) -> Members:
        """Return the set with what is provided by undertakings that are accepted."""
        had = {member for member, needs in self.provisions if needs and needs <= accepted}
        return replace(self, stated=self.stated | had) if had - self.stated else self


def judge_sets(columns: Columns, constraint: Constraint) -> NDArray[np.uint8]:
    """Return a set constraint's verdicts; equal sets are compared once."""
    definitions = columns.knowledge.definitions.sets
    demands, demand_of, demand_on_rows = members(columns, definitions[constraint.demand])
    supplies, supply_of, supply_on_rows = members(columns, definitions[constraint.supply])
    accepted, accepted_by = _accepted_by_question(columns)
    table = np.array(
        [[[compare(constraint, d, s, a) for s in supplies] for d in demands] for a in accepted],
        dtype=np.uint8,
    ).reshape(len(accepted), len(demands), len(supplies))
    # Axes of the table that are questions come first, then those that are targets.
    axes = [(0, accepted_by, True), (1, demand_of, demand_on_rows), (2, supply_of, supply_on_rows)]
    ours = [(axis, codes) for axis, codes, on_rows in axes if on_rows]
    theirs = [(axis, codes) for axis, codes, on_rows in axes if not on_rows]
    flat = table.transpose([axis for axis, _ in (*ours, *theirs)]).reshape(
        np.prod([table.shape[axis] for axis, _ in ours], dtype=int), -1
    )
    for place, several in enumerate((ours, theirs)):
        if flat.shape[place] > 1:
            flat = flat.take(_joined(several, table.shape), axis=place)
    return flat


def _joined(several: list[tuple[int, Codes]], shape: tuple[int, ...]) -> Codes:
    """Return the codes of several axes as codes of those axes in one."""
    joined = several[0][1]
    for axis, codes in several[1:]:
        joined = joined * shape[axis] + codes
    return joined


def _accepted_by_question(columns: Columns) -> tuple[list[frozenset[str]], Codes]:
    grouping = columns.rows.by(("task",))
    index: dict[frozenset[str], int] = {}
    which = [
        index.setdefault(accepted_undertakings(columns.knowledge, task), len(index))
        for (task,) in grouping.keys
    ]
    return list(index), np.array(which, dtype=np.intp)[grouping.codes]


def accepted_undertakings(knowledge: Knowledge, task: str) -> frozenset[str]:
    """Return what the person who asks is ready to undertake for a task."""
    return frozenset(knowledge.facts.objects(task, _ACCEPTS))


def compare(
    constraint: Constraint, demand: Members, supply: Members,
    accepted: frozenset[str] = frozenset(),
) -> Verdict:
    """Return the verdict of a set relation.

    What an undertaking would provide makes it conditional, or counts as supplied where the
    undertaking is accepted; an open set that nobody stated is unknown.
    """
    wanted = demand.stated
    if constraint.considers_only:
        wanted = wanted & frozenset(constraint.considers_only)
    if constraint.only_if_supply_stated and not supply.is_stated:
        return Verdict.NOT_ASSESSED
    if (
        not demand.is_stated and demand.is_open
        and (constraint.is_fit or constraint.only_if_supply_stated)
    ):
        return Verdict.UNKNOWN
    if not wanted:
        return Verdict.NOT_ASSESSED
    if constraint.relation == "disjoint-from":
        if not supply.is_stated and supply.is_open:
            return Verdict.CONDITIONAL if wanted <= supply.possible else Verdict.UNKNOWN
        return Verdict.INFEASIBLE if wanted & supply.stated else Verdict.FEASIBLE
    return _contained(constraint, wanted, supply.accepting(accepted))


def _contained(constraint: Constraint, wanted: frozenset[str], supply: Members) -> Verdict:
    lacking = wanted - supply.stated
    if not lacking:
        return Verdict.FEASIBLE
    if not supply.is_stated and supply.is_open:
        return Verdict.CONDITIONAL if lacking <= supply.possible else Verdict.UNKNOWN
    if lacking & supply.unsure and lacking <= supply.unsure | supply.possible:
        return Verdict.UNKNOWN
    if lacking <= supply.possible or constraint.otherwise == "conditional":
        return Verdict.CONDITIONAL
    return Verdict.INFEASIBLE


def members(
    columns: Columns, property_: SetProperty
) -> tuple[list[Members], Codes, bool]:
    """Return the distinct sets, which of them each row or column has, and whether it is rows."""
    on_rows = property_.scope in ("task", "variant", "flow", "placement")
    groups = columns.rows if on_rows else columns.cols
    of_layout = property_.name == "undertakingsNeeded"
    grouping = groups.by(
        ("undertakings",) if of_layout else _parts(property_, on_rows)
    )
    index: dict[Members, int] = {}
    which = [
        index.setdefault(read_members(columns.knowledge, property_, groups.items[i]), len(index))
        for i in grouping.first
    ]
    return list(index), np.array(which, dtype=np.intp)[grouping.codes], on_rows


def _parts(property_: SetProperty, of_question: bool) -> tuple[str, ...]:
    """Return the parts of a question or target whose statements make up a set."""
    if of_question:
        return ("task",) if property_.scope == "task" else ("variant", "model")
    if property_.scope == "support":
        return ("support",)
    return ("node", "hardware") if property_.scope == "node" else ("unit",)


def holders(property_: SetProperty, item: Question | Target) -> tuple[str | None, ...]:
    """Return the things whose statements make up a set."""
    return tuple(getattr(item, part) for part in _parts(property_, isinstance(item, Question)))


def read_members(
    knowledge: Knowledge, property_: SetProperty, item: Question | Target
) -> Members:
    """Return a set as the facts state it for one question or target."""
    if property_.name == "undertakingsNeeded":
        assert isinstance(item, Target)
        return Members(item.undertakings)
    facts = knowledge.facts
    subjects = [each for each in dict.fromkeys(holders(property_, item)) if each]
    if not subjects:
        return Members(frozenset())
    stated = frozenset(o for each in subjects for o in facts.objects(each, property_.iri))
    provisions = frozenset(
        (member, frozenset(facts.objects(provision, tw("undertaking"))))
        for subject in subjects for provision in facts.objects(subject, tw("canProvide"))
        if facts.object(provision, tw("forProperty")) == property_.iri
        for member in facts.objects(provision, tw("member"))
    )
    possible = frozenset(member for member, _ in provisions)
    unsure = frozenset(_unsure(knowledge, property_, stated)) - possible
    return Members(stated, possible, bool(stated), property_.is_open, unsure, provisions)


def _unsure(
    knowledge: Knowledge, property_: SetProperty, stated: frozenset[str]
) -> Iterable[str]:
    """Yield the members of the classes for which a property is open, of which none is stated."""
    facts = knowledge.facts
    for class_ in facts.objects(property_.iri, tw("openFor")):
        of_class = facts.instances(class_)
        if stated.isdisjoint(of_class):
            yield from of_class
