"""Knowledge with changed facts: what does not change is shared, also in its indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..change_set import Change
from ..facts import Facts, Triple
from ..figures import Figures
from ..knowledge import Knowledge
from ..namespaces import tw


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
    return _holding(found, knowledge.facts.altered(gone, new, {e: facts.places[e] for e in new}))


def supposing_inferred(knowledge: Knowledge, inferred: dict[Triple, str]) -> Knowledge:
    """Return knowledge from whose stated facts other facts follow."""
    stated = knowledge.asserted
    gone = [
        each for each in knowledge.inferred
        if each not in inferred and each[2] not in stated.objects(each[0], each[1])
    ]
    new = [each for each in inferred if each not in knowledge.inferred]
    facts = knowledge.facts.altered(gone, new, {}) if gone or new else knowledge.facts
    return _holding(replace(knowledge, inferred=inferred), facts)


def _holding(knowledge: Knowledge, facts: Facts) -> Knowledge:
    """Return the knowledge with its stated and inferred facts together, which are known."""
    knowledge.__dict__["facts"] = facts
    return knowledge
