"""Infer again where what is said of a few subjects is other, and may no longer lead to as much.

What follows without those subjects stays as it is; all that is said of them is laid upon it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..facts import Facts, Triple
from ..rule import Rule
from ..store import store_of_lines
from .fixpoint import infer
from .upon import infer_upon


class Rest:
    """Facts of all subjects but some, with what follows from them."""

    def __init__(self, facts: Facts, subjects: frozenset[str], rules: Sequence[Rule]) -> None:
        self.subjects, self._rules = subjects, rules
        stated = tuple(each for each in facts.triples if each[0] not in subjects)
        self._inferred = infer(Facts(stated, {}), rules)
        self._store = store_of_lines(_told((*stated, *self._inferred), rules))

    def after(self, asserted: Facts) -> dict[Triple, str] | None:
        """Return what follows from asserted facts, which differ only in what the subjects have.

        None where with that a rule concludes less of the rest: it negates something of it.
        """
        stated = [
            (each, predicate, object_) for each in sorted(self.subjects)
            for predicate, objects in asserted.properties(each).items() for object_ in objects
        ]
        fresh = [each for each in stated if each not in self._inferred]
        more = infer_upon(self._store, self._inferred, fresh, self._rules)
        if more is None:
            return None
        found = self._inferred | more
        for each in stated:
            found.pop(each, None)
        return dict(sorted(found.items()))


def _told(triples: Iterable[Triple], rules: Sequence[Rule]) -> Iterable[Triple]:
    """Return the triples that a rule can read or conclude."""
    told = {
        each.predicate for rule in rules
        for each in (*rule.reach.reads, *rule.reach.negates, *rule.reach.writes)
    }
    return (each for each in triples if None in told or each[1] in told)
