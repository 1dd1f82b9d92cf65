"""What is missing below a number: figures that nobody states, and rows that there are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .cases import Case
from .expressions import read
from .terms import short
from .vocabulary import Quantity


@dataclass(frozen=True)
class Lack:
    """A number that is missing, and the things that might state it."""

    quantity: Quantity
    subjects: tuple[str, ...]
    property: str


def arguments(quantity: Quantity, case: Case) -> list[str]:
    """Return the quantities that a formula's value rests on, with those that bound it."""
    assert quantity.tree is not None
    bounds = [each for each in (quantity.below, quantity.above) if each]
    return list(dict.fromkeys([*read(quantity.tree, case), *bounds]))


def lacks(case: Case, names: list[str]) -> dict[str, Lack]:
    """Return what is missing below some quantities, by name; of several links the first."""
    found: dict[str, Lack] = {}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        quantity = case.quantity(name)
        if quantity.kind == "formula" and quantity.tree is not None:
            waiting += arguments(quantity, case)
        for each in _of(quantity, case):
            found.setdefault(each.quantity.name, each)
    return dict(sorted(found.items()))


def _of(quantity: Quantity, case: Case) -> Iterator[Lack]:
    property_ = quantity.property or ""
    if quantity.kind in ("figure", "pool"):
        if quantity.absent is None and case.figure(quantity) is None:
            yield Lack(quantity, case.subjects(quantity), property_ or quantity.iri)
    elif quantity.kind == "lookup":
        if case.found(quantity) is None:
            yield Lack(quantity, (), property_)
    elif quantity.kind == "path":
        for link, forwards in case.crossed(quantity):
            of = case.of_direction(case.quantity(short(property_)), forwards)
            if of.absent is None and not case.ground.network.speaks(link, of.iri):
                yield Lack(of, (link,), of.iri)
