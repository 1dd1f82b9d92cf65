"""What the rest of tierwise calls: read, fit, cross-validate, write."""

from __future__ import annotations

from .factors import calibrate
from .facts_of_fit import factors_turtle
from .measured import read_measured
from .report import cross_validate

__all__ = ["calibrate", "cross_validate", "factors_turtle", "read_measured"]
