"""Quantiles of scores that hold for a draw not yet seen: of rows alike, and of rows in boards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .estimator import Floats

NOMINAL = 0.9


def quantile(scores: Floats, nominal: float = NOMINAL, draws: int | None = None) -> float:
    """Return the conformal quantile: of n scores the one that n + 1 draws exceed in 1 - nominal.

    `draws` is how many of the scores were drawn on their own, where they come in groups that err
    together: boards and not rows. Infinite where nothing is scored.

    >>> quantile(np.arange(1.0, 20.0))
    18.0
    """
    if not len(scores):
        return float("inf")
    share = nominal * (1 + 1 / (draws or len(scores)))
    place = int(np.ceil(len(scores) * share - 1e-9))
    return float(np.sort(scores)[min(place, len(scores)) - 1])


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
