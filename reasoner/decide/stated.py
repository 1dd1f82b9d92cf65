"""What is stated of candidates: figures, pools, lookups, paths and how a candidate is put together.

Each quantity is read once per group: of the questions and of the targets that agree in the parts
that it depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..candidate import Path, Question, Target
from ..definitions import Quantity
from ..figures import Figure
from ..formula import Corner
from ..knowledge import Knowledge
from ..namespaces import tw
from .groups import Codes, Groups
from .paths import paths
from .routes import combined
from .rows import match_table, rows_by_key

Floats = NDArray[np.float64]
Corners = tuple[Floats, Floats, Floats]
CORNERS: tuple[Corner, ...] = ("low", "middle", "high")
_SITE_DEFAULT = tw("catalogue-site")
_HERE = Path((), 0, True, False)
_SMALL, _TABLES = 2_000, 16  # cells of a lookup's table that is kept, and tables of one lookup


@dataclass(frozen=True)
class Parts:
    """The parts of a question and of a target that a quantity depends on."""

    questions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @classmethod
    def union(cls, several: Iterable[Parts]) -> Parts:
        """Return all parts of several quantities, in a fixed order."""
        found = tuple(several)
        return cls(
            tuple(sorted({part for each in found for part in each.questions})),
            tuple(sorted({part for each in found for part in each.targets})),
        )


# What states the figures of a scope, the nearest first.
_HOLDERS = {
    "task": Parts(("task",)), "flow": Parts(("flow", "task")),
    "variant": Parts(("variant", "model")),
    "node": Parts((), ("node", "hardware")), "unit": Parts((), ("unit", "bus")),
    "support": Parts((), ("support", "runtime")),
}
_POOLS = {
    "work": "work_pool", "weights": "weight_pool", "storage": "storage_pool", "host": "host",
}
_PATH = Parts(("source",), ("node",))
# How a candidate is put together, read from the one part that says so.
_STRUCTURE: dict[str, tuple[Parts, Callable[[object], float]]] = {
    "hasModel": (Parts(("variant",)), lambda variant: float(variant is not None)),
    "weightsResident": (Parts((), ("is_resident",)), lambda resident: float(bool(resident))),
    "hasRelease": (Parts((), ("release",)), lambda release: float(release is not None)),
    "hasWorkingPool": (Parts((), ("work_pool",)), lambda pool: float(pool is not None)),
    "poolIsVideoMemory": (Parts((), ("is_video_memory",)), lambda video: float(bool(video))),
}
_OF_PATH: dict[str, Callable[[Path], float]] = {
    "pathHops": lambda path: float(len(path.links)),
    "updateHops": lambda path: float(len(path.links)) if path.exists else float("nan"),
    "pathWideAreaHops": lambda path: float(path.wide_area),
    "pathExists": lambda path: float(path.exists),
}
# What a lookup's key calls a choice, and the part of a question or target that it is.
_OF_QUESTION = {
    "task": "task", "variant": "variant", "model": "model", "numericType": "numeric_type",
    "source": "source", "flow": "flow",
}
_OF_TARGET = {
    "node": "node", "hardware": "hardware", "unit": "unit", "family": "family",
    "broaderFamily": "broader_family", "runtime": "runtime", "release": "release",
    "support": "support", "hostFamily": "host_family", "hostRuntime": "host_runtime",
    "hostBroaderFamily": "host_broader_family",
}


def choice_of(question: Question, target: Target, choice: str) -> str | None:
    """Return what a candidate has chosen for one part of a lookup's key."""
    found: str | None = (
        getattr(question, _OF_QUESTION[choice]) if choice in _OF_QUESTION
        else getattr(target, _OF_TARGET[choice])
    )
    return found


