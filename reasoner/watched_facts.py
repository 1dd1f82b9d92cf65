"""Facts that note what they are asked, so that it is known which other facts would matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from .errors import Place
from .facts import Facts, Triple


@dataclass(frozen=True)
class Watch:
    """What was asked: of which subjects, of which ends of triples, of which predicates."""

    subjects: set[str] = field(default_factory=set)
    ends: set[tuple[str, str]] = field(default_factory=set)
    predicates: set[str] = field(default_factory=set)

    def is_met(self, triples: Iterable[Triple]) -> bool:
        """Say whether one of the triples could have been part of an answer."""
        return any(
            s in self.subjects or p in self.predicates or (p, o) in self.ends
            for s, p, o in triples
        )

    def rows(self) -> list[list[str]]:
        """Return what was asked as plain rows, which `from_rows` reads back."""
        ends = sorted(self.ends)
        return [
            sorted(self.subjects), [p for p, _ in ends], [o for _, o in ends],
            sorted(self.predicates),
        ]

    @classmethod
    def from_rows(cls, rows: list[list[str]]) -> Watch:
        """Return what `rows` gave; raises ValueError for anything else."""
        subjects, predicates, objects, alone = map(_texts, rows)
        return cls(set(subjects), set(zip(predicates, objects, strict=True)), set(alone))


class WatchedFacts(Facts):
    """Facts whose single answers are noted in `watch`; all of them together are not to be had."""

    def __init__(self, facts: Facts, watch: Watch) -> None:
        self.__dict__.update(_facts=facts, _watch=watch)

    _facts: Facts
    _watch: Watch

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """Refuse: who reads all facts depends on each of them."""
        raise AssertionError("facts that are watched are asked for one by one")

    @property
    def places(self) -> dict[Triple, Place]:
        """Return the places, which are looked up by triples that were asked for."""
        return self._facts.places

    def place(self, triple: Triple) -> Place | None:
        """Return where a triple was written."""
        self._watch.subjects.add(triple[0])
        return self._facts.place(triple)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate."""
        self._watch.subjects.add(subject)
        return self._facts.objects(subject, predicate)

    def properties(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of a subject."""
        self._watch.subjects.add(subject)
        return self._facts.properties(subject)

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """Return the subjects that have this predicate and object."""
        self._watch.ends.add((predicate, object_))
        return self._facts.subjects(predicate, object_)

    def with_predicate(self, predicate: str) -> list[Triple]:
        """Return all triples with a predicate."""
        self._watch.predicates.add(predicate)
        return self._facts.with_predicate(predicate)


def _texts(found: object) -> list[str]:
    if not isinstance(found, list) or not all(type(each) is str for each in found):
        raise ValueError("these are not texts")
    return found
