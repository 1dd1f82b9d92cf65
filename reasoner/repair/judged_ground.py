"""A pipeline on a site with all candidates of its tasks judged, once for what a search tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..change_set import Change
from ..trial import Decided, Flow, Parts, Trial

Origin = tuple[str | None, str | None]  # the node from which data comes, and the flow
OWN: Origin = (None, None)  # where the task itself says


@dataclass(frozen=True)
class Rows:
    """A task with its data from one node by one flow: rows of a decision, from one on."""

    decision: Decided
    first: int
    count: int
    flow: str | None

    def of(self, verdicts: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the verdicts of these rows at all targets."""
        full = np.broadcast_to(verdicts, self.decision.total.shape)
        return full[self.first : self.first + self.count]


@dataclass
class Ground:
    """One pipeline on one site, with all of its candidates judged once.

    What changes only some tasks leaves the others, and the flows, as they were on the ground that
    it `rests_on`.
    """

    trial: Trial
    pipeline: str
    parts: Parts
    rests_on: Ground | None = None
    changed: frozenset[str] = frozenset()
    judged: dict[str, dict[Origin, Rows]] = field(default_factory=dict)

    @classmethod
    def of(cls, trial: Trial, pipeline: str) -> Ground:
        """Return the ground on which placements of a pipeline are walked."""
        return cls(trial, pipeline, trial.parts(pipeline))

    def after(self, trial: Trial, changes: Sequence[Change]) -> Ground:
        """Return the ground of a trial in which, beside what holds here, some changes are made."""
        changed = frozenset(each.subject for each in changes)
        if changed <= set(self.parts.chain.tasks):
            return Ground(trial, self.pipeline, self.parts, self, changed)
        return Ground.of(trial, self.pipeline)

    def rows(self, task: str, before: Sequence[Origin]) -> list[Rows]:
        """Return a task's candidates with its data from each origin, or from its own source."""
        if self.rests_on is not None and task not in self.changed:
            return self.rests_on.rows(task, before)
        if task not in self.judged:
            self.judged[task] = self._judge(task)
        return [self.judged[task][each] for each in (before or (OWN,)) if self.judged[task]]

    def origins(self, task: str, nodes: Mapping[str, str]) -> tuple[Origin, ...]:
        """Return where a task's data comes from, and by which flow, once its senders are placed."""
        return tuple((nodes[each.sender], each.iri) for each in self._into(task))

    def _into(self, task: str) -> list[Flow]:
        return [e for e in self.parts.chain.flows if e.precedes and e.receiver == task]

    def _judge(self, task: str) -> dict[Origin, Rows]:
        nodes = list(self.parts.nodes)
        asked, theirs = self.trial.candidates_of(task, nodes)
        flows = [each.iri for each in self._into(task)]
        origins: list[Origin] = [(node, flow) for flow in flows for node in nodes] or [OWN]
        if not theirs:
            return {}
        every = [
            q if origin == OWN else replace(q, source=origin[0], flow=origin[1])
            for origin in origins for q in asked
        ]
        decision = self.trial.judged(every, theirs)
        return {
            each: Rows(decision, k * len(asked), len(asked), each[1])
            for k, each in enumerate(origins)
        }