class Stated:
    """Reads what is stated, as (groups of questions × groups of targets), NaN where nothing is."""

    def __init__(
        self, knowledge: Knowledge, questions: Groups, targets: Groups,
        known_paths: dict[tuple[str, str], Path],
    ) -> None:
        self.knowledge, self.questions, self.targets = knowledge, questions, targets
        self.paths = known_paths
        self._routes: dict[str | None, tuple[list[Path | None], Codes]] = {}

    def parts(self, quantity: Quantity) -> Parts:
        """Return what a stated quantity depends on."""
        match quantity.kind:
            case "figure":
                return _HOLDERS.get(quantity.scope, Parts())
            case "pool":
                return Parts((), (_POOLS[quantity.pool_role or ""],))
            case "structural":
                return _STRUCTURE[quantity.name][0] if quantity.name in _STRUCTURE else (
                    self._of_route(quantity))
            case "path":
                return self._of_route(quantity)
            case "lookup":
                keys = (*quantity.keys, quantity.tells)
                choices = dict.fromkeys(part.choice for key in keys for part in key)
                return Parts(
                    tuple(_OF_QUESTION[each] for each in choices if each in _OF_QUESTION),
                    tuple(_OF_TARGET[each] for each in choices if each in _OF_TARGET),
                )
        return Parts()

    def read(self, quantity: Quantity) -> Corners:
        """Return the least, central and greatest value; the central one is NaN where unknown."""
        readers: dict[str, Callable[[Quantity], Iterable[Floats]]] = {
            "figure": self._figure, "lookup": self._lookup, "path": self._path,
            "pool": self._pool, "structural": self._structural,
        }
        low, middle, high = readers[quantity.kind](quantity)
        if quantity.absent is not None:
            unknown = np.isnan(middle)
            low, middle, high = (
                np.where(unknown, quantity.absent, each) for each in (low, middle, high)
            )
        else:
            low = np.where(np.isnan(low), 0.0, low)
            high = np.where(np.isnan(high), np.inf, high)
        return low, middle, high

    def _figure(self, quantity: Quantity) -> Iterable[Floats]:
        stated = self.knowledge.figures.by_property.get(quantity.iri, {})
        parts = self.parts(quantity)
        if parts.questions:
            keys = self.questions.by(parts.questions).keys
            return _triple([_first(stated, *key) for key in keys], (-1, 1))
        if parts.targets:
            keys = self.targets.by(parts.targets).keys
            return _triple([_first(stated, *key) for key in keys], (1, -1))
        site = self.knowledge.site or _SITE_DEFAULT
        return _triple([stated.get(site) if quantity.scope == "site" else None], (1, 1))

    def _pool(self, quantity: Quantity) -> Iterable[Floats]:
        stated = self.knowledge.figures.by_property.get(quantity.source_property or "", {})
        keys = self.targets.by(self.parts(quantity).targets).keys
        return _triple([_first(stated, *key) for key in keys], (1, -1))

    def _structural(self, quantity: Quantity) -> Iterable[Floats]:
        if quantity.name in _OF_PATH:
            values = self._of_paths(quantity, _OF_PATH[quantity.name])
        else:
            parts, read = _STRUCTURE[quantity.name]
            groups = self.questions.by(parts.questions) if parts.questions else (
                self.targets.by(parts.targets))
            shape = (-1, 1) if parts.questions else (1, -1)
            values = np.array([read(key) for (key,) in groups.keys], dtype=float).reshape(shape)
        return values, values, values

    def _path(self, quantity: Quantity) -> Iterable[Floats]:
        low, middle, high = (
            self._of_paths(quantity, partial(self._combined, quantity, corner))
            for corner in CORNERS
        )
        start = self._start(quantity)
        if start and self.knowledge.site and not self._site_says(start):
            low = self._from_anywhere(quantity)
        return low, middle, high

    def _combined(self, quantity: Quantity, corner: Corner, path: Path) -> float:
        """Return a quantity of a path; many decisions ask for the same paths of one site."""
        kept = self.knowledge.kept.setdefault(("along", f"{quantity.name} {corner}"), {})
        if path not in kept:
            kept[path] = combined(self.knowledge, quantity, path, corner)
        found: float = kept[path]
        return found

    def _from_anywhere(self, quantity: Quantity) -> Floats:
        """Return the least value at each node, wherever else on the site the path starts."""
        nodes = [node for (node,) in self.targets.by(_PATH.targets).keys]
        starts = self.knowledge.facts.objects(self.knowledge.site or "", tw("hasNode"))
        known = paths(self.knowledge, starts, nodes)
        return np.array([[
            min([
                combined(self.knowledge, quantity, known[start, node], "low")
                for start in starts if start != node
            ], default=np.inf, key=lambda value: (not np.isnan(value), value))
            for node in nodes
        ]])

    def _of_paths(self, quantity: Quantity, read: Callable[[Path], float]) -> Floats:
        """Return a number of each path, NaN where it is not known from where the path leads."""
        distinct, which = self.routes(quantity)
        values = [float("nan") if each is None else read(each) for each in distinct]
        found: Floats = np.array(values, dtype=float)[which]
        return found

    def _start(self, quantity: Quantity) -> str | None:
        """Return the property of the site that says where a path starts; None for the data."""
        return self.knowledge.facts.object(quantity.iri, tw("pathFrom"))

    def _site_says(self, start: str) -> str | None:
        return self.knowledge.facts.object(self.knowledge.site or "", start)

    def _of_route(self, quantity: Quantity) -> Parts:
        return Parts((), _PATH.targets) if self._start(quantity) else _PATH

    def routes(self, quantity: Quantity) -> tuple[list[Path | None], Codes]:
        """Return the distinct paths that a quantity is of, and which leads to each group."""
        start = self._start(quantity)
        if start not in self._routes:
            nodes = [node for (node,) in self.targets.by(_PATH.targets).keys]
            found: list[list[Path | None]]
            if start is None:
                sources = [source or "" for (source,) in self.questions.by(_PATH.questions).keys]
                found = [[self.paths.get((s, n), _HERE) for n in nodes] for s in sources]
            else:
                found = [self._routes_from(start, nodes)]
            index: dict[Path | None, int] = {}
            which = [[index.setdefault(each, len(index)) for each in row] for row in found]
            shape = (len(found), len(nodes))
            self._routes[start] = list(index), np.array(which, dtype=np.intp).reshape(shape)
        return self._routes[start]

    def _routes_from(self, start: str, nodes: list[str]) -> list[Path | None]:
        """Return the paths from what the site says; None where it does not say."""
        site = self.knowledge.site
        if site is None:
            return [_HERE] * len(nodes)
        source = self._site_says(start)
        if source is None:
            return [None] * len(nodes)
        known = self.paths
        if any((source, node) not in known for node in nodes):
            known = paths(self.knowledge, [source], nodes)
        return [known[source, node] for node in nodes]

    def _lookup(self, quantity: Quantity) -> Iterable[Floats]:
        parts = self.parts(quantity)
        rows = parts.questions, self.questions.by(parts.questions).keys
        columns = parts.targets, self.targets.by(parts.targets).keys
        # A search for changes asks the same of one node, or of a site, again and again.
        kept = self.knowledge.kept.setdefault(("tables", quantity.name), {})
        if (rows[1], columns[1]) in kept:
            return kept[rows[1], columns[1]]  # type: ignore[no-any-return]
        table = match_table(
            rows_by_key(self.knowledge, quantity), _OF_QUESTION | _OF_TARGET, rows, columns
        )
        found = table[:, :1, :1] if np.isnan(table[1]).all() else table
        if table[1].size <= _SMALL and len(kept) < _TABLES:
            kept[rows[1], columns[1]] = found
        return found


def _first(stated: dict[str, Figure], *subjects: str | None) -> Figure | None:
    return next((stated[each] for each in subjects if each in stated), None)


def _triple(figures: Sequence[Figure | None], shape: tuple[int, int]) -> Iterable[Floats]:
    nan = float("nan")
    table = np.array(
        [(f.lower, f.value, f.upper) if f else (nan, nan, nan) for f in figures], dtype=float
    ).reshape(len(figures), 3)
    return [table[:, i].reshape(shape) for i in range(3)]
