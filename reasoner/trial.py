"""What a search for changes asks of an engine: verdicts, and the same of changed knowledge.

The searches stand beside the verbs that decide, not above them; the engine hands itself in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .candidate import Question, Target
from .change_set import Change
from .formula import Column, Corner
from .knowledge import Knowledge
from .pipeline_result import Outcome
from .placement import NodeResult, TaskResult
from .verdict import Verdict


class Quantities(Protocol):
    """The columns of a decision."""

    def column(self, name: str, corner: Corner) -> Column:
        """Return the least, central or greatest values of a quantity."""

    def is_bound(self, name: str) -> Column:
        """Return where a quantity is known."""

    def cell(self, name: str, what: str, i: int, j: int) -> float:
        """Return a corner of a quantity for one candidate."""


class Decided(Protocol):
    """The verdicts of candidates, questions × targets, by constraint and in all."""

    @property
    def columns(self) -> Quantities: ...
    @property
    def by_constraint(self) -> dict[str, NDArray[np.uint8]]: ...
    @property
    def total(self) -> NDArray[np.uint8]: ...
    @property
    def questions(self) -> Sequence[Question]: ...
    @property
    def targets(self) -> Sequence[Target]: ...


class Flow(Protocol):
    """What one task of a pipeline sends to another."""

    @property
    def iri(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def receiver(self) -> str: ...
    @property
    def precedes(self) -> bool: ...


class Parts(Protocol):
    """A pipeline on a site, its flows judged between any two nodes."""

    @property
    def nodes(self) -> Sequence[str]: ...
    @property
    def chain(self) -> Any: ...

    def flow(self, flow: Any, sender: str, receiver: str) -> Any:
        """Return how a flow fares between two nodes."""


class Trial(Protocol):
    """An engine, as far as a search asks it."""

    @property
    def knowledge(self) -> Knowledge: ...

    def changed(self, changes: Sequence[Change]) -> Trial:
        """Return an engine that supposes the changes."""

    def decide(self, tasks: Sequence[str], among: Sequence[str] | None = None) -> Sequence[Any]:
        """Return the verdicts of tasks at nodes."""

    def concluded(self, task: str, results: Sequence[NodeResult]) -> TaskResult:
        """Return the level that the best candidates of a task's nodes conclude."""

    def sketched(self, changes: Sequence[Change]) -> Trial:
        """Return the same without inferring anew: for a first sieve, never for an answer."""

    def judged(self, asked: Sequence[Question], theirs: Sequence[Target]) -> Decided:
        """Return the verdicts of candidates that are given rather than enumerated."""

    def best(self, decision: Any, task: str) -> list[NodeResult]:
        """Return the best candidate of a task at each node of a decision."""

    def candidates_of(
        self, task: str, nodes: Sequence[str]
    ) -> tuple[list[Question], list[Target]]:
        """Return a task's questions and the targets for them at nodes."""

    def parts(self, pipeline: str) -> Parts:
        """Return a pipeline's tasks and flows, to be judged at the nodes of the site."""

    def targets_of(self, things: Sequence[str]) -> list[Target]:
        """Return the units × runtimes × layouts of nodes or products."""

    def supposing(
        self, question: Question, target: Target, figures: Mapping[str, float],
        constraints: Sequence[str],
    ) -> Decided:
        """Return some constraints' verdicts on one candidate if quantities had these values."""

    def links_to(self, source: str, node: str) -> list[str]:
        """Return the links of the path from where data arises to a node."""

    def architecture(self, pipeline: str) -> tuple[str | None, Verdict]:
        """Return how a pipeline is placed on the site, None if it can't be, and its verdict."""

    def placed(self, pipeline: str, among: Sequence[str] | None = None) -> Outcome:
        """Return how a pipeline comes out on nodes of the site, and where each task then is."""
