"""The ways in which a placement with stand-ins can work, and what each way needs.

A mode takes one task of each group; a task that is fed by nothing then has no part in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import product

from ..plan_placement import PlanPlacement

Part = frozenset[str]  # tasks and flows


class Modes:
    """The modes of one placement, all told by the names of tasks and flows."""

    def __init__(self, placement: PlanPlacement) -> None:
        self.placement, self.groups = placement, placement.groups
        self.tasks = frozenset(placement.placed())
        self._group = {task: group for group in self.groups for task in group}

    @cached_property
    def modes(self) -> tuple[Part, ...]:
        """Return the tasks and flows of each mode."""
        found = [self._working(picked) for picked in product(*self.groups)]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    @cached_property
    def terms(self) -> list[tuple[Part, int]]:
        """Return what sets of modes need together, with how often that counts.

        Inclusion and exclusion: of two modes both work where all does that either needs.
        """
        found: dict[Part, int] = {}
        for mode in self.modes:
            grown = defaultdict(int, found)
            grown[mode] += 1
            for part, count in found.items():
                grown[part | mode] -= count
            found = {part: count for part, count in grown.items() if count}
        return sorted(found.items(), key=lambda each: sorted(each[0]))

    def _working(self, picked: Iterable[str]) -> Part | None:
        """Return what takes part where some tasks are picked; None where one of them is idle."""
        chosen = frozenset(picked)
        left = self.tasks.difference(self._group) | chosen
        while idle := {task for task in left if not self._is_fed(task, left)}:
            if idle & chosen:
                return None
            left -= idle
        return left | {
            each.flow for each in self.placement.flows if {each.sender, each.receiver} <= left
        }

    def _is_fed(self, task: str, left: frozenset[str]) -> bool:
        """Say whether of all that a task waits for something is left that does it."""
        senders = {each.sender for each in self.placement.into(task)}
        return all(left & {*self._group.get(each, (each,))} & senders for each in senders)

    def needs(self, task: str) -> list[str]:
        """Return the flows that lead to a task, and what it sends, in their order.

        All groups have fallen back by as many steps as this one then has.  A task that leads there
        and that no other precedes stands for its input.
        """
        step = self._group[task].index(task)
        together = {each[min(step, len(each) - 1)] for each in self.groups}
        left = self.tasks.difference(self._group) | together | {task}
        before, waiting = {task}, [task]
        while waiting:
            here = waiting.pop()
            new = {each.sender for each in self.placement.into(here)} & left - before
            before |= new
            waiting += new
        flows = [
            each.flow for each in self.placement.flows
            if (each.precedes and {each.sender, each.receiver} <= before)
            or (each.sender == task and each.receiver in left)
        ]
        return flows + [
            each for each in self.placement.placed()
            if each in before and not self.placement.into(each)
        ]
