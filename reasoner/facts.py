"""Facts: triples with the file and line they were written at, and indexes over them.

A term is a string: an IRI as it stands, a blank node as `_:name`, a literal in N-Triples form
(`"text"@en`, `"1.5"^^<…#decimal>`), so that facts are cheap to hold, to compare and to cache.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import filterfalse

from .errors import Place
from .namespaces import RDF_TYPE, RDFS_LABEL, XSD, local_name

Triple = tuple[str, str, str]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = str.maketrans(_ESCAPES)
_UNESCAPES = {"\\": "\\", '"': '"', "n": "\n", "r": "\r", "t": "\t"}


def literal(text: str, datatype: str = XSD + "string", language: str | None = None) -> str:
    """Return a literal term.

    >>> literal("a", language="en")
    '"a"@en'
    """
    escaped = text.translate(_ESCAPED)
    if language:
        return f'"{escaped}"@{language}'
    return f'"{escaped}"' if datatype == XSD + "string" else f'"{escaped}"^^<{datatype}>'


def is_literal(term: str) -> bool:
    """Say whether a term is a literal."""
    return term.startswith('"')


def lexical(term: str) -> str:
    """Return the text of a literal, or the term itself where it is none.

    >>> lexical('"say \\\\"x\\\\""@en')
    'say "x"'
    """
    if not term.startswith('"'):
        return term
    body = term[1 : term.rindex('"')]
    if "\\" not in body:
        return body
    out, at = [], 0
    while at < len(body):
        if body[at] == "\\":
            out.append(_UNESCAPES.get(body[at + 1], body[at + 1]))
            at += 2
        else:
            out.append(body[at])
            at += 1
    return "".join(out)


def datatype(term: str) -> str | None:
    """Return the datatype IRI of a literal; None for a term that is none or has a language."""
    if not term.startswith('"') or term.rfind("@") > term.rindex('"'):
        return None
    at = term.rfind('"^^<')
    return term[at + 4 : -1] if at >= 0 else XSD + "string"


@dataclass(frozen=True)
class Fact:
    """One asserted triple and the place where it was written."""

    subject: str
    predicate: str
    object: str
    place: Place

    @property
    def triple(self) -> Triple:
        """Return the triple without its place."""
        return (self.subject, self.predicate, self.object)


@dataclass(frozen=True)
class Facts:
    """An immutable set of triples, indexed; `places` has the place of each asserted one."""

    triples: tuple[Triple, ...]
    places: dict[Triple, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Facts:
        """Index facts; the first place of a triple that was written twice counts."""
        places: dict[Triple, Place] = {}
        for each in facts:
            places.setdefault(each.triple, each.place)
        return cls(tuple(places), places)

    def with_triples(self, more: Iterable[Triple]) -> Facts:
        """Return these facts and more, which have no place of their own."""
        return self.altered((), more, {})

    def altered(
        self, gone: Iterable[Triple], more: Iterable[Triple], places: dict[Triple, Place]
    ) -> Facts:
        """Return these facts without some and with others; what does not change is shared."""
        left = {each for each in gone if each[2] in self.objects(each[0], each[1])}
        fresh = [
            each for each in dict.fromkeys(more)
            if each in left or each[2] not in self.objects(each[0], each[1])
        ]
        stay = dict(self.places) if left or places else self.places
        for each in left:
            stay.pop(each, None)
        for triple, place in places.items():
            stay.setdefault(triple, place)
        found = (
            _Lighter(self, left, fresh, stay) if left else Facts((*self.triples, *fresh), stay)
        )
        found.__dict__["_by_subject"] = _subjects_altered(self._by_subject, left, fresh)
        found.__dict__["_by_object"] = _objects_altered(self._by_object, left, fresh)
        return found

    @cached_property
    def _by_subject(self) -> dict[str, dict[str, list[str]]]:
        index: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, object_ in self.triples:
            index.setdefault(subject, {}).setdefault(predicate, []).append(object_)
        return index

    @cached_property
    def _by_object(self) -> dict[tuple[str, str], list[str]]:
        index: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, predicate, object_ in self.triples:
            index[predicate, object_].append(subject)
        return dict(index)

    @cached_property
    def _by_predicate(self) -> dict[str, list[Triple]]:
        index: dict[str, list[Triple]] = {}
        for each in self.triples:
            index.setdefault(each[1], []).append(each)
        return index

    def place(self, triple: Triple) -> Place | None:
        """Return where a triple was written; None where nobody wrote it."""
        return self.places.get(triple)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate, in the order of assertion."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def object(self, subject: str, predicate: str) -> str | None:
        """Return the first object of a subject and predicate, or None."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """Return the subjects that have this predicate and object."""
        return self._by_object.get((predicate, object_), [])

    def with_predicate(self, predicate: str) -> list[Triple]:
        """Return all triples with a predicate."""
        return self._by_predicate.get(predicate, [])

    def with_predicates(self, predicates: Collection[str]) -> list[Triple]:
        """Return all triples with one of several predicates, in the order of assertion."""
        return [each for each in self.triples if each[1] in predicates]

    def instances(self, class_: str) -> list[str]:
        """Return what is typed with a class, in a fixed order."""
        return sorted(set(self.subjects(RDF_TYPE, class_)))

    def properties(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of a subject."""
        return self._by_subject.get(subject, {})

    def is_a(self, subject: str, class_: str) -> bool:
        """Say whether a subject is typed with a class."""
        return class_ in self.objects(subject, RDF_TYPE)

    def number(self, subject: str, predicate: str) -> float | None:
        """Return the flat number of a functional property, or None."""
        found = self.object(subject, predicate)
        return None if found is None else float(lexical(found))

    def text(self, subject: str, predicate: str) -> str | None:
        """Return the text of a literal property, or None."""
        found = self.object(subject, predicate)
        return None if found is None else lexical(found)

    def label(self, term: str) -> str:
        """Return the label of a term, else its local name."""
        return self.text(term, RDFS_LABEL) or local_name(term)

    def list_items(self, head: str) -> Iterator[str]:
        """Walk an RDF list; a list that runs in a circle ends where it meets itself."""
        seen: set[str] = set()
        first, rest = RDF_TYPE[:-4] + "first", RDF_TYPE[:-4] + "rest"
        while head not in seen:
            seen.add(head)
            item = self.object(head, first)
            if item is None:
                return
            yield item
            head = self.object(head, rest) or head


