"""Nothing fits: which requirements conflict, and which of them would have to go."""

from __future__ import annotations

from dataclasses import dataclass

from .requirement import Requirement


@dataclass(frozen=True)
class Conflict:
    """Requirements that no candidate meets together, though without any one of them some does."""

    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Relaxation:
    """Requirements without which some candidate does not fail, none of them to spare.

    `nodes` are those at which it then does not; of a pipeline, the node of each of its tasks.
    """

    requirements: tuple[Requirement, ...]
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class NothingFits:
    """All minimal conflicts and relaxations of a task or pipeline, the smallest first.

    `candidates` counts what was judged: candidates of a task, placements of a pipeline.
    `is_complete` is False where there are more conflicts than a search lists: then none is listed.
    """

    task: str
    candidates: int
    conflicts: tuple[Conflict, ...]
    relaxations: tuple[Relaxation, ...]
    is_complete: bool = True
