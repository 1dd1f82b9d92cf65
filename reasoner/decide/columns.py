"""Columns of quantities over (questions × targets), as broadcastable NumPy arrays.

A question's quantity has the shape (questions, 1), a target's (1, targets), what depends on both
(questions, targets).  What is missing is [0, ∞) and not bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..candidate import Path, Question, Target
from ..definitions import Quantity
from ..figures import Figure
from ..formula import Column, Corner, Evaluation, Tree
from ..knowledge import Knowledge
from ..namespaces import tw
from .rows import Match, rows_by_key

Floats = NDArray[np.float64]
_CORNERS: tuple[Corner, ...] = ("low", "middle", "high")
_SITE_DEFAULT = tw("catalogue-site")


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
        self.evaluation = Evaluation(self.column, self.is_bound)
        self._base: dict[str, tuple[Floats, Floats, Floats]] = {}
        self._columns: dict[tuple[str, Corner], Column] = {}
        self._bound: dict[str, Column] = {}

    def column(self, name: str, corner: Corner) -> Column:
        """Return the least, central or greatest values of a quantity."""
        key = (name, corner)
        if key not in self._columns:
            quantity = self.knowledge.definitions.quantities[name]
            if quantity.kind == "formula" and quantity.tree:
                value = self.evaluation.value(quantity.tree, corner)
            else:
                value = self._stated(quantity)[_CORNERS.index(corner)]
            self._columns[key] = self._within_bounds(quantity, value, corner)
        return self._columns[key]

    def suppose(self, name: str, value: float) -> None:
        """Take a quantity as exactly known; to be said before any column is asked for."""
        supposed = np.full((1, 1), value)
        self._base[name] = (supposed, supposed, supposed)

    def _within_bounds(self, quantity: Quantity, value: Column, corner: Corner) -> Column:
        if corner == "low" and quantity.below:
            return np.maximum(value, self.column(quantity.below, "low"))
        if corner == "high" and quantity.above:
            return np.minimum(value, self.column(quantity.above, "high"))
        return value

    def is_bound(self, name: str) -> Column:
        """Return where a quantity is known."""
        if name not in self._bound:
            quantity = self.knowledge.definitions.quantities[name]
            if quantity.kind == "formula" and quantity.tree:
                self._bound[name] = self.evaluation.bound(quantity.tree)
            else:
                self._bound[name] = ~np.isnan(self._stated(quantity)[1])
        return self._bound[name]

    def missing(self, name: str, by_user: bool) -> Column:
        """Return where a quantity lacks a figure that is the user's to set, or the world's."""
        quantity = self.knowledge.definitions.quantities[name]
        if quantity.kind == "formula" and quantity.tree:
            return self._missing(quantity.tree, by_user)
        if quantity.set_by_user != by_user:
            return False
        return np.logical_not(self.is_bound(name))

    def _missing(self, tree: Tree, by_user: bool) -> Column:
        operator = tree[0]
        if operator == "number":
            return False
        if operator == "variable":
            return self.missing(tree[1], by_user)
        if operator == "if":
            chosen = self.evaluation.truth(tree[1])
            yes, no = (self._missing(each, by_user) for each in tree[2:])
            return np.where(chosen, yes, no)
        lacking: Column = False
        for each in tree[1:]:
            lacking = np.logical_or(lacking, self._missing(each, by_user))
        if operator == "coalesce":
            lacking = np.logical_and(lacking, np.logical_not(self.evaluation.bound(tree)))
        return lacking

    def _stated(self, quantity: Quantity) -> tuple[Floats, Floats, Floats]:
        if quantity.name not in self._base:
            read = {
                "figure": self._figure, "lookup": self._lookup, "path": self._path,
                "pool": self._pool, "structural": self._structural,
            }[quantity.kind]
            low, middle, high = read(quantity)
            unknown = np.isnan(middle)
            if quantity.absent is not None:
                low, middle, high = (
                    np.where(unknown, quantity.absent, each) for each in (low, middle, high)
                )
            else:
                low = np.where(np.isnan(low), 0.0, low)
                high = np.where(np.isnan(high), np.inf, high)
            self._base[quantity.name] = (low, middle, high)
        return self._base[quantity.name]

    def _figure(self, quantity: Quantity) -> tuple[Floats, ...]:
        stated = self.knowledge.figures.by_property.get(quantity.iri, {})
        site = self.knowledge.site or _SITE_DEFAULT
        readers: dict[str, Callable[[], tuple[Floats, ...]]] = {
            "task": lambda: _rows([stated.get(q.task) for q in self.questions]),
            "variant": lambda: _rows([_first(stated, q.variant, q.model) for q in self.questions]),
            "node": lambda: _cols([_first(stated, t.node, t.hardware) for t in self.targets]),
            "unit": lambda: _cols([_first(stated, t.unit, t.bus) for t in self.targets]),
            "support": lambda: _cols([_first(stated, t.support, t.runtime) for t in self.targets]),
            "site": lambda: _cols([stated.get(site)]),
            "flow": lambda: _rows([stated.get(q.task) for q in self.questions]),
        }
        if quantity.scope not in readers:
            return _rows([None])
        return readers[quantity.scope]()

    def _pool(self, quantity: Quantity) -> tuple[Floats, ...]:
        stated = self.knowledge.figures.by_property.get(quantity.source_property or "", {})
        choose: dict[str | None, Callable[[Target], str | None]] = {
            "work": lambda t: t.work_pool, "weights": lambda t: t.weight_pool,
            "storage": lambda t: t.storage_pool,
        }
        pick = choose[quantity.pool_role]
        return _cols([stated.get(pick(each) or "") for each in self.targets])

    def _structural(self, quantity: Quantity) -> tuple[Floats, ...]:
        name = quantity.name
        if name == "hasModel":
            values = _column_vector([float(q.variant is not None) for q in self.questions])
        elif name == "weightsResident":
            values = _row_vector([float(t.is_resident) for t in self.targets])
        elif name == "hasWorkingPool":
            values = _row_vector([float(t.work_pool is not None) for t in self.targets])
        elif name == "poolIsVideoMemory":
            values = _row_vector([float(t.is_video_memory) for t in self.targets])
        else:
            read: Callable[[Path], float] = {
                "pathHops": lambda p: float(len(p.links)),
                "pathWideAreaHops": lambda p: float(p.wide_area),
                "pathExists": lambda p: float(p.exists),
            }[name]
            values = self._over_paths(read)
        return values, values, values

    def _over_paths(self, read: Callable[[Path], float]) -> Floats:
        """Return a number of each path: (questions, targets), or (1, targets) from one source."""
        sources = sorted({q.source or "" for q in self.questions})
        nodes = sorted({t.node for t in self.targets})
        here = Path((), 0, True, False)
        table = np.array(
            [[read(self.paths.get((s, n), here)) for n in nodes] for s in sources], dtype=float
        ).reshape(len(sources), len(nodes))
        position = {node: i for i, node in enumerate(nodes)}
        columns = [position[t.node] for t in self.targets]
        if len(sources) == 1:
            return table[:, columns]
        place = {source: i for i, source in enumerate(sources)}
        rows = [place[q.source or ""] for q in self.questions]
        found: Floats = table[np.ix_(rows, columns)]
        return found

    def _path(self, quantity: Quantity) -> tuple[Floats, ...]:
        return tuple(
            self._over_paths(lambda path, c=corner: self._combined(quantity, path, c))  # type: ignore[misc]
            for corner in _CORNERS
        )

    def _combined(self, quantity: Quantity, path: Path, corner: Corner) -> float:
        link = self.knowledge.definitions.quantities[
            (quantity.source_property or "").removeprefix(tw(""))
        ]
        stated = [self._of_link(link, each, forwards, corner) for each, forwards in path.links]
        known = [each for each in stated if each is not None]
        if len(known) < len(stated) and not quantity.is_partial:
            # The known links bound a path: a sum and a maximum from below, the others from above.
            bounded = "low" if quantity.combine in ("sum", "maximum", "count") else "high"
            if corner != bounded or not known:
                return float(np.nan)
        if not known:
            return 0.0 if quantity.combine == "sum" and not path.links else float(np.nan)
        combine: dict[str | None, Callable[[list[float]], float]] = {
            "sum": sum, "minimum": min, "maximum": max, "product": lambda v: float(np.prod(v)),
            "count": lambda v: float(len(v)),
        }
        return combine[quantity.combine](known)

    def _of_link(
        self, quantity: Quantity, link: str, forwards: bool, corner: Corner
    ) -> float | None:
        name = quantity.name
        if not forwards and name in _REVERSED:
            quantity = self.knowledge.definitions.quantities[_REVERSED[name]]
        figure = link_figure(self.knowledge, link, quantity.iri)
        if figure is not None:
            return {"low": figure.lower, "middle": figure.value, "high": figure.upper}[corner]
        if quantity.absent is not None:
            return quantity.absent
        bound = quantity.below if corner == "low" else quantity.above if corner == "high" else None
        neighbours = self.knowledge.definitions.quantities
        if bound and (other := self._of_link(neighbours[bound], link, True, corner)) is not None:
            return other
        if corner == "middle" and quantity.below and quantity.above:
            below = self._of_link(neighbours[quantity.below], link, True, "low")
            above = self._of_link(neighbours[quantity.above], link, True, "high")
            if below is not None and above is not None:
                return (below + above) / 2
        return None

    def _lookup(self, quantity: Quantity) -> tuple[Floats, ...]:
        shape = (len(self.questions), len(self.targets))
        found = tuple(np.full(shape, np.nan) for _ in _CORNERS)
        for alternative, matches in rows_by_key(self.knowledge, quantity):
            if not matches:
                continue
            of_question = [i for i, k in enumerate(alternative) if k.choice in _OF_QUESTION]
            of_target = [i for i, k in enumerate(alternative) if k.choice in _OF_TARGET]
            by_question = [_OF_QUESTION[alternative[i].choice] for i in of_question]
            by_target = [_OF_TARGET[alternative[i].choice] for i in of_target]
            ours = [[read(q) for read in by_question] for q in self.questions]
            theirs = [[read(t) for read in by_target] for t in self.targets]
            rows, row_of = _distinct(ours)
            columns, column_of = _distinct(theirs)
            table = _table(matches, alternative, rows, columns, of_question, of_target)
            for target, source in zip(found, table, strict=True):
                spread = source[np.ix_(row_of, column_of)]
                np.copyto(target, spread, where=np.isnan(target))
        if np.isnan(found[1]).all():
            return tuple(np.full((1, 1), np.nan) for _ in _CORNERS)
        return found


_REVERSED = {"uplinkRate": "downlinkRate", "downlinkRate": "uplinkRate"}
_OF_QUESTION: dict[str, Callable[[Question], str | None]] = {
    "task": lambda q: q.task, "variant": lambda q: q.variant, "model": lambda q: q.model,
    "numericType": lambda q: q.numeric_type,
}
_OF_TARGET: dict[str, Callable[[Target], str | None]] = {
    "node": lambda t: t.node, "hardware": lambda t: t.hardware, "unit": lambda t: t.unit,
    "family": lambda t: t.family, "broaderFamily": lambda t: t.broader_family,
    "runtime": lambda t: t.runtime, "support": lambda t: t.support,
}


def choice_of(question: Question, target: Target, choice: str) -> str | None:
    """Return what a candidate has chosen for one part of a lookup's key."""
    if choice in _OF_QUESTION:
        return _OF_QUESTION[choice](question)
    return _OF_TARGET[choice](target)


