"""Nodes that stand in a table: each row becomes facts of the site, with its line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import ParseError, Place, QuantityError, UnknownName, did_you_mean
from ..facts import Fact, literal
from ..namespaces import RDF_TYPE, RDFS_LABEL, local_name, tw
from .tables import (
    UNLIMITED,
    Column,
    Words,
    checked,
    figures_of,
    needed,
    read_columns,
    read_sheet,
)

_OF_NODES = {  # what a cell of a column names: a thing of this class
    "instanceOf": "HardwareModel", "role": "Level", "standsIn": "Place",
    "installedSoftware": "Software", "installedRuntime": "Runtime",
    "offersPeripheral": "Peripheral", "offersUi": "UserInterface", "controlledBy": "Party",
    "carries": "AcceleratorModule", "updateMode": "UpdateMode", "reaches": "DataReach",
}


def read_nodes(path: Path, site: str, words: Words) -> list[Fact]:
    """Return the nodes of a table as facts of a site, each at its line.

    A node's IRI is its name in the namespace of the site.  A zone that nothing defines is a new
    one; a region, product or level has to be known.  Cells of several names divide them by `;`.
    Raises ParseError, UnknownName and QuantityError with file and line.
    """
    sheet = read_sheet(path)
    stems = figures_of(words, {"node"})
    columns = read_columns(sheet, words, ["name", *_OF_NODES, *stems])
    names = sheet.cells[needed(sheet, columns, "name", "instanceOf")[0]]
    base = site[: len(site) - len(local_name(site))]
    first: dict[str, int] = {}
    facts: list[Fact] = []
    for row, name in enumerate(names):
        place = sheet.place(row)
        if not name or name in first:
            raise ParseError(
                f"the node {name} is named twice" if name else "a node has no name",
                expected="a name for each node", place=place,
                found=f"{name}, also in line {sheet.lines[first[name]]}" if name else "nothing",
            )
        first[name] = row
        node = base + name
        facts += [
            Fact(site, tw("hasNode"), node, place), Fact(node, RDF_TYPE, tw("Node"), place),
            Fact(node, RDFS_LABEL, literal(name), place),
        ]
        for at, column in enumerate(columns):
            text = sheet.cells[at][row].strip()
            if text and column.property != "name":
                facts += _node_facts(node, column, text, base, words, place)
    return facts


def _node_facts(
    node: str, column: Column, text: str, base: str, words: Words, place: Place
) -> Iterable[Fact]:
    property_ = tw(column.property)
    if column.property not in _OF_NODES:
        if text.casefold() in UNLIMITED:
            return [Fact(node, tw("unlimited"), property_, place)]
        stated = f"{text} {column.unit}" if column.unit else text
        read = checked(lambda: words.units.stated(stated, column.canonical or ""), place)
        is_whole = words.facts.text(property_, tw("wholeNumber")) == "true"
        if is_whole and read.value != read.value.to_integral_value():
            raise QuantityError(f"{column.property} of {local_name(node)} is no whole number",
                                expected="a whole number", found=text, place=place)
        return [Fact(node, property_, literal(stated), place)]
    found = []
    for name in filter(None, (each.strip() for each in text.split(";"))):
        thing = _thing(name, column, words)
        if thing is None and column.header == "zone":
            thing = base + name
            found += [Fact(thing, RDF_TYPE, tw("Zone"), place),
                      Fact(thing, RDFS_LABEL, literal(name), place)]
        if thing is None:
            class_ = "Region" if column.header == "region" else _OF_NODES[column.property]
            known = words.of_class(class_)
            raise UnknownName(
                f"no {class_} is called {name}", expected=f"a {class_} of the catalogue or of "
                "your files", found=name, hint=did_you_mean(name, known), place=place,
            )
        found.append(Fact(node, property_, thing, place))
    return found


def _thing(name: str, column: Column, words: Words) -> str | None:
    class_ = "Region" if column.header == "region" else _OF_NODES[column.property]
    known = words.of_class(class_)
    return known.get(name) or (known.get(f"{name}-level") if class_ == "Level" else None)
