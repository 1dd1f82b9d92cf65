"""Links that stand in a table: a million of them become arrays, and keep the line of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..collector import uncollected
from ..errors import ParseError, QuantityError, UnknownName, did_you_mean
from ..namespaces import tw
from ..network import Floats, Ints, LinkTable
from ..shape_bounds import breach
from .tables import (
    UNLIMITED,
    Column,
    Sheet,
    Words,
    checked,
    figures_of,
    needed,
    read_columns,
    read_sheets,
)

_WIDE = tw("wide-area-network")
_CLASSES = {"technology": "LinkTechnology", "crosses": "NetworkKind"}
_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no", ""}


@dataclass(frozen=True)
class Links:
    """The links of a table: both ends as places in `names`, figures by property in SI units.

    `technology` is a place in `technologies`, whose first is nothing; `wide` is NaN where no
    column says.
    """

    where: LinkTable
    names: tuple[str, ...]
    start: Ints
    end: Ints
    figures: dict[str, Floats]
    technologies: tuple[str, ...]
    technology: Ints
    wide: Floats
    bidirectional: NDArray[np.bool_]


def read_links(path: Path, words: Words) -> Links:
    """Return the links of a table as arrays, in SI units; `unlimited` is an infinite rate.

    Raises ParseError, UnknownName and QuantityError with file and line.
    """
    sheets = read_sheets(path)
    reader = _Reader(next(sheets), words)
    with uncollected():
        for each in sheets:
            reader.read(each)
    return reader.links()


class _Reader:
    """Reads the rows of a table into arrays, some at a time."""

    def __init__(self, header: Sheet, words: Words) -> None:
        self.file, self.words = header.file, words
        known = ["from", "to", "technology", "crosses", "bidirectional",
                 *figures_of(words, {"link"})]
        self.columns = read_columns(header, words, known)
        self.ends = needed(header, self.columns, "from", "to")
        self.nodes: dict[str, int] = {}
        self.things: dict[str, dict[str, int]] = {"technology": {"": 0}, "crosses": {"": 0}}
        self.parts: dict[str, list[NDArray[Any]]] = {"lines": [np.zeros(0, dtype=np.int32)]}

    def read(self, sheet: Sheet) -> None:
        """Read some rows; raises what read_links raises."""
        start, end = (_codes(sheet.cells[each], self.nodes) for each in self.ends)
        _refuse_no_end(sheet, tuple(self.nodes), start, end)
        found: dict[str, NDArray[Any]] = {"from": start, "to": end, "lines": sheet.lines}
        for column, cells in zip(self.columns, sheet.cells, strict=True):
            name = column.property
            if name in _CLASSES:
                self._refuse_unknown(sheet, name, cells)
                found[name] = _codes(cells, self.things[name])
            elif name == "bidirectional":
                found[name] = _flags(sheet, cells)
            elif column.canonical:
                found[name] = _numbers(sheet, column, cells, self.words)
        for name, values in found.items():
            self.parts.setdefault(name, []).append(values)

    def _refuse_unknown(self, sheet: Sheet, column: str, cells: Sequence[str]) -> None:
        known = self.words.of_class(_CLASSES[column])
        for name in dict.fromkeys(cells):
            if name and name not in known:
                raise UnknownName(
                    f"no {_CLASSES[column]} is called {name}", expected=f"a {_CLASSES[column]} of "
                    "the catalogue or of your files", found=name, hint=did_you_mean(name, known),
                    place=sheet.place(cells.index(name)),
                )

    def links(self) -> Links:
        """Return all that was read."""
        whole = {name: np.concatenate(each) for name, each in self.parts.items()}
        count = len(whole["lines"])
        none = np.zeros(count, dtype=np.int32)
        terms = {
            column: ("", *(self.words.of_class(_CLASSES[column])[e] for e in list(names)[1:]))
            for column, names in self.things.items()
        }
        kinds = np.array([
            float(each == _WIDE) if each else np.nan for each in terms["crosses"]
        ])
        return Links(
            LinkTable(self.file, whole["lines"]), tuple(self.nodes), whole.get("from", none),
            whole.get("to", none),
            {c.property: whole.get(c.property, np.zeros(0)) for c in self.columns if c.canonical},
            terms["technology"], whole.get("technology", none),
            kinds[whole.get("crosses", none)],
            whole.get("bidirectional", np.zeros(count)).astype(bool),
        )


def _codes(cells: Sequence[str], index: dict[str, int]) -> Ints:
    """Return the place of each cell's text in an index that grows with what is new."""
    for each in dict.fromkeys(cells):
        index.setdefault(each, len(index))
    return np.fromiter(map(index.__getitem__, cells), np.int32, len(cells))


