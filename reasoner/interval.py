"""A number as far as it is known: least, central and greatest value."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """A number in its canonical unit; where it is not known, `middle` is None, `high` infinite."""

    low: float
    middle: float | None
    high: float

    @property
    def is_known(self) -> bool:
        """Say whether there is a central value and a greatest one.

        >>> Interval(1.0, None, math.inf).is_known
        False
        """
        return self.middle is not None and math.isfinite(self.high)

    @property
    def is_exact(self) -> bool:
        """Say whether it is a single number."""
        return self.low == self.high
