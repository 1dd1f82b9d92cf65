"""What is said of each thing: facts that grow while products are written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .errors import Place
from .facts import Fact, Facts
from .namespaces import QUDT


class Said:
    """Facts by subject and predicate.

    `known` has facts that are not among those asserted, such as the catalogue's.  They stand after
    them, and nobody knows the line of each; or, where they are `before`, ahead of them, at their
    own lines.
    """

    def __init__(
        self, asserted: Sequence[Fact], known: Facts | None = None, before: bool = False
    ) -> None:
        self.facts, self._known, self._before = list(asserted), known, before
        self._of: dict[str, dict[str, list[Fact]]] = {}
        for each in asserted:
            self._index(each)

    def _index(self, fact: Fact) -> None:
        self._of.setdefault(fact.subject, {}).setdefault(fact.predicate, []).append(fact)

    def add(self, fact: Fact) -> None:
        """Add a fact that follows."""
        self.facts.append(fact)
        self._index(fact)

    def own(self, subject: str) -> dict[str, list[Fact]]:
        """Return what was asserted or written out of a thing, as it is now."""
        return {predicate: list(facts) for predicate, facts in self._of.get(subject, {}).items()}

    def of(self, subject: str, place: Place) -> dict[str, list[Fact]]:
        """Return all that is said of a thing; what nobody knows the line of stands at `place`."""
        found, known = self.own(subject), self._told(subject, place)
        first, then = (known, found) if self._before else (found, known)
        return {p: first.get(p, []) + then.get(p, []) for p in {**first, **then}}

    def _told(self, subject: str, place: Place) -> dict[str, list[Fact]]:
        """Return what is only known of a thing."""
        known = self._known
        if known is None:
            return {}
        return {
            predicate: [
                Fact(subject, predicate, each, (
                    self._before and known.place((subject, predicate, each))
                ) or place)
                for each in objects
            ]
            for predicate, objects in known.properties(subject).items()
        }

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate."""
        found = [each.object for each in self._of.get(subject, {}).get(predicate, ())]
        more = self._known.objects(subject, predicate) if self._known else []
        both = (more, found) if self._before else (found, more)
        return list(dict.fromkeys(each for one in both for each in one))

    def is_quantity(self, property_: str) -> bool:
        """Say whether a property has figures for its values."""
        return bool(self.objects(property_, QUDT + "hasUnit"))

    def with_predicate(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield subject and object of each fact with a predicate."""
        found = [(e.subject, e.object) for e in self.facts if e.predicate == predicate]
        known = self._known.with_predicate(predicate) if self._known else []
        more = [(subject, object_) for subject, _, object_ in known]
        yield from (*more, *found) if self._before else (*found, *more)
