"""How far candidates are from passing: what they fail, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ..knowledge import Knowledge
from ..sides import at
from ..trial import Decided
from ..verdict import Verdict

_SAME = 1e-9  # decades, relative


@dataclass(frozen=True)
class Standing:
    """What a candidate fails, each with the decades by which it misses."""

    misses: dict[str, float]

    @property
    def order(self) -> tuple[int, float]:
        """Return what comes first: the fewest failures, then the least missed."""
        return len(self.misses), sum(self.misses.values())

    def is_nearer(self, before: Standing) -> bool:
        """Say whether anything that failed before does not, or misses by less."""
        return any(
            name not in self.misses or self.misses[name] < miss * (1 - _SAME)
            for name, miss in before.misses.items()
        )


def standing(
    knowledge: Knowledge, decision: Decided, rows: Sequence[int], columns: Sequence[int]
) -> Standing:
    """Return how the candidate stands that fails least, of some questions at some targets."""
    counts = failures(decision)[np.ix_(rows, columns)]
    fewest = np.argwhere(counts == counts.min())
    found = (
        Standing({
            name: shortfall(knowledge, decision, name, rows[i], columns[j])
            for name in failing(decision, rows[i], columns[j])
        })
        for i, j in fewest[:_LOOKED_AT]
    )
    return min(found, key=lambda each: each.order)


_LOOKED_AT = 12  # candidates that fail the same number: layouts of one choice, mostly


def failures(decision: Decided) -> NDArray[np.intp]:
    """Return how many constraints each candidate fails."""
    shape = decision.total.shape
    fails = (
        np.broadcast_to(each == Verdict.INFEASIBLE, shape).astype(np.intp)
        for each in decision.by_constraint.values()
    )
    return reduce(np.add, fails, np.zeros(shape, dtype=np.intp))


def failing(decision: Decided, i: int, j: int) -> list[str]:
    """Return the constraints that one candidate fails."""
    return [
        name for name, verdicts in sorted(decision.by_constraint.items())
        if at(verdicts, i, j) == Verdict.INFEASIBLE
    ]


def shortfall(knowledge: Knowledge, decision: Decided, name: str, i: int, j: int) -> float:
    """Return by how many decades a candidate misses a constraint; 1 for sets and unknowns."""
    constraint = knowledge.definitions.by_name[name]
    if not constraint.is_numeric:
        return 1.0
    ends = (constraint.demand, constraint.supply)
    small, great = ends if constraint.relation == "at-most" else ends[::-1]
    need, have = at(decision.columns.column(small, "high"), i, j), at(
        decision.columns.column(great, "low"), i, j
    )
    if not (0 < need < np.inf and 0 < have < np.inf):
        return 9.0  # farther than what is known
    return float(max(np.log10(need / have), 0.0))
