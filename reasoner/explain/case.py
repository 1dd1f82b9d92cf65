"""A candidate of a decision, and what candidates that agree in some of their parts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..candidate import Path, Question, Target
from ..decide.judge import Decision
from ..definitions import Constraint
from ..formula import variables
from ..scalar import Kept
from ..verdict import Verdict
from .words import candidate_name


@dataclass(frozen=True)
class Case:
    """One candidate of a decision: what numbers and verdicts are proved of."""

    decision: Decision
    row: int
    column: int

    @property
    def question(self) -> Question:
        """Return the task with its variant."""
        return self.decision.questions[self.row]

    @property
    def target(self) -> Target:
        """Return the node with its unit, runtime and layout."""
        return self.decision.targets[self.column]

    @property
    def path(self) -> Path:
        """Return the route of the data."""
        return self.decision.columns.paths[self.question.source or "", self.target.node]

    @cached_property
    def name(self) -> str:
        """Return how proofs call the candidate."""
        return candidate_name(self.question, self.target)

    @cached_property
    def choices(self) -> dict[str, str]:
        """Return the choices that were made, as proofs name them."""
        q, t = self.question, self.target
        choices = {
            "task": q.task, "variant": q.variant, "model": q.model, "numericType": q.numeric_type,
            "source": q.source, "flow": q.flow, "node": t.node, "hardware": t.hardware,
            "unit": t.unit, "bus": t.bus, "family": t.family, "broaderFamily": t.broader_family,
            "support": t.support, "runtime": t.runtime, "release": t.release,
            "workPool": t.work_pool, "weightPool": t.weight_pool, "storagePool": t.storage_pool,
            "host": t.host, "hostFamily": t.host_family,
            "hostBroaderFamily": t.host_broader_family, "hostSupport": t.host_support,
            "hostRuntime": t.host_runtime,
        }
        return {name: value for name, value in choices.items() if value}

    @property
    def verdict(self) -> Verdict:
        """Return the candidate's verdict."""
        return Verdict(int(self.decision.total[self.row, self.column]))

    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdict of each constraint."""
        i, j = self.row, self.column
        return {
            name: Verdict(int(a[i if a.shape[0] > 1 else 0, j if a.shape[1] > 1 else 0]))
            for name, a in self.decision.by_constraint.items()
        }

    def stated(self, name: str) -> tuple[float, float, float]:
        """Return the least, central (NaN: not known) and greatest value of what is stated."""
        cell = self.decision.columns.cell
        low, middle, high = (
            cell(name, each, self.row, self.column) for each in ("low", "middle", "high")
        )
        return low, middle, high


_OF_ARRAYS = ("low", "middle", "high", "bound")
# The choices that a part of a question or target is, in the order in which proofs name them.
_CHOICES = {
    "task": ("task",), "variant": ("variant",), "model": ("model",),
    "numeric_type": ("numericType",), "source": ("task", "source", "flow"),
    "flow": ("flow",), "node": ("node",),
    "hardware": ("hardware",), "unit": ("unit",), "bus": ("bus",), "family": ("family",),
    "broader_family": ("broaderFamily",), "support": ("support",), "runtime": ("runtime",),
    "release": ("release",),
    "is_resident": ("workPool", "weightPool"), "is_video_memory": ("workPool",),
    "work_pool": ("workPool",), "weight_pool": ("weightPool",), "storage_pool": ("storagePool",),
    "host": ("host",), "host_family": ("hostFamily",),
    "host_broader_family": ("hostBroaderFamily",), "host_runtime": ("hostRuntime",),
}
_ORDER = tuple(dict.fromkeys(each for found in _CHOICES.values() for each in found))


class Alike:
    """What was worked out of the quantities of a decision, by the candidates that agree in it."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self._groups: dict[str, tuple[list[int], list[int]]] = {}
        self._kept: dict[tuple[str, int, int], Kept] = {}
        self._lists: dict[str, dict[str, Any]] = {}
        self._choices: dict[str, tuple[str, ...]] = {}
        self._bounds: dict[tuple[Any, ...], str | None] = {}
        self._deciding: NDArray[np.intp] | None = None

    def kept(self, row: int, column: int, name: str) -> Kept:
        """Return what is kept of a quantity for a candidate and all that are like it."""
        codes = self._groups.get(name) or self._grouped(name)
        key = (name, codes[0][row], codes[1][column])
        found = self._kept.get(key)
        if found is None:
            columns = self._columns(name).items()
            found = self._kept[key] = {each: _cell(column, *key[1:]) for each, column in columns}
        return found

    def _columns(self, name: str) -> dict[str, Any]:
        """Return what the arrays have of a quantity, as lists: a cell of those is read sooner.

        A quantity of a link is no candidate's: they have the path's.
        """
        found = self._lists.get(name)
        if found is None:
            columns = self.decision.columns
            is_theirs = columns.knowledge.definitions.quantities[name].scope != "link"
            found = self._lists[name] = {
                each: np.asarray(columns.kept(name, each)).tolist()
                for each in (_OF_ARRAYS if is_theirs else ())
            }
        return found

    def choices(self, name: str) -> tuple[str, ...]:
        """Return the choices that a quantity depends on, in the order in which proofs name them."""
        found = self._choices.get(name)
        if found is None:
            parts = self.decision.columns.parts(name)
            named = {e for part in (*parts.questions, *parts.targets) for e in _CHOICES[part]}
            found = self._choices[name] = tuple(each for each in _ORDER if each in named)
        return found

    def group(self, name: str, row: int, column: int) -> tuple[int, int]:
        """Return the groups of questions and of targets that a quantity does not tell apart."""
        codes = self._groups.get(name) or self._grouped(name)
        return codes[0][row], codes[1][column]

    def _grouped(self, name: str) -> tuple[list[int], list[int]]:
        columns = self.decision.columns
        parts = columns.parts(name)
        found = self._groups[name] = (
            columns.rows.by(parts.questions).codes.tolist(),
            columns.cols.by(parts.targets).codes.tolist(),
        )
        return found

    def bound(
        self, constraint: Constraint, missing: str, at: tuple[int, int],
        find: Callable[[], str | None],
    ) -> str | None:
        """Return the bound that a missing figure must meet, found once for all that are alike."""
        read = (*variables(constraint.applies or ("number", 1.0)), constraint.demand,
                constraint.supply)
        key = (constraint.name, missing, *(self.group(each, *at) for each in read))
        if key not in self._bounds:
            self._bounds[key] = find()
        return self._bounds[key]

    def deciding(self, constraints: Sequence[Constraint]) -> NDArray[np.intp]:
        """Return, for each candidate, which is the first constraint of the least verdict."""
        if self._deciding is None:
            shape = self.decision.total.shape
            found = np.zeros(shape, dtype=np.intp)
            waits = np.ones(shape, dtype=bool)
            for position, each in enumerate(constraints):
                decides = waits & (self.decision.by_constraint[each.name] == self.decision.total)
                found[decides] = position
                waits &= ~decides
            self._deciding = found
        return self._deciding


def _cell(column: Any, row: int, place: int) -> Any:
    """Return one cell of a column in lists, which may be one for all."""
    if not isinstance(column, list):
        return column
    cells = column[row if len(column) > 1 else 0]
    return cells[place if len(cells) > 1 else 0]
