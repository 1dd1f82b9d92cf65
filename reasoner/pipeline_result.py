"""What comes out for a pipeline; times in seconds, money in canonical units, None if unknown."""

from __future__ import annotations

from dataclasses import dataclass

from .placement import EndToEnd, FlowResult, NodeResult
from .verdict import Verdict


@dataclass(frozen=True)
class Shortfall:
    """A constraint that fails, and the task, flow or pipeline that it fails for."""

    thing: str
    constraint: str


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

