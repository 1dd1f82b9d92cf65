"""Layouts: what the columns of a table state, and what the names in its cells mean.

A layout is Turtle (ontology/tables.ttl has its words), or a CSV of names to read before another's:
column, text, property, thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import DefinitionError, Place, did_you_mean
from ..facts import Facts, lexical
from ..namespaces import PREFIXES, local_name, tw
from ..source import Source
from ..turtle import parse_turtle
from .table import Row, Table, read_table
from .write import nested

When = tuple[tuple[str, re.Pattern[str]], ...]
_OWN = frozenset(tw(each) for each in ("when", "ofPart", "leftOut", "worksInPart"))


def holds(when: When, row: Row) -> bool:
    """Say whether all cells of a row read as asked."""
    return all(pattern.fullmatch(row.text(column)) for column, pattern in when)


@dataclass(frozen=True)
class Column:
    """What the cells of one column state, of the thing or of one of its parts."""

    header: str
    property: str | None
    unit: str | None
    unit_column: str | None
    part: str
    date_column: str | None
    condition_columns: tuple[str, ...]
    when: When

    def holds(self, row: Row) -> bool:
        """Say whether the column is read so for this row."""
        return holds(self.when, row)


@dataclass(frozen=True)
class Reading:
    """What follows for a row whose cells read so."""

    when: When
    part: str
    states: tuple[tuple[str, str], ...]
    works_in: tuple[str, ...]
    left_out: str | None
    place: Place

    def holds(self, row: Row) -> bool:
        """Say whether this holds for a row."""
        return holds(self.when, row)


@dataclass(frozen=True)
class Layout:
    """A kind of table."""

    name: str
    makes: str
    columns: tuple[Column, ...]
    readings: tuple[Reading, ...]
    requires: tuple[str, ...]
    naming: str | None
    labelling: str | None
    row_per_figure: tuple[str, ...]

    @cached_property
    def by_property(self) -> dict[str, tuple[str, ...]]:
        """Return, for each property, the columns that its readings look at."""
        found: dict[str, dict[str, None]] = {}
        for each in self.readings:
            for property_, _ in each.states:
                found.setdefault(property_, {}).update(dict.fromkeys(c for c, _ in each.when))
        return {property_: tuple(columns) for property_, columns in found.items()}


def read_layouts(sources: Iterable[Source]) -> list[Layout]:
    """Return the layouts that Turtle sources declare, in order."""
    found = []
    for source in sources:
        facts = Facts.of(parse_turtle(source.text, source.name))
        found += [_layout(facts, each) for each in facts.instances(tw("TableLayout"))]
    return found


def read_names(path: Path) -> tuple[Reading, ...]:
    """Return the readings of a CSV of names: column, text, property, thing."""
    table = read_table(path)
    wanted = ("column", "text", "property", "thing")
    if set(table.columns) != set(wanted):
        raise DefinitionError(
            "a table of names has other columns", expected=", ".join(wanted),
            found=", ".join(table.columns), place=Place(table.name, 1),
        )
    return tuple(
        Reading(
            ((row.text("column"), _pattern(row.text("text"))),), "",
            ((_full(row.text("property")), _full(row.text("thing"))),), (), None, row.place,
        )
        for row in table.rows
    )


def _full(name: str) -> str:
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else name


def layout_for(layouts: Sequence[Layout], table: Table, class_: frozenset[str]) -> Layout:
    """Return the layout of a table: the one of its kind that knows all of its columns.

    Raises DefinitionError that names the columns which the nearest layout does not know.
    """
    ours = [each for each in layouts if each.makes in class_]
    def known(layout: Layout) -> int:
        return len(_headers(layout).intersection(table.columns))

    best = max(ours, key=known, default=None)
    if best is None or known(best) == 0:
        raise DefinitionError(
            "no layout reads this table", expected=", ".join(each.name for each in ours) or "one",
            found=", ".join(table.columns), place=Place(table.name, 1),
            hint="declare a tw:TableLayout and pass it with --mapping",
        )
    for column in table.columns:
        if column not in _headers(best):
            raise DefinitionError(
                f"unknown column {column}", expected=f"a column of the layout {best.name}",
                found=column, hint=did_you_mean(column, _headers(best)),
                place=Place(table.name, 1),
            )
    return best


def _headers(layout: Layout) -> set[str]:
    return set(layout.row_per_figure or (each.header for each in layout.columns)) | (
        {"source"} if layout.row_per_figure else set()
    )


def _layout(facts: Facts, iri: str) -> Layout:
    columns = tuple(_column(facts, each) for each in facts.objects(iri, tw("column")))
    makes = facts.object(iri, tw("makes"))
    if makes is None:
        raise DefinitionError(f"layout {local_name(iri)} makes nothing", expected="tw:makes")
    return Layout(
        local_name(iri), makes, columns,
        tuple(_reading(facts, each, iri) for each in facts.objects(iri, tw("reading"))),
        tuple(sorted(facts.objects(iri, tw("requires")))), facts.text(iri, tw("naming")),
        facts.text(iri, tw("labelling")),
        tuple((facts.text(iri, tw("rowPerFigure")) or "").split()),
    )


def _column(facts: Facts, node: str) -> Column:
    def text(name: str) -> str | None:
        return facts.text(node, tw(name))

    conditions = facts.objects(node, tw("conditionColumn"))
    return Column(
        text("header") or "", facts.object(node, tw("states")), text("cellUnit"),
        text("unitColumn"), text("ofPart") or "", text("dateColumn"),
        tuple(lexical(each) for each in conditions), _when(facts, node),
    )


def _when(facts: Facts, node: str) -> When:
    when = []
    for each in facts.objects(node, tw("when")):
        column, sign, text = lexical(each).partition("=")
        if not sign:
            raise DefinitionError(
                "a reading has no condition", expected="column=text", found=lexical(each),
                place=facts.places.get((node, tw("when"), each)),
            )
        when.append((column.strip(), _pattern(text)))
    return tuple(when)


def _reading(facts: Facts, node: str, layout: str) -> Reading:
    states = [
        (property_, nested(facts, object_))
        for property_, objects in facts.properties(node).items()
        for object_ in objects
        if property_ not in _OWN
    ]
    return Reading(
        _when(facts, node), facts.text(node, tw("ofPart")) or "", tuple(states),
        tuple(lexical(each) for each in facts.objects(node, tw("worksInPart"))),
        facts.text(node, tw("leftOut")), facts.places[layout, tw("reading"), node],
    )


def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern of text in which * stands for any text and | parts alternatives."""
    choices = [".*".join(map(re.escape, each.strip().split("*"))) for each in text.split("|")]
    return re.compile("|".join(f"(?:{each})" for each in choices), re.IGNORECASE | re.DOTALL)
