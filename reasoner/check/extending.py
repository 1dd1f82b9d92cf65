"""Products that extend another, written out as the checker reads it: what is a copy of what.

The statements of a copy keep the file and line of what they were copied from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from .facts import Facts
from .quantities import Units
from .refusal import Unreadable
from .terms import (
    DCTERMS,
    LABEL,
    PROV,
    QUDT,
    RDFS,
    SKOS,
    TYPE,
    XSD,
    Triple,
    is_literal,
    short,
    text_of,
    tw,
)
from .turtle import Statement

DERIVED = PROV + "wasDerivedFrom"
_EXTENDS, _WITHOUT, _PART, _FIGURE = (
    tw(each) for each in ("extends", "without", "hasPart", "hasFigure")
)
_OF, _VALUE, _CHOSEN, _CONDITION, _STANDING, _CAPACITY = (
    tw(each) for each in ("figureOf", "value", "chosen", "condition", "standing", "capacity")
)
_SOURCE = DCTERMS + "source"
_LEFT_OUT = {RDFS + "isDefinedBy", _SOURCE, _STANDING, _EXTENDS, _WITHOUT, DERIVED}
_NAMES = {LABEL, SKOS + "definition", DCTERMS + "identifier"}
_WORDS = "inherited from "


def written_out(stated: Sequence[Statement], units: Units) -> list[Statement]:
    """Return the statements with what products inherit; raises Unreadable for what can't be."""
    short_for = {e.triple[0]: e.triple[2] for e in stated if e.triple[1] == tw("shortFor")}
    links = {e.triple[0]: e for e in stated if e.triple[1] == _EXTENDS}
    if not links and not any(each.triple[1] in short_for for each in stated):
        return list(stated)
    if len({e.triple for e in stated if e.triple[1] == _EXTENDS}) > len(links):
        raise Unreadable("a product extends two products")
    book = _Book(stated)
    brief = [each for each in stated if each.triple[1] in short_for]
    for each in brief:
        if each.triple[0] not in links:
            _spell_out(book, each, short_for[each.triple[1]], {})
    for link in _bases_first(links):
        copy = _Copy(book, link, units)
        for each in brief:
            if each.triple[0] == link.triple[0]:
                _spell_out(book, each, short_for[each.triple[1]], copy.new)
        copy.write()
    return [each for each in book.all if each.triple[1] not in {*short_for, _WITHOUT}]


def origin(facts: Facts, triple: Triple) -> str | None:
    """Return of what a fact was stated that stands here as a copy; None for one stated as such."""
    way = {triple[0]: triple}
    last = _template(facts, triple)
    while last is not None and last[0] not in way:  # a file may derive a thing from itself
        way[last[0]] = last
        last = _template(facts, last)
    return [*way][-1] if len(way) > 1 else None


def _template(facts: Facts, copy: Triple) -> Triple | None:
    """Return the fact that another repeats of what it derives from, by file and line."""
    subject, property_, value = copy
    for base in facts.objects(subject, DERIVED):
        for each in facts.objects(base, property_):
            is_copy = (
                each in (value, *facts.objects(value, DERIVED))
                or (is_literal(each) and is_literal(value))
            )
            if is_copy and facts.places.get((base, property_, each)) == facts.places.get(copy):
                return base, property_, each
    return None


class _Book:
    """Statements by what they are about."""

    def __init__(self, stated: Iterable[Statement]) -> None:
        self.all: list[Statement] = []
        self.about: dict[str, dict[str, list[Statement]]] = {}
        for each in stated:
            self.add(each)

    def add(self, each: Statement) -> None:
        self.all.append(each)
        self.about.setdefault(each.triple[0], {}).setdefault(each.triple[1], []).append(each)

    def note(self, subject: str, property_: str, value: str, like: Statement) -> None:
        """Add a statement at the place of another."""
        self.add(Statement((subject, property_, value), like.file, like.line))

    def values(self, subject: str, property_: str) -> list[str]:
        return [each.triple[2] for each in self.about.get(subject, {}).get(property_, ())]

    def has_unit(self, property_: str) -> bool:
        return bool(self.values(property_, QUDT + "hasUnit"))


