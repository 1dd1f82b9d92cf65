"""What a supposed change comes to: verdicts that flip, numbers that move, levels that change."""

from __future__ import annotations

from dataclasses import dataclass

from .change_set import Change
from .sides import Sides
from .verdict import Verdict


@dataclass(frozen=True)
class Cause:
    """A constraint whose verdict changed, with both numbers before and after."""

    constraint: str
    before: Verdict
    after: Verdict
    sides_before: Sides | None
    sides_after: Sides | None


@dataclass(frozen=True)
class Flip:
    """A task at a node whose verdict changed, and why; None where it was, or is, no candidate.

    The choices are variant, unit and runtime of the best candidate, where they changed.
    """

    task: str
    node: str
    before: Verdict | None
    after: Verdict | None
    causes: tuple[Cause, ...]
    choice_before: tuple[str, ...] = ()
    choice_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Movement:
    """A quantity of the best candidate of a task at a node, in canonical units; None: unknown.

    `is_open` says that the task does not fail there, now or then.
    """

    quantity: str
    task: str
    node: str
    before: float | None
    after: float | None
    is_open: bool


@dataclass(frozen=True)
class LevelChange:
    """The conclusion of a task before and after: levels, recommended node and verdict."""

    task: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    node_before: str | None
    node_after: str | None
    verdict_before: Verdict
    verdict_after: Verdict


@dataclass(frozen=True)
class Stated:
    """What was stated of a thing and what is supposed instead, as people read them."""

    subject: str
    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class WhatIf:
    """All that a change set comes to; `pairs` counts tasks × nodes and pipelines that were judged.
    """

    changes: tuple[Change, ...]
    stated: tuple[Stated, ...]
    flips: tuple[Flip, ...]
    movements: tuple[Movement, ...]
    levels: tuple[LevelChange, ...]
    pairs: int
