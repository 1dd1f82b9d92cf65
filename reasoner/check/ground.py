"""What numbers and verdicts are read from, and what was worked out of them for like candidates."""

from __future__ import annotations

from dataclasses import dataclass, field

from .facts import Facts
from .figures import Figures
from .lookups import Found, Lookups
from .routes import Network
from .terms import tw
from .vocabulary import Vocabulary

NO_SITE = tw("catalogue-site")  # what stands for the site where none is asked of
Corners = tuple[float, float, float]  # least, central (NaN: not known), greatest
Of = tuple[tuple[str, str], ...]  # choices by name
Links = tuple[tuple[str | None, tuple[str, ...]], ...]  # of each route, by what states its start


@dataclass(frozen=True)
class Judged:
    """A verdict, and whether a measured run settled it."""

    verdict: int
    is_witnessed: bool = False


@dataclass(frozen=True)
class Ground:
    """What numbers are read from, and what was worked out of these so far."""

    facts: Facts
    figures: Figures
    vocabulary: Vocabulary
    lookups: Lookups
    network: Network
    usual: Network | None = None  # of updates, where data takes other ways
    kept: dict[tuple[str, Of, Links], Kept] = field(default_factory=dict)
    verdicts: dict[tuple[str, tuple[object, ...]], Judged] = field(default_factory=dict)
    conditions: dict[tuple[str, tuple[object, ...]], bool] = field(default_factory=dict)

    def forget(self) -> None:
        """Let go of what was worked out."""
        self.kept.clear()
        self.verdicts.clear()
        self.conditions.clear()


class Kept:
    """What was worked out of a quantity, by all candidates that agree in what it depends on."""

    __slots__ = ("corners", "found", "is_bound", "stated", "supposed")

    def __init__(self, supposed: Corners | None = None) -> None:
        self.supposed = supposed
        self.stated: Corners | None = supposed
        self.corners: list[float | None] = [None, None, None]
        self.is_bound: bool | None = None
        self.found: Found | bool | None = False  # what a lookup comes to; False before it is asked
