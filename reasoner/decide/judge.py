"""Judge every constraint on every candidate: one array of verdicts per constraint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..candidate import Path, Question, Target
from ..definitions import Constraint
from ..formula import Column, variables
from ..knowledge import Knowledge
from ..verdict import Verdict
from .columns import Columns, View
from .sets import Members, compare, holders, judge_sets, members, read_members

__all__ = [
    "Decision", "Members", "Verdicts", "compare", "holders", "judge", "judge_constraint", "judged",
    "members", "read_members",
]

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

    def number(self, name: str, i: int, j: int) -> float | None:
        """Return the central value of a quantity for one candidate, None where it is not known."""
        return self.columns.number(name, i, j)


def judge(
    knowledge: Knowledge, questions: Sequence[Question], targets: Sequence[Target],
    paths: dict[tuple[str, str], Path],
) -> Decision:
    """Return the verdict of each constraint and of each candidate: the minimum of those that apply.

    A measured run that worked passes the fit constraints of its candidate; one that failed to fit
    fails them.
    """
    return judged(Columns(knowledge, questions, targets, paths))


def judged(columns: Columns) -> Decision:
    """Return the verdicts of the candidates of columns, whatever tells their paths."""
    witnessed = _witnessed(columns)
    total = np.full((len(columns.questions), len(columns.targets)), _P, dtype=np.uint8)
    by_constraint = {}
    for constraint in columns.knowledge.definitions.candidate_constraints():
        verdicts = judge_constraint(columns, constraint)
        if constraint.is_fit:
            for cells, verdict in witnessed:
                verdicts = _settled(verdicts, total.shape, cells, verdict)
        by_constraint[constraint.name] = verdicts
        np.minimum(total, verdicts, out=total)
    return Decision(columns, by_constraint, total)


Cells = tuple[NDArray[np.intp], ...]


def _witnessed(columns: Columns) -> list[tuple[Cells, np.uint8]]:
    """Return the candidates that a measured run settles, with the verdict that it gives."""
    shape = (len(columns.questions), len(columns.targets))
    view = columns.over(["witness"])
    low, high = (view.column("witness", corner) for corner in ("low", "high"))
    found = [(np.nonzero(np.broadcast_to(view.whole(each), shape)), verdict)
             for each, verdict in ((low == 1, _P), (high == 0, _F))]
    return [(cells, verdict) for cells, verdict in found if cells[0].size]


def _settled(
    verdicts: Verdicts, shape: tuple[int, int], cells: Cells, verdict: np.uint8
) -> Verdicts:
    """Return verdicts with those cells settled where the constraint applies."""
    full = np.broadcast_to(verdicts, shape)
    applies = full[cells] != _NA
    if not applies.any():
        return verdicts
    settled = full.copy()
    settled[tuple(each[applies] for each in cells)] = verdict
    return settled


def judge_constraint(columns: Columns, constraint: Constraint) -> Verdicts:
    """Return one constraint's verdicts, in any shape that broadcasts to (questions, targets)."""
    condition = [*variables(constraint.applies)] if constraint.applies else []
    if constraint.is_numeric and not constraint.applies:
        condition = [constraint.demand]
    view = columns.over(condition)
    applies = _applies(view, constraint)
    if not np.any(applies):
        return np.full((1, 1), _NA, dtype=np.uint8)
    if not constraint.is_numeric:
        found = judge_sets(columns, constraint)
        return np.where(view.whole(applies), found, _NA) if constraint.applies else found
    view = columns.over([*condition, constraint.demand, constraint.supply])
    verdicts: Verdicts = view.whole(
        np.where(_applies(view, constraint), _numeric(view, constraint), _NA)
    )
    return verdicts


def _applies(view: View, constraint: Constraint) -> Column:
    if constraint.applies:
        return view.evaluation.truth(constraint.applies)
    return view.is_bound(constraint.demand) if constraint.is_numeric else True


def _numeric(view: View, constraint: Constraint) -> Verdicts:
    """P where even the greatest demand fits the least supply, F where even the least does not."""
    small, great = constraint.demand, constraint.supply
    if constraint.relation == "at-least":
        small, great = great, small
    room = 1.0 + constraint.tolerance
    low, high = (view.column(small, c) for c in ("low", "high"))
    least, most = (view.column(great, c) for c in ("low", "high"))
    verdicts = np.where(low > most * room, _F, _C)
    verdicts = np.where(high <= least * room, _P, verdicts)
    undecided = verdicts == _C
    if undecided.any():
        unknown = np.logical_or(view.missing(small, False), view.missing(great, False))
        verdicts = np.where(undecided & unknown, _U, verdicts)
    return verdicts
