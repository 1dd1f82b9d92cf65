"""The ways in which a plan with stand-ins works, how often any does, and what must be apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from .chains import Flow
from .refusal import Refused
from .stand_ins import Spare

MOST_MODES, MOST_TERMS = 64, 600
Part = frozenset[str]  # tasks and flows


@dataclass(frozen=True)
class Outage:
    """That a task goes on while an outage stops those before it in line."""

    task: str
    outage: str
    others: tuple[str, ...]


class Modes:
    """The modes of some tasks and flows, of which groups stand in for one another."""

    def __init__(
        self, tasks: Sequence[str], flows: Sequence[Flow], groups: Sequence[Sequence[Spare]]
    ) -> None:
        self.tasks, self.flows, self.groups = tasks, flows, groups
        self.spares = {each.task: each for group in groups for each in group[1:]}
        self._line = {each.task: [e.task for e in group] for group in groups for each in group}

    def stands_in(self, task: str) -> bool:
        """Say whether a task stands in for another."""
        return task in self.spares

    def is_cold(self, task: str) -> bool:
        """Say whether a task works only while another does not."""
        return task in self.spares and self.spares[task].is_cold

    @cached_property
    def outages(self) -> list[Outage]:
        """Return what each stand-in has to survive, in the order of groups."""
        return [
            Outage(spare.task, outage, tuple(each.task for each in group[:at]))
            for group in self.groups for at, spare in enumerate(group) for outage in spare.survives
        ]

    @cached_property
    def modes(self) -> list[Part]:
        """Return the tasks and flows of each way to work; raises Refused for too many."""
        count = 1
        for each in self.groups:
            count *= len(each)
        if count > MOST_MODES:
            raise Refused("there are more ways to work than are told apart", MOST_MODES, count)
        found: list[Part] = []
        for picked in product(*([each.task for each in group] for group in self.groups)):
            mode = self._mode({*picked})
            if mode is not None and mode not in found:
                found.append(mode)
        return found

    @cached_property
    def terms(self) -> list[tuple[Part, int]]:
        """Return what has to work together, and how often that counts: some mode works.

        By inclusion and exclusion, one mode after another.
        """
        found: dict[Part, int] = {}
        for mode in self.modes:
            more = {mode: 1}
            for part, count in found.items():
                both = part | mode
                more[both] = more.get(both, 0) - count
            for part, count in more.items():
                found[part] = found.get(part, 0) + count
            found = {part: count for part, count in found.items() if count}
            if len(found) > MOST_TERMS:
                raise Refused("there are more ways to work than are told apart", MOST_TERMS,
                              len(found))
        return sorted(found.items(), key=lambda each: sorted(each[0]))

    def _mode(self, picked: set[str]) -> Part | None:
        """Return what takes part where some are picked; None where one of them has no input."""
        here = {each for each in self.tasks if each not in self._line or each in picked}
        idle = {each for each in here if not self._is_fed(each, here)}
        while idle:
            if idle & picked:
                return None
            here -= idle
            idle = {each for each in here if not self._is_fed(each, here)}
        return frozenset(here) | {e.iri for e in self.flows if {e.sender, e.receiver} <= here}

    def _is_fed(self, task: str, here: set[str]) -> bool:
        """Say whether of each group that sends to a task one is there, and sends."""
        senders = {each.sender for each in self._into(task)}
        return all(
            any(other in here and other in senders for other in self._line.get(each, [each]))
            for each in senders
        )

    def _into(self, task: str) -> Iterator[Flow]:
        return (each for each in self.flows if each.precedes and each.receiver == task)

    def needs(self, task: str) -> tuple[list[str], list[str]]:
        """Return the flows that a task needs, and the tasks whose inputs it needs.

        That is all that leads to it, and what it sends, with all groups as far down their line.
        """
        at = self._line[task].index(task)
        picked = {line[min(at, len(line) - 1)] for line in self._line.values()} | {task}
        here = {each for each in self.tasks if each not in self._line or each in picked}
        before, waiting = {task}, [task]
        while waiting:
            for each in self._into(waiting.pop()):
                if each.sender in here and each.sender not in before:
                    before.add(each.sender)
                    waiting.append(each.sender)
        flows = [
            each.iri for each in self.flows
            if (each.precedes and {each.sender, each.receiver} <= before)
            or (each.sender == task and each.receiver in here)
        ]
        return flows, [e for e in self.tasks if e in before and not [*self._into(e)]]

    def needs_of(self, tasks: Iterable[str]) -> list[tuple[str, bool]]:
        """Return what tasks need, each once: flows, and with True tasks for their inputs."""
        found: dict[tuple[str, bool], None] = {}
        for task in tasks:
            flows, inputs = self.needs(task)
            found |= dict.fromkeys([*((e, False) for e in flows), *((e, True) for e in inputs)])
        return list(found)
