"""The modes of a plan in which all of it works, and what must be apart for that.

A group is a task with all that can do its work.  A mode takes one of each group; a task that the
one which is taken feeds nothing has no part in the mode.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np

from ..namespaces import local_name
from ..plan_problem import Apart, Bools, ProblemFlow
from ..verdict import Verdict
from .frame import Frame
from .redundancy import terms_of
from .relays import Relays
from .spares import ISOLATION, LINK, NODE, Spare

MOST_MODES = 64  # of which the probability that any works is worked out
MOST_TERMS = 600  # of which it may be the sum


class Modes:
    """The modes of a problem in the making, by the places of its tasks and flows."""

    def __init__(self, frame: Frame, flows: Sequence[ProblemFlow]) -> None:
        self.frame, self.spares, self.flows = frame, frame.spares, flows
        self.at = {task: place for place, task in enumerate(frame.survey.choices)}
        self.groups = [{self.at[each] for each in group} for group in frame.spares.groups]

    def modes(self) -> tuple[tuple[frozenset[int], ...], bool]:
        """Return the tasks that take part in each mode, none where nothing stands in.

        True with it where there are too many to say how often any works: then those are taken in
        which all groups fall back together, and some mode works at least as often as they say.
        """
        if not self.spares.groups:
            return (), False
        if self.spares.count <= MOST_MODES:
            found = self._of(product(*self.spares.groups))
            parts = [(each, self._flows_among(each)) for each in found]
            if terms_of(parts, MOST_TERMS) is not None:
                return found, False
        steps = range(max(len(each) for each in self.spares.groups))
        return self._of(self.spares.together(each) for each in steps), True

    def _of(self, picks: Iterable[tuple[str, ...]]) -> tuple[frozenset[int], ...]:
        found = [self._taking_part(picked) for picked in picks]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _flows_among(self, tasks: frozenset[int]) -> frozenset[int]:
        return frozenset(
            place for place, flow in enumerate(self.flows)
            if flow.sender in tasks and flow.receiver in tasks
        )

    def _taking_part(self, picked: tuple[str, ...]) -> frozenset[int] | None:
        """Return the tasks of a mode; None where one that is picked gets nothing to work on."""
        chosen = {self.at[each] for each in picked}
        left = {*range(len(self.frame.tasks))} - set().union(*self.groups) | chosen
        while True:
            starving = {task for task in left if self._starves(task, left)}
            if starving & chosen:
                return None
            if not starving:
                break
            left -= starving
        fed = {flow.sender for flow in self.flows if flow.receiver in left}
        sources = range(len(self.at), len(self.frame.tasks))
        return frozenset(left - {each for each in sources if each not in fed})

    def _starves(self, task: int, left: set[int]) -> bool:
        """Say whether some flow that a task waits for comes from nothing that takes part."""
        senders = {f.sender for f in self.flows if f.precedes and f.receiver == task}
        waits = {min(self._group(each)) for each in senders}
        return not waits <= {min(self._group(each)) for each in senders & left}

    def _group(self, task: int) -> set[int]:
        return next((each for each in self.groups if task in each), {task})

    def apart(self, relays: Relays) -> tuple[Apart, ...]:
        """Return what each stand-in must not share with any that works before it does.

        That is the task that it stands in for, and those of its replicas and fallbacks that are
        counted before it.
        """
        found = []
        for group in self.spares.groups:
            for number, task in enumerate(group[1:], 1):
                found += [
                    self._apart(self.spares.known[task], number, outage, relays)
                    for outage in self.spares.known[task].survives
                ]
        return tuple(found)

    def _apart(self, spare: Spare, number: int, outage: str, relays: Relays) -> Apart:
        label = f"{local_name(outage)} of {local_name(spare.task)}"
        links = self._links(outage, relays)
        group = next(each for each in self.spares.groups if spare.task in each)
        before = group[:number]
        if outage == NODE:
            tasks = (tuple(self.at[each] for each in before), (self.at[spare.task],))
            return Apart(label, tasks, ((), ()), links)
        own = self._needs(spare.task, number)
        if outage == ISOLATION:
            return Apart(label, ((), ()), (own, own), links)
        others = {flow for at, each in enumerate(before) for flow in self._needs(each, at)}
        return Apart(label, ((), ()), (tuple(sorted(others)), own), links)

    def _links(self, outage: str, relays: Relays) -> Bools:
        """Return which links an outage is about: all, or those that leave the premises."""
        if outage == LINK:
            return relays.links(np.ones(len(self.frame.survey.ways.network.wide)))
        wide = self.frame.survey.ways.network.wide
        # Whether a link leaves the premises may not be stated: then it is not sure to stay.
        unknown = 1.0 if self.frame.least is Verdict.FEASIBLE else 0.0
        return relays.links(np.where(np.isnan(wide), unknown, wide))

    def _needs(self, task: str, number: int) -> tuple[int, ...]:
        """Return the flows that a task needs, where all groups fall back by so many steps.

        They are what leads to it, from where data arises on, and what it sends.
        """
        picked = {self.at[each] for each in self.spares.together(number)}
        left = {*range(len(self.frame.tasks))} - set().union(*self.groups) | picked
        left |= {self.at[task]}
        before, waiting = {self.at[task]}, [self.at[task]]
        while waiting:
            each = waiting.pop()
            senders = {
                f.sender for f in self.flows
                if f.precedes and f.receiver == each and f.sender in left
            } - before
            before |= senders
            waiting += sorted(senders)
        return tuple(
            place for place, f in enumerate(self.flows)
            if (f.precedes and f.receiver in before and f.sender in before)
            or (f.sender == self.at[task] and f.receiver in left)
        )
