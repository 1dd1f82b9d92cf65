"""Quantiles of scores that hold for a draw not yet seen: of rows alike, and of rows in boards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .estimator import Floats

NOMINAL = 0.9


def quantile(scores: Floats, nominal: float = NOMINAL, draws: float | None = None) -> float:
    """Return the conformal quantile: of n scores the one that n + 1 draws exceed in 1 - nominal.

    `draws` is how many scores drawn on their own these are worth, where they come in groups that
    err together. Infinite where nothing is scored.

    >>> quantile(np.arange(1.0, 20.0))
    18.0
    """
    if not len(scores):
        return float("inf")
    share = nominal * (1 + 1 / (draws or len(scores)))
    place = int(np.ceil(len(scores) * share - 1e-9))
    return float(np.sort(scores)[min(place, len(scores)) - 1])


def effective_draws(scores: Floats, groups: NDArray[np.str_]) -> float:
    """Return how many scores drawn on their own are worth as much as these, which come in groups.

    Kish's design effect (Survey Sampling 1965, section 5.4): n / (1 + (m - 1) r), with m the size
    of a group as a score sees it and r the intraclass correlation from a one-way analysis of
    variance, between 0 (groups do not matter) and 1 (a group is one draw).

    >>> boards = np.repeat(["one", "two", "three", "four"], 3)
    >>> float(effective_draws(np.repeat([1.0, 2.0, 3.0, 4.0], 3), boards))
    4.0
    >>> float(effective_draws(np.tile([1.0, 2.0, 3.0], 4), boards))
    12.0
    """
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    n, k = len(scores), len(sizes)
    if k < 2 or n == k:
        return float(k)
    means = np.bincount(group, scores) / sizes
    between = float((sizes * (means - scores.mean()) ** 2).sum()) / (k - 1)
    within = float(((scores - means[group]) ** 2).sum()) / (n - k)
    seen = float((sizes**2).sum()) / n
    total = between + ((n - seen) / (k - 1) - 1) * within
    alike = min(1.0, max(0.0, (between - within) / total)) if total > 0 else 1.0
    return n / (1 + (seen - 1) * alike)


def weighted_quantile(groups: Sequence[Floats], nominal: float = NOMINAL) -> float:
    """Return the quantile of the scores of a group not yet seen, each group with equal weight.

    The distributions of the groups are pooled (Dunn, Wasserman and Ramdas 2022,
    doi:10.1080/01621459.2022.2060112). Infinite without a group.

    >>> weighted_quantile([np.full(80, 1.0), np.array([2.0, 3.0])], nominal=0.75)
    2.0
    """
    if not groups:
        return float("inf")
    scores = np.concatenate(list(groups))
    weights = np.concatenate([np.full(len(each), 1 / len(each)) for each in groups]) / len(groups)
    order = np.argsort(scores)
    reached = np.cumsum(weights[order])
    place = int(np.searchsorted(reached, nominal - 1e-9))
    return float(scores[order][min(place, len(scores) - 1)])
