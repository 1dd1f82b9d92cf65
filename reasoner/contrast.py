"""Why this and not that: where two places of one task differ, and in what each is better."""

from __future__ import annotations

from dataclasses import dataclass

from .interval import Interval
from .verdict import Verdict


@dataclass(frozen=True)
class Side:
    """One of the two places: its best candidate, verdict, level and the drivers for that level."""

    name: str
    candidate: str
    verdict: Verdict
    level: str | None
    drivers: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A constraint that comes out otherwise, or with other numbers; None where it is not there."""

    constraint: str
    verdicts: tuple[Verdict, Verdict]
    sentences: tuple[str, str]
    only: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Score:
    """One objective of both places; `better` is 0, 1, or None where the intervals overlap."""

    objective: str
    quantity: str
    numbers: tuple[Interval, Interval]
    shown: tuple[str, str]
    better: int | None
    is_told_apart: bool


@dataclass(frozen=True)
class Contrast:
    """The difference of two proofs and of two objective vectors."""

    task: str
    sides: tuple[Side, Side]
    differences: tuple[Difference, ...]
    scores: tuple[Score, ...]
    sentence: str
