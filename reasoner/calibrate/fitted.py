"""The cells that are written as facts: by family, runtime and numeric type of the catalogue."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from .catalogued import FITTED_PEAK, Catalogued, Names
from .cells import Cell, Cells, Scales, conformal_scales, of_type
from .conformal import weighted_quantile
from .effects import REFERENCE_TYPE
from .estimator import Design
from .known import known_of
from .measured import Measured
from .report import KINDS
from .run import MAC_CLASSES, Run

SAME = 0.1  # logarithm of time: a cell this near to the next wider one says nothing new


@dataclass(frozen=True)
class Spread:
    """A factor with its 90 % interval."""

    value: float
    lower: float
    upper: float

    @classmethod
    def of(cls, half: float) -> Spread:
        """Return the factor 1 that may lie off by a logarithm of `half` either way."""
        return cls(1.0, math.exp(-half), math.exp(half))


@dataclass(frozen=True)
class FittedCell:
    """What a class of work costs on units of families, with one runtime and type or with any.

    On a processor in cycles of one core, on an accelerator in MACs at the peak rate of the numeric
    type (an operator: in microseconds), for a token in bytes at the full bandwidth. `whole` is the
    cost of a MAC, or byte, whose class is not known: over the models of the fit. `spread` is that
    of boards of the families, `of_relatives` that of families that name these as their broader one,
    `of_similar` that of a time scaled by the clock from another run of the model and runtime.
    """

    kind: str
    families: tuple[str, ...]
    runtime: str | None
    types: tuple[str, ...]
    costs: Mapping[str, float]
    whole: Spread
    spread: Spread
    of_relatives: Spread | None
    of_similar: Spread | None
    exponents: Mapping[str, float]
    threads: float | None  # that the runtime takes unless it is asked for more, if not all cores
    rows: int
    boards: int
    tables: tuple[str, ...]


def fitted_cells(measured: Measured, catalogue: Catalogued) -> list[FittedCell]:
    """Return the cells of all kinds of unit that the catalogue has names for."""
    found: list[FittedCell] = []
    for kind in KINDS:
        runs = [run for run in measured.runs if run.kind == kind]
        if len({run.board for run in runs}) > 1:
            found += _Kind(runs, catalogue).cells()
    return _once(found)


def _types_together(cells: Sequence[FittedCell]) -> list[FittedCell]:
    """Return cells that differ in their numeric type alone as one."""
    alike: dict[str, list[FittedCell]] = {}
    for cell in cells:
        alike.setdefault(repr(replace(cell, types=())), []).append(cell)
    return [
        replace(group[0], types=tuple(type_ for each in group for type_ in each.types))
        for group in alike.values()
    ]


def _once(cells: Sequence[FittedCell]) -> list[FittedCell]:
    """Leave out cells of a broader family that another kind of unit has more runs of."""
    most: dict[tuple[bool, str], FittedCell] = {}
    for cell in cells:
        for family in cell.families:
            best = most.setdefault((cell.kind == "token", family), cell)
            if cell.rows > best.rows:
                most[cell.kind == "token", family] = cell
    return [
        cell for cell in cells
        if all(most[cell.kind == "token", each].kind == cell.kind for each in cell.families)
    ]


class _Kind:
    """One kind of unit: its fit, and how the catalogue calls what it ran on."""

    def __init__(self, runs: Sequence[Run], catalogue: Catalogued) -> None:
        self.runs, self.catalogue, self.names = runs, catalogue, Names()
        self.kind = runs[0].kind
        design = Design(runs)
        posterior = design.posterior(np.arange(len(runs)))
        self.fit = Cells(design, posterior)
        self.widths = known_of("").widths
        self.scales: Scales = conformal_scales(design, posterior, self.widths)
        self.typed = {name[2] for name in design.names if name[0] == "type"} | {REFERENCE_TYPE}
        self.of_similar = _similar(runs) if self.kind == "mcu" else None
        # a serial bus does not slow down with the core: only families that were seen on one
        self.read_outside = {run.family for run in runs if run.work.get("external")}
        self.cores = {run.board: 1.0 for run in runs}
        for run in runs:
            self.cores[run.board] = max(self.cores[run.board], run.cores)
        self.models = [*{run.model: run.work for run in runs}.values()]

    def cells(self) -> list[FittedCell]:
        """Return the cells that say something new, each behind the next wider one."""
        kept: list[FittedCell] = []
        for families, runs, is_own in self._groups():
            for wider, narrower in self._of_group(families, runs, is_own):
                kept.append(wider)
                kept += [each for each in narrower if self._is_new(each, wider)]
        return _types_together(kept)

    def _groups(self) -> Iterator[tuple[tuple[str, ...], list[Run], bool]]:
        """Yield families of the catalogue that the same runs speak for, and if it is their own."""
        of_family: dict[str, list[Run]] = {}
        for run in self.runs:
            for family in self.names.families(run):
                of_family.setdefault(family, []).append(run)
        together: dict[tuple[str, ...], list[str]] = {}
        for family, runs in of_family.items():
            if family in self.catalogue.families:
                together.setdefault(tuple(run.identity for run in runs), []).append(family)
        for families in sorted(map(sorted, together.values())):
            yield tuple(families), of_family[families[0]], True
        for family in sorted(set(self.catalogue.broader.values()) - set(of_family)):
            members = sorted(self.catalogue.members(family) & set(of_family))
            pooled = {run.identity: run for each in members for run in of_family[each]}
            if pooled:
                yield (family,), [*pooled.values()], False

    def _of_group(
        self, families: tuple[str, ...], runs: list[Run], is_own: bool
    ) -> Iterator[tuple[FittedCell, list[FittedCell]]]:
        """Yield, for each numeric type, the cell of any runtime and those of each runtime."""
        for numeric_type in self._types():
            stored = self._stored(runs, numeric_type)
            every = self._as_type(runs, numeric_type)
            if not every or (not is_own and self._is_had(families[0], numeric_type)):
                continue
            types = (numeric_type,) if numeric_type else ()
            wider = self._fitted(families, None, types, every, self.scales.wider, is_own)
            narrower = []
            for runtime in self._runtimes(families):
                ran = [run for run in stored if self.names.runtime(run) == runtime]
                scale = self.scales.exact if ran else self.scales.wider
                ran = ran or self._with_runtime(runs, runtime, numeric_type)
                if ran:
                    narrower.append(self._fitted(families, runtime, types, ran, scale, is_own))
            yield wider, narrower

    def _is_had(self, family: str, numeric_type: str | None) -> bool:
        """Say whether each narrower family has runs of a type: nothing falls back on this one."""
        had = {name for run in self._stored(self.runs, numeric_type)
               for name in self.names.families(run)}
        return self.catalogue.children(family) <= had

    def _types(self) -> list[str | None]:
        if self.kind == "token":
            return [None]  # bytes are counted, of whatever type
        stored = {run.numeric_type for run in self.runs}
        return [*sorted({each for type_ in stored for each in self.names.types(type_)})]

    def _runtimes(self, families: tuple[str, ...]) -> list[str]:
        """Return the runtimes that the fit knows and that the catalogue has on these families."""
        found = {self.names.runtime(run) for run in self.runs}
        near = {*families, *(m for each in families for m in self.catalogue.members(each))}
        return sorted(
            each for each in found & self.catalogue.runtimes if each
            and any((family, each) in self.catalogue.supports for family in near)
        )

    def _stored(self, runs: Sequence[Run], numeric_type: str | None) -> list[Run]:
        """Return the runs of a type of the catalogue, by the type's own name if any has it."""
        if numeric_type is None:
            return [*runs]
        return [run for run in runs if numeric_type in self.names.types(run.numeric_type)]

    def _as_type(self, runs: Sequence[Run], numeric_type: str | None) -> list[Run]:
        """Return the runs of a type; where none is of it, all as if they were.

        Empty where the fit does not know what the type differs by.
        """
        stored = self._stored(runs, numeric_type)
        own = [run for run in stored if run.numeric_type == numeric_type]
        if own or stored or numeric_type is None:
            return own or stored
        known = {run.numeric_type for run in self._stored(self.runs, numeric_type)} & self.typed
        as_type = numeric_type if numeric_type in known else min(known, default=None)
        return [of_type(run, as_type, self.widths) for run in runs] if as_type else []

    def _with_runtime(
        self, runs: Sequence[Run], runtime: str, numeric_type: str | None
    ) -> list[Run]:
        """Return the runs as if they had been with a runtime that the fit knows from elsewhere."""
        known = [
            run for run in self._stored(self.runs, numeric_type)
            if self.names.runtime(run) == runtime
        ]  # fmt: skip
        if not known:
            return []
        usual = sorted(known, key=lambda run: (run.version, run.identity))[len(known) // 2]
        return [
            replace(of_type(run, usual.numeric_type, self.widths), runtime=usual.runtime,
                    version=usual.version)
            for run in runs
        ]  # fmt: skip

    def _fitted(
        self, families: tuple[str, ...], runtime: str | None, types: tuple[str, ...],
        runs: Sequence[Run], scale: float, is_own: bool,
    ) -> FittedCell:  # fmt: skip
        cell = self.fit.cell(runs)
        apart = scale * math.sqrt(cell.variance + cell.families_apart)
        is_broader = any(each in self.catalogue.broader.values() for each in families)
        half = scale * math.sqrt(cell.variance) if is_own else apart
        own_peak = self._own_peak(families, types)
        costs = {
            each: math.exp(cell.costs[each]) * (1.0 if each == "operators" else own_peak)
            for each in self.fit.components
            if each != "external" or {run.family for run in runs} & self.read_outside
        }
        return FittedCell(
            self.kind, families, runtime, types, costs, self._whole(cell, runs, own_peak),
            Spread.of(half), Spread.of(apart) if is_broader else None,
            None if runtime else self.of_similar,
            {each: self.fit.exponent(each) for each in ("cores", "bus")},
            self._threads(runs) if runtime else None,
            len(runs), len({run.board for run in runs}),
            tuple(sorted({run.table for run in runs})),
        )  # fmt: skip

    def _threads(self, runs: Sequence[Run]) -> float | None:
        """Return the most cores at work, where other runtimes had more of the same boards."""
        taken = max(run.cores for run in runs)
        had = min(self.cores[run.board] for run in runs)
        return taken if taken < had else None

    def _own_peak(self, families: tuple[str, ...], types: tuple[str, ...]) -> float:
        """Return the peak of the type over the peak that the fit counts in."""
        if self.kind != "accelerator" or FITTED_PEAK in types:
            return 1.0
        return self.catalogue.peaks.get((families[0], types[0]), 1.0)

    def _whole(self, cell: Cell, runs: Sequence[Run], own_peak: float) -> Spread:
        """Return what a MAC (a byte) costs over all models of the fit: median and 90 %."""
        usual = sorted(runs, key=lambda run: run.rate)[len(runs) // 2]
        found = []
        for work in self.models:
            total = sum(work.get(each, 0.0) for each in (*MAC_CLASSES, "weights"))
            once = replace(usual, work=work, cores=1.0, bus_ratio=1.0)
            found.append(math.exp(self.fit.log_time(once, cell)) * once.rate * own_peak / total)
        low, high = np.quantile(found, (0.05, 0.95))
        return Spread(statistics.median(found), float(low), float(high))

    def _is_new(self, cell: FittedCell, wider: FittedCell) -> bool:
        """Say whether a cell gives another time of any model, or another interval."""
        def log_times(of: FittedCell) -> list[float]:
            own = Cell({each: math.log(cost) for each, cost in of.costs.items()}, 0.0, 0.0)
            return [
                self.fit.log_time(replace(self.runs[0], work=work), own) for work in self.models
            ]

        pairs = zip(log_times(cell), log_times(wider), strict=True)
        apart = max(abs(one - other) for one, other in pairs)
        return apart > SAME or abs(math.log(cell.spread.upper / wider.spread.upper)) > SAME


def _similar(runs: Sequence[Run]) -> Spread | None:
    """Return how far cycles of a model lie apart between boards, clocks and versions: 90 %.

    Pairs of runs of one model with one runtime on one family, each family with a runtime with equal
    weight. Only microcontrollers state the clock of a run.
    """
    alike: dict[tuple[str, ...], list[Run]] = {}
    for run in runs:
        alike.setdefault((run.family, run.runtime, run.numeric_type, run.model), []).append(run)
    apart: dict[tuple[str, ...], list[float]] = {}
    for (family, runtime, *_), group in alike.items():
        for one, other in combinations(group, 2):
            if (one.board, one.rate, one.version) != (other.board, other.rate, other.version):
                ratio = one.seconds * one.rate / (other.seconds * other.rate)
                apart.setdefault((family, runtime), []).append(abs(math.log(ratio)))
    scores = [np.array(each) for each in apart.values()]
    return Spread.of(weighted_quantile(scores)) if scores else None
