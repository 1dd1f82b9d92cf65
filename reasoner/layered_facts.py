"""Facts upon other facts: a few of one's own, and many that are indexed already."""

from __future__ import annotations

from functools import cached_property

from .errors import Place
from .facts import Facts, Triple


class LayeredFacts(Facts):
    """The facts of a base and some more, of which the base has none; those of the base are first.

    Neither is copied: what is asked is asked of both.
    """

    def __init__(self, base: Facts, own: Facts) -> None:
        # Triples and places, which the dataclass would hold, are put together when asked for.
        self.__dict__.update(base=base, own=own)

    base: Facts
    own: Facts

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """Return all triples, those of the base first."""
        return (*self.base.triples, *self.own.triples)

    @cached_property
    def places(self) -> dict[Triple, Place]:
        """Return the place of each fact that somebody wrote."""
        return self.base.places | self.own.places

    def place(self, triple: Triple) -> Place | None:
        """Return where a triple was written; None where nobody wrote it."""
        return self.own.place(triple) or self.base.place(triple)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate, in the order of assertion."""
        return self.base.objects(subject, predicate) + self.own.objects(subject, predicate)

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """Return the subjects that have this predicate and object."""
        return self.base.subjects(predicate, object_) + self.own.subjects(predicate, object_)

    def with_predicate(self, predicate: str) -> list[Triple]:
        """Return all triples with a predicate."""
        return self.base.with_predicate(predicate) + self.own.with_predicate(predicate)

    def properties(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of a subject."""
        below, above = self.base.properties(subject), self.own.properties(subject)
        if not (below and above):
            return below or above
        return {p: below.get(p, []) + above.get(p, []) for p in {**below, **above}}
