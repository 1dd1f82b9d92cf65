"""What works in some mode, as a measure of a model: a bound, and cuts where it is too good.

The probability is no product over what is in use, so no linear sum says it.  All that every mode
uses has to work in any case: that is linear, and a bound.  Where an assignment that is found is
worth less than its measure, a cut holds the measure of all that use at least as much, mode by mode,
to that worth (logic-based Benders cuts: Hooker and Ottosson 2003, doi:10.1007/s10107-003-0375-9).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from ortools.sat.python import cp_model

from ..plan_problem import Floats, Objective
from .redundancy import Part
from .sums import RESOLUTION, Sum, Variable, whole_units

_MOST = 2**50  # units that a measure may come to


@dataclass(frozen=True)
class Either:
    """A measure in a unit of the logarithm; `literals` say which nodes and links are in use."""

    objective: Objective
    measure: Variable
    unit: float
    literals: list[Variable]


class Eithers:
    """The measures of a model that some mode works by; `used` says what a part has in use."""

    def __init__(
        self, model: cp_model.CpModel, used: Callable[[str, Part], dict[int, Variable]],
        modes: list[Part],
    ) -> None:
        self.model, self.used, self.modes = model, used, modes
        self.known: dict[str, Either] = {}

    def measure(self, objective: Objective) -> tuple[Variable, float]:
        """Return how little an objective's probability is, as a logarithm, and its unit."""
        if objective.name not in self.known:
            self.known[objective.name] = self._either(objective)
        found = self.known[objective.name]
        return found.measure, found.unit

    def _either(self, objective: Objective) -> Either:
        logs = _logs(objective)
        most = max((float(each.max(initial=0.0)) for each in logs.values()), default=0.0)
        unit = math.ldexp(most or 1.0, -RESOLUTION)
        total, literals = Sum(), []
        in_all = reduce(lambda one, other: (one[0] & other[0], one[1] & other[1]), self.modes)
        for kind, log in logs.items():
            used = self.used(kind, in_all)
            total.add([*used.values()], log[[*used]])
            for mode in self.modes:
                used = self.used(kind, mode)
                literals += [each for place, each in used.items() if log[place] > 0]
        measure = self.model.new_int_var(0, _MOST, objective.name)
        self.model.add(measure >= total.whole(unit)[0])
        return Either(objective, measure, unit, literals)

    def tighten(
        self, value: Callable[[Variable], int], worth: Callable[[Objective], float]
    ) -> bool:
        """Hold the measures of what was found to its worth; say whether any was too good."""
        is_tighter = False
        for each in self.known.values():
            exact = whole_units(np.array([-math.log(worth(each.objective))]), each.unit)[0]
            if value(each.measure) < exact:
                used = [literal for literal in each.literals if value(literal)]
                self.model.add(each.measure >= exact).only_enforce_if(used)
                is_tighter = True
        return is_tighter


def _logs(objective: Objective) -> dict[str, Floats]:
    """Return how much less often each node and link works, as logarithms of at least 0."""
    both = (("node", objective.of_node), ("link", objective.of_link))
    return {kind: -np.log(each.astype(float)) for kind, each in both if each is not None}
