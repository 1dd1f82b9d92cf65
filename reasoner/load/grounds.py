"""A ground, and what is added to it, as plain JSON rows, and back; rows not ours give None."""

from __future__ import annotations

from typing import Any

from ..ground import Added, Ground
from ..watched_facts import Watch
from .columns import (
    INTEGER,
    fact_rows,
    facts_of,
    figure_rows,
    figures_of,
    packed,
    table_of,
    table_rows,
    texts,
    unpacked,
)
from .snapshot import (
    WRONG,
    definition_rows,
    knowledge_rows,
    read_definitions_of,
    read_knowledge,
    read_rules,
    rule_rows,
)

_RANKS = 2**10  # more than there are kinds of figures


def ground_rows(ground: Ground) -> dict[str, Any]:
    """Return a ground as rows."""
    return {
        "knowledge": knowledge_rows(ground.knowledge), "plain": ground.plain,
        "ranks": packed(ground.ranks.tolist(), INTEGER),
        "flat_ranks": packed(ground.flat_ranks.tolist(), INTEGER),
        "defining": ground.defining.rows(), "owned": sorted(ground.owned),
        "rule_files": ground.rule_files,
    }


def ground_of(data: Any) -> Ground | None:
    """Return the ground that `ground_rows` gave."""
    try:
        return _ground(data)
    except WRONG:
        return None


def _ground(data: Any) -> Ground:
    knowledge, plain = read_knowledge(data["knowledge"]), data["plain"]
    ranks, flat_ranks = (unpacked(data[each], _RANKS) for each in ("ranks", "flat_ranks"))
    found = Ground(
        knowledge, plain, ranks, flat_ranks, Watch.from_rows(data["defining"]),
        frozenset(texts(data["owned"])), int(data["rule_files"]),
    )
    if type(plain) is not int or plain + len(flat_ranks) != found.asserted:
        raise ValueError("facts that are neither as written nor of figures")
    if len(ranks) != len(knowledge.figures.all):
        raise ValueError("figures without a rank")
    return found


def added_rows(added: Added) -> dict[str, Any]:
    """Return what is added to a ground as rows."""
    return {
        "site": added.site,
        "plain": fact_rows(added.plain), "flat": fact_rows(added.flat),
        "flat_ranks": list(added.flat_ranks),
        "figures": figure_rows(added.figures), "ranks": list(added.ranks),
        "inferred": table_rows(list(added.inferred), [None] * len(added.inferred)),
        "by": list(added.inferred.values()),
        "stated": table_rows(sorted(added.stated), [None] * len(added.stated)),
        "definitions": None if added.definitions is None else definition_rows(added.definitions),
        "rules": None if added.rules is None else rule_rows(added.rules),
        "afresh": added.afresh,
    }


def added_of(data: Any) -> Added | None:
    """Return what `added_rows` gave."""
    try:
        return _added(data)
    except WRONG:
        return None


def _added(data: Any) -> Added:
    plain, flat = (facts_of(data[each]) for each in ("plain", "flat"))
    if plain is None or flat is None:
        raise ValueError("these are no facts")
    site, is_afresh, figures = data["site"], data["afresh"], figures_of(data["figures"])
    ranks, flat_ranks = (tuple(data[each]) for each in ("ranks", "flat_ranks"))
    if not (isinstance(site, str | None) and type(is_afresh) is bool):
        raise TypeError("the site is not a name, or what follows is not known")
    if not all(type(each) is int and 0 <= each < _RANKS for each in (*ranks, *flat_ranks)):
        raise TypeError("a rank is not one")
    if len(ranks) != len(figures) or len(flat_ranks) != len(flat):
        raise ValueError("figures without a rank")
    inferred = zip(table_of(data["inferred"]).triples, texts(data["by"]), strict=True)
    definitions, rules = data["definitions"], data["rules"]
    return Added(
        site, tuple(plain), tuple(flat), flat_ranks, figures, ranks, dict(inferred),
        frozenset(table_of(data["stated"]).triples), is_afresh,
        None if definitions is None else read_definitions_of(definitions),
        None if rules is None else read_rules(rules),
    )
