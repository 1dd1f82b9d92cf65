"""Tables of nodes and links, CSV or Parquet: a row a thing, a column a property.

A header is the local name of a property, with the unit of its numbers where it has one:
`latencyP50 [ms]`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ParseError, Place, QuantityError, UnknownName, did_you_mean
from ..facts import Facts
from ..namespaces import OWL, QUDT, RDFS_SUBCLASS_OF, local_name, tw
from ..network import Ints
from ..source import Source
from ..units import UnitSystem

_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*)(?:\s*\[(?P<unit>[^\]]+)\])?")
_ALSO = {  # what people call the columns of nodes
    "product": "instanceOf", "zone": "standsIn", "region": "standsIn", "software":
    "installedSoftware", "peripherals": "offersPeripheral", "id": "name",
}
_BLOCK = 20_000
UNLIMITED = {"unlimited", "inf", "infinity", "∞"}


@dataclass(frozen=True)
class Words:
    """What tables are read by: the facts of the vocabulary and catalogue, and the units."""

    facts: Facts
    units: UnitSystem
    kept: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    def of_class(self, class_: str) -> dict[str, str]:
        """Return the instances of a class and its subclasses by local name."""
        if class_ not in self.kept:
            classes, waiting = {tw(class_)}, [tw(class_)]
            while waiting:
                below = set(self.facts.subjects(RDFS_SUBCLASS_OF, waiting.pop())) - classes
                classes |= below
                waiting += below
            self.kept[class_] = {
                local_name(each): each for c in sorted(classes) for each in self.facts.instances(c)
            }
        return self.kept[class_]


@dataclass(frozen=True)
class Column:
    """One column: the property, the unit of the header, and the canonical unit of the property."""

    header: str
    property: str
    unit: str | None
    canonical: str | None


@dataclass(frozen=True)
class Sheet:
    """Some rows of a file: the cells of each column, and the line of each row."""

    file: str
    headers: tuple[str, ...]
    cells: Sequence[Sequence[str]]
    lines: Ints

    def place(self, row: int) -> Place:
        """Return where a row stands."""
        return Place(self.file, int(self.lines[row]))


def read_sheets(path: Path) -> Iterator[Sheet]:
    """Yield a CSV or Parquet file, some rows at a time: a million need not be held as text.

    The first has the header, also where there are no rows.  Raises ParseError for what is neither.
    """
    if not path.is_file():
        raise ParseError("cannot be read", expected="a CSV or Parquet file", found="nothing there",
                         place=Place(str(path)))
    return _parquet(path) if path.suffix == ".parquet" else _csv(path)


def read_sheet(path: Path) -> Sheet:
    """Return a whole file; raises ParseError."""
    first, *rest = read_sheets(path)
    cells = [list(chain.from_iterable(each)) for each in
             zip(first.cells, *(sheet.cells for sheet in rest), strict=True)]
    lines = np.concatenate([first.lines, *(each.lines for each in rest)])
    return Sheet(first.file, first.headers, cells, lines)


def _csv(path: Path) -> Iterator[Sheet]:
    name, at = str(path), 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            headers = _header(name, next(reader, []))
            at = reader.line_num + 1
            yield Sheet(name, headers, [()] * len(headers), np.zeros(0, dtype=np.int32))
            while block := list(islice(reader, _BLOCK)):
                lines = _lines(block, at, reader.line_num, name, len(headers))
                at = reader.line_num + 1
                cells = list(zip(*filter(None, block), strict=True)) or [()] * len(headers)
                yield Sheet(name, headers, cells, np.array(lines, dtype=np.int32))
    except (csv.Error, UnicodeDecodeError) as error:
        raise ParseError("is not CSV in UTF-8", expected="RFC 4180", found=str(error),
                         place=Place(name, at)) from error


def _header(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    headers = tuple(each.strip() for each in cells)
    doubled = sorted({each for each in headers if headers.count(each) > 1})
    if doubled or not headers or not all(headers):
        raise ParseError(
            "the header is not one", expected="columns that are named once each",
            found=", ".join(doubled) or "a column without a name", place=Place(name, 1),
        )
    return headers


def _lines(block: list[list[str]], at: int, last: int, name: str, width: int) -> list[int]:
    """Return the line of each row that holds something; refuse one that does not fit the header.

    Where cells hold line ends, rows are counted from the start of the block.
    """
    found = []
    for line, row in enumerate(block, at):
        if row and len(row) != width:
            raise ParseError("a row does not fit the header", expected=f"{width} cells",
                             found=f"{len(row)}", place=Place(name, min(line, last)))
        if row:
            found.append(line)
    return found


def _parquet(path: Path) -> Iterator[Sheet]:
    # Late import: pyarrow is an extra, and heavy.
    try:
        import pyarrow.lib
        import pyarrow.parquet
    except ImportError as error:
        raise ParseError(
            "is Parquet, which needs pyarrow", expected='pip install "tierwise[tables]"',
            found="no pyarrow", place=Place(str(path)),
        ) from error
    name, at = str(path), 1
    try:
        file = pyarrow.parquet.ParquetFile(path)
        headers = _header(name, file.schema_arrow.names)
        yield Sheet(name, headers, [()] * len(headers), np.zeros(0, dtype=np.int32))
        for batch in file.iter_batches(_BLOCK):
            cells = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
            lines = np.arange(at, at + batch.num_rows, dtype=np.int32)
            at += batch.num_rows
            yield Sheet(name, headers, cells, lines)
    except (pyarrow.lib.ArrowException, OSError) as error:
        raise ParseError("is not Parquet", expected="a Parquet file", found=str(error),
                         place=Place(name)) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a table: of the text of a CSV file, of the bytes of another one."""
    if path.suffix == ".parquet":
        return sha256(path.read_bytes()).hexdigest()
    return Source(str(path), path.read_text(encoding="utf-8-sig")).sha256


