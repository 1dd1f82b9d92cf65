"""What stands in for tasks: replicas and fallbacks with what is said of them, and who they are.

A twin is a task or flow that nobody wrote: it repeats what is written of the one that it is of, at
the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .facts import Facts
from .figures import Figure, Key
from .refusal import Refused
from .terms import Triple, short, tw
from .turtle import Statement
from .world import World

FALLBACK, REPLICA, REPLICAS = tw("fallback"), tw("hasReplica"), tw("replicas")
_TASK, _FLOW, _FROM, _TO = tw("hasTask"), tw("hasFlow"), tw("fromTask"), tw("toTask")
_NOT_REPEATED = (_FROM, _TO, FALLBACK, REPLICA, REPLICAS)
WIDE, LINK, ISOLATION, NODE = (
    tw(f"{each}-outage") for each in ("wide-area", "link", "isolation", "node"))
Place = tuple[str, int | None]


@dataclass(frozen=True)
class Spare:
    """A task that stands in for another, and the outages that it has to survive.

    `is_cold`: it works only while others do not, as fallbacks do and replicas do not.
    """

    task: str
    is_cold: bool
    survives: tuple[str, ...]


def groups_of(facts: Facts, tasks: Sequence[str]) -> list[list[Spare]]:
    """Return each task that others stand in for, first, with those in their order."""
    spares = {each for task in tasks for each in _chain(facts, task)[1:]}
    spares |= {each for task in tasks for each in _replicas(facts, task)}
    found = []
    for task in tasks:
        if task not in spares:
            group = [Spare(task, False, ())]
            group += [Spare(each, False, (NODE,)) for each in _replicas(facts, task)]
            group += [
                Spare(each, True, tuple(sorted({*facts.objects(each, tw("survives"))})) or (WIDE,))
                for each in _chain(facts, task)[1:]
            ]
            found.append(group)
    return [each for each in found if len(each) > 1]


def _replicas(facts: Facts, task: str) -> list[str]:
    return sorted({*facts.objects(task, REPLICA)})


def _chain(facts: Facts, task: str) -> list[str]:
    """Return a task, what it falls back on, and so on; raises Refused for a circle."""
    found = [task]
    while (spare := facts.object(found[-1], FALLBACK)) is not None:
        if spare in found:
            raise Refused("a task falls back on itself", "an end", list(map(short, found)))
        found.append(spare)
    return found


def with_stand_ins(world: World) -> World:
    """Return the world with what stands in for tasks; the same where nothing does."""
    facts = world.facts
    tasks = {t for p in facts.instances(tw("Pipeline")) for t in facts.objects(p, _TASK)}
    if not any(facts.object(task, FALLBACK) for task in tasks) and not any(
            (task, REPLICAS) in world.figures.chosen for task in tasks):
        return world
    twins = _Twins(world)
    for pipeline in facts.instances(tw("Pipeline")):
        twins.of_pipeline(pipeline)
    return world.with_more([*twins.added, *twins.repeated()], twins.figures())


class _Twins:
    """Twins so far, by what they are of, and the statements that join them to their pipelines."""

    def __init__(self, world: World) -> None:
        self.world, self.facts = world, world.facts
        self.of: dict[str, str] = {}
        self.added: list[Statement] = []
        self._flows: dict[str, tuple[str, str, str]] = {}  # what it repeats, sender, receiver

    def of_pipeline(self, pipeline: str) -> None:
        """Add the replicas and fallbacks of the tasks of a pipeline."""
        facts = self.facts
        tasks = sorted({*facts.objects(pipeline, _TASK)})
        self._flows = {
            flow: (flow, facts.object(flow, _FROM) or "", facts.object(flow, _TO) or "")
            for flow in sorted({*facts.objects(pipeline, _FLOW)})
        }
        spares = {each for task in tasks for each in _chain(facts, task)[1:]}
        for task in tasks:
            if task not in spares:
                self._of_task(pipeline, task, tasks)

    def _of_task(self, pipeline: str, task: str, tasks: Sequence[str]) -> None:
        figure = self.world.figures.chosen.get((task, REPLICAS))
        for number in range(2, int(figure.middle) + 1 if figure else 2):
            assert figure is not None
            twin, place = f"{task}-replica-{number}", (figure.file, figure.line)
            self.of[twin] = task
            self._say([(task, REPLICA, twin), (pipeline, _TASK, twin)], place)
            self._join(pipeline, task, twin, place)
        chain = _chain(self.facts, task)
        for before, spare in pairwise(chain):
            place = self.facts.places[before, FALLBACK, spare]
            if spare not in tasks:
                self._say([(pipeline, _TASK, spare)], place)
            if not any(spare in ends for _, *ends in self._flows.values()):
                self._join(pipeline, task, spare, place)

    def _say(self, triples: Sequence[Triple], place: Place) -> None:
        self.added += [Statement(each, *place) for each in triples]

    def _join(self, pipeline: str, task: str, other: str, place: Place) -> None:
        """Give another task what precedes a task, and all that this sends."""
        for flow, (of, sender, receiver) in [*self._flows.items()]:
            comes = receiver == task and self.facts.text(of, tw("precedes")) not in ("false", "0")
            if sender != task and not comes:
                continue
            ends = (other, receiver) if sender == task else (sender, other)
            twin = f"{flow}-of-{short(other)}"
            self._flows[twin] = (of, *ends)
            self.of[twin] = of
            self._say(
                [(pipeline, _FLOW, twin), (twin, _FROM, ends[0]), (twin, _TO, ends[1])], place)

    def repeated(self) -> Iterator[Statement]:
        """Yield what is written of a task or flow, as said of its twins."""
        for twin, of in self.of.items():
            for predicate, values in self.facts.properties(of).items():
                for value in values if predicate not in _NOT_REPEATED else ():
                    place = self.facts.places.get((of, predicate, value))
                    if place is not None:
                        yield Statement((twin, predicate, value), *place)

    def figures(self) -> dict[Key, Figure]:
        """Return the figures of twins."""
        twins: dict[str, list[str]] = {}
        for twin, of in self.of.items():
            twins.setdefault(of, []).append(twin)
        return {
            (twin, property_): replace(figure, subject=twin)
            for (subject, property_), figure in self.world.figures.chosen.items()
            for twin in twins.get(subject, ())
        }
