"""The four verdicts and how they combine: F < U < C < P."""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """What a constraint, candidate or task comes out as; a greater one is better."""

    INFEASIBLE = 0
    UNKNOWN = 1
    CONDITIONAL = 2
    FEASIBLE = 3
    NOT_ASSESSED = 4

    @property
    def word(self) -> str:
        """Return the word that people read.

        >>> Verdict.NOT_ASSESSED.word
        'not assessed'
        """
        return self.name.lower().replace("_", " ")
