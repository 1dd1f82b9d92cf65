"""What the rest of tierwise calls: read, fit, cross-validate, write."""

from __future__ import annotations

from .catalogued import catalogued
from .facts_of_fit import factor_modules, factors_turtle
from .fitted import fitted_cells
from .measured import read_measured
from .releases import fitted_releases
from .report import cross_validate

__all__ = [
    "catalogued", "cross_validate", "factor_modules", "factors_turtle", "fitted_cells",
    "fitted_releases", "read_measured",
]
