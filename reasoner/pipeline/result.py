"""What comes out for a pipeline; times in seconds, money in canonical units, None if unknown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..placement import NodeResult
from ..verdict import Verdict


@dataclass(frozen=True)
class Interval:
    """A number as far as it is known; `middle` is None and `high` infinite where it is not."""

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


@dataclass(frozen=True)
class Shortfall:
    """A constraint that fails, and the task, flow or pipeline that it fails for."""

    thing: str
    constraint: str


@dataclass(frozen=True)
class FlowResult:
    """One flow between the nodes of its sender and its receiver."""

    flow: str
    from_task: str
    to_task: str
    from_node: str
    to_node: str
    precedes: bool
    verdict: Verdict
    time: Interval
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    conditional: tuple[str, ...]


@dataclass(frozen=True)
class EndToEnd:
    """The time along the precedence and what is allowed; not assessed without a deadline."""

    verdict: Verdict
    time: Interval
    deadline: Interval | None
    sentence: str


@dataclass(frozen=True)
class Placement:
    """Every task on a node, with the flows between them and the time of the whole."""

    verdict: Verdict
    architecture: str | None
    placements: dict[str, NodeResult]
    flows: tuple[FlowResult, ...]
    end_to_end: EndToEnd
    score: int
    monthly_cost: float | None
    failed: tuple[Shortfall, ...]


@dataclass(frozen=True)
class Alternative:
    """The best that one architecture alone can do; no placement where the site lacks its level."""

    architecture: str
    level: str
    verdict: Verdict
    placement: Placement | None

    @property
    def failed(self) -> tuple[Shortfall, ...]:
        """Return what fails if all is done at this level."""
        return self.placement.failed if self.placement else ()


@dataclass(frozen=True)
class PipelineResult:
    """A pipeline's answer: the chosen placement, and the best of each pure architecture.

    `architecture` is None where no placement is at least conditional: nothing is concluded then,
    and `placements` is the placement that comes nearest.
    """

    pipeline: str
    verdict: Verdict
    architecture: str | None
    placements: dict[str, NodeResult]
    flows: tuple[FlowResult, ...]
    end_to_end: EndToEnd
    score: int
    monthly_cost: float | None
    failed: tuple[Shortfall, ...]
    alternatives: tuple[Alternative, ...]
