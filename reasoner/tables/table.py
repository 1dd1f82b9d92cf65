"""A CSV file as rows of cells, each with the file and line that it stands at."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from ..errors import ParseError, Place
from ..source import read_text

_MOST_COLUMNS = 500
_MOST_ROWS = 200_000
_LONGEST_CELL = 100_000  # characters


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    place: Place
    source: str = ""  # the document of this cell, where a row states one attribute of a thing


@dataclass(frozen=True)
class Row:
    """The cells of one thing by column; several where several rows state one attribute of it."""

    place: Place
    cells: dict[str, tuple[Cell, ...]]

    def text(self, column: str) -> str:
        """Return the first cell of a column, or nothing."""
        found = self.cells.get(column, ())
        return found[0].text if found else ""


@dataclass(frozen=True)
class Table:
    """A table's headers and rows, in the order of the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Return the table in a CSV file with a header.

    Raises ParseError for what is missing, too large, not UTF-8, ragged, or without a header.
    """
    name = str(path)
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    rows: list[Row] = []
    columns: tuple[str, ...] = ()
    line = 1
    try:
        for values in reader:
            at, line = Place(name, line), reader.line_num + 1
            if not columns:
                columns = _header(values, at)
            elif values:
                rows.append(_row(columns, values, at))
            if len(rows) > _MOST_ROWS:
                raise ParseError("has too many rows", expected=f"at most {_MOST_ROWS}", place=at)
    except csv.Error as error:
        raise ParseError(
            "is not CSV", expected="RFC 4180", found=str(error), place=Place(name, line)
        ) from error
    if not columns:
        raise ParseError("is empty", expected="a header and rows", place=Place(name, 1))
    return Table(name, columns, tuple(rows))


def _header(values: list[str], at: Place) -> tuple[str, ...]:
    names = tuple(each.strip() for each in values)
    doubled = sorted({each for each in names if names.count(each) > 1})
    if doubled or not all(names) or len(names) > _MOST_COLUMNS:
        raise ParseError(
            "the header is not one", expected=f"at most {_MOST_COLUMNS} columns, each named once",
            found=", ".join(doubled) or f"{len(names)} columns, {names.count('')} without a name",
            place=at,
        )
    return names


def _row(columns: tuple[str, ...], values: list[str], at: Place) -> Row:
    if len(values) != len(columns):
        raise ParseError(
            "a row does not fit the header", expected=f"{len(columns)} cells",
            found=f"{len(values)}", place=at,
        )
    if max(map(len, values)) > _LONGEST_CELL:
        raise ParseError(
            "a cell is too long", expected=f"at most {_LONGEST_CELL} characters", place=at
        )
    pairs = zip(columns, (each.strip() for each in values), strict=True)
    return Row(at, {column: (Cell(text, at),) for column, text in pairs if text})


def by_thing(table: Table, thing: str, attribute: str, value: str, unit: str) -> Table:
    """Return a table with a row a thing, of one whose rows state one attribute each.

    A unit that stands in a column of its own is written behind its value; one of several words is
    a remark, no unit. The column `source` is kept with each cell.
    """
    gathered: dict[str, dict[str, list[Cell]]] = {}
    first: dict[str, Place] = {}
    for row in table.rows:
        name = row.text(thing)
        first.setdefault(name, row.place)
        written = row.text(unit)
        text = row.text(value) if " " in written else f"{row.text(value)} {written}".strip()
        cell = Cell(text, row.place, row.text("source"))
        cells = gathered.setdefault(name, {thing: [Cell(name, row.place, cell.source)]})
        cells.setdefault(row.text(attribute), []).append(cell)
        if cell.source and not any(c.text == cell.source for c in cells.get("source", ())):
            cells.setdefault("source", []).append(Cell(cell.source, row.place))
    columns = dict.fromkeys(column for cells in gathered.values() for column in cells)
    rows = tuple(
        Row(first[name], {column: tuple(each) for column, each in cells.items()})
        for name, cells in gathered.items()
    )
    return Table(table.name, tuple(columns), rows)
