"""What a chart of a break-even is drawn from: a line for each architecture, and its scales."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import PREFIXES, local_name
from ...reasoner.plan.break_even import BreakEven
from ...reasoner.plan_result import Asked
from ..vary import Varied

ORDER = ("device", "gateway", "cloud", "hybrid")
_DECADE = 20.0  # values that spread further are drawn by ratio


@dataclass(frozen=True)
class Line:
    """One architecture: (value, worth) where it is feasible; `is_bound` where figures miss."""

    name: str
    points: tuple[tuple[float, float], ...]
    is_bound: bool


@dataclass(frozen=True)
class Scale:
    """Maps values to shares from 0 to 1, evenly or by ratio."""

    low: float
    high: float
    is_by_ratio: bool

    @classmethod
    def of(cls, values: Sequence[float]) -> Scale:
        """Return the scale of some values, by ratio where they are far apart."""
        low, high = min(values), max(values)
        if low > 0 and high / low > _DECADE:
            return cls(low, high, True)
        return cls(min(low, 0.0) if low < high / 2 else low, high, False)

    def share(self, value: float) -> float:
        """Return where a value is, from 0 to 1."""
        if self.high <= self.low:
            return 0.5
        if self.is_by_ratio:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, share: float) -> float:
        """Return the value at a share."""
        if self.is_by_ratio:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True)
class Chart:
    """All that is drawn; `x` and `y` say a number as people read it."""

    lines: tuple[Line, ...]
    across: Scale
    up: Scale
    asked: Asked
    title: str
    x_title: str
    y_title: str
    x: Callable[[float], str]
    y: Callable[[float], str]


def short(architecture: str | None) -> str:
    """Return the level that an architecture is called by."""
    return local_name(architecture or "none").removesuffix("-architecture")


def asked_of(found: BreakEven) -> Asked:
    """Return the objective that decides."""
    return next(e for e in found.samples[0].plan.objectives if e.name == found.by)


def lines_of(found: BreakEven) -> list[Line]:
    """Return a line for each architecture that is feasible somewhere."""
    points: dict[str, list[tuple[float, float]]] = {}
    bounds = set()
    for sample in found.samples:
        for architecture, point in sample.of_architecture():
            value = point.value(found.by)
            points.setdefault(short(architecture), []).append((sample.at, value.value))
            if value.missing:
                bounds.add(short(architecture))
    names = [*(e for e in ORDER if e in points), *(e for e in points if e not in ORDER)]
    return [Line(each, tuple(points[each]), each in bounds) for each in names]


def chart_of(knowledge: Knowledge, found: BreakEven, varied: Varied) -> Chart | None:
    """Return the chart of a break-even; None where nothing is feasible anywhere."""
    lines = lines_of(found)
    if not lines:
        return None
    asked = asked_of(found)
    label = knowledge.facts.label(PREFIXES["tw"] + asked.name)
    plan = found.samples[0].plan
    names = ", ".join(local_name(each) for each in plan.pipelines)
    over = found.range
    return Chart(
        tuple(lines), Scale(over.low, over.high, over.is_by_ratio),
        Scale.of([y for line in lines for _, y in line.points]), asked,
        f"{names} on {local_name(plan.site)}: {label} against {varied.told}",
        varied.quantity, label,
        lambda value: knowledge.show(varied.quantity, value),
        lambda value: knowledge.show(asked.quantity, value),
    )
