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

from .conformal import effective_draws, quantile
from .estimator import Design, Floats, Ints, Posterior
from .peers import Peers
from .run import Run

BOARD_GROUPS = 6  # a width for a board is learnt on fits that lack its group and another one


@dataclass(frozen=True)
class Predictions:
    """Of each row: logarithm of the predicted time less the measured one, its deviation as
    predicted, and the half width of the interval."""

    errors: Floats
    deviations: Floats
    half_widths: Floats

    def part(self, rows: NDArray[np.bool_]) -> Predictions:
        """Return the predictions of some rows."""
        return Predictions(self.errors[rows], self.deviations[rows], self.half_widths[rows])


def without_row(design: Design, posterior: Posterior) -> Predictions:
    """Return each row's prediction without it, and an interval from all pairs of rows left out.

    The row is taken out of the linearised fit in closed form (one Gauss-Newton step from the full
    fit); tests compare it with fits anew.
    """
    rows = np.arange(len(design.runs))
    near = design.linear(posterior.factors, rows)
    joint = np.asarray(near.slope @ posterior.covariance @ near.slope.T.toarray())
    own = np.diag(joint)
    alone = 1.0 - own * near.weights
    # error of row i without it: its own pull taken back, through what its prediction follows it by
    moved = own * near.pulls / alone
    deviations = np.sqrt(own / alone + design.scale**2)
    half_widths = np.empty(len(rows))
    judged = np.array([run.judged for run in design.runs])
    for row in rows:
        # all rows j without j and this row: a 2 x 2 system for each pair
        cross = joint[:, row]
        both = alone[row] * alone - cross**2 * near.weights * near.weights[row]
        pull = (alone[row] * near.pulls + cross * near.weights * near.pulls[row]) / both
        other = (alone * near.pulls[row] + cross * near.weights[row] * near.pulls) / both
        errors = near.errors + own * pull + cross * other
        scores = np.abs(errors / deviations)[judged & (rows != row)]
        half_widths[row] = quantile(scores) * deviations[row]
    return Predictions(-near.errors - moved, deviations, half_widths)


def without_board(design: Design) -> Predictions:
    """Return each row's prediction by a fit without its board, and an interval.

    The width rests on boards of other groups, predicted by fits that lack both groups.
    """
    boards = np.array([run.board for run in design.runs])
    groups = board_groups(design.runs)
    starts: dict[int, Floats] = {}
    quantiles = _board_quantiles(design, groups, starts)
    errors, deviations = np.empty(len(boards)), np.empty(len(boards))
    for board in sorted(set(boards)):
        left = boards == board
        # a start that lacks the board too: the steps begin near their end and learn nothing of it
        start = starts.get(int(groups[left][0]))
        _predict(design, ~left, left, errors, deviations, start)
    return Predictions(errors, deviations, quantiles * deviations)


def _board_quantiles(design: Design, groups: NDArray[np.intp], starts: dict[int, Floats]) -> Floats:
    """Return each row's quantile: of boards of a known family, or of boards of an unknown one.

    Fills `starts` with factors of a fit that lacks the group and another one.
    """
    is_known = has_sibling(design.runs)
    judged = np.array([run.judged for run in design.runs])
    found: dict[tuple[int, bool], list[tuple[Ints, Floats]]] = defaultdict(list)
    for gone, seen, scores, known, factors in _scores_without(design, groups):
        starts[gone] = factors
        for has_family in (True, False):
            counted = judged[seen] & (known == has_family)
            found[gone, has_family].append((seen[counted], scores[counted]))
    quantiles = np.full(len(groups), np.inf)
    for (group, has_family), parts in found.items():
        here = np.flatnonzero((groups == group) & (is_known == has_family))
        rows = np.concatenate([rows for rows, _ in parts])
        scores = np.concatenate([scores for _, scores in parts])
        quantiles[here] = _quantiles(design.runs, rows, scores, here)
    return quantiles


def _quantiles(runs: Sequence[Run], rows: Ints, scores: Floats, of: Ints) -> Floats:
    """Return the quantile of the scores of `rows` for each row of `of`, by how its peers do."""
    if not len(rows):
        return np.full(len(of), np.inf)
    peers = Peers.of(runs, rows, scores)
    scored = [runs[row] for row in rows]
    against = scores / peers.ratios(scored, without_own=True)
    draws = effective_draws(against, np.array([run.board for run in scored]))
    width = quantile(against, draws=draws)
    return width * peers.ratios([runs[row] for row in of], without_own=False)


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
) -> Iterator[tuple[int, Ints, Floats, NDArray[np.bool_], Floats]]:
    """Yield a group; rows of another and their scores by a fit that has neither; if it has their
    families; and its factors."""
    families = np.array([run.family for run in design.runs])
    errors, deviations = np.empty(len(groups)), np.empty(len(groups))
    for one, other in combinations(sorted(set(groups)), 2):
        kept = (groups != one) & (groups != other)
        if not kept.any():
            continue
        factors = _predict(design, kept, ~kept, errors, deviations)
        is_known = np.isin(families, families[kept])
        for gone, seen in ((one, other), (other, one)):
            rows = np.flatnonzero(groups == seen)
            yield int(gone), rows, np.abs(errors[rows] / deviations[rows]), is_known[rows], factors


def _predict(
    design: Design, kept: NDArray[np.bool_], left: NDArray[np.bool_], errors: Floats,
    deviations: Floats, start: Floats | None = None,
) -> Floats:
    """Fit the kept rows, fill in error and deviation of those left out, and return the factors."""
    posterior = design.posterior(np.flatnonzero(kept), start)
    rows: Ints = np.flatnonzero(left)
    errors[rows] = design.predict(posterior.factors, rows) - design.logs[rows]
    deviations[rows] = design.deviation(posterior, rows)
    return posterior.factors
