"""A fact that is not proved: whether it is false or not known, and what is nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Triple


@dataclass(frozen=True)
class Obstacle:
    """What keeps one rule from concluding a fact, as a sentence."""

    rule: str
    sentence: str
    is_unknown: bool


@dataclass(frozen=True)
class Denial:
    """Why a fact is not concluded; `nearest` are facts that hold and differ in one place."""

    triple: Triple
    sentence: str
    obstacles: tuple[Obstacle, ...]
    nearest: tuple[Triple, ...]

    @property
    def is_unknown(self) -> bool:
        """Say whether a missing figure, rather than a fact, keeps it from being concluded."""
        return any(each.is_unknown for each in self.obstacles)
