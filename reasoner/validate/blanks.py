"""Blanks of a template that nobody has filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts import Fact, is_literal, lexical
from ..namespaces import local_name
from ..template import BLANK
from .finding import Finding


def is_blank(fact: Fact) -> bool:
    """Say whether a fact has a blank for its value: as a text, or where a name should stand."""
    value = fact.object
    return (lexical(value) if is_literal(value) else local_name(value)) == BLANK


def unfilled(blanks: Iterable[Fact]) -> Iterator[Finding]:
    """Find each blank, by the property that it is the value of."""
    for each in blanks:
        yield Finding(
            each.place, "violation", f"{local_name(each.predicate)} is not filled in", "a value",
            BLANK, "fill it in, or delete the line", each.subject, each.predicate,
        )
