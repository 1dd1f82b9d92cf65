"""The yardstick: one constant per family, the median time per MAC and cycle of its other rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .estimator import Floats
from .run import Run


def constant_errors(runs: Sequence[Run], leave: str) -> Floats:
    """Return each row's logarithm of prediction over measurement; NaN where no other row is left.

    `leave` is `row` or `board`. The constant is the median over the rows of the family that are not
    left out, of seconds times rate times cores over MACs.
    """
    families = np.array([run.family for run in runs])
    boards = np.array([run.board for run in runs])
    logs = np.array([math.log(run.seconds * run.rate * run.cores / run.macs) for run in runs])
    errors = np.full(len(runs), np.nan)
    for row in range(len(runs)):
        others = families == families[row]
        others &= boards != boards[row] if leave == "board" else np.arange(len(runs)) != row
        if others.any():
            errors[row] = np.median(logs[others]) - logs[row]
    return errors
