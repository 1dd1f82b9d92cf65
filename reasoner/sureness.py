"""How sure a verdict is: what it rests on that is estimated or assumed, and what to measure first.
"""

from __future__ import annotations

from dataclasses import dataclass

from .proof import Written
from .verdict import Verdict


@dataclass(frozen=True)
class Doubt:
    """An uncertain number that a constraint rests on; `share` of the interval is due to it."""

    quantity: str
    sentence: str
    standing: str | None
    share: float


@dataclass(frozen=True)
class Settling:
    """A number that would settle an undecided constraint alone, and the bound for it to pass."""

    quantity: str
    sentence: str
    is_measured: bool


@dataclass(frozen=True)
class ConstraintDoubt:
    """What one constraint's interval comes from, and what would settle it where it is undecided."""

    constraint: str
    verdict: Verdict
    sentence: str
    doubts: tuple[Doubt, ...]
    settled_by: tuple[Settling, ...]


@dataclass(frozen=True)
class Sureness:
    """The doubts of a candidate, the widest first, and its unmeasured figures by standing."""

    candidate: str
    verdict: Verdict
    constraints: tuple[ConstraintDoubt, ...]
    standings: tuple[tuple[str, int], ...]
    unmeasured: tuple[Written, ...]

    @property
    def is_open(self) -> bool:
        """Say whether a measurement could still change the verdict."""
        return self.verdict in (Verdict.CONDITIONAL, Verdict.UNKNOWN)

    @property
    def measure_first(self) -> Settling | None:
        """Return the number that settles most undecided constraints; a measured run before others.
        """
        found: dict[str, list[Settling]] = {}
        for each in self.constraints:
            for option in each.settled_by:
                found.setdefault(option.quantity, []).append(option)
        options = sorted(
            found.values(), key=lambda s: (-len(s), not s[0].is_measured, s[0].quantity)
        )
        return options[0][0] if options else None
