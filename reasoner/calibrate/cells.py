"""The cells of a fit: what a class of work costs by family, runtime and numeric type, and how sure.

A run of a board and a model that were never measured is estimated with the averages of its cell, so
its interval holds more than the fit: how boards, models and versions of a runtime differ. Its width
is split-conformal: the 90 % quantile of errors on whole boards that the cells were built without.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .conformal import weighted_quantile
from .effects import EFFECTS
from .estimator import LEAST_ROWS, Design, Floats, Ints, Posterior
from .run import COMPONENTS, Run

Widths = Mapping[tuple[str, str], float]  # of families and types: MACs of a core in a cycle

_BOARDS = tuple(each for each in EFFECTS if each.name.startswith("board") and each.overall)
_MODELS = tuple(each for each in EFFECTS if each.outside and each.covariate is None)
_SCALING = tuple(each for each in EFFECTS if each.outside and each.covariate is not None)
_COPIES = max(LEAST_ROWS.values())  # of a run, so that none of its cells is too thin for a design


@dataclass(frozen=True)
class Cell:
    """Logarithms of what one unit of each class of work costs, and variance of a whole time."""

    costs: Mapping[str, float]
    variance: float
    families_apart: float  # variance of a time between families of this kind of unit


class Cells:
    """Builds cells from one fit of a kind of unit."""

    def __init__(self, design: Design, posterior: Posterior) -> None:
        self.design, self.posterior = design, posterior
        self._place = {name: place for place, name in enumerate(design.names)}
        self._kept: dict[tuple[str, ...], tuple[Floats, float]] = {}
        known = [
            float(posterior.factors[place]) for name, place in self._place.items()
            if name[:2] == ("family", "all")
        ]  # fmt: skip
        self.families_apart = float(np.var(known, ddof=1)) if len(known) > 1 else 0.0

    def cell(self, runs: Sequence[Run]) -> Cell:
        """Return the cell of these runs; a run may be one that nobody measured."""
        counts = Counter(map(_software, runs))
        first = {_software(run): run for run in reversed(runs)}
        weights = np.array([*counts.values()])
        found = [self._of_software(first[kind]) for kind in counts]
        picks = sum(w * pick for w, (pick, _) in zip(weights, found, strict=True)) / weights.sum()
        unseen = float(np.average([each for _, each in found], weights=weights))
        costs = picks @ self.posterior.factors
        apart = np.array([pick @ self.posterior.factors for pick, _ in found])
        shares = np.mean([self._shares(run, costs) for run in runs], axis=0)
        within = float(np.average(((apart - costs) @ shares) ** 2, weights=weights))
        slope = shares @ picks
        fit = float(slope @ self.posterior.covariance @ slope)
        return Cell(
            {each: float(cost) for each, cost in zip(COMPONENTS, costs, strict=True)},
            fit + unseen + within + self._of_boards(runs[0]) + float(self.design.scale[0]) ** 2,
            self.families_apart,
        )

    def _of_boards(self, run: Run) -> float:
        boards = sum(each.overall**2 for each in _BOARDS if each.key(run) is not None)
        return boards + sum(each.outside**2 for each in _MODELS)

    def _of_software(self, run: Run) -> tuple[Floats, float]:
        """Return which factors count for each class of work, and variance of those never seen."""
        key = _software(run)
        if key not in self._kept:
            all_classes = replace(run, work=dict.fromkeys(self.components, 1.0))
            alone = Design([all_classes] * _COPIES)
            places = [self._place.get(name) for name in alone.names]
            pick = np.zeros((len(COMPONENTS), len(self._place)))
            for row, component in enumerate(COMPONENTS):
                counts = alone.average(component, [0])
                for place, count in zip(places, () if counts is None else counts, strict=False):
                    if place is not None:
                        pick[row, place] = count
            unseen = sum(
                1.0 / float(precision)
                for name, place, precision in zip(alone.names, places, alone.precision, strict=True)
                if place is None and name[1] == "all" and not name[0].startswith("board")
            )
            self._kept[key] = pick, unseen
        return self._kept[key]

    def _shares(self, run: Run, costs: Floats) -> Floats:
        """Return the share of each class of work in a run's time."""
        amounts = np.array([self.amount(run, each) for each in COMPONENTS])
        found = amounts * np.exp(costs)
        shares: Floats = found / found.sum()
        return shares

    def amount(self, run: Run, component: str) -> float:
        """Return the seconds that a class of work takes at the rate, before any cost."""
        if component not in self.components or not run.work.get(component):
            return 0.0
        if component == "operators":
            return run.work[component] / (run.rate if run.kind in _CLOCKED else 1e6)
        return run.work[component] / (run.rate * run.cores)

    @cached_property
    def components(self) -> tuple[str, ...]:
        """Return the classes of work that this kind of unit is fitted on."""
        return tuple(each for each in COMPONENTS if ("mean", each) in self._place)

    def exponent(self, of: str) -> float:
        """Return the power of cores or bus that the time of this kind of unit grows with."""
        names = [name for name in self._place if name[:2] == (of, "outside")]
        return float(self.posterior.factors[self._place[names[0]]]) if names else 0.0

    def log_time(self, run: Run, cell: Cell) -> float:
        """Return the logarithm of a run's time as the cell has it."""
        time = sum(
            self.amount(run, each) * math.exp(cost) for each, cost in cell.costs.items()
        )
        return math.log(time) + sum(
            self.exponent(each.name) * each.covariate(run)
            for each in _SCALING if each.covariate and not each.name.startswith("board")
        )


