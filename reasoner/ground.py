"""The ground that sites are laid upon: what the installed files come to by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np

from .definitions import Definitions
from .errors import Place
from .fact_table import FactTable, Numbers, TabledFacts
from .facts import Fact, Triple
from .figures import Figure
from .knowledge import Knowledge
from .namespaces import tw
from .rule import Rule
from .watched_facts import Watch


@dataclass(frozen=True)
class Ground:
    """Knowledge that no question is asked of yet, and what it was read from.

    `knowledge` states nowhere which site is asked of.  Its `plain` first facts are as they were
    written; the others are decimals of figures, by `flat_ranks`, as figures are by `ranks`.
    `defining` is what rules and definitions were read from, `owned` what was looked up to find out
    what it belongs to.
    """

    knowledge: Knowledge
    plain: int
    ranks: Numbers
    flat_ranks: Numbers
    defining: Watch
    owned: frozenset[str]
    rule_files: int
    lock: Lock = field(default_factory=Lock, compare=False, repr=False)  # of what is kept

    @property
    def table(self) -> FactTable:
        """Return the stated facts, and after them those that follow, sorted."""
        facts = self.knowledge.facts
        assert isinstance(facts, TabledFacts)
        return facts.table

    @property
    def asserted(self) -> int:
        """Return how many facts are stated, figures' decimals among them."""
        return len(self.stated.table.at)

    @property
    def stated(self) -> TabledFacts:
        """Return the stated facts."""
        assert isinstance(self.knowledge.asserted, TabledFacts)
        return self.knowledge.asserted

    @cached_property
    def following(self) -> list[Triple]:
        """Return what follows, sorted."""
        return list(self.knowledge.inferred)


@dataclass(frozen=True)
class Added:
    """What the files of a user add to a ground; of what is None, the ground's holds.

    `inferred` are the facts that follow and that the ground lacks, or, where they were inferred
    `afresh`, all; `stated` are those that follow from the ground alone and are stated here.
    """

    site: str | None
    plain: tuple[Fact, ...]
    flat: tuple[Fact, ...]
    flat_ranks: tuple[int, ...]
    figures: tuple[Figure, ...]
    ranks: tuple[int, ...]
    inferred: dict[Triple, str]
    stated: frozenset[Triple]
    afresh: bool = False
    definitions: Definitions | None = None
    rules: tuple[Rule, ...] | None = None


def question_on(site: str | None) -> Fact:
    """Return the fact that says which site is asked of."""
    return Fact(
        tw("the-question"), tw("onSite"), site or tw("catalogue-site"), Place("the question")
    )


def in_rank(*ranks: Iterable[int]) -> list[int]:
    """Return the positions of what has ranks, put together, as it comes by rank.

    >>> in_rank([0, 2], [0, 1])
    [0, 2, 3, 1]
    """
    together = np.concatenate([np.asarray(each, dtype=np.int32) for each in ranks])
    found: list[int] = np.argsort(together, kind="stable").tolist()
    return found
