"""One placement of a plan with all that its proof is of: tasks, flows, and where inputs arise."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from .candidate import Path
from .plan_result import Placed, Point
from .verdict import Verdict

Paths = dict[tuple[str, str, str], Path]  # by flow or task ("": of updates), source and node


@dataclass(frozen=True)
class Sent:
    """What one task sends another."""

    flow: str
    sender: str
    receiver: str
    precedes: bool


@dataclass(frozen=True)
class StandIn:
    """A task that works in place of `main` when something fails; while it waits it is cold.

    `survives` are the outages that it must go on working through.
    """

    task: str
    main: str
    is_cold: bool
    survives: tuple[str, ...]


@dataclass(frozen=True)
class PlanPlacement:
    """A point of a plan; `tasks` by pipeline, each after all that precede it.

    `objectives` are the names of those that the plan has a value of, in their order.  `groups` are
    tasks with what stands in for them, the first in line first.  `paths` are the ways that data
    takes, and `routes` what they are the least by: latency or cost.
    """

    site: str
    verdict: Verdict
    point: Point
    tasks: tuple[tuple[str, tuple[str, ...]], ...]
    flows: tuple[Sent, ...]
    objectives: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    paths: Paths = field(default_factory=dict, repr=False)
    routes: str = "latency"

    @property
    def pipelines(self) -> tuple[str, ...]:
        """Return the pipelines."""
        return tuple(each for each, _ in self.tasks)

    def placed(self) -> dict[str, Placed]:
        """Return each task on its node, in the order of the tasks."""
        by_task = {each.task: each for each in self.point.placed}
        return {task: by_task[task] for _, tasks in self.tasks for task in tasks}

    def path(self, name: str, source: str, node: str) -> dict[tuple[str, str], Path]:
        """Return the way of what a flow or task gets from a node, and those of updates, by ends."""
        nowhere = {(source, node): Path((), 0, False)}
        return nowhere | {
            (start, end): path for (whose, start, end), path in self.paths.items()
            if end == node and (not whose or (whose == name and start == source))
        }

    def into(self, task: str) -> list[Sent]:
        """Return the flows that have to arrive before a task can run."""
        return [each for each in self.flows if each.precedes and each.receiver == task]

    @cached_property
    def _stand_ins(self) -> dict[str, StandIn]:
        return {each.task: each for each in self.stand_ins}

    def stands_in(self, task: str) -> bool:
        """Say whether a task stands in for another: typical times are those without it."""
        return task in self._stand_ins

    def is_cold(self, task: str) -> bool:
        """Say whether a task works only while another does not: it costs nothing till then."""
        found = self._stand_ins.get(task)
        return found is not None and found.is_cold

    def is_counted(self, of_time: bool, *tasks: str) -> bool:
        """Say whether what tasks do, or send one another, counts for an objective."""
        ruled_out = self.stands_in if of_time else self.is_cold
        return not any(map(ruled_out, tasks))
