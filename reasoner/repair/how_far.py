"""How far one requirement of a pipeline's part has to give way for one candidate or flow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..definitions import Constraint
from ..knowledge import Knowledge
from ..namespaces import local_name
from ..repair_option import RELAXED, Step
from ..requirement import Requirement, read_by, stated_value
from ..shape_bounds import breach
from ..sides import at
from ..trial import Decided, Trial
from ..verdict import Verdict
from .relax import Spot, loosened, stated_as
from .threshold import Inversion, Known, safely


@dataclass(frozen=True)
class HowFar:
    """Moves requirements until what they are stated of reaches a verdict."""

    trial: Trial
    goal: Verdict
    _direct: dict[tuple[str, str], Constraint | None] = field(default_factory=dict, compare=False)

    @property
    def knowledge(self) -> Knowledge:
        """Return what is known."""
        return self.trial.knowledge

    def step(
        self, decision: Decided, i: int, j: int, requirement: Requirement, names: Sequence[str]
    ) -> Step | None:
        """Return how far a requirement has to give way for a candidate; None where it is no use."""
        property_ = requirement.property or ""
        if all(self.direct(requirement, name) for name in names):
            sides = [self._other_side(decision, i, j, requirement, name) for name in names]
            return self.moved(requirement, sides)
        spot = Spot(decision, i, j, tuple(names))
        return next(iter(loosened(self.trial, spot, requirement.thing, property_, names)), None)

    def direct(self, requirement: Requirement, name: str) -> Constraint | None:
        """Return a constraint that compares the requirement with what does not depend on it."""
        key = (local_name(requirement.property or ""), name)
        if key not in self._direct:
            self._direct[key] = self._compares(*key)
        return self._direct[key]

    def _compares(self, quantity: str, name: str) -> Constraint | None:
        constraint = self.knowledge.definitions.by_name[name]
        ends = {constraint.demand, constraint.supply}
        if not constraint.is_numeric or quantity not in ends:
            return None
        read = read_by(self.knowledge.definitions, ends - {quantity})
        return None if quantity in read else constraint

    def _other_side(
        self, decision: Decided, i: int, j: int, requirement: Requirement, name: str
    ) -> tuple[float, bool]:
        """Return the value that the requirement has to reach, and whether by growing."""
        constraint = self.knowledge.definitions.by_name[name]
        quantity = local_name(requirement.property or "")
        is_supply = constraint.supply == quantity
        other = constraint.demand if is_supply else constraint.supply
        grows = is_supply == (constraint.relation == "at-most")
        low, high = (at(decision.columns.column(other, e), i, j) for e in ("low", "high"))
        return self.end(low, high, grows), grows

    def end(self, low: float, high: float, grows: bool) -> float:
        """Return the end that is reached for certain, or the one that is not failed with."""
        is_sure = self.goal >= Verdict.CONDITIONAL
        return high if grows == is_sure else low

    def moved(
        self, requirement: Requirement, sides: Sequence[tuple[float, bool]]
    ) -> Step | None:
        """Return the step to the farthest of the values that a requirement has to reach."""
        knowledge, property_ = self.knowledge, requirement.property or ""
        now = knowledge.figures.chosen.get((requirement.thing, property_))
        grows = sides[0][1]
        value = (max if grows else min)(each for each, _ in sides)
        if now is None or not (0 < value < math.inf and now.value > 0):
            return None
        if breach(property_, value) is not None:
            return None
        text = safely(knowledge, local_name(property_), value, grows)
        return Step(
            RELAXED, requirement.thing, property_,
            stated_value(knowledge, requirement.thing, property_), text,
            abs(math.log10(value / now.value)), value,
            changes=(stated_as(knowledge, requirement.thing, property_, text),),
        )

    def inverted(
        self, decision: Decided, requirement: Requirement, name: str
    ) -> Step | None:
        """Return how far it has to give way where a formula of the only candidate depends on it."""
        knowledge, property_ = self.knowledge, requirement.property or ""
        now = knowledge.figures.chosen.get((requirement.thing, property_))
        if now is None:
            return None
        quantity = local_name(property_)
        candidate = Known(decision, 0, 0)
        found = Inversion(self.trial, candidate, quantity, (name,)).threshold(now.value)
        if found is None:
            return None
        return Step(
            RELAXED, requirement.thing, property_,
            stated_value(knowledge, requirement.thing, property_), found.text, found.size,
            found.value, changes=(stated_as(knowledge, requirement.thing, property_, found.text),),
        )
