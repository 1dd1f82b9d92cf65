"""What comes out: the best candidate per node, the level that is concluded, and why."""

from __future__ import annotations

from dataclasses import dataclass

from .candidate import Question, Target
from .interval import Interval
from .verdict import Verdict


@dataclass(frozen=True)
class NodeResult:
    """The best candidate of one task at one node; money and time in canonical units or None."""

    task: str
    node: str
    level: str | None
    verdict: Verdict
    question: Question
    target: Target
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    conditional: tuple[str, ...]
    monthly_cost: float | None
    price: float | None
    response_time: float | None
    least_monthly_cost: float = 0.0  # what is known of the cost: it is no less


@dataclass(frozen=True)
class LevelScore:
    """How a level stands: its best verdict, drivers for and against, and its cheapest node.

    Its monthly cost is at least `least_monthly_cost`, and less than `monthly_cost` only where the
    cost of a node is not known; None where that of no node is.
    """

    level: str
    verdict: Verdict
    in_favour: tuple[str, ...]
    for_others: tuple[str, ...]
    monthly_cost: float | None
    least_monthly_cost: float = 0.0

    @property
    def score(self) -> int:
        """Return the drivers in favour less those for other levels."""
        return len(self.in_favour) - len(self.for_others)


@dataclass(frozen=True)
class TaskResult:
    """One task's answer: all nodes, best first, and the concluded levels (several if tied)."""

    task: str
    nodes: tuple[NodeResult, ...]
    levels: tuple[LevelScore, ...]
    concluded: tuple[str, ...]
    recommended: NodeResult | None
    decided_by: str

    @property
    def verdict(self) -> Verdict:
        """Return the best verdict of all nodes; infeasible where there is none."""
        return max((each.verdict for each in self.nodes), default=Verdict.INFEASIBLE)


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


def time_of(has_predecessor: bool) -> str:
    """Return the quantity of a task that counts towards the time from end to end.

    The input of a task with predecessors comes over flows, that of others from where data arises.
    """
    return "timeAtNode" if has_predecessor else "timeFromSource"


@dataclass(frozen=True)
class EndToEnd:
    """The time along the precedence and what is allowed; not assessed without a deadline."""

    verdict: Verdict
    time: Interval
    deadline: Interval | None
    sentence: str
