"""Changed facts that are supposed, and never written."""

from __future__ import annotations

from builtins import property as computed
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import Place
from .facts import Triple
from .figures import Figure

SUPPOSED = Place("--set")


@dataclass(frozen=True)
class Change:
    """What is supposed of one property of one thing: its values in place of what is stated.

    A quantity has its one value as a figure too.  No value takes the statement back; a change
    that `adds` leaves what is stated beside it.
    """

    subject: str
    property: str
    values: tuple[str, ...]
    figure: Figure | None = None
    adds: bool = False
    place: Place = SUPPOSED

    @computed
    def triples(self) -> tuple[Triple, ...]:
        """Return the statements that hold instead."""
        return tuple((self.subject, self.property, each) for each in self.values)


def replaced(changes: Iterable[Change]) -> frozenset[tuple[str, str]]:
    """Return the subjects and properties of which nothing that is stated stays."""
    return frozenset((each.subject, each.property) for each in changes if not each.adds)
