"""Lay a change set over stated facts: what it replaces is left out, what it supposes is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..change_set import Change, replaced
from ..facts import Facts, Triple
from ..figures import Figure, Figures
from ..namespaces import tw

_HAS_FIGURE, _FIGURE_OF = tw("hasFigure"), tw("figureOf")


def overlay(facts: Facts, figures: Figures, changes: Sequence[Change]) -> tuple[Facts, Figures]:
    """Return stated facts and figures as the changes suppose them; the last one said counts."""
    last = effective(changes)
    gone = replaced(last)
    silenced = set(_silenced(facts, gone))
    left = [
        (subject, property_, each)
        for subject, property_ in gone for each in facts.objects(subject, property_)
    ]
    added = {triple: change.place for change in last for triple in change.triples}
    stated = facts.altered([*left, *silenced], added, added)
    supposed = [each.figure for each in last if each.figure]
    return stated, _figures(figures, gone, supposed)


def other_facts(before: Facts, after: Facts, changes: Iterable[Change]) -> set[Triple]:
    """Return what is stated of what changes on one side only."""
    touched = {(each.subject, each.property) for each in changes}
    touched |= {(each.subject, _HAS_FIGURE) for each in changes}
    one, other = (
        {(s, p, each) for s, p in touched for each in facts.objects(s, p)}
        for facts in (before, after)
    )
    return one ^ other


def _figures(
    figures: Figures, gone: frozenset[tuple[str, str]], supposed: Sequence[Figure]
) -> Figures:
    """Return figures without those of some properties, and with others; they share indexes."""
    stays = (each for each in figures.all if (each.subject, each.property) not in gone)
    found = Figures((*supposed, *stays))
    chosen, by_property = dict(figures.chosen), dict(figures.by_property)
    for property_ in {*(each for _, each in gone), *(each.property for each in supposed)}:
        by_property[property_] = dict(by_property.get(property_, {}))
    for subject, property_ in gone:
        chosen.pop((subject, property_), None)
        by_property[property_].pop(subject, None)
    for each in reversed(supposed):  # the first one said of a property is chosen
        chosen[each.subject, each.property] = each
        by_property[each.property][each.subject] = each
    found.__dict__.update(chosen=chosen, by_property=by_property)
    return found


def effective(changes: Iterable[Change]) -> list[Change]:
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
