"""Knowledge with changed facts: what does not change is shared, also in its indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..candidate import Path
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
    _keeping(knowledge, found, (*said, *gone, *new))
    return _holding(found, knowledge.facts.altered(gone, new, {e: facts.places[e] for e in new}))


def _keeping(knowledge: Knowledge, found: Knowledge, other: Iterable[Triple]) -> Knowledge:
    """Hand on to other knowledge what was worked out, where no fact that is other is read there.

    That is the rows of lookups with what they give, and the figures of paths.
    """
    said = list(other)
    kept, names = knowledge.kept, {"parts"}
    read, classes = {tw("hasFigure")}, set()
    for each in knowledge.definitions.quantities.values():
        if each.keys:
            read |= {each.source_property or "", each.row_times or ""}
            read |= {part.row_property for key in each.keys for part in key}
            classes.add(each.row_class)
    if not any(p in read or (p == RDF_TYPE and o in classes) for _, p, o in said):
        names |= {"rows", "keyed", "tables"}
    # A table is added to a dictionary of its own: what is supposed is not kept for what is so.
    found.kept.update({
        key: dict(each) if key[0] == "tables" else each
        for key, each in kept.items() if key[0] in names
    })
    subjects = {subject for subject, _, _ in said}
    is_work = all(_is_work(knowledge.facts, each) for each in subjects)
    for key, each in kept.items():
        if key[0] == "along":
            found.kept[key] = _along(knowledge.facts, each, subjects)
        elif key[0] in ("judged", "flow") and is_work and key[1] not in subjects:
            found.kept[key] = dict(each)
    return found


def _is_work(facts: Facts, thing: str) -> bool:
    """Say whether a thing is work that is asked for: nothing else of that is judged by it."""
    return any(facts.is_a(thing, tw(each)) for each in ("Task", "Pipeline", "Flow"))


def _along(facts: Facts, kept: dict[Path, float], subjects: set[str]) -> dict[Path, float]:
    """Return the figures of the paths on which nothing speaks for a link that is other."""
    links = {link for path in kept for link, _ in path.links}
    moved = {link for link in links if not subjects.isdisjoint(_speakers(facts, link))}
    if not moved:
        return dict(kept)
    return {
        path: value for path, value in kept.items()
        if moved.isdisjoint(link for link, _ in path.links)
    }


def _speakers(facts: Facts, link: str) -> list[str]:
    """Return a link with what carries it and the technologies of both, which state its figures."""
    carriers = [link, *facts.objects(link, tw("carriedBy"))]
    return [*carriers, *(each for one in carriers for each in facts.objects(one, tw("technology")))]


def supposing_inferred(knowledge: Knowledge, inferred: dict[Triple, str]) -> Knowledge:
    """Return knowledge from whose stated facts other facts follow."""
    stated = knowledge.asserted
    gone = [
        each for each in sorted(knowledge.inferred.keys() - inferred.keys())
        if each[2] not in stated.objects(each[0], each[1])
    ]
    new = sorted(inferred.keys() - knowledge.inferred.keys())
    facts = knowledge.facts.altered(gone, new, {}) if gone or new else knowledge.facts
    found = _keeping(knowledge, replace(knowledge, inferred=inferred), (*gone, *new))
    return _holding(found, facts)


def _holding(knowledge: Knowledge, facts: Facts) -> Knowledge:
    """Return the knowledge with its stated and inferred facts together, which are known."""
    knowledge.__dict__["facts"] = facts
    return knowledge
