"""Facts and figures as columns of numbers in plain JSON, and back.

Each text stands once.  A column is the base64 of its numbers, little-endian: a list of 50,000 of
them would take JSON ten times longer to read.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import Place
from ..fact_table import NONE, FactTable, Numbers, Places
from ..facts import Fact, Triple
from ..figures import Figure

INTEGER, FLOAT = np.dtype("<i4"), np.dtype("<f8")
_TEXTS = ("subject", "property", "text", "unit", "standing", "source", "conversion")
_ALWAYS = 4  # of these the first are never None
_NUMBERS = ("value", "lower", "upper")
_PARTS = [each for each in fields(Figure) if each.name != "follows"]  # which nobody wrote
_NAMES = tuple(each.name for each in _PARTS)


class _Positions(dict[Any, int]):
    """The position of each thing, in the order in which they are met; None has none."""

    def __missing__(self, thing: Any) -> int:
        if thing is None:
            return NONE
        self[thing] = number = len(self)
        return number

    def packed(self, things: Iterable[Any]) -> str:
        """Return a column of things."""
        return packed([self[each] for each in things], INTEGER)


def packed(numbers: Sequence[float], type_: np.dtype[Any]) -> str:
    """Return a column of numbers as text."""
    return b2a_base64(np.array(numbers, dtype=type_).tobytes(), newline=False).decode()


def unpacked(column: str, below: int, least: int = 0) -> Numbers:
    """Return the numbers of a column; raises ValueError where one is out of bounds."""
    found: Numbers = np.frombuffer(a2b_base64(column, strict_mode=True), INTEGER)
    if found.size and not (least <= found.min() and found.max() < below):
        raise ValueError("a position is out of bounds")
    return found


def texts(found: Any) -> list[str]:
    """Return a list of texts; raises TypeError for anything else."""
    if not isinstance(found, list) or not all(type(each) is str for each in found):
        raise TypeError("these are not texts")
    return found


def table_rows(triples: Sequence[Triple], at: Sequence[Place | None]) -> dict[str, Any]:
    """Return facts as columns, with each term, file name and place once."""
    terms, places = _Positions(), _Positions()
    return {
        "subjects": terms.packed(s for s, _, _ in triples),
        "predicates": terms.packed(p for _, p, _ in triples),
        "objects": terms.packed(o for _, _, o in triples),
        "at": places.packed(at),
        "terms": list(terms),
        **_place_rows(places),
    }


def _place_rows(places: Iterable[Place]) -> dict[str, Any]:
    files, known = _Positions(), list(places)
    return {
        "file": files.packed(each.file for each in known),
        "line": packed([NONE if e.line is None else e.line for e in known], INTEGER),
        "files": list(files),
    }


def _places(data: Any) -> Places:
    files = texts(data["files"])
    file, line = unpacked(data["file"], len(files)), unpacked(data["line"], 2**31, NONE)
    if len(file) != len(line):
        raise ValueError("places without a file or a line")
    return Places(files, file, line)


def table_of(data: Any) -> FactTable:
    """Return the table that `table_rows` gave; raises ValueError, TypeError or KeyError."""
    terms, places = texts(data["terms"]), _places(data)
    columns = [
        unpacked(data[each], len(terms)) for each in ("subjects", "predicates", "objects")
    ]
    at = unpacked(data["at"], len(places.file), NONE)
    if len({len(each) for each in (*columns, at)}) > 1:
        raise ValueError("facts that lack a part")
    return FactTable(terms, places, columns[0], columns[1], columns[2], at)


def fact_rows(facts: Sequence[Fact]) -> dict[str, Any]:
    """Return facts as columns."""
    return table_rows([each.triple for each in facts], [each.place for each in facts])


def written_of(data: Any) -> FactTable | None:
    """Return the table of facts that `fact_rows` gave; None for anything else."""
    try:
        table = table_of(data)
    except (ValueError, TypeError, KeyError):
        return None
    return None if NONE in table.at else table


def facts_of(data: Any) -> list[Fact] | None:
    """Return the facts that `fact_rows` gave; None for anything else."""
    table = written_of(data)
    return None if table is None else facts_in(table)


def facts_in(table: FactTable) -> list[Fact]:
    """Return the facts of a table that somebody wrote."""
    pairs = zip(table.triples, table.written, strict=True)
    return [Fact(*triple, at) for triple, at in pairs if at]


def figure_rows(figures: Sequence[Figure]) -> dict[str, Any]:
    """Return figures as columns."""
    known, places, conditions = _Positions(), _Positions(), _Positions()
    return {
        **{name: known.packed(getattr(e, name) for e in figures) for name in _TEXTS},
        **{name: packed([getattr(e, name) for e in figures], FLOAT) for name in _NUMBERS},
        "place": places.packed(each.place for each in figures),
        "under": conditions.packed(each.conditions for each in figures),
        "texts": list(known), "conditions": list(conditions), **_place_rows(places),
    }


def figures_of(data: Any) -> tuple[Figure, ...]:
    """Return the figures that `figure_rows` gave; raises as `table_of` does."""
    known, places = [*texts(data["texts"]), None], _places(data)  # None is at -1: NONE
    conditions = [tuple(texts(each)) for each in data["conditions"]]
    columns: dict[str, Iterable[Any]] = {
        name: map(known.__getitem__, unpacked(data[name], len(known) - 1, -(i >= _ALWAYS)).tolist())
        for i, name in enumerate(_TEXTS)
    }
    columns |= {name: _floats(data[name]).tolist() for name in _NUMBERS}
    columns["place"] = map(places.at, unpacked(data["place"], len(places.file)).tolist())
    under = unpacked(data["under"], len(conditions)).tolist()
    columns["conditions"] = map(conditions.__getitem__, under)
    return tuple(map(_figure, *_of_one_length(columns)))


def _of_one_length(columns: dict[str, Iterable[Any]]) -> list[list[Any]]:
    """Return the columns in the order of a figure's parts."""
    found = [list(columns[each.name]) for each in _PARTS]
    if len({len(each) for each in found}) > 1:
        raise ValueError("figures that lack a part")
    return found


def _floats(column: str) -> NDArray[np.float64]:
    return np.frombuffer(a2b_base64(column, strict_mode=True), FLOAT)


def _figure(*parts: Any) -> Figure:
    """Return a figure of parts that were checked, as unpickling would: 8,000 are made at once."""
    figure = object.__new__(Figure)
    figure.__dict__.update(zip(_NAMES, parts))  # noqa: B905  # of one length
    return figure
