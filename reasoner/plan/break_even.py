"""Break-even: at which value of a figure does the best placement change?

The choice is constant between two neighbouring changes, so the figure is sampled, and each pair of
samples with different choices is halved until they are as near as PRECISION says.  A change and its
reversal between two samples go unseen: what is reported is proven, that nothing else is, is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..namespaces import tw
from ..plan_result import PlanResult, Point
from ..plan_solution import Status
from .assemble import assemble
from .objectives import UPPER_BOUND
from .replan import replan
from .survey import Survey

PRECISION = 1e-4  # relative width of the interval that a change is in
SAMPLES = 13
_HYBRID, _LATENCY = tw("hybrid"), "plan-latency"


@dataclass(frozen=True)
class Range:
    """The values that are asked, in a quantity's canonical unit; of whole things only whole ones.

    From above zero over more than a decade, samples are spread by ratio.
    """

    low: float
    high: float
    is_whole: bool = False

    @property
    def is_by_ratio(self) -> bool:
        """Say whether samples are spread by ratio."""
        return self.low > 0 and self.high / self.low > 10

    def samples(self) -> list[float]:
        """Return the values that are sampled, the ends among them."""
        shares = [each / (SAMPLES - 1) for each in range(SAMPLES)]
        if self.is_by_ratio:
            found = [self.low * (self.high / self.low) ** each for each in shares]
        else:
            found = [self.low + (self.high - self.low) * each for each in shares]
        found[-1] = self.high
        return sorted({float(round(each)) for each in found}) if self.is_whole else found

    def between(self, low: float, high: float) -> float | None:
        """Return a value between two, None where they are as near as they need to be."""
        if self.is_whole:
            middle = float((int(low) + int(high)) // 2)
            return middle if low < middle < high else None
        if high - low <= PRECISION * max(abs(low), abs(high)):
            return None
        by_ratio = self.is_by_ratio and low > 0
        return math.sqrt(low * high) if by_ratio else (low + high) / 2


@dataclass(frozen=True)
class Sample:
    """The plan at one value; `best` is what is recommended there, None where nothing is."""

    at: float
    plan: PlanResult

    @property
    def best(self) -> Point | None:
        """Return the recommended placement."""
        return self.plan.recommended

    @property
    def choice(self) -> tuple[object, ...]:
        """Return what makes two samples the same: verdict, architecture and nodes."""
        if self.best is None:
            return (self.plan.verdict,)
        return (self.plan.verdict, self.best.architecture, *nodes_of(self.best))

    def of_architecture(self) -> Iterator[tuple[str, Point]]:
        """Yield the best placement of each architecture that has one."""
        for each in self.plan.pure:
            if each.point is not None:
                yield each.architecture, each.point
        hybrid = next((e for e in self.plan.points if e.architecture == _HYBRID), None)
        if hybrid is not None:
            yield _HYBRID, hybrid


@dataclass(frozen=True)
class Change:
    """The best placement is one at `low` and another at `high`, and nothing is known between.

    `kept` is what the placement of `low` is worth at `high`, `early` what that of `high` is worth
    at `low`, by the objective that decides; None where it is not feasible there.
    """

    low: Sample
    high: Sample
    early: float | None
    kept: float | None

    @property
    def is_of_architecture(self) -> bool:
        """Say whether the architecture changes, not only the nodes."""
        one, other = self.low.best, self.high.best
        return one is None or other is None or one.architecture != other.architecture


@dataclass(frozen=True)
class BreakEven:
    """How the best placement changes over a range, by the objective `by`."""

    range: Range
    by: str
    samples: tuple[Sample, ...]
    changes: tuple[Change, ...]


@dataclass
class Asked:
    """What answers at a value: `survey` and `plan` of the site as it is then.

    Each value is asked once; `plan` gets a survey and whether pure levels are wanted too.
    """

    survey: Callable[[float], Survey]
    plan: Callable[[Survey, bool], PlanResult]
    kept: dict[float, Sample] = field(default_factory=dict)

    def at(self, value: float, with_levels: bool = False) -> Sample:
        """Return the plan at a value."""
        if value not in self.kept or (with_levels and not self.kept[value].plan.pure):
            self.kept[value] = Sample(value, self.plan(self.survey(value), with_levels))
        return self.kept[value]

    def worth(self, value: float, sample: Sample, by: str) -> float | None:
        """Return what the placement of a sample is worth at another value, at its best there."""
        if sample.best is None:
            return None
        survey = self.survey(value)
        built = assemble(survey, sample.plan.verdict)
        place_of, nodes = survey.ways.network.place_of, nodes_of(sample.best)
        before = [place_of[each] for each in nodes]
        sources = built.problem.tasks[len(before):]
        is_bound = by == UPPER_BOUND  # the typical latency of a problem at the 95th percentile
        found = replan(
            built.p95 if is_bound else built.problem,
            [*before, *(int(each.node[0]) for each in sources)], _LATENCY if is_bound else by,
        )
        if found.moved or found.best.status is not Status.OPTIMAL:
            return None
        return found.best.value


def nodes_of(point: Point) -> tuple[str, ...]:
    """Return the nodes of a placement, task by task."""
    return tuple(each.node for each in point.placed)


def break_even(asked: Asked, over: Range, by: str) -> BreakEven:
    """Return where the best placement changes between the ends of a range."""
    samples = [asked.at(each, with_levels=True) for each in over.samples()]
    edges = []
    for low, high in pairwise(samples):
        edges += list(_changes(asked, over, low, high))
    changes = tuple(
        Change(low, high, asked.worth(low.at, high, by), asked.worth(high.at, low, by))
        for low, high in edges
    )
    return BreakEven(over, by, tuple(samples), changes)


def _changes(
    asked: Asked, over: Range, low: Sample, high: Sample
) -> Iterator[tuple[Sample, Sample]]:
    """Yield pairs of near samples between which the choice changes, in order."""
    if low.choice == high.choice:
        return
    middle = over.between(low.at, high.at)
    if middle is None:
        yield low, high
        return
    found = asked.at(middle)
    yield from _changes(asked, over, low, found)
    yield from _changes(asked, over, found, high)
