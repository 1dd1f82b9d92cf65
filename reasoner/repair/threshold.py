"""Invert a formula: the value of a quantity at which constraints on a candidate begin to hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..candidate import Question, Target
from ..knowledge import Knowledge
from ..sides import at
from ..trial import Trial
from ..verdict import Verdict

_REACH = 9.0 * math.log(10)  # nine decades up and down: beyond that nothing is given way on
_CLOSE = 4e-9  # relative; as near as constraints tell numbers apart
_MOST = 80  # evaluations; a straight line in logarithms takes two
_ROUNDED = (0.0, 2.5e-4, 5e-4, 1e-3, 2e-3)  # up to a step of the fourth digit
_WHOLE = ("NUM", "TOKEN")  # units that come in whole numbers
_GOALS = (Verdict.FEASIBLE, Verdict.CONDITIONAL, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Threshold:
    """Where a quantity begins to do: the exact value, and it rounded to the safe side as text."""

    value: float
    text: str
    size: float


@dataclass(frozen=True)
class Inversion:
    """The constraints of one candidate as functions of one quantity, monotone in it."""

    trial: Trial
    question: Question
    target: Target
    quantity: str
    constraints: tuple[str, ...]

    def threshold(self, start: float) -> Threshold | None:
        """Return the value nearest to `start` that serves, at best for certain; None: none does."""
        if self._is_whole:
            return self._whole(start)
        if start <= 0:
            return None
        for goal in _GOALS:
            for reach in (_REACH, -_REACH):
                if self._worst(start * math.exp(reach)) >= goal:
                    return self._rounded(start, self._edge(start, reach, goal), goal)
        return None

    @property
    def _is_whole(self) -> bool:
        unit = self.trial.knowledge.definitions.quantities[self.quantity].unit
        return unit.rsplit("#", 1)[-1].rsplit("/", 1)[-1] in _WHOLE

    def _whole(self, start: float) -> Threshold | None:
        """Return the greatest whole number below `start` that serves: counts are given way on."""
        low, high = -1, round(start)
        for goal in _GOALS:
            if self._worst(0.0) < goal:
                continue
            low = 0
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._worst(float(middle)) >= goal else (low, middle)
            text = self.trial.knowledge.show(self.quantity, float(low))
            return Threshold(float(low), text, math.log10(start / low) if low else 1.0)
        return None

    def _worst(self, value: float) -> Verdict:
        return self._look(value, Verdict.FEASIBLE)[0]

    def _look(self, value: float, goal: Verdict) -> tuple[Verdict, float]:
        """Return the worst verdict, and the logarithm of demand over supply that counts for it."""
        decision = self.trial.supposing(
            self.question, self.target, {self.quantity: value}, self.constraints
        )
        verdicts = [Verdict(int(at(decision.by_constraint[e], 0, 0))) for e in self.constraints]
        by_name = self.trial.knowledge.definitions.by_name
        sure = goal == Verdict.FEASIBLE
        gaps = []
        for each in self.constraints:
            small, great = by_name[each].demand, by_name[each].supply
            if by_name[each].relation == "at-least":
                small, great = great, small
            need = at(decision.columns.column(small, "high" if sure else "low"), 0, 0)
            have = at(decision.columns.column(great, "low" if sure else "high"), 0, 0)
            gaps.append(math.log(need / have) if 0 < need < math.inf and 0 < have < math.inf
                        else math.nan)
        return min(verdicts), max(gaps)

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
                verdict, gap = self._look(start * math.exp(x), goal)
                if verdict >= goal:
                    serves, gap_serves = x, gap
                else:
                    fails, gap_fails = x, gap
        exact = start * math.exp(serves)
        even = float(f"{exact:.8g}")  # 1000 where the search ends at 999.9999995
        return even if self._worst(even) >= goal else exact

    def _rounded(self, start: float, value: float, goal: Verdict) -> Threshold:
        """Round to the digits that people read, away from the values that fail."""
        knowledge, away = self.trial.knowledge, math.copysign(1.0, value - start)
        unit = knowledge.definitions.quantities[self.quantity].unit
        for part in _ROUNDED:
            text = knowledge.show(self.quantity, value * (1 + away * part))
            if self._worst(float(knowledge.units.canonical(unparted(text), unit).value)) >= goal:
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


def inversion(
    trial: Trial, question: Question, target: Target, quantity: str, constraints: Sequence[str]
) -> Inversion:
    """Return the constraints as functions of a quantity."""
    return Inversion(trial, question, target, quantity, tuple(constraints))
