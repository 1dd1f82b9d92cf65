"""Figures: numbers with unit, standing, source, conditions and the place they were written at."""

from __future__ import annotations

from builtins import property as computed
from dataclasses import dataclass
from functools import cached_property

from .errors import Place
from .namespaces import tw

MEASURED, DATASHEET, VENDOR_CLAIM, ESTIMATED, ASSUMED = (
    tw(each) for each in ("measured", "datasheet", "vendor-claim", "estimated", "assumed")
)
STANDINGS = (MEASURED, DATASHEET, VENDOR_CLAIM, ESTIMATED, ASSUMED)


@dataclass(frozen=True)
class Figure:
    """A number that somebody states of a thing, in the property's canonical unit.

    `lower` and `upper` equal `value` where no interval is stated.  `conversion` says how the text
    became the value, or is None where it was written in the canonical unit.  One that nobody wrote
    `follows` from others, by subject and property; its text says how.
    """

    subject: str
    property: str
    value: float
    lower: float
    upper: float
    text: str
    unit: str
    standing: str | None
    source: str | None
    conditions: tuple[str, ...]
    place: Place
    conversion: str | None = None
    follows: tuple[tuple[str, str], ...] = ()

    @computed
    def is_exact(self) -> bool:
        """Say whether the figure is a single number rather than an interval."""
        return self.lower == self.upper

    @computed
    def rank(self) -> int:
        """Return how good the standing is, 0 for the best."""
        return STANDINGS.index(self.standing) if self.standing in STANDINGS else len(STANDINGS)


@dataclass(frozen=True)
class Figures:
    """The figures of a knowledge base: the chosen one of each property, and its rivals."""

    all: tuple[Figure, ...]

    @cached_property
    def chosen(self) -> dict[tuple[str, str], Figure]:
        """Return the figure that is used for each subject and property."""
        found: dict[tuple[str, str], Figure] = {}
        for each in self.all:
            found.setdefault((each.subject, each.property), each)
        return found

    @cached_property
    def by_property(self) -> dict[str, dict[str, Figure]]:
        """Return the chosen figures by property, then by subject."""
        found: dict[str, dict[str, Figure]] = {}
        for each in self.all:
            found.setdefault(each.property, {}).setdefault(each.subject, each)
        return found

    def rivals(self, subject: str, property_: str) -> tuple[Figure, ...]:
        """Return the figures that were stated but not chosen."""
        ours = [each for each in self.all if (each.subject, each.property) == (subject, property_)]
        return tuple(ours[1:])