def _refuse_no_end(sheet: Sheet, names: tuple[str, ...], start: Ints, end: Ints) -> None:
    if "" in names:
        lost = names.index("")
        row = int(np.nonzero((start == lost) | (end == lost))[0][0])
        raise ParseError("a link has no end", expected="a node in `from` and `to`",
                         found="nothing", place=sheet.place(row))


def _flags(sheet: Sheet, cells: Sequence[str]) -> Ints:
    texts = [each.strip().casefold() for each in cells]
    for each in set(texts) - _TRUE - _FALSE:
        raise ParseError("bidirectional is neither true nor false", expected="true or false",
                         found=each, place=sheet.place(texts.index(each)))
    return np.fromiter((each in _TRUE for each in texts), np.int8, len(texts))


def _numbers(sheet: Sheet, column: Column, cells: Sequence[str], words: Words) -> Floats:
    """Return a column's figures in the canonical unit, NaN for an empty cell.

    Raises QuantityError for what is no number, or none that a shape allows.
    """
    found = _read(sheet, column, cells, words)
    known = np.nonzero(np.isfinite(found))[0]
    for row in (known[found[known].argmin()], known[found[known].argmax()]) if len(known) else ():
        expected = breach(tw(column.property), float(found[row]))
        if expected is not None:
            raise QuantityError(f"{column.property} is out of range", expected=expected,
                                found=cells[row], place=sheet.place(int(row)))
    return found


def _read(sheet: Sheet, column: Column, cells: Sequence[str], words: Words) -> Floats:
    """Return the cells in the canonical unit.

    With a unit in the header the cells are numbers; without one each cell states its own.
    """
    if column.unit is None:
        read = {each: _stated(each, column, cells, sheet, words) for each in dict.fromkeys(cells)}
        return np.fromiter(map(read.__getitem__, cells), float, len(cells))
    one = words.units.canonical(f"1 {column.unit}", column.canonical or "")
    try:
        numbers = np.fromiter(map(float, cells), float, len(cells))
    except ValueError:
        found = (_number(each, column, cells, sheet) for each in cells)
        numbers = np.fromiter(found, float, len(cells))
    _refuse_no_number(sheet, column, cells, numbers)
    wrong = np.nonzero(numbers < 0)[0]
    if len(wrong):
        row = int(wrong[0])
        raise QuantityError(f"{column.property} is negative", expected="zero or more",
                            found=cells[row], place=sheet.place(row))
    # One operation, so that 12 ms are the double nearest to 0.012 s as an exact conversion has it.
    if one.divisor == 1 and one.factor >= 1:
        return numbers * float(one.factor)
    return numbers / float(one.divisor / one.factor)


def _refuse_no_number(
    sheet: Sheet, column: Column, cells: Sequence[str], numbers: Floats
) -> None:
    """Raise QuantityError for what Python reads as a number and is none, or is too large for one.
    """
    rows = np.nonzero(~np.isfinite(numbers))[0].tolist()
    for text in dict.fromkeys(map(cells.__getitem__, rows)):
        if text.strip() and text.strip().casefold() not in UNLIMITED:
            raise QuantityError(
                f"{column.property} is not a number", expected=f"a number of {column.unit}",
                found=text, place=sheet.place(cells.index(text)),
            )


def _number(text: str, column: Column, cells: Sequence[str], sheet: Sheet) -> float:
    clean = text.strip()
    if clean.casefold() in UNLIMITED or not clean:
        return float("inf" if clean else "nan")
    try:
        return float(clean)
    except ValueError as error:
        raise QuantityError(
            f"{column.property} is not a number", expected=f"a number of {column.unit}",
            found=clean, place=sheet.place(cells.index(text)),
        ) from error


def _stated(
    text: str, column: Column, cells: Sequence[str], sheet: Sheet, words: Words
) -> float:
    clean = text.strip()
    if clean.casefold() in UNLIMITED or not clean:
        return float("inf" if clean else "nan")
    place = sheet.place(cells.index(text))
    read = checked(partial(words.units.stated, clean, column.canonical or ""), place)
    if read.value < 0:
        raise QuantityError(f"{column.property} is negative", expected="zero or more", found=text,
                            place=place)
    return float(read.value)
