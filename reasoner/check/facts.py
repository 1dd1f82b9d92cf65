"""Facts, indexed: what was stated where, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .terms import FIRST, LABEL, REST, TYPE, Triple, short, text_of
from .turtle import Statement


class Facts:
    """Triples in the order in which they were stated; what is inferred stands after them."""

    def __init__(self, stated: Iterable[Statement]) -> None:
        self.places: dict[Triple, tuple[str, int | None]] = {}
        for each in stated:
            self.places.setdefault(each.triple, (each.file, each.line))
        self.inferred: set[Triple] = set()
        self._by_subject: dict[str, dict[str, list[str]]] = {}
        self._by_object: dict[tuple[str, str], list[str]] = {}
        self._index(self.places)

    def with_inferred(self, triples: Iterable[Triple]) -> Facts:
        """Return these facts and what follows from them."""
        found = Facts(())
        found.places = self.places
        found.inferred = {each for each in triples if each not in self.places}
        found._by_subject, found._by_object = dict(self._by_subject), dict(self._by_object)
        for subject in {s for s, _, _ in found.inferred}:
            said = self._by_subject.get(subject, {})
            found._by_subject[subject] = {p: list(each) for p, each in said.items()}
        for key in {(p, o) for _, p, o in found.inferred}:
            found._by_object[key] = list(self._by_object.get(key, ()))
        found._index(sorted(found.inferred))
        return found

    def _index(self, triples: Iterable[Triple]) -> None:
        by_subject, by_object = self._by_subject, self._by_object
        for s, p, o in triples:
            said = by_subject.get(s)
            if said is None:
                by_subject[s] = said = {}
            if p in said:
                said[p].append(o)
            else:
                said[p] = [o]
            if (p, o) in by_object:
                by_object[p, o].append(s)
            else:
                by_object[p, o] = [s]

    def __contains__(self, triple: Triple) -> bool:
        return triple in self.places or triple in self.inferred

    def __iter__(self) -> Iterator[Triple]:
        yield from self.places
        yield from sorted(self.inferred)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def object(self, subject: str | None, predicate: str) -> str | None:
        """Return the first object of a subject and predicate."""
        found = self.objects(subject, predicate) if subject else []
        return found[0] if found else None

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """Return the subjects that have this predicate and object."""
        return self._by_object.get((predicate, object_), [])

    def properties(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of a subject."""
        return self._by_subject.get(subject, {})

    def instances(self, class_: str) -> list[str]:
        """Return what is typed with a class, sorted."""
        return sorted(set(self.subjects(TYPE, class_)))

    def text(self, subject: str, predicate: str) -> str | None:
        """Return the text of a property."""
        found = self.object(subject, predicate)
        return None if found is None else text_of(found)

    def number(self, subject: str, predicate: str) -> float | None:
        """Return the number of a property."""
        found = self.text(subject, predicate)
        return None if found is None else float(found)

    def label(self, term: str) -> str:
        """Return the label of a term, else its local name."""
        return self.text(term, LABEL) or short(term)

    def items(self, head: str) -> list[str]:
        """Return the items of an RDF list; one that runs in a circle ends there."""
        found: list[str] = []
        seen: set[str] = set()
        here: str | None = head
        while here is not None and here not in seen:
            seen.add(here)
            item = self.object(here, FIRST)
            if item is None:
                break
            found.append(item)
            here = self.object(here, REST)
        return found
