"""What is said of each thing: facts that grow while products are written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .errors import Place
from .facts import Fact, Facts
from .namespaces import QUDT


class Said:
    """Facts by subject and predicate.

    `known` has facts that are not among those asserted, and of which nobody knows the line, such
    as the catalogue's.
    """

    def __init__(self, asserted: Sequence[Fact], known: Facts | None = None) -> None:
        self.facts, self._known = list(asserted), known
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
        """Return all that is said of a thing; what is only known stands at `place`."""
        found = self.own(subject)
        for predicate, objects in (self._known.properties(subject) if self._known else {}).items():
            found.setdefault(predicate, []).extend(
                Fact(subject, predicate, each, place) for each in objects
            )
        return found

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate."""
        found = [each.object for each in self._of.get(subject, {}).get(predicate, ())]
        more = self._known.objects(subject, predicate) if self._known else ()
        return list(dict.fromkeys((*found, *more)))

    def is_quantity(self, property_: str) -> bool:
        """Say whether a property has figures for its values."""
        return bool(self.objects(property_, QUDT + "hasUnit"))

    def with_predicate(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield subject and object of each fact with a predicate."""
        yield from ((e.subject, e.object) for e in self.facts if e.predicate == predicate)
        if self._known is not None:
            yield from ((s, o) for s, _, o in self._known.with_predicate(predicate))
