"""What nothing beats: the best by one objective, and the Pareto front by several.

Values are made such that less is better, and rounded to DIGITS: two that differ by less are equal.
Of assignments with equal values the one whose options come first stands for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..plan_problem import Floats, Ints, Objective

DIGITS = 10  # significant ones; float64 has 15, and a sum of some dozens loses few of them


def signed(objectives: Sequence[Objective], values: Floats) -> Floats:
    """Return values such that less is better, to DIGITS: [rows, objectives]."""
    signs = np.array([1.0 if each.less else -1.0 for each in objectives])
    found: Floats = rounded(values) * signs
    return found


def rounded(values: Floats) -> Floats:
    """Return values to DIGITS significant digits.

    >>> rounded(np.array([0.1 + 0.2, 0.0])).tolist()
    [0.3, 0.0]
    """
    size = np.abs(values)
    lead = np.ceil(np.log10(np.where(size > 0, size, 1.0)))
    scale = 10.0 ** (DIGITS - lead)
    found: Floats = np.where(np.isfinite(values), np.rint(values * scale) / scale, values)
    return found


def unbeaten(values: Floats) -> Ints:
    """Return the places of distinct rows that no row is at most in every column.

    >>> unbeaten(np.array([[1.0, 3.0], [2.0, 2.0], [2.0, 3.0], [3.0, 1.0]])).tolist()
    [0, 1, 3]
    """
    left = np.lexsort(values.T[::-1])
    found = []
    while len(left):
        # The first in lexical order is beaten by none after it.
        found.append(left[0])
        beaten = (values[left[0]] <= values[left]).all(axis=1)
        left = left[~beaten]
    return np.array(sorted(found), dtype=np.intp)


@dataclass(frozen=True)
class Archive:
    """The points of a front so far: distinct signed values, one assignment each, and how many."""

    values: Floats
    rows: Ints
    ties: Ints

    @classmethod
    def empty(cls, objectives: int, tasks: int) -> Archive:
        """Return an archive without points."""
        return cls(
            np.zeros((0, objectives)), np.zeros((0, tasks), np.int32), np.zeros(0, np.int64)
        )

    def joined(self, values: Floats, rows: Ints, ties: Ints | None = None) -> Archive:
        """Return the front of what is there and more assignments, by signed values."""
        if ties is None:
            ties = np.ones(len(rows), dtype=np.int64)
        mine, more = self._not_beaten(values)
        all_values = np.concatenate([self.values[mine], values[more]])
        all_rows = np.concatenate([self.rows[mine], rows[more]])
        all_ties = np.concatenate([self.ties[mine], ties[more]])
        order = np.lexsort((*all_rows.T[::-1], *all_values.T[::-1]))
        all_values, all_rows, all_ties = all_values[order], all_rows[order], all_ties[order]
        distinct, at = np.unique(all_values, axis=0, return_index=True)
        counts = np.add.reduceat(all_ties, at) if len(at) else all_ties
        kept = unbeaten(distinct)
        return Archive(distinct[kept], all_rows[at[kept]], counts[kept])

    def _not_beaten(self, values: Floats) -> tuple[Ints, Ints]:
        """Return the places of old and of new points that no distinct point beats."""
        distinct, which = np.unique(
            np.concatenate([self.values, values]), axis=0, return_inverse=True
        )
        good = np.zeros(len(distinct), dtype=bool)
        good[unbeaten(distinct)] = True
        kept = good[which.ravel()]
        return np.flatnonzero(kept[: len(self.values)]), np.flatnonzero(kept[len(self.values) :])
