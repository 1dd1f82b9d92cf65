"""Links of a table as facts, each at its line: what a proof tells of them, where they are few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from ..errors import Place, TopologyError
from ..facts import Fact, literal
from ..namespaces import RDF_TYPE, XSD, local_name, tw
from .tables import UNLIMITED, Column, Words, figures_of, needed, read_columns, read_sheet

MOST = 5_000  # links that are told one by one; a million never become facts
_CLASSES = {"technology": "LinkTechnology", "crosses": "NetworkKind"}


def link_facts(path: Path, site: str, words: Words, ends: Mapping[str, str]) -> list[Fact]:
    """Return the links of a table as facts of a site; `ends` are nodes and places by local name.

    The table has been read before, so that what is wrong in it has been refused.  Raises
    TopologyError for a table with more links than proofs tell.
    """
    sheet = read_sheet(path)
    if len(sheet.lines) > MOST:
        raise TopologyError(
            "a plan with these has no proof yet", expected=f"a table of at most {MOST:,} links",
            found=f"{len(sheet.lines):,}", place=Place(str(path)),
        )
    known = ["from", "to", "technology", "crosses", "bidirectional", *figures_of(words, {"link"})]
    columns = read_columns(sheet, words, known)
    needed(sheet, columns, "from", "to")
    base = site[: len(site) - len(local_name(site))]
    found: list[Fact] = []
    for row, line in enumerate(sheet.lines.tolist()):
        place = sheet.place(row)
        link = f"{base}{PurePath(sheet.file).stem}-line-{line}"
        found += [
            Fact(site, tw("hasLink"), link, place), Fact(link, RDF_TYPE, tw("Link"), place)]
        for column, cells in zip(columns, sheet.cells, strict=True):
            for term in _stated(column, cells[row].strip(), words, ends):
                found.append(Fact(link, *term, place))
    return found


def _stated(
    column: Column, text: str, words: Words, ends: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield what a cell says: a property with its value."""
    property_ = tw(column.property)
    if column.property in ("from", "to"):
        yield property_, ends[text]
    elif column.property == "bidirectional":
        is_so = text.casefold() in ("true", "1", "yes")
        yield property_, literal("true" if is_so else "false", f"{XSD}boolean")
    elif text and column.property in _CLASSES:
        yield property_, words.of_class(_CLASSES[column.property])[text]
    elif text and text.casefold() in UNLIMITED:
        yield tw("unlimited"), property_
    elif text:
        yield property_, literal(f"{text} {column.unit}" if column.unit else text)
