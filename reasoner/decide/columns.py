"""Columns of quantities over (questions × targets), as broadcastable NumPy arrays.

A quantity is computed once per group: of the questions and of the targets that agree in all parts
that it depends on.  What is missing is [0, ∞) and not bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..candidate import Path, Question, Target
from ..definitions import Quantity
from ..formula import Column, Corner, Evaluation, Tree, variables
from ..knowledge import Knowledge
from .groups import Codes, Groups
from .routes import link_figure
from .stated import CORNERS, Corners, Parts, Stated, choice_of

LACKS = ("lacks-world", "lacks-user")

__all__ = ["Columns", "View", "choice_of", "link_figure"]


class Columns:
    """The columns of one decision, computed when they are asked for and kept."""

    def __init__(
        self,
        knowledge: Knowledge,
        questions: Sequence[Question],
        targets: Sequence[Target],
        paths: dict[tuple[str, str], Path],
    ) -> None:
        self.knowledge, self.questions, self.targets, self.paths = (
            knowledge, questions, targets, paths,
        )
        self.rows, self.cols = Groups(questions), Groups(targets)
        self._stated = Stated(knowledge, self.rows, self.cols, paths)
        self._read: dict[str, Corners] = {}
        # What a quantity depends on is the same for all candidates, unless something is supposed.
        self._parts: dict[str, Parts] = knowledge.kept.setdefault(("parts", ""), {})
        self._is_supposing = False
        self._views: dict[Parts, View] = {}
        self._kept: dict[tuple[str, str], Column] = {}
        self._whole = View(self, None)
        self.evaluation = self._whole.evaluation

    def column(self, name: str, corner: Corner) -> Column:
        """Return the least, central or greatest values of a quantity."""
        return self._whole.column(name, corner)

    def is_bound(self, name: str) -> Column:
        """Return where a quantity is known."""
        return self._whole.is_bound(name)

    def missing(self, name: str, by_user: bool) -> Column:
        """Return where a quantity lacks a figure that is the user's to set, or the world's."""
        return self._whole.missing(name, by_user)

    def number(self, name: str, i: int, j: int) -> float | None:
        """Return the central value of one candidate, None where it is not known."""
        if not self.cell(name, "bound", i, j):
            return None
        value = self.cell(name, "middle", i, j)
        return value if np.isfinite(value) else None

    def cell(self, name: str, what: str, i: int, j: int) -> float:
        """Return a corner of one candidate, or with "bound" whether it is known."""
        return float(_cell(self.kept(name, what), self._at(name, i, j)))

    def path(self, name: str, i: int, j: int) -> Path | None:
        """Return the path that a quantity is of, for one candidate; None where it is not known."""
        distinct, which = self._stated.routes(self.knowledge.definitions.quantities[name])
        return distinct[int(_cell(which, self._at(name, i, j)))]

    def _at(self, name: str, i: int, j: int) -> tuple[int, int]:
        """Return the groups of a quantity that a question and a target belong to."""
        parts = self.parts(name)
        return (
            int(self.rows.by(parts.questions).codes[i]), int(self.cols.by(parts.targets).codes[j])
        )

    def suppose(self, name: str, value: float) -> None:
        """Take a quantity as exactly known; to be said before any column is asked for."""
        supposed = np.full((1, 1), value)
        self._read[name] = (supposed, supposed, supposed)
        self._parts = {} if not self._is_supposing else self._parts
        self._parts[name], self._is_supposing = Parts(), True

    def over(self, names: Iterable[str]) -> View:
        """Return a view of these quantities with one cell a group: the fewest that tell all."""
        parts = Parts.union(self.parts(each) for each in names)
        if parts not in self._views:
            self._views[parts] = View(self, parts)
        return self._views[parts]

    def parts(self, name: str) -> Parts:
        """Return the parts of questions and targets that a quantity depends on."""
        if name not in self._parts:
            quantity = self.knowledge.definitions.quantities[name]
            if quantity.kind == "formula" and quantity.tree:
                bounds = [each for each in (quantity.below, quantity.above) if each]
                used = dict.fromkeys([*variables(quantity.tree), *bounds])
                self._parts[name] = Parts.union(self.parts(each) for each in used)
            else:
                self._parts[name] = self._stated.parts(quantity)
        return self._parts[name]

    def kept(self, name: str, what: str) -> Column:
        """Return a corner, `bound`, `lacks-world` or `lacks-user` of a quantity, by its groups."""
        if (name, what) not in self._kept:
            quantity = self.knowledge.definitions.quantities[name]
            is_bounded = bool(quantity.below or quantity.above)
            self._kept[name, what] = (
                self._within_bounds(quantity, what) if is_bounded and what in CORNERS
                else self._unbounded(quantity, what)
            )
        return self._kept[name, what]

    def _unbounded(self, quantity: Quantity, what: str) -> Column:
        if quantity.kind == "formula" and quantity.tree and quantity.name not in self._read:
            return self.over([quantity.name]).derived(quantity.tree, what)
        if quantity.name not in self._read:
            self._read[quantity.name] = self._stated.read(quantity)
        corners = self._read[quantity.name]
        if what in CORNERS:
            return corners[[*CORNERS].index(what)]
        if what in LACKS and quantity.set_by_user != (what == "lacks-user"):
            return False
        unknown = np.isnan(corners[1])
        return unknown if what in LACKS else ~unknown

    def _within_bounds(self, quantity: Quantity, corner: str) -> Column:
        """Return a corner of what a quantity and its bounds have in common.

        Where they contradict each other nothing says which is wrong: the hull of all of them.
        """
        if corner == "middle":
            low, high = (self.kept(quantity.name, each) for each in ("low", "high"))
            return np.clip(self._unbounded(quantity, "middle"), low, high)
        view = self.over([quantity.name])
        low, high = (self._unbounded(quantity, each) for each in ("low", "high"))
        below = view.column(quantity.below, "low") if quantity.below else 0.0
        above = view.column(quantity.above, "high") if quantity.above else np.inf
        least, most = np.maximum(low, below), np.minimum(high, above)
        agree, found = least <= most, least if corner == "low" else most
        if np.all(agree):
            return found
        if corner == "low":
            hull = np.minimum(low, np.minimum(np.where(below > 0, below, low), above))
        else:
            hull = np.maximum(high, np.maximum(np.where(np.isfinite(above), above, high), below))
        return np.where(agree, found, hull)


class View:
    """Columns at the groups of some parts, or, without parts, at all questions and targets."""

    def __init__(self, columns: Columns, parts: Parts | None) -> None:
        self._columns, self._parts = columns, parts
        self._rows = columns.rows.by(parts.questions) if parts else None
        self._cols = columns.cols.by(parts.targets) if parts else None
        self.evaluation = Evaluation(self.column, self.is_bound)

    def column(self, name: str, corner: Corner) -> Column:
        """Return the least, central or greatest values of a quantity."""
        return self._spread(name, self._columns.kept(name, corner))

    def is_bound(self, name: str) -> Column:
        """Return where a quantity is known."""
        return self._spread(name, self._columns.kept(name, "bound"))

    def missing(self, name: str, by_user: bool) -> Column:
        """Return where a quantity lacks a figure that is the user's to set, or the world's."""
        return self._spread(name, self._columns.kept(name, LACKS[by_user]))

    def derived(self, tree: Tree, what: str) -> Column:
        """Return a corner of a formula, where all that it needs is known, or where it lacks."""
        if what == "bound":
            return self.evaluation.bound(tree)
        if what in LACKS:
            return self._lacking(tree, what)
        corner: Corner = what  # type: ignore[assignment]
        return self.evaluation.value(tree, corner)

    def _lacking(self, tree: Tree, what: str) -> Column:
        """Return where a formula lacks a figure that it would need."""
        operator = tree[0]
        if operator == "number":
            return False
        if operator == "variable":
            return self.missing(tree[1], what == "lacks-user")
        if operator == "if":
            chosen = self.evaluation.truth(tree[1])
            if not np.any(chosen):
                return self._lacking(tree[3], what)
            yes, no = (self._lacking(each, what) for each in tree[2:])
            return np.where(chosen, yes, no)
        found: Column = False
        for each in tree[1:]:
            found = np.logical_or(found, self._lacking(each, what))
        if operator == "coalesce":
            found = np.logical_and(found, np.logical_not(self.evaluation.bound(tree)))
        return found

    def whole(self, found: Column) -> Any:
        """Spread what was computed over this view to all questions and targets."""
        if self._rows is None or self._cols is None:
            return found
        return _taken(_taken(np.atleast_2d(found), self._rows.codes, 0), self._cols.codes, 1)

    def _spread(self, name: str, kept: Column) -> Column:
        """Return a kept column at the cells of this view."""
        theirs = self._columns.parts(name)
        if theirs == self._parts or np.ndim(kept) < 2:
            return kept
        columns = self._columns
        if theirs.questions and (self._parts is None or theirs.questions != self._parts.questions):
            codes = columns.rows.by(theirs.questions).codes
            kept = _taken(kept, codes if self._rows is None else codes[self._rows.first], 0)
        if theirs.targets and (self._parts is None or theirs.targets != self._parts.targets):
            codes = columns.cols.by(theirs.targets).codes
            kept = _taken(kept, codes if self._cols is None else codes[self._cols.first], 1)
        return kept


def _taken(array: Any, codes: Codes, axis: int) -> Any:
    """Repeat rows or columns; a single one is left to broadcasting."""
    return array if array.shape[axis] == 1 else array.take(codes, axis=axis)


def _cell(kept: Column, at: Sequence[int]) -> Any:
    array = np.asarray(kept)
    if array.ndim < 2:
        return array[()]
    return array[at[0] if array.shape[0] > 1 else 0, at[1] if array.shape[1] > 1 else 0]
