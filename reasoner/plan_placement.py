"""One placement of a plan with all that its proof is of: tasks, flows, and where inputs arise."""

from __future__ import annotations

from dataclasses import dataclass

from .plan_result import Placed, Point
from .verdict import Verdict


@dataclass(frozen=True)
class Sent:
    """What one task sends another."""

    flow: str
    sender: str
    receiver: str
    precedes: bool


@dataclass(frozen=True)
class PlanPlacement:
    """A point of a plan; `tasks` by pipeline, each after all that precede it.

    `objectives` are the names of those that the plan has a value of, in their order.
    """

    site: str
    verdict: Verdict
    point: Point
    tasks: tuple[tuple[str, tuple[str, ...]], ...]
    flows: tuple[Sent, ...]
    objectives: tuple[str, ...]

    @property
    def pipelines(self) -> tuple[str, ...]:
        """Return the pipelines."""
        return tuple(each for each, _ in self.tasks)

    def placed(self) -> dict[str, Placed]:
        """Return each task on its node, in the order of the tasks."""
        by_task = {each.task: each for each in self.point.placed}
        return {task: by_task[task] for _, tasks in self.tasks for task in tasks}

    def into(self, task: str) -> list[Sent]:
        """Return the flows that have to arrive before a task can run."""
        return [each for each in self.flows if each.precedes and each.receiver == task]
