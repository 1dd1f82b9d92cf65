"""Judge every constraint on every candidate: one array of verdicts per constraint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..candidate import Path, Question, Target
from ..definitions import Constraint, SetProperty
from ..knowledge import Knowledge
from ..namespaces import tw
from ..verdict import Verdict
from .columns import Columns

Verdicts = NDArray[np.uint8]
_F, _U, _C, _P, _NA = (np.uint8(each) for each in Verdict)


@dataclass(frozen=True)
class Decision:
    """The verdicts of all candidates, and what they were computed from."""

    columns: Columns
    by_constraint: dict[str, Verdicts]
    total: Verdicts

    @property
    def questions(self) -> Sequence[Question]:
        """Return the rows."""
        return self.columns.questions

    @property
    def targets(self) -> Sequence[Target]:
        """Return the columns."""
        return self.columns.targets


def judge(
    knowledge: Knowledge, questions: Sequence[Question], targets: Sequence[Target],
    paths: dict[tuple[str, str], Path],
) -> Decision:
    """Return the verdict of each constraint and of each candidate: the minimum of those that apply.

    A measured run that worked passes the fit constraints of its candidate; one that failed to fit
    fails them.
    """
    columns = Columns(knowledge, questions, targets, paths)
    shape = (len(questions), len(targets))
    failed, ran = columns.column("witness", "high"), columns.column("witness", "low")
    total = np.full(shape, _P, dtype=np.uint8)
    by_constraint = {}
    for constraint in knowledge.definitions.candidate_constraints():
        verdicts = judge_constraint(columns, constraint)
        if constraint.is_fit:
            verdicts = _witnessed(verdicts, failed == 0, ran == 1)
        by_constraint[constraint.name] = verdicts
        total = np.minimum(total, verdicts)
    return Decision(columns, by_constraint, np.broadcast_to(total, shape).copy())


def _witnessed(verdicts: Verdicts, failed: Any, ran: Any) -> Verdicts:
    applies = verdicts != _NA
    settled = np.where(applies & ran, _P, verdicts)
    return np.where(applies & failed, _F, settled).astype(np.uint8)


def judge_constraint(columns: Columns, constraint: Constraint) -> Verdicts:
    """Return one constraint's verdicts, in any shape that broadcasts to (questions, targets)."""
    if constraint.applies:
        applies = columns.evaluation.truth(constraint.applies)
    else:
        applies = columns.is_bound(constraint.demand) if constraint.is_numeric else True
    if not np.any(applies):
        return np.full((1, 1), _NA, dtype=np.uint8)
    read = _numeric if constraint.is_numeric else _sets
    return np.where(applies, read(columns, constraint), _NA)


def _numeric(columns: Columns, constraint: Constraint) -> Verdicts:
    """P where even the greatest demand fits the least supply, F where even the least does not."""
    small, great = constraint.demand, constraint.supply
    if constraint.relation == "at-least":
        small, great = great, small
    room = 1.0 + constraint.tolerance
    low, high = (columns.column(small, c) for c in ("low", "high"))
    least, most = (columns.column(great, c) for c in ("low", "high"))
    verdicts = np.where(low > most * room, _F, _C)
    verdicts = np.where(high <= least * room, _P, verdicts)
    undecided = verdicts == _C
    if undecided.any():
        unknown = np.logical_or(columns.missing(small, False), columns.missing(great, False))
        verdicts = np.where(undecided & unknown, _U, verdicts)
    return verdicts.astype(np.uint8)


def _sets(columns: Columns, constraint: Constraint) -> Verdicts:
    """Compare sets; equal sets are compared once."""
    definitions = columns.knowledge.definitions.sets
    demands, demand_of, on_rows = members(columns, definitions[constraint.demand])
    supplies, supply_of, supply_on_rows = members(columns, definitions[constraint.supply])
    table = np.array(
        [[compare(constraint, d, s) for s in supplies] for d in demands], dtype=np.uint8
    ).reshape(len(demands), len(supplies))
    if on_rows == supply_on_rows:
        flat = table[demand_of, supply_of]
        return flat.reshape(-1, 1) if on_rows else flat.reshape(1, -1)
    if on_rows:
        return table[np.ix_(demand_of, supply_of)]
    return table[np.ix_(demand_of, supply_of)].T


@dataclass(frozen=True)
class Members:
    """A set as it is known: stated members, what could be had, and whether it is stated at all."""

    stated: frozenset[str]
    possible: frozenset[str] = frozenset()
    is_stated: bool = True
    is_open: bool = False
    unsure: frozenset[str] = frozenset()


def compare(constraint: Constraint, demand: Members, supply: Members) -> Verdict:
    """Return the verdict of a set relation.

    What an undertaking would provide makes it conditional; an open set that nobody stated, unknown.
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
    if not supply.is_stated and supply.is_open:
        return Verdict.CONDITIONAL if wanted <= supply.possible else Verdict.UNKNOWN
    if constraint.relation == "disjoint-from":
        return Verdict.INFEASIBLE if wanted & supply.stated else Verdict.FEASIBLE
    lacking = wanted - supply.stated
    if not lacking:
        return Verdict.FEASIBLE
    if lacking & supply.unsure and lacking <= supply.unsure | supply.possible:
        return Verdict.UNKNOWN
    if lacking <= supply.possible or constraint.otherwise == "conditional":
        return Verdict.CONDITIONAL
    return Verdict.INFEASIBLE


def members(
    columns: Columns, property_: SetProperty
) -> tuple[list[Members], list[int], bool]:
    """Return the distinct sets, which of them each row or column has, and whether it is rows."""
    on_rows = property_.scope in ("task", "variant", "flow", "placement")
    items: Sequence[Question | Target] = columns.questions if on_rows else columns.targets
    known: dict[tuple[str | None, ...], Members] = {}
    index: dict[Members, int] = {}
    which = []
    for each in items:
        subjects = holders(property_, each)
        if subjects not in known or property_.name == "undertakingsNeeded":
            known[subjects] = read_members(columns.knowledge, property_, each)
        which.append(index.setdefault(known[subjects], len(index)))
    return list(index), which, on_rows


def holders(property_: SetProperty, item: Question | Target) -> tuple[str | None, ...]:
    """Return the things whose statements make up a set."""
    if isinstance(item, Question):
        return (item.task,) if property_.scope == "task" else (item.variant, item.model)
    if property_.scope == "support":
        return (item.support,)
    return (item.node, item.hardware) if property_.scope == "node" else (item.unit,)


def read_members(
    knowledge: Knowledge, property_: SetProperty, item: Question | Target
) -> Members:
    """Return a set as the facts state it for one question or target."""
    if property_.name == "undertakingsNeeded":
        assert isinstance(item, Target)
        return Members(item.undertakings)
    facts = knowledge.facts
    stated: set[str] = set()
    possible: set[str] = set()
    subjects = [each for each in holders(property_, item) if each]
    for subject in subjects:
        stated.update(facts.objects(subject, property_.iri))
        for provision in facts.objects(subject, tw("canProvide")):
            if facts.object(provision, tw("forProperty")) == property_.iri:
                possible.update(facts.objects(provision, tw("member")))
    if not subjects:
        return Members(frozenset())
    unsure: frozenset[str] = frozenset()
    if property_.name == "withinPlace":  # a node is always within itself; its region may be open
        regions = frozenset(facts.instances(tw("Region")))
        unsure = frozenset() if stated & regions else regions - possible
    return Members(frozenset(stated), frozenset(possible), bool(stated), property_.is_open, unsure)
