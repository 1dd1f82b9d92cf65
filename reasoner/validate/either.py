"""What is said of a thing in the facts that are checked, or else in the bundled catalogue."""

from __future__ import annotations

from ..errors import QuantityError
from ..facts import Facts, is_literal, lexical
from ..namespaces import tw
from .vocabulary import Vocabulary


def object_in(both: tuple[Facts, ...], subject: str | None, property_: str) -> str | None:
    """Return what a thing states first, None where it states nothing."""
    found = (each.object(subject or "", property_) for each in both)
    return next((each for each in found if each is not None), None)


def number_in(
    both: tuple[Facts, ...], subject: str | None, property_: str, vocabulary: Vocabulary
) -> float | None:
    """Return a figure in its canonical unit, of its forms the first that is stated.

    None where none is stated, or none can be read.
    """
    for facts in both:
        stated = facts.objects(subject or "", property_)
        for figure in facts.objects(subject or "", tw("hasFigure")):
            if facts.object(figure, tw("figureOf")) == property_:
                stated = [*stated, *facts.objects(figure, tw("value"))]
        for each in filter(is_literal, stated):
            try:
                unit = vocabulary.unit_of[property_]
                return float(vocabulary.units.canonical(lexical(each), unit).value)
            except QuantityError:
                return None
    return None
