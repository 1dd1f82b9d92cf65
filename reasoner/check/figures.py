"""Figures: of what is written of a thing's property the one that counts, in its canonical unit."""

from __future__ import annotations

from builtins import property as computed
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .facts import Facts
from .quantities import Reading, Units
from .refusal import Unreadable
from .terms import DCTERMS, QUDT, XSD, is_literal, shortest, text_of, tw
from .turtle import Statement

_HAS_UNIT, _VALUE = QUDT + "hasUnit", QUDT + "numericValue"
_BEST_FIRST = [tw(e) for e in ("measured", "datasheet", "vendor-claim", "estimated", "assumed")]
_WHOLE_OF_PART = {tw(e) for e in ("hasPart", "hasPeakRate", "hasLink", "hasNode", "hasTask")}


@dataclass(frozen=True)
class Figure:
    """A number that somebody states, in the unit that its property declares."""

    subject: str
    property: str
    unit: str
    low: float
    middle: float
    high: float
    text: str
    how: str | None
    conditions: tuple[str, ...]
    standing: str | None
    source: str | None
    file: str
    line: int | None

    @computed
    def rank(self) -> int:
        """Return how good the standing is, 0 for the best."""
        known = self.standing in _BEST_FIRST
        return _BEST_FIRST.index(self.standing or "") if known else len(_BEST_FIRST)


Key = tuple[str, str]


class Figures:
    """The chosen figure of each subject and property, and the facts without quantities."""

    def __init__(self, stated: Iterable[Statement], facts: Facts, units: Units) -> None:
        self.facts, self.units = facts, units
        self.unit_of = {
            s: o for s, p, o in facts if p == _HAS_UNIT and s.startswith("http")
        }
        self._owner = {o: s for s, p, o in facts if p in _WHOLE_OF_PART}
        self.plain: list[Statement] = []
        best: dict[Key, tuple[tuple[int, int], Figure]] = {}
        for each in stated:
            for preference, figure in self._of(each):
                key = (figure.subject, figure.property)
                if key not in best or preference < best[key][0]:
                    best[key] = (preference, figure)
        self.chosen = {key: figure for key, (_, figure) in best.items()}

    def with_more(self, more: Mapping[Key, Figure]) -> Figures:
        """Return figures and more of them."""
        found = copy(self)
        found.chosen = {**self.chosen, **more}
        return found

    def flat(self) -> list[Statement]:
        """Return the chosen figures as statements of plain decimals, as rules read them."""
        return [
            Statement((f.subject, f.property, flat_term(f.middle)), f.file, f.line)
            for f in self.chosen.values()
        ]

    def _of(self, statement: Statement) -> list[tuple[tuple[int, int], Figure]]:
        """Return the figure that a statement makes, with what it is preferred by; else keep it."""
        _, property_, value = statement.triple
        if property_ in self.unit_of and (
            is_literal(value) or self.facts.object(value, _VALUE) is not None
        ):
            return [((0, 0), self._figure(statement, property_, None))]
        self.plain.append(statement)
        if property_ != tw("hasFigure"):
            return []
        of = self.facts.object(value, tw("figureOf"))
        if of is None or of not in self.unit_of:
            return []
        figure = self._figure(statement, of, value)
        is_marked = self.facts.text(value, tw("chosen")) == "true"
        return [((1 if is_marked else 2, figure.rank), figure)]

    def _figure(self, statement: Statement, property_: str, node: str | None) -> Figure:
        facts, subject, unit = self.facts, statement.triple[0], self.unit_of[property_]
        term = facts.object(node, tw("value")) if node else statement.triple[2]
        if term is None:
            raise Unreadable(f"{statement.file}:{statement.line}: a figure without tw:value")
        middle = self._read(term, node, unit)
        ends = [facts.object(node, tw(end)) for end in ("lower", "upper")] if node else [None, None]
        low, high = (self._read(e, node, unit).value if e else middle.value for e in ends)
        if not low <= middle.value <= high:
            raise Unreadable(f"{statement.file}:{statement.line}: not lower ≤ value ≤ upper")
        place = (statement.file, statement.line)
        if node:
            place = facts.places.get((node, tw("value"), term), place)
        return Figure(
            subject, property_, unit, low, middle.value, high, middle.text, middle.how,
            tuple(text_of(e) for e in facts.objects(node, tw("condition"))) if node else (),
            self._inherited(tw("standing"), node, subject),
            self._inherited(DCTERMS + "source", node, subject), *place,
        )

    def _read(self, term: str, node: str | None, unit: str) -> Reading:
        facts, units = self.facts, self.units
        try:
            if not is_literal(term):
                number = Decimal(facts.text(term, _VALUE) or "")
                return units.converted(number, units.unit(facts.object(term, _HAS_UNIT) or unit),
                                       unit)
            stated = facts.object(node, tw("unitOfValue"))
            if stated is not None:
                return units.converted(Decimal(text_of(term)), units.unit(stated), unit)
            return units.read(text_of(term), unit)
        except (InvalidOperation, ValueError) as error:
            raise Unreadable(f"{text_of(term)} is not a number") from error

    def _inherited(self, property_: str, node: str | None, subject: str) -> str | None:
        """Return what the figure states, else its subject, else what the subject is a part of."""
        line = [node] if node else []
        here: str | None = subject
        while here is not None and len(line) < 4:
            line.append(here)
            here = self._owner.get(here)
        stated = (self.facts.object(each, property_) for each in line)
        return next((each for each in stated if each is not None), None)


def flat_term(value: float) -> str:
    """Return a number as the decimal that rules and definitions read."""
    return shortest(f'"{format(Decimal(repr(value)), "f")}"^^<{XSD}decimal>')
