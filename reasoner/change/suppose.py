"""Knowledge with changed facts: what does not change is shared, also in its indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..change_set import Change
from ..facts import Facts, Triple
from ..figures import Figures
from ..knowledge import Knowledge
from ..namespaces import RDF_TYPE, tw


def supposing_stated(
    knowledge: Knowledge, facts: Facts, figures: Figures, changes: Sequence[Change]
) -> Knowledge:
    """Return knowledge with other stated facts and figures; what was inferred stays."""
    found = replace(knowledge, asserted=facts, figures=figures)
    touched = {(each.subject, each.property) for each in changes}
    touched |= {(each.subject, tw("hasFigure")) for each in changes}
    gone, new = [], []
    for subject, property_ in touched:
        before, after = (e.objects(subject, property_) for e in (knowledge.asserted, facts))
        if len(knowledge.facts.objects(subject, property_)) != len(before):
            return found  # what is stated stands before what is inferred: the order counts
        gone += [(subject, property_, each) for each in before if each not in after]
        new += [(subject, property_, each) for each in after if each not in before]
    said = [(each.subject, each.property, "") for each in changes]  # a figure may differ alone
    _keeping_rows(knowledge, found, (*said, *gone, *new))
    return _holding(found, knowledge.facts.altered(gone, new, {e: facts.places[e] for e in new}))


def _keeping_rows(knowledge: Knowledge, found: Knowledge, other: Iterable[Triple]) -> Knowledge:
    """Hand on the rows of lookups to other knowledge, where no fact that is other is read there."""
    read, classes = {tw("hasFigure")}, set()
    for each in knowledge.definitions.quantities.values():
        if each.keys:
            read |= {each.source_property or "", each.row_times or ""}
            read |= {part.row_property for key in each.keys for part in key}
            classes.add(each.row_class)
    if not any(p in read or (p == RDF_TYPE and o in classes) for _, p, o in other):
        rows = {key: kept for key, kept in knowledge.kept.items() if key[0] in ("rows", "keyed")}
        found.kept.update(rows)
    return found


def supposing_inferred(knowledge: Knowledge, inferred: dict[Triple, str]) -> Knowledge:
    """Return knowledge from whose stated facts other facts follow."""
    stated = knowledge.asserted
    gone = [
        each for each in knowledge.inferred
        if each not in inferred and each[2] not in stated.objects(each[0], each[1])
    ]
    new = [each for each in inferred if each not in knowledge.inferred]
    facts = knowledge.facts.altered(gone, new, {}) if gone or new else knowledge.facts
    found = _keeping_rows(knowledge, replace(knowledge, inferred=inferred), (*gone, *new))
    return _holding(found, facts)


def _holding(knowledge: Knowledge, facts: Facts) -> Knowledge:
    """Return the knowledge with its stated and inferred facts together, which are known."""
    knowledge.__dict__["facts"] = facts
    return knowledge
