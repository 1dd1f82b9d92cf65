"""Lay a change set over stated facts: what it replaces is left out, what it supposes is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..change_set import Change, replaced
from ..facts import Facts, Triple
from ..figures import Figures
from ..namespaces import tw

_HAS_FIGURE, _FIGURE_OF = tw("hasFigure"), tw("figureOf")


def overlay(facts: Facts, figures: Figures, changes: Sequence[Change]) -> tuple[Facts, Figures]:
    """Return stated facts and figures as the changes suppose them; the last one said counts."""
    last = _last(changes)
    gone = replaced(last)
    silenced = set(_silenced(facts, gone))
    left = [
        (subject, property_, each)
        for subject, property_ in gone for each in facts.objects(subject, property_)
    ]
    added = {triple: change.place for change in last for triple in change.triples}
    stated = facts.altered([*left, *silenced], added, added)
    supposed = [each.figure for each in last if each.figure]
    stays = [each for each in figures.all if (each.subject, each.property) not in gone]
    return stated, Figures((*supposed, *stays))


def _last(changes: Iterable[Change]) -> list[Change]:
    """Return the changes without those that a later one replaces."""
    kept: list[Change] = []
    for change in changes:
        if not change.adds:
            ours = (change.subject, change.property)
            kept = [each for each in kept if (each.subject, each.property) != ours]
        kept.append(change)
    return kept


def _silenced(facts: Facts, gone: frozenset[tuple[str, str]]) -> Iterator[Triple]:
    """Yield what leads to a figure in its long form, where the change replaces that figure."""
    for subject, property_ in gone:
        for figure in facts.objects(subject, _HAS_FIGURE):
            if facts.object(figure, _FIGURE_OF) == property_:
                yield subject, _HAS_FIGURE, figure
