"""Tables of nodes and links: each row as statements of the site, at its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from .facts import Facts
from .library import File
from .refusal import Unreadable
from .terms import LABEL, RDFS, TYPE, XSD, Triple, short, tw
from .turtle import Statement

ENDS = (".csv", ".parquet")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?:\s*\[([^\]]+)\])?")
_ALSO = {
    "product": "instanceOf", "zone": "standsIn", "region": "standsIn", "id": "name",
    "software": "installedSoftware", "peripherals": "offersPeripheral",
}
_THINGS = {
    "instanceOf": "HardwareModel", "role": "Level", "standsIn": "Place",
    "installedSoftware": "Software", "installedRuntime": "Runtime",
    "offersPeripheral": "Peripheral", "offersUi": "UserInterface", "controlledBy": "Party",
    "carries": "AcceleratorModule", "updateMode": "UpdateMode", "reaches": "DataReach",
    "technology": "LinkTechnology", "crosses": "NetworkKind",
}
_NO_LIMIT = {"unlimited", "inf", "infinity", "∞"}
_PLACES = ("Zone", "Region", "Site")
Row = dict[str, str]  # by header


def is_table(file: File) -> bool:
    """Say whether a file is a table of nodes or links."""
    return file.name.lower().endswith(ENDS)


def read_tables(files: Sequence[File], site: str | None, stated: Sequence[Statement]) -> list[
    Statement
]:
    """Return what the rows of tables say of a site, nodes before links; raises Unreadable."""
    read = [(each, list(_rows(each))) for each in files if is_table(each)]
    if not read:
        return []
    if site is None:
        raise Unreadable(f"{read[0][0].name}: a table is of a site, and the proof is of none")
    found: list[Statement] = []
    for is_of_links in (False, True):
        reader = _Reader(site, Facts([*stated, *found]))
        for file, rows in read:
            if ("from" in (rows[0][1] if rows else {})) == is_of_links:
                of_row = reader.link if is_of_links else reader.node
                for line, row in rows:
                    found += [Statement(e, file.name, line) for e in of_row(file, line, row)]
    return found


def _rows(file: File) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a table that hold something, each with its line."""
    if file.data is not None:
        yield from enumerate(_parquet(file.name, file.data), 1)
        return
    lines = list(csv.reader(io.StringIO(file.text, newline=""), strict=True))
    headers = [each.strip() for each in lines[0]] if lines else []
    for line, row in enumerate(lines[1:], 2):
        if row:
            yield line, dict(zip(headers, row, strict=True))


def _parquet(name: str, data: bytes) -> list[Row]:
    try:
        import pyarrow.parquet  # an extra, and heavy: for Parquet alone
    except ImportError as error:
        raise Unreadable(f"{name} is Parquet, which needs pyarrow") from error
    found = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
    return [{str(key): _text(value) for key, value in each.items()} for each in found]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


class _Reader:
    """Reads rows by the names of the things that are stated."""

    def __init__(self, site: str, facts: Facts) -> None:
        self.site, self.facts = site, facts
        self.base = site[: len(site) - len(short(site))]
        self._named: dict[str, dict[str, str]] = {}

    def node(self, file: File, line: int, row: Row) -> Iterator[Triple]:
        """Yield what a row says of a node."""
        names = [text for header, text in row.items() if _column(header)[0] == "name"]
        node = self.base + (names[0] if names else "")
        yield self.site, tw("hasNode"), node
        yield node, TYPE, tw("Node")
        yield node, LABEL, f'"{short(node)}"'
        for header, cell in row.items():
            name, unit = _column(header)
            text = cell.strip()
            if name == "name" or not text:
                continue
            if name not in _THINGS:
                yield from _figure(node, name, text, unit)
                continue
            for each in filter(None, (part.strip() for part in text.split(";"))):
                yield from self._thing(node, name, each, header.strip())

    def _thing(self, node: str, name: str, text: str, header: str) -> Iterator[Triple]:
        class_ = "Region" if header == "region" else _THINGS[name]
        known = self._of_class(class_)
        thing = known.get(text) or (known.get(f"{text}-level") if class_ == "Level" else None)
        if thing is None and header == "zone":
            thing = self.base + text
            yield thing, TYPE, tw("Zone")
            yield thing, LABEL, f'"{text}"'
        yield node, tw(name), thing or self.base + text

    def link(self, file: File, line: int, row: Row) -> Iterator[Triple]:
        """Yield what a row says of a link."""
        link = f"{self.base}{PurePath(file.name).stem}-line-{line}"
        yield self.site, tw("hasLink"), link
        yield link, TYPE, tw("Link")
        for header, cell in row.items():
            name, unit = _column(header)
            text = cell.strip()
            if name in ("from", "to"):
                yield link, tw(name), self._end(text)
            elif name == "bidirectional":
                said = "true" if text.casefold() in ("true", "1", "yes") else "false"
                yield link, tw(name), f'"{said}"^^<{XSD}boolean>'
            elif text and name in _THINGS:
                yield link, tw(name), self._of_class(_THINGS[name]).get(text, self.base + text)
            elif text:
                yield from _figure(link, name, text, unit)

    def _end(self, name: str) -> str:
        """Return the node, or else the place, of a name."""
        nodes = {short(each): each for each in self.facts.objects(self.site, tw("hasNode"))}
        places = (self._of_class(each).get(name) for each in _PLACES)
        return nodes.get(name) or next(filter(None, places), self.base + name)

    def _of_class(self, name: str) -> dict[str, str]:
        if name not in self._named:
            classes, waiting = {tw(name)}, [tw(name)]
            while waiting:
                below = {*self.facts.subjects(RDFS + "subClassOf", waiting.pop())} - classes
                classes |= below
                waiting += below
            self._named[name] = {
                short(each): each for c in sorted(classes) for each in self.facts.instances(c)
            }
        return self._named[name]


def _column(header: str) -> tuple[str, str | None]:
    """Return the property of a header, and the unit of its cells."""
    match = _HEADER.fullmatch(header.strip())
    name, unit = match.groups() if match else (header.strip(), None)
    return _ALSO.get(name, name), unit


def _figure(thing: str, name: str, text: str, unit: str | None) -> Iterator[Triple]:
    if text.casefold() in _NO_LIMIT:
        yield thing, tw("unlimited"), tw(name)
    else:
        yield thing, tw(name), f'"{text} {unit}"' if unit else f'"{text}"'
