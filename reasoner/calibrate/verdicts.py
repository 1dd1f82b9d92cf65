"""How often a hard verdict on a deadline would be wrong."""

from __future__ import annotations

import numpy as np

from .estimator import Floats

DEADLINES = (0.5, 0.67, 0.8, 1.25, 1.5, 2.0)  # times the measured value


def contradicted(errors: Floats, half_widths: Floats) -> tuple[int, int]:
    """Return how many hard verdicts a measurement contradicts, and how many there are.

    A verdict is hard where the whole interval is on one side of the deadline.

    >>> contradicted(np.array([0.0, -1.0]), np.array([0.1, 0.1]))
    (3, 12)
    """
    wrong = hard = 0
    for deadline in np.log(DEADLINES):
        passes = errors + half_widths <= deadline
        fails = errors - half_widths > deadline
        hard += int(passes.sum() + fails.sum())
        wrong += int((passes if deadline < 0 else fails).sum())
    return wrong, hard
