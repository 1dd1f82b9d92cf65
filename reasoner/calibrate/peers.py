"""How far estimates lie off on boards, told apart by what makes the kernels that run.

The fit states one deviation for boards of a kind. Where a runtime brings its kernels along, boards
differ less than that; where a driver or whoever measures builds them, more. So a score is divided
by the mean score of its peers: runs of the same runtime, with the same library of kernels where it
has several, on other boards. For tokens, which wait for the memory and of which nearly all runs are
of one runtime, peers are runs on the same family.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .effects import Key, library_of
from .estimator import Floats, Ints
from .run import Run

_TYPICAL_BOARDS = 2.0  # that peers count as if they had been seen on besides, with the usual score


def peers_of(run: Run) -> Key:
    """Return what runs are peers by."""
    return (run.family,) if run.kind == "token" else library_of(run) or (run.runtime,)


@dataclass(frozen=True)
class Peers:
    """Mean squares of scores by peers and board, and over all of these."""

    squares: Mapping[Key, Mapping[str, float]]
    usual: float

    @classmethod
    def of(cls, runs: Sequence[Run], rows: Ints, scores: Floats) -> Peers:
        """Return how far `rows` of runs lie off; a row can be scored more than once."""
        found: dict[Key, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
            found[peers_of(runs[row])][runs[row].board].append(score**2)
        squares = {
            key: {board: float(np.mean(each)) for board, each in boards.items()}
            for key, boards in found.items()
        }
        every = [each for boards in squares.values() for each in boards.values()]
        return cls(squares, float(np.mean(every)) if every else 1.0)

    def ratios(self, runs: Sequence[Run], without_own: bool) -> Floats:
        """Return the root mean square score of each run's peers, drawn to the usual one.

        `without_own` leaves the run's own board out, so that it says nothing of itself.
        """
        kept: dict[tuple[Key, str | None], float] = {}
        found = np.empty(len(runs))
        for place, run in enumerate(runs):
            asked = peers_of(run), run.board if without_own else None
            if asked not in kept:
                kept[asked] = self._ratio(*asked)
            found[place] = kept[asked]
        return found

    def _ratio(self, key: Key, without: str | None) -> float:
        boards = self.squares.get(key, {})
        others = [each for board, each in boards.items() if board != without]
        total = _TYPICAL_BOARDS * self.usual + math.fsum(others)
        return math.sqrt(total / (_TYPICAL_BOARDS + len(others)))
