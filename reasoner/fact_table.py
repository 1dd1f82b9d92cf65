"""Facts as a table of numbers, each term once: indexed as far as somebody asks, and no further.

Of the catalogue's 50,000 facts a question reads some thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import Place
from .facts import Facts, Triple

Numbers = NDArray[np.int32]
NONE = -1  # the place of a fact that nobody wrote, and the line of one that is not known


@dataclass(frozen=True, eq=False)
class Places:
    """Where facts were written, as positions in `files` and lines."""

    files: Sequence[str]
    file: Numbers
    line: Numbers

    def at(self, position: int) -> Place | None:
        """Return a place; None for a fact that nobody wrote."""
        if position == NONE:
            return None
        line = int(self.line[position])
        return Place(self.files[self.file[position]], None if line == NONE else line)


@dataclass(frozen=True, eq=False)
class FactTable:
    """Facts row by row, as positions in `terms`; `at` has those of their places."""

    terms: Sequence[str]
    places: Places
    subjects: Numbers
    predicates: Numbers
    objects: Numbers
    at: Numbers

    def rows(self, start: int, end: int | None = None) -> FactTable:
        """Return some of the rows."""
        return self.picked(slice(start, end))

    def picked(self, rows: NDArray[Any] | slice) -> FactTable:
        """Return the rows at positions, in their order, or those of which it is said that they are.
        """
        columns = (self.subjects, self.predicates, self.objects, self.at)
        found = FactTable(self.terms, self.places, *(each[rows] for each in columns))
        found.__dict__["numbers"] = self.numbers  # of the same terms
        return found

    @cached_property
    def triples(self) -> list[Triple]:
        """Return the triples in order."""
        term = self.terms.__getitem__
        columns = (self.subjects, self.predicates, self.objects)
        return list(zip(*(map(term, each.tolist()) for each in columns), strict=True))

    @cached_property
    def written(self) -> list[Place | None]:
        """Return the place of each row; one that several facts share is one object."""
        at = self.at.tolist()
        made = {each: self.places.at(each) for each in set(at)}
        return [made[each] for each in at]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the position of each term."""
        return {term: number for number, term in enumerate(self.terms)}


class _Index:
    """What is said of a term at one end of triples: by predicate the other ends, in order."""

    def __init__(self, table: FactTable, by: Numbers, others: Numbers) -> None:
        self._terms, self._numbers = table.terms, table.numbers
        self._order = np.argsort(by, kind="stable")
        self._predicates = table.predicates[self._order].tolist()
        self._others = others[self._order].tolist()
        ends = np.cumsum(np.bincount(by, minlength=len(table.terms)))
        self._ends = [*ends.tolist(), 0]  # the last is what stands before the first
        self._said: dict[str, dict[str, list[str]]] = {}

    def of(self, term: str) -> dict[str, list[str]]:
        said = self._said.get(term)
        if said is None:
            said = self._said[term] = {}
            terms, predicates, others = self._terms, self._predicates, self._others
            for at in self._span(term):
                said.setdefault(terms[predicates[at]], []).append(terms[others[at]])
        return said

    def row(self, term: str, predicate: str, other: str) -> int | None:
        """Return the row of a triple in the table."""
        sought = (self._numbers.get(predicate), self._numbers.get(other))
        for at in self._span(term):
            if (self._predicates[at], self._others[at]) == sought:
                return int(self._order[at])
        return None

    def _span(self, term: str) -> range:
        number = self._numbers.get(term)
        return range(0) if number is None else range(self._ends[number - 1], self._ends[number])


class TabledFacts(Facts):
    """The facts of a table."""

    table: FactTable

    def __init__(self, table: FactTable) -> None:
        # Triples and places, which the dataclass would hold, are made when they are asked for.
        self.__dict__["table"] = table

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts):
            return NotImplemented
        return (self.triples, self.places) == (other.triples, other.places)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """Return the triples in the order of assertion."""
        return tuple(self.table.triples)

    @cached_property
    def places(self) -> dict[Triple, Place]:
        """Return the place of each fact that somebody wrote."""
        pairs = zip(self.triples, self.table.written, strict=True)
        return {triple: place for triple, place in pairs if place is not None}

    def place(self, triple: Triple) -> Place | None:
        """Return where a triple was written; None where nobody wrote it."""
        row = self._from_subject.row(*triple)
        return None if row is None else self.table.places.at(int(self.table.at[row]))

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and predicate, in the order of assertion."""
        return self._from_subject.of(subject).get(predicate, [])

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """Return the subjects that have this predicate and object."""
        return self._from_object.of(object_).get(predicate, [])

    def properties(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of a subject."""
        return self._from_subject.of(subject)

    def with_predicate(self, predicate: str) -> list[Triple]:
        """Return all triples with a predicate."""
        number = self.table.numbers.get(predicate, NONE)
        rows = np.flatnonzero(self.table.predicates == number).tolist()
        terms, subjects, objects = self.table.terms, self.table.subjects, self.table.objects
        return [(terms[subjects[each]], predicate, terms[objects[each]]) for each in rows]

    def with_predicates(self, predicates: Collection[str]) -> list[Triple]:
        """Return all triples with one of several predicates, in the order of assertion."""
        numbers = [self.table.numbers.get(each, NONE) for each in predicates]
        return self.table.picked(np.isin(self.table.predicates, numbers)).triples

    @cached_property
    def _from_subject(self) -> _Index:
        return _Index(self.table, self.table.subjects, self.table.objects)

    @cached_property
    def _from_object(self) -> _Index:
        return _Index(self.table, self.table.objects, self.table.subjects)
