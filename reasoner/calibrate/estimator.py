"""The fit: time is a sum over classes of work, and each cost a product of factors of nested cells.

    log t = log sum_k work_k / rate * exp(sum of effects on k) + sum of outside effects + error

The error has normal middle and exponential tails (pseudo-Huber), each effect is normal with the
deviation of effects.py, and the factors are the maximum a posteriori, by Gauss-Newton steps: a
mixed-effects model (Pinheiro and Bates 2000, doi:10.1007/b98882) that is nonlinear only in the sum.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import dpotri

from .effects import EFFECTS, PRIOR_COST, PRIOR_DEVIATION, Effect
from .run import COMPONENTS, MAC_CLASSES, Run

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# Error of one measurement, logarithm of time: an operating system adds some.
ERROR_SCALE = {"mcu": 0.06, "token": 0.06, "processor": 0.1, "accelerator": 0.1}
# Deviations from which on a row pulls no harder (Huber 1964, doi:10.1214/aoms/1177703732).
_TAIL = 1.345
LEAST_ROWS = {"mcu": 2, "token": 2, "processor": 4, "accelerator": 3}  # a thinner cell backs off
MOST_STEPS = 60
SETTLED = 1e-2  # change of the log posterior that ends the steps


class _Columns:
    """Collects the columns of the design while runs are read."""

    def __init__(self) -> None:
        self.names: list[tuple[str, ...]] = []
        self.deviations: list[float] = []
        self.means: list[float] = []
        self._index: dict[tuple[str, ...], int] = {}
        self.entries: list[tuple[list[int], list[int], list[float]]] = [
            ([], [], []) for _ in (*COMPONENTS, "outside")
        ]

    def put(
        self, name: tuple[str, ...], deviation: float, mean: float, where: int, row: int,
        value: float = 1.0,
    ) -> None:
        if name not in self._index:
            self._index[name] = len(self.names)
            self.names.append(name)
            self.deviations.append(deviation)
            self.means.append(mean)
        rows, places, values = self.entries[where]
        rows.append(row)
        places.append(self._index[name])
        values.append(value)


@dataclass(frozen=True)
class Linear:
    """Rows near some factors: slopes and errors, and how each pulls at its prediction.

    `weights` is how fast a pull falls as the prediction follows it, `bounds` the most that it can.
    """

    slope: sparse.csr_matrix
    errors: Floats
    pulls: Floats
    weights: Floats
    bounds: Floats


@dataclass(frozen=True)
class Posterior:
    """Factors at their best, and how sure they are: `covariance` of the logarithms."""

    factors: Floats
    covariance: Floats


class Design:
    """The rows of one kind of unit as matrices; holds no result."""

    def __init__(self, runs: Sequence[Run], effects: Sequence[Effect] = EFFECTS) -> None:
        self.runs = list(runs)
        columns = _Columns()
        self._amounts(columns)
        for effect in effects:
            self._effect(columns, effect)
        self.names = columns.names
        self.scale = np.array([ERROR_SCALE[run.kind] for run in self.runs])
        self.precision = np.array(columns.deviations) ** -2.0
        self.mean = np.array(columns.means)
        self.logs = np.array([math.log(run.seconds) for run in self.runs])
        shape = (len(self.runs), len(self.names))
        self._parts = [
            sparse.csr_matrix((values, (rows, places)), shape=shape)
            for rows, places, values in columns.entries
        ]
        self._key, self._kept = b"", self._parts

    def _amounts(self, columns: _Columns) -> None:
        """Fill in what each class of work would take at the rate, and a factor of each class."""
        amounts = np.zeros((len(COMPONENTS), len(self.runs)))
        for row, run in enumerate(self.runs):
            for where, each in enumerate(COMPONENTS):
                cost = PRIOR_COST[run.kind].get(each)
                if cost is None or not run.work.get(each):
                    continue
                amounts[where, row] = run.work[each] / _rate(run, each)
                columns.put(("mean", each), PRIOR_DEVIATION, math.log(cost), where, row)
        with np.errstate(divide="ignore"):
            self.log_amounts = np.log(amounts)

    def _effect(self, columns: _Columns, effect: Effect) -> None:
        keys = [effect.key(run) for run in self.runs]
        rows_of = Counter(keys)
        outside = len(COMPONENTS)
        for row, (run, key) in enumerate(zip(self.runs, keys, strict=True)):
            value = effect.covariate(run) if effect.covariate else 1.0
            is_thin = rows_of[key] < LEAST_ROWS[run.kind] and not effect.always
            if key is None or is_thin or value == 0.0:
                continue
            if effect.outside:
                name = (effect.name, "outside", *key)
                columns.put(name, effect.outside, effect.mean, outside, row, value)
            if effect.overall:  # on each class alike is on the sum: one column instead of many
                columns.put((effect.name, "all", *key), effect.overall, 0.0, outside, row)
            for where in np.flatnonzero(np.isfinite(self.log_amounts[:, row])).tolist():
                if effect.on_macs and COMPONENTS[where] in MAC_CLASSES:
                    name = (effect.name, "macs", *key)
                    columns.put(name, effect.on_macs, effect.mean, where, row, value)
                if effect.by_class:
                    name = (effect.name, COMPONENTS[where], *key)
                    columns.put(name, effect.by_class, 0.0, where, row)

    def predict(self, factors: Floats, rows: Ints) -> Floats:
        """Return the logarithm of the time of each row."""
        return self._sum(factors, rows)[0]

    def _sum(self, factors: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """Return the logarithm of the times and the share of each class in them."""
        terms = np.stack([part @ factors for part in self._parts_of(rows)])
        exponents = self.log_amounts[:, rows] + terms[:-1]
        top = exponents.max(axis=0)
        shares = np.exp(exponents - top)
        total = shares.sum(axis=0)
        return top + np.log(total) + terms[-1], shares / total

    def slopes(self, factors: Floats, rows: Ints) -> tuple[Floats, sparse.csr_matrix]:
        """Return the logarithm of the times and their derivative by each factor."""
        logs, shares = self._sum(factors, rows)
        *parts, slope = self._parts_of(rows)
        for part, share in zip(parts, shares, strict=True):
            if part.nnz:
                slope = slope + sparse.diags(share) @ part
        return logs, sparse.csr_matrix(slope)

    def _parts_of(self, rows: Ints) -> list[sparse.csr_matrix]:
        """Return the columns of some rows; kept until other rows are asked for."""
        key = rows.tobytes()
        if key != self._key:
            self._key, self._kept = key, [part[rows] for part in self._parts]
        return self._kept

    def _loss(self, factors: Floats, rows: Ints) -> float:
        errors = (self.logs[rows] - self.predict(factors, rows)) / self.scale[rows]
        tails = (_TAIL**2 * (np.hypot(1.0, errors / _TAIL) - 1.0)).sum()
        prior = (self.precision * (factors - self.mean) ** 2).sum()
        return float(tails + prior / 2)

    def linear(self, factors: Floats, rows: Ints) -> Linear:
        """Return errors of some rows at `factors`, and how they pull at the factors."""
        logs, slope = self.slopes(factors, rows)
        errors, scale = self.logs[rows] - logs, self.scale[rows]
        bend = np.hypot(1.0, errors / scale / _TAIL)
        bounds = scale**-2 / bend
        return Linear(slope, errors, errors * bounds, bounds / bend**2, bounds)

    def _curvature(self, slope: sparse.csr_matrix, weights: Floats) -> Floats:
        curve: Floats = (slope.T @ sparse.diags(weights) @ slope).toarray()
        curve[np.diag_indices_from(curve)] += self.precision
        return curve

    def fit(self, rows: Ints, start: Floats | None = None) -> Floats:
        """Return the logarithms of the factors that fit these rows best."""
        factors = (self.mean if start is None else start).copy()
        loss = self._loss(factors, rows)
        for _ in range(MOST_STEPS):
            near = self.linear(factors, rows)
            # the pull over the error: a bound of the curvature, so that no step goes too far
            curve = self._curvature(near.slope, near.bounds)
            push = near.slope.T @ near.pulls - self.precision * (factors - self.mean)
            step = cho_solve(cho_factor(curve, lower=True, overwrite_a=True), push)
            before = loss
            size = 1.0
            while size > 1e-3:
                loss = self._loss(factors + size * step, rows)
                if loss <= before:
                    break
                size /= 2
            factors = factors + size * step
            if before - loss < SETTLED:
                break
        return factors

    def average(self, component: str, rows: Sequence[int]) -> Floats | None:
        """Return how much each factor counts for a class of work in the mean of these rows.

        Boards count for nothing: the mean is that of a board like any other.
        """
        part = self._parts[COMPONENTS.index(component)]
        if not part.nnz:
            return None
        outside: Floats = np.asarray(self._parts[-1][list(rows)].mean(axis=0)).ravel()
        outside[[name[1] != "all" for name in self.names]] = 0.0
        shares: Floats = np.asarray(part[list(rows)].mean(axis=0)).ravel() + outside
        shares[[name[0].startswith("board") for name in self.names]] = 0.0
        return shares

    def posterior(self, rows: Ints, start: Floats | None = None) -> Posterior:
        """Return the factors and their covariance (Laplace's approximation)."""
        factors = self.fit(rows, start)
        near = self.linear(factors, rows)
        covariance = _inverse(self._curvature(near.slope, near.weights))
        return Posterior(factors, covariance)

    def deviation(self, posterior: Posterior, rows: Ints) -> Floats:
        """Return how far the logarithm of a new measurement of each row may lie off."""
        slope = self.slopes(posterior.factors, rows)[1]
        spread = np.asarray(slope.multiply(slope @ posterior.covariance).sum(axis=1)).ravel()
        deviations: Floats = np.sqrt(spread + self.scale[rows] ** 2)
        return deviations


def _inverse(curve: Floats) -> Floats:
    """Return the inverse of a symmetric positive definite matrix, in half of the usual work."""
    lower, _ = cho_factor(curve, lower=True, overwrite_a=True)
    half: Floats = dpotri(lower, lower=1)[0]
    return np.tril(half) + np.tril(half, -1).T


def _rate(run: Run, component: str) -> float:
    """Return what a second holds of a class of work, before any factor."""
    if component == "operators" and run.kind in ("accelerator", "token"):
        return 1e6  # a launch takes its time whatever the peak rate: counted in microseconds
    if component == "operators":
        return run.rate
    return run.rate * run.cores