# Columns


def read_columns(sheet: Sheet, words: Words, known: Sequence[str]) -> list[Column]:
    """Return what the headers mean.

    Raises UnknownName, QuantityError and, where a figure has two columns, ParseError at the header.
    """
    found: list[Column] = []
    at = Place(sheet.file, 1)
    for header in sheet.headers:
        match = _HEADER.fullmatch(header)
        name = match["name"] if match else header
        name = _ALSO.get(name, name)
        if name not in known:
            raise UnknownName(
                f"unknown column {header}", expected="the local name of a property, such as "
                "role or latencyP50 [ms]", found=header,
                hint=did_you_mean(name, (*known, *_ALSO)), place=at,
            )
        unit = match["unit"] if match else None
        canonical = words.facts.object(tw(name), QUDT + "hasUnit")
        if unit is not None and canonical is None:
            raise QuantityError(f"the column {name} has no unit", expected=name, found=header,
                                place=at)
        if unit is not None and canonical is not None:
            checked(partial(words.units.canonical, f"1 {unit}", canonical), at)
        other = next((each for each in found if canonical and each.property == name), None)
        if other is not None:
            raise ParseError(f"two columns state {name}", expected="one column",
                             found=f"{other.header}, {header}", place=at)
        found.append(Column(header, name, unit, canonical))
    return found


def checked(read: Callable[[], Any], place: Place) -> Any:
    """Return what is read; a refusal says where."""
    try:
        return read()
    except QuantityError as error:
        raise QuantityError(error.thing, expected=error.expected, found=error.found,
                            hint=error.hint, place=place) from error


def needed(sheet: Sheet, columns: Sequence[Column], *names: str) -> list[int]:
    """Return the places of columns that a table can't do without; raises ParseError."""
    by_name = {each.property: at for at, each in enumerate(columns)}
    for name in names:
        if name not in by_name:
            raise ParseError(f"has no column {name}", expected=", ".join(names),
                             found=", ".join(sheet.headers), place=Place(sheet.file, 1))
    return [by_name[name] for name in names]


def figures_of(words: Words, scopes: set[str]) -> list[str]:
    """Return the figures that may be stated of nodes, or of links."""
    facts = words.facts
    return [
        local_name(each) for scope in sorted(scopes)
        for each in sorted(facts.subjects(tw("scope"), tw(f"{scope}-scope")))
        if facts.is_a(each, OWL + "DatatypeProperty") and facts.object(each, QUDT + "hasUnit")
    ]
