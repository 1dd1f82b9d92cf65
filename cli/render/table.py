"""Rows as a table for people, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Sequence

from ...reasoner.facts import Triple, is_literal, lexical
from ...reasoner.namespaces import PREFIXES, curie

Row = Sequence[str]


def short(term: str | None) -> str:
    """Return a term as people read it: a CURIE, or the text of a literal.

    >>> short("https://w3id.org/tierwise/catalog#esp32"), short('"2.50"^^<urn:d>'), short(None)
    ('cat:esp32', '2.50', '')
    """
    if term is None:
        return ""
    return lexical(term) if is_literal(term) else curie(term)


def table(columns: Row, rows: Sequence[Row]) -> str:
    """Return a table: fitted to the terminal, else plain columns that are never cut."""
    if sys.stdout is None or not sys.stdout.isatty():  # None where the caller has closed it
        return _plain(columns, rows)
    # A late import: rich costs a third of the start, and output to a file or pipe does not need it.
    from rich.table import Table
    from rich.text import Text

    from .terminal import draw

    header = "" if os.environ.get("NO_COLOR") else "bold"  # NO_COLOR asks for no codes at all
    made = Table(box=None, header_style=header, pad_edge=False)
    for at, heading in enumerate(columns):  # the name in front is typed again, so it stays whole
        made.add_column(heading, overflow="fold", no_wrap=at == 0)
    for row in rows:
        made.add_row(*(Text(_one_line(cell)) for cell in row))
    return draw(made).rstrip("\n")


def _plain(columns: Row, rows: Sequence[Row]) -> str:
    lines = [[_one_line(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _one_line(text: str) -> str:
    """Return a cell on one line and without characters that steer a terminal."""
    return "".join(each if each.isprintable() else " " for each in text)


def csv_text(columns: Row, rows: Sequence[Row]) -> str:
    """Return rows as CSV with a header.

    >>> csv_text(["board"], [["cat:esp32"]])
    'board\\ncat:esp32'
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue().rstrip("\n")


def json_text(value: object) -> str:
    """Return a value as JSON in the order in which it was built."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def turtle(triples: Sequence[Triple]) -> str:
    """Return triples as Turtle with the prefixes that they use."""
    # A late import: only this format needs the store's writer.
    import pyoxigraph as ox

    from ...reasoner.store import to_triple

    made = [to_triple(each) for each in triples]
    text = "\n".join(f"{s} {p} {o}" for s, p, o in triples)
    used = {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}
    out = ox.serialize(made, format=ox.RdfFormat.TURTLE, prefixes=used)
    assert out is not None
    lines = out.decode().rstrip("\n").split("\n")
    head = sorted(each for each in lines if each.startswith("@prefix "))  # the writer shuffles them
    return "\n".join([*head, "", *lines[len(head) :]])
