"""Columns of candidates and flows over a network in arrays: routes without a path object each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from ..candidate import Question, Target
from ..decide.columns import Columns
from ..decide.stated import Stated
from ..definitions import Quantity
from ..formula import Corner
from ..knowledge import Knowledge
from ..namespaces import local_name
from ..network import Floats, Network, Routes
from .labels import exceeds
from .routing import By, combine, off_diagonal_least, routes

HERE = "urn:tierwise:here"  # a source of data that is on whatever node the candidate is
_LARGE = 100_000  # cells
_PLACE: dict[Corner, int] = {"low": 0, "middle": 1, "high": 2}
_STRUCTURE: dict[str, Callable[[Routes], Floats]] = {
    "pathHops": lambda found: np.maximum(found.hops, 0).astype(float),
    "updateHops": lambda found: np.where(found.exists, found.hops, np.nan).astype(float),
    "pathExists": lambda found: found.exists.astype(float),
}


@dataclass(frozen=True)
class Ways:
    """All routes of a network with their figures, each worked out when it is asked for."""

    knowledge: Knowledge
    network: Network
    routes: Routes
    by: By = "latency"
    kept: dict[tuple[str, str], Floats] = field(default_factory=dict, repr=False)
    others: dict[bytes, Ways] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, knowledge: Knowledge, network: Network, by: By) -> Ways:
        """Return the ways of a network, quickest or cheapest first."""
        return cls(knowledge, network, routes(network, by), by)

    @cached_property
    def degraded(self) -> Ways | None:
        """Return the same ways while any link with a backup may be down; None without any."""
        network = self.network.degraded
        return None if network is None else Ways(
            self.knowledge, network, replace(self.routes, network=network), self.by)

    def carrying(self, bits: float) -> Ways:
        """Return the ways of a flow of some bit/s: over links that surely carry it alone.

        Where none lead there, as if nothing were sent: what is too much is told of that way.
        """
        rate = (self.network.worst or self.network.figures)["uplinkRate"][0]
        if not bits > 0 or not np.isfinite(bits):
            return self
        with np.errstate(invalid="ignore"):
            enough = self.network.are_stated & ~exceeds(np.float64(bits), rate)
        used = np.unique(self.routes.first[self.routes.hops > 0])
        if enough[used].all():
            return self
        key = enough.tobytes()
        if key not in self.others:
            found = routes(self.network, self.by, enough)
            is_same = bool((found.first == self.routes.first).all())
            self.others[key] = self if is_same else Ways(
                self.knowledge, self.network, found, self.by)
        return self.others[key]

    def figure(self, quantity: Quantity, corner: Corner) -> Floats:
        """Return a quantity of all routes, [n, n]; NaN where it is not known."""
        if quantity.name in _STRUCTURE or quantity.name == "pathWideAreaHops":
            return self._kept((quantity.name, ""), lambda: self._structure(quantity.name))
        link = local_name(quantity.source_property or "")
        values = self.network.figures[link]
        # Corners that are one array give one table.
        at = "middle" if values[0] is values[1] and not np.isnan(values[1]).any() else corner
        key = (f"{link} {quantity.combine} {quantity.is_partial}", at)
        return self._kept(key, lambda: combine(
            self.routes, corner, values[_PLACE[corner]], quantity.combine or "", quantity.is_partial
        ))

    def _structure(self, name: str) -> Floats:
        if name in _STRUCTURE:
            return _STRUCTURE[name](self.routes)
        found = combine(self.routes, "middle", self.network.wide, "sum", False)
        return np.where(self.routes.exists, found, 0.0)

    def _kept(self, key: tuple[str, str], work_out: Callable[[], Floats]) -> Floats:
        if key not in self.kept:
            self.kept[key] = work_out()
        return self.kept[key]


class RoutedStated(Stated):
    """Reads what is stated of candidates, and of paths from the tables of all ways."""

    ways: Ways

    def _path(self, quantity: Quantity) -> Iterable[Floats]:
        low, middle, high = (
            self._table(quantity, corner) for corner in ("low", "middle", "high")
        )
        start = self._start(quantity)
        if start and not self._site_says(start):
            places = self._nodes()
            low = off_diagonal_least(self.ways.figure(quantity, "low"))[None, places]
        return low, middle, high

    def _structural(self, quantity: Quantity) -> Iterable[Floats]:
        if quantity.name not in _STRUCTURE and quantity.name != "pathWideAreaHops":
            return super()._structural(quantity)
        values = self._table(quantity, "middle")
        return values, values, values

    def _nodes(self) -> list[int]:
        place_of = self.ways.network.place_of
        return [place_of[node] for (node,) in self.targets.by(("node",)).keys]

    def _table(self, quantity: Quantity, corner: Literal["low", "middle", "high"]) -> Floats:
        """Return a quantity from each source (rows) to each node (columns)."""
        start, places = self._start(quantity), self._nodes()
        whole = self.ways.figure(quantity, corner)
        if start is not None:
            source = self._site_says(start)
            if source not in self.ways.network.place_of:
                return np.full((1, len(places)), np.nan)
            row = whole[self.ways.network.place_of[source]]
            return np.asarray(row[None, places])
        place_of = self.ways.network.place_of
        sources = [source or "" for (source,) in self.questions.by(("source",)).keys]
        known = [place_of.get(each, -1) for each in sources]
        if known == places == list(range(len(whole))):
            return whole
        found = whole[np.ix_(known, places)]
        for row, each in enumerate(sources):
            if each == HERE:
                found[row] = whole[places, places]
            elif each not in place_of:
                found[row] = np.nan
        return found


class RoutedColumns(Columns):
    """Columns of which the paths are those of a network in arrays."""

    def __init__(
        self, knowledge: Knowledge, questions: Sequence[Question], targets: Sequence[Target],
        ways: Ways,
    ) -> None:
        super().__init__(knowledge, questions, targets, {})
        stated = RoutedStated(knowledge, self.rows, self.cols, {})
        stated.ways = ways
        self._stated = stated

    def spread(self, name: str, what: str) -> Floats:
        """Return a corner, `bound` or `lacks-world` of a quantity for all questions × targets.

        Of a large site nothing that led there is kept: each column has a million cells.
        """
        found = self._spread(name, what)
        if found.size > _LARGE:
            for each in (self._read, self._views, self._kept):
                each.clear()
        return found

    def _spread(self, name: str, what: str) -> Floats:
        view = self.over([name])
        if what == "bound":
            column = view.is_bound(name)
        elif what == "lacks-world":
            column = view.missing(name, False)
        else:
            corner: Corner = what  # type: ignore[assignment]
            column = view.column(name, corner)
        found = np.asarray(view.whole(column))
        return np.broadcast_to(found, (len(self.questions), len(self.targets)))