_CLOCKED = ("mcu", "processor")


def _software(run: Run) -> tuple[str, ...]:
    """Return all that tells runs of different cells apart."""
    return (run.family, run.runtime, run.version, run.numeric_type, run.kind, f"{run.width}")


def speaking_runs(
    runs: Sequence[Run], wanted: Run, widths: Widths
) -> tuple[list[Run], bool]:
    """Return the runs that speak for another one, and whether they are of its very cell.

    Where none has its family, runtime and numeric type, those of the family stand in with its
    runtime and type: the fit knows what these differ by on other families. Empty where the family
    was never seen.
    """
    family = [run for run in runs if run.family == wanted.family]
    exact = [
        run for run in family
        if run.numeric_type == wanted.numeric_type and run.runtime == wanted.runtime
    ]  # fmt: skip
    if exact or not family:
        return exact, bool(exact)
    versions = sorted(run.version for run in runs if run.runtime == wanted.runtime)
    family = [of_type(run, wanted.numeric_type, widths) for run in family]
    if versions:
        version = versions[len(versions) // 2]
        family = [replace(run, runtime=wanted.runtime, version=version) for run in family]
    return family, False


def of_type(run: Run, numeric_type: str, widths: Widths) -> Run:
    """Return a run as if it had been with another numeric type."""
    width = widths.get((run.family, numeric_type), 1.0)
    return replace(run, numeric_type=numeric_type, width=width)


@dataclass(frozen=True)
class Scales:
    """By how much predicted deviations are multiplied so that 90 % of new boards lie within."""

    exact: float  # of cells with the runtime and the type
    wider: float  # of cells that a runtime without a run falls back on


def conformal_scales(design: Design, posterior: Posterior, widths: Widths) -> Scales:
    """Return the scales: each board is estimated by cells of a fit that lacks it.

    Boards are the draws, each with equal weight; one whose family has no other board is passed
    over.
    """
    exact: list[Floats] = []
    wider: list[Floats] = []
    boards = np.array([run.board for run in design.runs])
    for board in sorted(set(boards)):
        kept = np.flatnonzero(boards != board)
        others = [design.runs[row] for row in kept]
        gone = [run for run in design.runs if run.board == board]
        families = {run.family for run in others}
        if not families & {run.family for run in gone}:
            continue
        cells = Cells(design, without_rows(design, posterior, np.flatnonzero(boards == board)))
        scores = np.array([
            _score(cells, run, others, widths) for run in gone if run.family in families
        ])
        for group, is_exact in ((exact, 1.0), (wider, 0.0)):
            if len(found := scores[scores[:, 1] == is_exact, 0]):
                group.append(found)
    one = weighted_quantile(exact)
    return Scales(one, max(one, weighted_quantile(wider)) if wider else one)


def without_rows(design: Design, posterior: Posterior, rows: Ints) -> Posterior:
    """Return the fit without some rows, in closed form: one Gauss-Newton step from the whole fit.

    Without them the curvature loses X' W X, so its inverse C becomes C + R' (1 - W J)^-1 W R, with
    R = X C and J = R X' (Sherman, Morrison and Woodbury).
    """
    near = design.linear(posterior.factors, rows)
    reach = np.asarray(near.slope @ posterior.covariance)
    joint = np.asarray(near.slope @ reach.T).T
    weights = near.weights[:, None]
    inner = np.linalg.solve(np.eye(len(rows)) - weights * joint, weights * reach)
    covariance: Floats = posterior.covariance + reach.T @ inner
    return Posterior(posterior.factors - covariance @ (near.slope.T @ near.pulls), covariance)


def _score(
    cells: Cells, run: Run, others: Sequence[Run], widths: Widths
) -> tuple[float, bool]:
    speaking, is_exact = speaking_runs(others, run, widths)
    cell = cells.cell(speaking)
    error = cells.log_time(run, cell) - math.log(run.seconds)
    return abs(error) / math.sqrt(cell.variance), is_exact
