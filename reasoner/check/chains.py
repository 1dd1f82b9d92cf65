"""Pipelines: their tasks in the order of precedence, their flows, and the longest sum of times."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .expressions import Number
from .facts import Facts
from .refusal import Refused
from .terms import short, tw


@dataclass(frozen=True)
class Flow:
    """What one task sends to another."""

    iri: str
    sender: str
    receiver: str
    precedes: bool


@dataclass(frozen=True)
class Chain:
    """A pipeline's tasks, each after all that precede it, and its flows by name."""

    pipeline: str
    tasks: tuple[str, ...]
    flows: tuple[Flow, ...]

    def into(self, task: str) -> list[Flow]:
        """Return the flows that have to arrive before a task can run."""
        return [each for each in self.flows if each.precedes and each.receiver == task]


def read_chain(facts: Facts, pipeline: str) -> Chain:
    """Return a pipeline; raises Refused for a circle, and for a flow between other tasks."""
    if pipeline not in facts.instances(tw("Pipeline")):
        raise Refused("there is no such pipeline", "a tw:Pipeline", pipeline)
    tasks = sorted(set(facts.objects(pipeline, tw("hasTask"))))
    if not tasks:
        raise Refused("the pipeline has no tasks", "at least one tw:hasTask", "none")
    flows = tuple(
        _flow(facts, each, tasks) for each in sorted(set(facts.objects(pipeline, tw("hasFlow"))))
    )
    return Chain(pipeline, _in_order(tasks, flows), flows)


def _flow(facts: Facts, flow: str, tasks: Sequence[str]) -> Flow:
    sender, receiver = (facts.object(flow, tw(each)) for each in ("fromTask", "toTask"))
    if sender not in tasks or receiver not in tasks:
        raise Refused(f"{short(flow)} does not join tasks of its pipeline", list(tasks),
                      [sender, receiver])
    is_feedback = facts.text(flow, tw("precedes")) in ("false", "0")
    return Flow(flow, sender or "", receiver or "", not is_feedback)


def _in_order(tasks: Iterable[str], flows: Iterable[Flow]) -> tuple[str, ...]:
    """Return each task after all that precede it; of several that are free, the first by name."""
    before = {
        task: {each.sender for each in flows if each.precedes and each.receiver == task}
        for task in tasks
    }
    free = sorted(task for task, ahead in before.items() if not ahead)
    found: list[str] = []
    while free:
        here = heapq.heappop(free)
        found.append(here)
        for task, ahead in before.items():
            if here in ahead:
                ahead.remove(here)
                if not ahead:
                    heapq.heappush(free, task)
    if len(found) < len(before):
        raise Refused("the tasks precede one another in a circle", "an order",
                      [short(each) for each, ahead in before.items() if ahead])
    return tuple(found)


@dataclass(frozen=True)
class Span:
    """How long something takes; `lacks_fact` where a figure of the world is missing for it."""

    time: Number
    lacks_fact: bool


_AT_ONCE = Span(Number(0.0, 0.0, 0.0), False)


def latest(spans: Iterable[Span]) -> Span:
    """Return the latest of several ends; what is not known stays so."""
    found = _AT_ONCE
    for each in spans:
        found = Span(
            Number(
                max(found.time.low, each.time.low),
                None if found.time.middle is None or each.time.middle is None
                else max(found.time.middle, each.time.middle),
                max(found.time.high, each.time.high),
            ),
            found.lacks_fact or each.lacks_fact,
        )
    return found


def then(first: Span, second: Span) -> Span:
    """Return one time after another."""
    one, other = first.time, second.time
    middle = None if one.middle is None or other.middle is None else one.middle + other.middle
    if middle is not None and math.isinf(middle):
        middle = None
    return Span(
        Number(one.low + other.low, middle, one.high + other.high),
        first.lacks_fact or second.lacks_fact,
    )
