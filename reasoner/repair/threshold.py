"""Invert a formula: the value of a quantity at which constraints on a candidate begin to hold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from ..definitions import Constraint
from ..formula import Corner
from ..knowledge import Knowledge
from ..namespaces import local_name
from ..one_unknown import Holds, OneUnknown, Real, at
from ..scalar import Scalars
from ..shape_bounds import breach, least_whole
from ..trial import Decided, Trial
from ..verdict import Verdict

_REACH = 9.0 * math.log(10)  # nine decades up and down: beyond that nothing is given way on
_CLOSE = 4e-9  # relative; as near as constraints tell numbers apart
_MOST = 80  # evaluations; a straight line in logarithms takes two
_ROUNDED = (0.0, 2.5e-4, 5e-4, 1e-3, 2e-3)  # up to a step of the fourth digit
_WHOLE = ("NUM", "TOKEN")  # units that come in whole numbers
_BYTE = "BYTE"  # less than one is no data
_CORNERS: tuple[Corner, ...] = ("low", "middle", "high")
_GOALS = (Verdict.FEASIBLE, Verdict.CONDITIONAL, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Threshold:
    """Where a quantity begins to do: the exact value, and it rounded to the safe side as text."""

    value: float
    text: str
    size: float


@dataclass(frozen=True)
class _Sides:
    """A constraint: where it applies, and the least and greatest that is needed, and that is had.
    """

    applies: Holds
    ends: tuple[Real, Real, Real, Real]
    room: float

    @classmethod
    def of(cls, unknown: OneUnknown, constraint: Constraint) -> _Sides:
        """Return the sides of a constraint as functions of what is not known."""
        small, great = constraint.demand, constraint.supply
        if constraint.relation == "at-least":
            small, great = great, small
        applies = (
            unknown.truth(constraint.applies) if constraint.applies
            else unknown.bound(("variable", constraint.demand))
        )
        needed, had = ([unknown.corner(e, c) for c in ("low", "high")] for e in (small, great))
        return cls(applies, (*needed, *had), 1.0 + constraint.tolerance)

    def verdict(
        self, value: float, need: float, most_needed: float, least_had: float, have: float
    ) -> Verdict:
        """Return the verdict; conditional also where it may be unknown."""
        if not at(self.applies, value):
            return Verdict.NOT_ASSESSED
        if most_needed <= least_had * self.room:
            return Verdict.FEASIBLE
        return Verdict.INFEASIBLE if need > have * self.room else Verdict.CONDITIONAL


@dataclass(frozen=True)
class Known:
    """A candidate of a decision, whose quantities are known."""

    decision: Decided
    row: int
    column: int

    def corners(self, name: str) -> tuple[float, float, float]:
        """Return the least, central and greatest value of a quantity."""
        columns = self.decision.columns
        low, middle, high = (columns.cell(name, e, self.row, self.column) for e in _CORNERS)
        return low, middle, high


@dataclass(frozen=True)
class Inversion:
    """The constraints of one candidate as functions of one quantity, monotone in it."""

    trial: Trial
    candidate: Known
    quantity: str
    constraints: tuple[str, ...]

    def threshold(self, start: float) -> Threshold | None:
        """Return the value nearest to `start` that serves, at best for certain; None: none does.

        A value that a shape forbids does not, nor a part of a byte.
        """
        found = self._whole(start) if self._unit in _WHOLE else self._real(start)
        if found is None or (self._unit == _BYTE and found.value < 1.0):
            return None
        return found if breach(self._property, found.value) is None else None

    @property
    def _property(self) -> str:
        return self.trial.knowledge.definitions.quantities[self.quantity].iri

    def _real(self, start: float) -> Threshold | None:
        if start <= 0:
            return None
        for goal in _GOALS:
            for reach in (_REACH, -_REACH):
                if self._serves(start * math.exp(reach), goal):
                    return self._rounded(start, self._edge(start, reach, goal), goal)
        return None

    @property
    def _unit(self) -> str:
        return local_name(self.trial.knowledge.definitions.quantities[self.quantity].unit)

    def _whole(self, start: float) -> Threshold | None:
        """Return the greatest whole number below `start` that serves: counts are given way on."""
        least = least_whole(self._property)
        for goal in _GOALS if least < start else ():
            if not self._serves(float(least), goal):
                continue
            low, high = least, round(start)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._serves(float(middle), goal) else (low, middle)
            text = self.trial.knowledge.show(self.quantity, float(low))
            return Threshold(float(low), text, math.log10(start / low) if low else 1.0)
        return None

    def _serves(self, value: float, goal: Verdict) -> bool:
        return self._look(value, goal)[0]

    def _look(self, value: float, goal: Verdict) -> tuple[bool, float]:
        """Say whether a value serves, with the logarithm of demand over supply that counts for it.

        Conditional and unknown are told apart only where that counts: the arrays say what is
        lacking.
        """
        verdicts, gaps, sure = [], [], goal == Verdict.FEASIBLE
        for each in self._sides:
            need, most_needed, least_had, have = (at(end, value) for end in each.ends)
            verdicts.append(each.verdict(value, need, most_needed, least_had, have))
            if sure:
                need, have = most_needed, least_had
            gaps.append(math.log(need / have) if 0 < need < math.inf and 0 < have < math.inf
                        else math.nan)
        worst = min(verdicts)
        if goal == worst == Verdict.CONDITIONAL:
            worst = self._judged(value)
        return worst >= goal, max(gaps)

    def _judged(self, value: float) -> Verdict:
        """Return the worst verdict where an undecided one may lack a figure of the world."""
        known = self.candidate
        question, target = known.decision.questions[known.row], known.decision.targets[known.column]
        decision = self.trial.supposing(question, target, {self.quantity: value}, self.constraints)
        return Verdict(int(decision.total.min()))

    @cached_property
    def _sides(self) -> list[_Sides]:
        """Return both sides of the constraints as functions of the quantity."""
        definitions = self.trial.knowledge.definitions
        unknown = OneUnknown(Scalars(definitions, self.candidate.corners), self.quantity)
        return [_Sides.of(unknown, definitions.by_name[each]) for each in self.constraints]

    def _edge(self, start: float, reach: float, goal: Verdict) -> float:
        """Return the value nearest to `start` that serves: by secants, else by halving."""
        fails, serves = 0.0, reach
        gap_fails, gap_serves = (self._look(start * math.exp(x), goal)[1] for x in (0.0, reach))
        side = math.copysign(_CLOSE * 0.49, reach)  # farther than the tolerance of constraints
        for turn in range(_MOST):
            if abs(serves - fails) <= _CLOSE:
                break
            middle = (fails + serves) / 2
            if turn % 3 < 2 and math.isfinite(gap_fails - gap_serves) and gap_fails != gap_serves:
                middle = fails + (serves - fails) * gap_fails / (gap_fails - gap_serves)
            for x in (middle + side, middle - side):
                if not min(fails, serves) < x < max(fails, serves):
                    continue
                is_enough, gap = self._look(start * math.exp(x), goal)
                if is_enough:
                    serves, gap_serves = x, gap
                else:
                    fails, gap_fails = x, gap
        exact = start * math.exp(serves)
        even = float(f"{exact:.8g}")  # 1000 where the search ends at 999.9999995
        return even if self._serves(even, goal) else exact

    def _rounded(self, start: float, value: float, goal: Verdict) -> Threshold:
        """Round to the digits that people read, away from the values that fail."""
        knowledge, away = self.trial.knowledge, math.copysign(1.0, value - start)
        unit = knowledge.definitions.quantities[self.quantity].unit
        for part in _ROUNDED:
            text = knowledge.show(self.quantity, value * (1 + away * part))
            if self._serves(float(knowledge.units.canonical(unparted(text), unit).value), goal):
                break
        return Threshold(value, text, abs(math.log10(value / start)))


def safely(knowledge: Knowledge, quantity: str, value: float, grows: bool) -> str:
    """Return a value with the digits that people read, rounded to the side on which it serves."""
    unit = knowledge.definitions.quantities[quantity].unit
    away = 1.0 if grows else -1.0
    text = ""
    for part in _ROUNDED:
        text = knowledge.show(quantity, value * (1 + away * part))
        read = float(knowledge.units.canonical(unparted(text), unit).value)
        if (read - value) * away >= 0:
            break
    return text


def unparted(text: str) -> str:
    """Return a quantity without the separators of thousands, which is how it is read.

    >>> unparted("1,000 Hz")
    '1000 Hz'
    """
    return text.replace(",", "")
