"""Knowledge with more facts and figures, of tasks and flows: what was worked out is handed on.

A break-even plans the same site dozens of times; the measured rows that lookups read, and the
indexes of all facts, are the same each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..decide.rows import rows_by_key
from ..definitions import Quantity
from ..errors import Place
from ..facts import Facts, Triple
from ..figures import Figure, Figures
from ..knowledge import Knowledge
from ..namespaces import RDF_TYPE, tw

_FIGURE = tw("hasFigure")


def extended(
    base: Knowledge, triples: Sequence[Triple], places: dict[Triple, Place],
    figures: Sequence[Figure],
) -> Knowledge:
    """Return the knowledge with more said of tasks and flows, in facts and in figures."""
    found = replace(
        base, asserted=base.asserted.altered((), triples, places) if triples else base.asserted,
        figures=_with(base.figures, figures),
    )
    facts = base.facts.altered((), triples, places) if triples else base.facts
    said = [*triples, *((each.subject, each.property, "") for each in figures)]
    other = {
        each.name for each in base.definitions.quantities.values()
        if each.keys and _reads(each, said, (base.facts, facts))
    }
    keyed = {
        f"{each.row_class} {each.keys}" for each in base.definitions.quantities.values()
        if each.name in other
    }
    for each in base.definitions.quantities.values():
        if each.keys and each.name not in other:
            # Read here and not where it is asked for, so that the base has it for the next one.
            rows_by_key(base, each)
            base.kept.setdefault(("tables", each.name), {})
    for (kind, name), value in base.kept.items():
        if kind in ("parts", "along") or (kind == "keyed" and name not in keyed) or (
                kind in ("rows", "tables") and name not in other):
            found.kept[kind, name] = value
    found.__dict__["facts"] = facts
    return found


def _with(base: Figures, more: Sequence[Figure]) -> Figures:
    """Return figures and more, which are chosen where no other is stated; indexes are shared."""
    found = Figures((*base.all, *more))
    chosen, by_property = dict(base.chosen), dict(base.by_property)
    for property_ in {each.property for each in more}:
        by_property[property_] = dict(by_property.get(property_, {}))
    for each in more:
        chosen.setdefault((each.subject, each.property), each)
        by_property[each.property].setdefault(each.subject, each)
    found.__dict__.update(chosen=chosen, by_property=by_property)
    return found


def _reads(lookup: Quantity, said: Iterable[Triple], facts: Sequence[Facts]) -> bool:
    """Say whether a lookup reads anything of what is said: of its rows, or what makes one."""
    parts = {part.row_property for key in lookup.keys for part in key}
    read = {lookup.source_property, lookup.row_times, _FIGURE, *parts}
    class_ = lookup.row_class or ""
    return any(
        (p == RDF_TYPE and o == class_)
        or (p in read and any(each.is_a(end, class_) for each in facts for end in (s, o)))
        for s, p, o in said
    )
