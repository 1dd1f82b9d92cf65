"""The links of a table that rules have to read, as facts: the extremes of those that are alike.

A table may hold a million links, which never become facts.  Rules ask whether there is a link that
is slow, dear or seldom up: one of the least and one of the greatest figure answers for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from ..facts import Fact, Facts, literal
from ..namespaces import RDF_TYPE, XSD, local_name, tw
from ..network import Ints
from .link_table import Links

_READ = ("linkAvailability", "pricePerByte", "uplinkRate")
_KINDS = (
    (1.0, "wide-area-network", "hasWideAreaLink"), (0.0, "local-network", "hasLocalLink"),
)


def notable_links(site: str, links: Links, known: Facts) -> list[Fact]:
    """Return the facts of the extreme links of a table, each at its line.

    `known` says of a technology whether it leaves the premises.
    """
    usual = [known.object(each, tw("crosses")) for each in links.technologies]
    found: list[Fact] = []
    for value, crosses, property_ in _KINDS:
        kind = np.where(
            np.isnan(links.wide),
            np.array([each == tw(crosses) for each in usual])[links.technology],
            links.wide == value,
        )
        for technology in range(len(links.technologies)):
            ours = np.nonzero(kind & (links.technology == technology))[0]
            for row in _extremes(links, ours):
                found += _facts(site, links, row, tw(property_))
    return found


def _extremes(links: Links, rows: Ints) -> list[int]:
    """Return of some rows those with the least, the greatest and no figure of each property."""
    found: set[int] = set()
    for name in _READ if len(rows) else ():
        values = _stated(links, name)[rows]
        known = np.nonzero(np.isfinite(values))[0]
        found |= set(rows[np.isnan(values)][:1].tolist())
        if len(known):
            ends = known[[int(values[known].argmin()), int(values[known].argmax())]]
            found |= set(rows[ends].tolist())
    return sorted(found)


def _stated(links: Links, name: str) -> NDArray[np.float64]:
    values = links.figures.get(name)
    return np.full(len(links.start), np.nan) if values is None else np.asarray(values, float)


def _facts(site: str, links: Links, row: int, property_: str) -> Iterator[Fact]:
    place = links.where.place(row)
    stem = PurePath(links.where.file).stem
    link = f"{site[: len(site) - len(local_name(site))]}{stem}-line-{place.line}"
    yield Fact(site, property_, link, place)
    yield Fact(link, RDF_TYPE, tw("Link"), place)
    technology = links.technologies[links.technology[row]]
    if technology:
        yield Fact(link, tw("technology"), technology, place)
    for name in _READ:
        value = float(_stated(links, name)[row])
        if np.isfinite(value):
            number = f"{Decimal(repr(value)):f}"
            stated = literal(f"{number} USD/B") if name == "pricePerByte" else literal(
                number, f"{XSD}decimal")
            yield Fact(link, tw(name), stated, place)