def _bases_first(links: dict[str, Statement]) -> list[Statement]:
    """Return links so that each stands after its base's; raises Unreadable for a circle."""
    found: list[Statement] = []
    for link in links.values():
        line = [link]
        while line[-1].triple[2] in links:
            line.append(links[line[-1].triple[2]])
            if len(line) > len(links):
                raise Unreadable(f"{short(link.triple[0])} extends itself")
        found += [each for each in reversed(line) if each not in found]
    return found


def _spell_out(book: _Book, brief: Statement, property_: str, new: dict[str, str]) -> None:
    """State of the one part of a kind what is stated of the product."""
    kinds = set(book.values(brief.triple[1], tw("ofPartKind")))
    old = {name: thing for thing, name in new.items()}
    parts = {new.get(e, e) for e in book.values(brief.triple[0], _PART)} | set(old)
    fitting = [
        each for each in parts
        if kinds & set(book.values(each, TYPE) or book.values(old.get(each, each), TYPE))
    ]
    if len(fitting) != 1:
        raise Unreadable(f"{short(brief.triple[1])} is of no one part")
    book.note(fitting[0], property_, brief.triple[2], brief)


class _Copy:
    """The copy that one product has of another: `new` has the name of each copied thing."""

    def __init__(self, book: _Book, link: Statement, units: Units) -> None:
        self.book, self.link, self.units = book, link, units
        self.product, _, self.base = link.triple
        if self.base not in book.about:
            raise Unreadable(f"nothing is said of {short(self.base)}")
        self.holder: dict[str, str | None] = {self.base: None}
        self.new = {thing: self._renamed(thing) for thing in self._reached()}

    def _reached(self) -> list[str]:
        """Return the base with its parts and nodes, and note of each what has it."""
        found = [self.base]
        for thing in found:  # which grows
            for property_, stated in self.book.about[thing].items():
                if property_ == _FIGURE or self.book.has_unit(property_):
                    continue
                for value in (each.triple[2] for each in stated):
                    is_own = property_ == _PART or value.startswith("_:")
                    if is_own and value in self.book.about and value not in self.holder:
                        self.holder[value] = thing
                        found.append(value)
        return found

    def _renamed(self, thing: str) -> str:
        if thing.startswith("_:"):
            return _hidden(self.product, thing)
        tail = short(thing)
        base = short(self.base)
        return self.product + (tail[len(base) :] if tail.startswith(base) else "-" + tail)

    def write(self) -> None:
        """Add the statements of the copy."""
        left = {e: dict(self.book.about.get(name, {})) for e, name in self.new.items()}
        gone = self._gone()
        runs = []
        if self._differs_in_nothing_that_runs_read(left):
            runs = [e.triple[0] for e in self.book.all
                    if e.triple[1:] == (tw("onHardware"), self.base)]
        for thing in self.holder:
            if thing not in gone:
                self._copy(thing, left[thing], gone)
        for run in dict.fromkeys(runs):
            self.new[run] = f"{self.product}--{short(run)}"
            self._copy(run, {}, gone)
            for property_ in (_SOURCE, _STANDING):
                for each in self.book.about[run].get(property_, ()):
                    self.book.note(self.new[run], property_, each.triple[2], each)

    def _gone(self) -> set[str]:
        back = {name: thing for thing, name in self.new.items()}
        gone = {back.get(e, e) for e in self.book.values(self.product, _WITHOUT)}
        for thing, holder in self.holder.items():
            if holder in gone:
                gone.add(thing)
        return gone

    def _differs_in_nothing_that_runs_read(
        self, own: dict[str, dict[str, list[Statement]]]
    ) -> bool:
        free = {
            e.triple[0] for e in self.book.all
            if e.triple[1] == tw("leavesRuns") and text_of(e.triple[2]) == "true"
        }
        return all(
            self._is_free(thing, each, free)
            for thing, stated in own.items() for several in stated.values() for each in several
        )

    def _is_free(self, thing: str, each: Statement, free: set[str]) -> bool:
        property_, value = each.triple[1:]
        if property_ in free or property_ in (_STANDING, _EXTENDS):
            return True
        if property_.startswith((RDFS, SKOS, DCTERMS)):
            return True
        if property_ == _FIGURE:
            return set(self.book.values(value, _OF)) <= free
        if property_ == _CAPACITY:
            before = self.book.values(thing, _CAPACITY)
            after = self.book.values(self.new[thing], _CAPACITY)
            if len(before) == len(after) == 1 and self._bytes(before[0]) <= self._bytes(value):
                return True
        return any(
            value in (old, self.new.get(old)) for old in self.book.values(thing, property_)
        )

    def _bytes(self, term: str) -> float:
        unit = self.book.values(_CAPACITY, QUDT + "hasUnit")[0]
        return self.units.read(text_of(term), unit).value

    def _copy(self, thing: str, own: dict[str, list[Statement]], gone: set[str]) -> None:
        name, said = self.new[thing], {k: list(v) for k, v in self.book.about[thing].items()}
        anew = {of for each in own.get(_FIGURE, ()) for of in self.book.values(each.triple[2], _OF)}
        anew |= own.keys() - {_PART, _FIGURE}
        left_out = _LEFT_OUT | anew | (_NAMES if thing == self.base else set())
        for property_, stated in said.items():
            for each in stated:
                if property_ in left_out or each.triple[2] in gone:
                    continue
                if property_ == _FIGURE:
                    self._copy_figure(thing, each, anew, property_of_short=set(said))
                elif self.book.has_unit(property_):
                    self._figure_of(thing, each)
                else:
                    self.book.note(name, property_, self._value(each), each)
        self.book.note(name, DERIVED, thing, self.link)

    def _value(self, each: Statement) -> str:
        value = each.triple[2]
        ours, theirs = (self.book.values(e, LABEL) for e in (self.product, self.base))
        if each.triple[1] == LABEL and ours and theirs:
            return value.replace(text_of(theirs[0]), text_of(ours[0]))
        return self.new.get(value, value)

    def _copy_figure(
        self, thing: str, each: Statement, anew: set[str], property_of_short: set[str]
    ) -> None:
        old = each.triple[2]
        of = self.book.values(old, _OF)
        if not of or of[0] in anew:
            return
        node = _hidden(self.product, old)
        said = {k: list(v) for k, v in self.book.about[old].items()}
        for property_, stated in said.items():
            for one in stated:
                if property_ != _CHOSEN or of[0] not in property_of_short:
                    self.book.note(node, property_, one.triple[2], one)
        self._note_origin(thing, node, each, said)
        self.book.note(self.new[thing], _FIGURE, node, each)

    def _figure_of(self, thing: str, each: Statement) -> None:
        _, property_, value = each.triple
        node = _hidden(self.product, thing, property_, value)
        self.book.note(node, TYPE, tw("Figure"), each)
        self.book.note(node, _OF, property_, each)
        self.book.note(node, _VALUE, value, each)
        self.book.note(node, _CHOSEN, f'"true"^^<{XSD}boolean>', each)
        self._note_origin(thing, node, each, {})
        self.book.note(self.new[thing], _FIGURE, node, each)

    def _note_origin(
        self, thing: str, node: str, each: Statement, said: dict[str, list[Statement]]
    ) -> None:
        told = [text_of(one.triple[2]) for one in said.get(_CONDITION, ())]
        if not any(one.startswith(_WORDS) for one in told):
            named = thing
            while named.startswith("_:"):
                named = self.holder[named] or self.base
            self.book.note(node, _CONDITION, f'"{_WORDS}{short(named)}"', each)
        for property_ in (_STANDING, _SOURCE):
            if property_ in said:
                continue
            at: str | None = thing
            while at is not None:
                stated = list(self.book.about[at].get(property_, ()))
                for one in stated:
                    self.book.note(node, property_, one.triple[2], one)
                at = None if stated else self.holder.get(at)


def _hidden(*parts: str) -> str:
    """Return the name of a copied node, which proofs spell like any other."""
    return f"_:e{sha256(' '.join(parts).encode()).hexdigest()[:16]}"
