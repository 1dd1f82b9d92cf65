"""What comes out for a pipeline; times in seconds, money in canonical units, None if unknown."""

from __future__ import annotations

from dataclasses import dataclass

from .placement import EndToEnd, FlowResult, NodeResult
from .verdict import Verdict


@dataclass(frozen=True)
class Shortfall:
    """A constraint that fails, and the task, flow, pipeline or node that it fails for.

    Of a node it is what its tasks share, such as `memory`.
    """

    thing: str
    constraint: str


@dataclass(frozen=True)
class Outcome:
    """How a pipeline comes out, and where each task then is; nowhere where nothing is feasible."""

    verdict: Verdict
    architecture: str | None
    nodes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Alternative:
    """The best that one architecture alone can do, and what it fails if that is nothing.

    No nodes where the site lacks its level.
    """

    architecture: str
    level: str
    verdict: Verdict
    nodes: tuple[tuple[str, str], ...]
    failed: tuple[Shortfall, ...]


@dataclass(frozen=True)
class PipelineResult:
    """A pipeline's answer: the chosen placement, and the best of each pure architecture.

    `architecture` is None where no placement is at least conditional: nothing is concluded then,
    and `placements` is the placement that comes nearest, empty where none was found in time.
    `stands_in` names, by task, the one that it stands in for.  The monthly cost counts each node
    once, and is at least `least_monthly_cost`.  `is_proven`: nothing is better, by what is
    preferred; else it is the best found in the time that there was.
    """

    pipeline: str
    verdict: Verdict
    architecture: str | None
    placements: dict[str, NodeResult]
    flows: tuple[FlowResult, ...]
    end_to_end: EndToEnd
    score: int
    monthly_cost: float | None
    least_monthly_cost: float | None
    failed: tuple[Shortfall, ...]
    alternatives: tuple[Alternative, ...]
    stands_in: dict[str, str]
    decided_by: str
    is_proven: bool

    @property
    def is_held_down_by_sharing(self) -> bool:
        """Say whether each part of it is better than all together: for what they share."""
        parts = [each.verdict for each in self.placements.values()]
        parts += [*(each.verdict for each in self.flows), self.end_to_end.verdict]
        return not self.failed and bool(self.placements) and self.verdict < min(parts)
