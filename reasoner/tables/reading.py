"""What the rows of a table state: by their columns, and by the readings of their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import Place, QuantityError, UnknownName, did_you_mean
from ..facts import is_literal, literal
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, PREFIXES, QUDT, curie, tw
from .layout import Column, Layout
from .table import Cell, Row

_SOURCE = DCTERMS + "source"
OURS = (PREFIXES["tw"], PREFIXES["cat"])


@dataclass(frozen=True)
class Stated:
    """One statement of a row, with what qualifies it where it is a figure."""

    part: str
    property: str
    object: str
    source: str = ""
    date: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Read:
    """A row with all that it states."""

    row: Row
    states: tuple[Stated, ...]
    works_in: tuple[tuple[str, str], ...] = ()

    def object(self, property_: str, part: str = "") -> str | None:
        """Return the first object of a property of the thing or of a part."""
        found = (e.object for e in self.states if (e.property, e.part) == (property_, part))
        return next(found, None)

    def objects(self, property_: str, part: str = "") -> list[str]:
        """Return all objects of a property of the thing or of a part."""
        return [e.object for e in self.states if (e.property, e.part) == (property_, part)]


@dataclass(frozen=True)
class Unmapped:
    """Rows that nothing reads, or that a reading leaves out, and why."""

    place: Place
    why: str
    rows: int


def read_rows(
    knowledge: Knowledge, layout: Layout, rows: tuple[Row, ...]
) -> tuple[list[Read], list[Unmapped]]:
    """Return what the rows state, and those that no reading takes, by reason.

    Raises UnknownName for a thing that the layout names and nothing defines, and QuantityError
    for a cell whose number can't be read.
    """
    _check_names(knowledge, layout)
    found: list[Read] = []
    missed: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for row in rows:
        read = _read(knowledge, layout, row)
        why = read if isinstance(read, str) else _lacks(layout, read, set())
        if why is None and not isinstance(read, str):
            found.append(read)
        elif why is not None:
            missed[why] += 1
            first.setdefault(why, row.place)
    unmapped = [Unmapped(first[why], why, count) for why, count in missed.items()]
    return found, sorted(unmapped, key=lambda e: (e.place.file, e.place.line or 0))


def _read(knowledge: Knowledge, layout: Layout, row: Row) -> Read | str:
    """Return what a row states, or why it is left out."""
    read = _by_readings(layout, row)
    if isinstance(read, str):
        return read
    lacking = _lacks(layout, read, {column.property for column in layout.columns})
    if lacking:
        return lacking  # before the cells are read: they may be of a kind that nobody reads
    states = [*read.states, *_by_columns(knowledge, layout, row, read)]
    documents = [_document(layout, each.text) for each in row.cells.get("source", ())]
    told = {each.object for each in states if each.property == _SOURCE}
    states += [Stated("", _SOURCE, d) for d in dict.fromkeys(documents) if d and d not in told]
    first = next((each for each in documents if each), "")
    sourced = (replace(e, source=_document(layout, e.source) or first) for e in states)
    return replace(read, states=tuple(sourced))


def _by_readings(layout: Layout, row: Row) -> Read | str:
    """Return what the readings of a row state, or why one leaves it out."""
    states: list[Stated] = []
    works_in: list[tuple[str, str]] = []
    taken: set[tuple[str, str]] = set()
    for reading in layout.readings:
        if not reading.holds(row):
            continue
        if reading.left_out is not None:
            return f"left out: {reading.left_out}"
        fresh = {(reading.part, property_) for property_, _ in reading.states} - taken
        states += [
            Stated(reading.part, p, o) for p, o in reading.states if (reading.part, p) in fresh
        ]
        works_in += [(reading.part, each) for each in reading.works_in]
        taken |= fresh
    return Read(row, tuple(states), tuple(works_in))


def _by_columns(knowledge: Knowledge, layout: Layout, row: Row, read: Read) -> Iterator[Stated]:
    """Yield what the cells of a row state; of two columns of one property the first that does."""
    taken = {(each.part, each.property) for each in read.states}
    for column in layout.columns:
        what = (column.part, column.property or "")
        if column.property is not None and what not in taken and column.holds(row):
            stated = list(_cells(knowledge, column, row))
            taken |= {what} if stated else set()
            yield from stated


def _document(layout: Layout, text: str) -> str:
    """Return the source that a layout reads in the text of a source cell; else nothing."""
    for reading in layout.readings:
        if len(reading.when) == 1 and reading.when[0][0] == "source":
            if reading.when[0][1].fullmatch(text):
                return next((o for p, o in reading.states if p == _SOURCE), "")
    return ""


def _cells(knowledge: Knowledge, column: Column, row: Row) -> Iterator[Stated]:
    property_ = column.property or ""
    unit = knowledge.facts.object(property_, QUDT + "hasUnit")
    condition = ", ".join(row.text(each) for each in column.condition_columns if row.text(each))
    date = row.text(column.date_column) if column.date_column else ""
    for cell in row.cells.get(column.header, ()):
        text = cell.text
        if unit is not None:
            given = row.text(column.unit_column) if column.unit_column else column.unit
            text = f"{text} {given}".strip() if given else text
            _check_quantity(knowledge, cell, text, unit)
        yield Stated(column.part, property_, literal(text), cell.source, date, condition)


def _check_quantity(knowledge: Knowledge, cell: Cell, text: str, unit: str) -> None:
    try:
        knowledge.units.canonical(text, unit)
    except QuantityError as error:
        raise QuantityError(
            error.thing, expected=error.expected, found=error.found, hint=error.hint,
            place=cell.place,
        ) from error


def _lacks(layout: Layout, read: Read, later: set[str | None]) -> str | None:
    """Return why a row is not taken: the first property that it should have and has not.

    `later` are properties that are still to be read.
    """
    for property_ in layout.requires:
        if property_ not in later and not read.objects(property_):
            looked = layout.by_property.get(property_, ())
            cells = ", ".join(f"{each} {read.row.text(each)!r}" for each in looked[:3])
            return f"nothing reads {curie(property_)} from {cells or 'its cells'}"
    return None


def _check_names(knowledge: Knowledge, layout: Layout) -> None:
    defined = knowledge.facts.properties
    for reading in layout.readings:
        for property_, term in reading.states:
            for each in (property_, term):
                is_new = property_ == tw("thing") and each == term
                if each.startswith(OURS) and not is_new and not defined(each):
                    names = {s for s, _, _ in knowledge.facts.triples if s.startswith(OURS)}
                    raise UnknownName(
                        f"unknown name {curie(each)}", expected="a term of the catalogue",
                        found=curie(each), hint=did_you_mean(curie(each), map(curie, names)),
                        place=reading.place,
                    )


def source_of(read: Read) -> str | None:
    """Return the source that a row names, where a reading says which document it is."""
    found = read.object(_SOURCE)
    return None if found is None or is_literal(found) else found
