"""The fitted factors: cost of each class of work by family, runtime and numeric type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .effects import EFFECTS
from .estimator import Design, Floats, Posterior
from .leave_out import quantile, without_row
from .measured import Measured
from .report import KINDS
from .run import COMPONENTS, Run

Cell = tuple[str, str | None, str | None]

# Of a board that was never measured nothing but its family is known: its own effect is spread.
_OF_BOARDS = tuple(each for each in EFFECTS if each.name.startswith("board") and each.overall)


@dataclass(frozen=True, slots=True)
class Factor:
    """What one unit of a class of work costs in a cell; an absent key holds for any.

    On a processor in cycles of one core, on an accelerator in MACs at the peak rate (an operator:
    in microseconds), for a token in bytes at the full bandwidth. 90 % of runs on boards of the cell
    that were never measured lie within `lower` and `upper`, times all classes alike.
    """

    kind: str
    component: str
    family: str
    runtime: str | None
    numeric_type: str | None
    cost: float
    lower: float
    upper: float
    rows: int
    boards: int
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exponent:
    """By which power of a ratio time grows: cores at work, or clock of the core over the bus."""

    kind: str
    of: str
    value: float
    lower: float
    upper: float
    rows: int


@dataclass(frozen=True)
class Calibration:
    """All that a fit found."""

    factors: tuple[Factor, ...]
    exponents: tuple[Exponent, ...]


def calibrate(measured: Measured) -> Calibration:
    """Return the factors of every cell that has a run, and of each family for any runtime."""
    factors: list[Factor] = []
    exponents: list[Exponent] = []
    for kind in KINDS:
        runs = [run for run in measured.runs if run.kind == kind]
        if len(runs) < 2:
            continue
        design = Design(runs)
        posterior = design.posterior(np.arange(len(runs)))
        factors.extend(_factors(kind, design, posterior))
        exponents.extend(_exponents(kind, design, posterior))
    return Calibration(tuple(factors), tuple(exponents))


def _factors(kind: str, design: Design, posterior: Posterior) -> Iterator[Factor]:
    found = without_row(design, posterior)
    scale = quantile(np.abs(found.errors / found.deviations))
    for cell, rows in _cells(design.runs).items():
        for component in COMPONENTS:
            seen = [row for row in rows if design.runs[row].work.get(component)]
            pick = design.average(component, seen) if seen else None
            if pick is None:
                continue
            here = [design.runs[row] for row in seen]
            half = scale * float(np.sqrt(_variance(design, posterior, pick, seen)))
            middle = float(pick @ posterior.factors)
            yield Factor(
                kind, component, *cell, cost=float(np.exp(middle)),
                lower=float(np.exp(middle - half)), upper=float(np.exp(middle + half)),
                rows=len(seen), boards=len({run.board for run in here}),
                tables=tuple(sorted({run.table for run in here})),
            )  # fmt: skip


def _variance(design: Design, posterior: Posterior, pick: Floats, rows: Sequence[int]) -> float:
    """Return the variance of the logarithm of a new board's time: fit, board and measurement."""
    fit = float(pick @ posterior.covariance @ pick)
    run = design.runs[rows[0]]
    boards = sum(each.overall**2 for each in _OF_BOARDS if each.key(run) is not None)
    return fit + boards + float(design.scale[rows[0]]) ** 2


def _cells(runs: Sequence[Run]) -> dict[Cell, list[int]]:
    """Return the rows of each family, each of its types and each of its runtimes with a type."""
    cells: dict[Cell, list[int]] = defaultdict(list)
    for row, run in enumerate(runs):
        for runtime, numeric_type in (
            (None, None), (None, run.numeric_type), (run.runtime, run.numeric_type)
        ):  # fmt: skip
            cells[run.family, runtime, numeric_type].append(row)
    return dict(sorted(cells.items(), key=lambda cell: tuple(each or "" for each in cell[0])))


def _exponents(kind: str, design: Design, posterior: Posterior) -> Iterator[Exponent]:
    for effect in EFFECTS:
        name = (effect.name, "outside", kind)
        if effect.covariate is None or name not in design.names:
            continue
        place = design.names.index(name)
        middle = float(posterior.factors[place])
        half = 1.645 * float(np.sqrt(posterior.covariance[place, place]))  # 90 % of a normal
        rows = sum(1 for run in design.runs if effect.covariate(run))
        yield Exponent(kind, effect.name, middle, middle - half, middle + half, rows)
