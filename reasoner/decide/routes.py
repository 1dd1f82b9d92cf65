"""Quantities of paths, combined from the figures of their links."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..candidate import Path
from ..definitions import Quantity
from ..figures import Figure
from ..formula import Corner
from ..knowledge import Knowledge
from ..link import speaks_for
from ..namespaces import tw

# What a link gives towards its end is what it gives backwards towards its start.
_REVERSED = {"uplinkRate": "downlinkRate", "downlinkRate": "uplinkRate"}
_COMBINE: dict[str | None, Callable[[list[float]], float]] = {
    "sum": sum, "minimum": min, "maximum": max, "product": lambda v: float(np.prod(v)),
    "count": lambda v: float(len(v)), "first": lambda v: v[0],
}


def link_figure(knowledge: Knowledge, link: str, property_: str) -> Figure | None:
    """Return a figure of a link, else of what carries it, else the usual one of its technology."""
    stated = knowledge.figures.by_property.get(property_, {})
    return next((stated[e] for e in speaks_for(knowledge.facts, link) if e in stated), None)


def unlimited_by(knowledge: Knowledge, link: str, rate: str) -> str | None:
    """Return what says that a rate of a link has no limit; None where the closest states one.

    A rate that a link states itself is its limit, whatever its technology says.
    """
    stated = knowledge.figures.by_property.get(rate, {})
    for each in speaks_for(knowledge.facts, link):
        if rate in knowledge.facts.objects(each, tw("unlimited")):
            return each
        if each in stated:
            return None
    return None


def in_direction(knowledge: Knowledge, quantity: Quantity, forwards: bool) -> Quantity:
    """Return the quantity of a link that counts in a direction."""
    if forwards or quantity.name not in _REVERSED:
        return quantity
    return knowledge.definitions.quantities[_REVERSED[quantity.name]]


def combined(knowledge: Knowledge, quantity: Quantity, path: Path, corner: Corner) -> float:
    """Return a quantity of a path, NaN where its links do not state enough.

    The known links bound a path: a sum and a maximum from below, the others from above.  Where
    links are listed and none leads there, the least of their rates is 0; where no link limits
    what it carries, it is infinite.
    """
    if not path.exists and quantity.combine == "minimum" and not quantity.is_partial:
        return 0.0
    link = knowledge.definitions.quantities[
        (quantity.source_property or "").removeprefix(tw(""))
    ]
    stated = [
        _of_link(knowledge, link, each, forwards, corner)
        for each, forwards in counted(quantity, path)
    ]
    known = [each for each in stated if each is not None]
    if len(known) < len(stated) and not quantity.is_partial:
        bounded = "low" if quantity.combine in ("sum", "maximum", "count") else "high"
        if corner != bounded or not known:
            return float(np.nan)
    if not known:
        return 0.0 if quantity.combine == "sum" and not path.links else float(np.nan)
    return _COMBINE[quantity.combine](known)


def counted(quantity: Quantity, path: Path) -> tuple[tuple[str, bool], ...]:
    """Return the links of a path that count for a quantity of it."""
    return path.links[:1] if quantity.combine == "first" else path.links


def _of_link(
    knowledge: Knowledge, quantity: Quantity, link: str, forwards: bool, corner: Corner
) -> float | None:
    neighbours = knowledge.definitions.quantities
    quantity = in_direction(knowledge, quantity, forwards)
    if quantity.name in _REVERSED and unlimited_by(knowledge, link, quantity.iri):
        return float(np.inf)
    figure = link_figure(knowledge, link, quantity.iri)
    if figure is not None:
        return {"low": figure.lower, "middle": figure.value, "high": figure.upper}[corner]
    if quantity.absent is not None:
        return quantity.absent
    if corner == "middle":
        return _between(knowledge, quantity, link)
    bound = quantity.below if corner == "low" else quantity.above
    return _of_link(knowledge, neighbours[bound], link, True, corner) if bound else None


def _between(knowledge: Knowledge, quantity: Quantity, link: str) -> float | None:
    """Return the midpoint of the bounds of what a link does not state, where it states both."""
    neighbours = knowledge.definitions.quantities
    if not quantity.below or not quantity.above:
        return None
    below = _of_link(knowledge, neighbours[quantity.below], link, True, "low")
    above = _of_link(knowledge, neighbours[quantity.above], link, True, "high")
    return None if below is None or above is None else (below + above) / 2