class _Lighter(Facts):
    """Facts without some of others and with more; all of them are listed when they are asked for.

    Who supposes something mostly asks the indexes: the list would be most of the work.
    """

    def __init__(
        self, base: Facts, gone: set[Triple], fresh: Sequence[Triple], places: dict[Triple, Place]
    ) -> None:
        self.__dict__.update(places=places, _base=base, _gone=gone, _fresh=fresh)

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """Return all triples, those of the base first."""
        own = self.__dict__
        return (*filterfalse(own["_gone"].__contains__, own["_base"].triples), *own["_fresh"])


def _subjects_altered(
    index: dict[str, dict[str, list[str]]], gone: Iterable[Triple], fresh: Sequence[Triple]
) -> dict[str, dict[str, list[str]]]:
    found = dict(index)
    for subject in {each[0] for each in (*gone, *fresh)}:
        found[subject] = {p: list(each) for p, each in index.get(subject, {}).items()}
    for subject, predicate, object_ in gone:
        found[subject][predicate].remove(object_)
        if not found[subject][predicate]:
            del found[subject][predicate]
    for subject, predicate, object_ in fresh:
        found[subject].setdefault(predicate, []).append(object_)
    for subject in {each[0] for each in gone}:
        if not found[subject]:
            del found[subject]
    return found


def _objects_altered(
    index: dict[tuple[str, str], list[str]], gone: Iterable[Triple], fresh: Sequence[Triple]
) -> dict[tuple[str, str], list[str]]:
    found = dict(index)
    for key in {(each[1], each[2]) for each in (*gone, *fresh)}:
        found[key] = list(index.get(key, ()))
    for subject, predicate, object_ in gone:
        found[predicate, object_].remove(subject)
    for subject, predicate, object_ in fresh:
        found[predicate, object_].append(subject)
    return found
