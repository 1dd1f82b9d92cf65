"""What stands in for a task when something fails: its replicas, and what it falls back on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from ..namespaces import tw
from ..plan_objective import Declared
from ..plan_problem import Combine
from .survey import Survey
from .twins import FALLBACK, REPLICA

WIDE, LINK, ISOLATION, NODE = (
    tw(f"{each}-outage") for each in ("wide-area", "link", "isolation", "node")
)


@dataclass(frozen=True)
class Spare:
    """A task that stands in for another: `is_hot` if it works all the time, as replicas do."""

    task: str
    main: str
    is_hot: bool
    survives: tuple[str, ...]


@dataclass(frozen=True)
class Spares:
    """The groups of a plan, each the task first, and what stands in for a task by its name."""

    groups: tuple[tuple[str, ...], ...]
    known: dict[str, Spare]

    @classmethod
    def of(cls, survey: Survey) -> Spares:
        """Return the groups of a survey's pipelines."""
        known: dict[str, Spare] = {}
        for task in survey.choices:
            known |= {each.task: each for each in _spares(survey, task)}
        groups = {
            task: (task, *(each.task for each in known.values() if each.main == task))
            for task in survey.choices if task not in known
        }
        return cls(tuple(each for each in groups.values() if len(each) > 1), known)

    @property
    def count(self) -> int:
        """Return in how many ways one of each group can be taken."""
        return prod(len(each) for each in self.groups)

    def is_cold(self, task: str) -> bool:
        """Say whether a task works only while another does not."""
        return task in self.known and not self.known[task].is_hot

    def is_counted(self, objective: Declared, *tasks: str) -> bool:
        """Say whether what tasks do, or send one another, counts for an objective.

        Typical times are those without stand-ins; all else is spent by what does not wait.
        """
        if objective.combine is Combine.PATH:
            return not any(each in self.known for each in tasks)
        return not any(map(self.is_cold, tasks))

    def together(self, number: int) -> tuple[str, ...]:
        """Return what is taken of each group where all fall back by so many steps."""
        return tuple(each[min(number, len(each) - 1)] for each in self.groups)


def _spares(survey: Survey, main: str) -> Iterator[Spare]:
    """Yield what stands in for a task: its replicas, then what it falls back on, and so on."""
    facts = survey.knowledge.facts
    for each in sorted(set(facts.objects(main, REPLICA))):
        yield Spare(each, main, True, (NODE,))
    if any(facts.object(other, FALLBACK) == main for other in survey.choices):
        return
    task = facts.object(main, FALLBACK)
    while task is not None:
        stated = tuple(sorted(set(facts.objects(task, tw("survives")))))
        yield Spare(task, main, False, stated or (WIDE,))
        task = facts.object(task, FALLBACK)
