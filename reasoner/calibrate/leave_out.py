"""Predictions of rows by factors that were fitted without them, each with a calibrated interval.

Two protocols: one *row* left out, and one *board* with all its rows. No left-out row reaches its
own prediction: not the factors, not their covariance, not the width of the interval.

The interval is split-conformal (Lei et al. 2018, doi:10.1080/01621459.2017.1307116): the error of
other left-out rows in units of their predicted deviation, at its 90 % quantile, times the predicted
deviation of the row. A thin cell has a wide deviation, so a wide interval.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .estimator import Design, Floats, Ints, Posterior
from .run import Run

NOMINAL = 0.9
BOARD_GROUPS = 6  # a width for a board is learnt on fits that lack its group and another one


@dataclass(frozen=True)
class Predictions:
    """Of each row: logarithm of the predicted time less the measured one, its deviation as
    predicted, and the half width of the interval."""

    errors: Floats
    deviations: Floats
    half_widths: Floats


def quantile(scores: Floats, nominal: float = NOMINAL) -> float:
    """Return the conformal quantile: of n scores the one that n + 1 draws exceed in 1 - nominal.

    >>> quantile(np.arange(1.0, 20.0))
    18.0
    """
    place = int(np.ceil((len(scores) + 1) * nominal))
    return float(np.sort(scores)[min(place, len(scores)) - 1])


def without_row(design: Design, posterior: Posterior) -> Predictions:
    """Return each row's prediction without it, and an interval from all pairs of rows left out.

    The row is taken out of the linearised fit in closed form (one Gauss-Newton step from the full
    fit); tests compare it with fits anew.
    """
    rows = np.arange(len(design.runs))
    slope, errors, weights, _ = design.curvature(posterior.factors, rows)
    joint = np.asarray(slope @ posterior.covariance @ slope.T.toarray())
    hat = joint * weights  # hat[i, j]: how far row i's fit follows row j
    own = np.diag(hat)
    alone = 1.0 - own
    deviations = np.sqrt(np.diag(joint) / alone + design.scale**2)
    half_widths = np.empty(len(rows))
    for row in rows:
        cross = hat[:, row] * hat[row, :]
        # errors of all rows j without j and this row: a 2 x 2 system for each pair
        others = (alone[row] * errors + hat[:, row] * errors[row]) / (alone[row] * alone - cross)
        scores = np.abs(np.delete(others / deviations, row))
        half_widths[row] = quantile(scores) * deviations[row]
    return Predictions(-errors / alone, deviations, half_widths)


def without_board(design: Design) -> Predictions:
    """Return each row's prediction by a fit without its board, and an interval.

    The width rests on boards of other groups, predicted by fits that lack both groups.
    """
    boards = np.array([run.board for run in design.runs])
    errors, deviations = np.empty(len(boards)), np.empty(len(boards))
    for board in sorted(set(boards)):
        _predict(design, boards != board, boards == board, errors, deviations)
    return Predictions(errors, deviations, _board_quantiles(design) * deviations)


def _board_quantiles(design: Design) -> Floats:
    """Return each row's quantile: of boards of a known family, or of boards of an unknown one."""
    groups = board_groups(design.runs)
    is_known = has_sibling(design.runs)
    found: dict[tuple[int, bool], list[Floats]] = defaultdict(list)
    for gone, scores, known in _scores_without(design, groups):
        found[gone, True].append(scores[known])
        found[gone, False].append(scores[~known])
    quantiles = np.empty(len(groups))
    for (group, has_family), scores_of in found.items():
        pooled = np.concatenate(scores_of)
        here = (groups == group) & (is_known == has_family)
        quantiles[here] = quantile(pooled) if len(pooled) else np.inf
    return quantiles


def has_sibling(runs: Sequence[Run]) -> NDArray[np.bool_]:
    """Return for each row whether its family has another board."""
    boards_of = defaultdict(set)
    for run in runs:
        boards_of[run.family].add(run.board)
    return np.array([len(boards_of[run.family]) > 1 for run in runs])


def board_groups(runs: Sequence[Run]) -> NDArray[np.intp]:
    """Return a group for each row: whole boards, dealt out by falling number of rows."""
    boards = np.array([run.board for run in runs])
    names, counts = np.unique(boards, return_counts=True)
    order = names[np.lexsort((names, -counts))]
    group_of = {str(name): place % BOARD_GROUPS for place, name in enumerate(order)}
    return np.array([group_of[str(board)] for board in boards])


def _scores_without(
    design: Design, groups: NDArray[np.intp]
) -> Iterator[tuple[int, Floats, NDArray[np.bool_]]]:
    """Yield a group, scores of another by a fit that has neither, and if families are known."""
    families = np.array([run.family for run in design.runs])
    errors, deviations = np.empty(len(groups)), np.empty(len(groups))
    for one, other in combinations(sorted(set(groups)), 2):
        kept = (groups != one) & (groups != other)
        if not kept.any():
            continue
        _predict(design, kept, ~kept, errors, deviations)
        is_known = np.isin(families, families[kept])
        for gone, seen in ((one, other), (other, one)):
            rows = groups == seen
            yield int(gone), np.abs(errors[rows] / deviations[rows]), is_known[rows]


def _predict(
    design: Design, kept: NDArray[np.bool_], left: NDArray[np.bool_], errors: Floats,
    deviations: Floats,
) -> None:
    """Fit the kept rows and fill in error and deviation of those left out."""
    posterior = design.posterior(np.flatnonzero(kept))
    rows: Ints = np.flatnonzero(left)
    errors[rows] = design.predict(posterior.factors, rows) - design.logs[rows]
    deviations[rows] = design.deviation(posterior, rows)
