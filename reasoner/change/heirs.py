"""Hand a change on to what extends the thing that changes, where it states nothing of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..change_set import Change
from ..knowledge import Knowledge
from ..namespaces import PREFIXES

_DERIVED_FROM = PREFIXES["prov"] + "wasDerivedFrom"


def with_heirs(knowledge: Knowledge, changes: Sequence[Change]) -> list[Change]:
    """Return changes with what they come to for heirs: a base's, or its part's, are its heirs' too.

    A change that is said of an heir itself counts before what it would inherit.
    """
    found = list(changes)
    said = {(each.subject, each.property) for each in changes}
    for change in found:  # which grows: an heir may have heirs
        for heir in _heirs(knowledge, change):
            if (heir, change.property) not in said:
                said.add((heir, change.property))
                figure = replace(change.figure, subject=heir) if change.figure else None
                found.append(replace(change, subject=heir, figure=figure))
    return found


def _heirs(knowledge: Knowledge, change: Change) -> Iterator[str]:
    """Yield what took over from a thing all that it states of a property."""
    of_base = _stated(knowledge, change.subject, change.property)
    for heir in sorted(knowledge.asserted.subjects(_DERIVED_FROM, change.subject)):
        if _stated(knowledge, heir, change.property) == of_base:
            yield heir


def _stated(knowledge: Knowledge, thing: str, property_: str) -> list[tuple[object, ...]]:
    """Return what is stated, with where it was written: what is inherited keeps its line."""
    chosen, asserted = knowledge.figures.chosen.get((thing, property_)), knowledge.asserted
    if chosen is not None:
        return [(chosen.value, chosen.lower, chosen.upper, chosen.place)]
    values = asserted.objects(thing, property_)
    return sorted((each, str(asserted.place((thing, property_, each)))) for each in values)
