"""Blanks of a template that nobody has filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts import Fact
from ..namespaces import local_name
from ..template import BLANK
from .finding import Finding


def unfilled(blanks: Iterable[Fact]) -> Iterator[Finding]:
    """Find each blank, by the property that it is the value of."""
    for each in blanks:
        yield Finding(
            each.place, "violation", f"{local_name(each.predicate)} is not filled in", "a value",
            BLANK, "fill it in, or delete the line", each.subject, each.predicate,
        )