def link_figure(knowledge: Knowledge, link: str, property_: str) -> Figure | None:
    """Return a figure of a link, else the usual one of its technology."""
    stated = knowledge.figures.by_property.get(property_, {})
    technology = knowledge.facts.object(link, tw("technology"))
    return stated.get(link) or stated.get(technology or "")


def _distinct(keys: list[list[str | None]]) -> tuple[list[tuple[str | None, ...]], list[int]]:
    index: dict[tuple[str | None, ...], int] = {}
    return_to = [index.setdefault(tuple(each), len(index)) for each in keys]
    return list(index), return_to


def _table(
    matches: dict[tuple[str, ...], Match], alternative: tuple[object, ...],
    rows: list[tuple[str | None, ...]], columns: list[tuple[str | None, ...]],
    of_question: list[int], of_target: list[int],
) -> tuple[Floats, Floats, Floats]:
    shape = (len(rows), len(columns))
    low, middle, high = (np.full(shape, np.nan) for _ in _CORNERS)
    where = {key: i for i, key in enumerate(rows)}
    there = {key: i for i, key in enumerate(columns)}
    for key, match in matches.items():
        row = where.get(tuple(key[i] for i in of_question))
        column = there.get(tuple(key[i] for i in of_target))
        if row is not None and column is not None:
            low[row, column], middle[row, column], high[row, column] = (
                match.low, match.middle, match.high,
            )
    return low, middle, high


def _first(stated: dict[str, Figure], *subjects: str | None) -> Figure | None:
    return next((stated[each] for each in subjects if each in stated), None)


def _triples(figures: Sequence[Figure | None]) -> Floats:
    nan = float("nan")
    return np.array(
        [(f.lower, f.value, f.upper) if f else (nan, nan, nan) for f in figures], dtype=float
    ).reshape(len(figures), 3)


def _rows(figures: Sequence[Figure | None]) -> tuple[Floats, ...]:
    table = _triples(figures)
    return tuple(table[:, i].reshape(-1, 1) for i in range(3))


def _cols(figures: Sequence[Figure | None]) -> tuple[Floats, ...]:
    table = _triples(figures)
    return tuple(table[:, i].reshape(1, -1) for i in range(3))


def _column_vector(values: list[float]) -> Floats:
    return np.array(values, dtype=float).reshape(-1, 1)


def _row_vector(values: list[float]) -> Floats:
    return np.array(values, dtype=float).reshape(1, -1)


