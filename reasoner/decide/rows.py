"""Lookups: rows of facts matched by key, most specific key first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ..definitions import Key, Quantity
from ..figures import STANDINGS
from ..knowledge import Knowledge
from ..namespaces import tw


@dataclass(frozen=True)
class Row:
    """One row's value as an interval in canonical units, with the fact it stands in."""

    node: str
    low: float
    middle: float
    high: float
    rank: int


@dataclass(frozen=True)
class Match:
    """What a lookup returns for one key: the hull of the best rows."""

    low: float
    middle: float
    high: float
    rows: tuple[str, ...]


def rows_by_key(
    knowledge: Knowledge, quantity: Quantity
) -> list[tuple[tuple[Key, ...], dict[tuple[str, ...], Match]]]:
    """Return, for each alternative key, the matches by the values of its parts.

    A row counts for the alternative whose parts it states, and that names all the parts it states.
    Several rows: the better standing, then the hull of what remains.
    """
    facts = knowledge.facts
    mentioned = {(k.row_property, k.is_inverse) for each in quantity.keys for k in each}
    found = []
    rows = facts.instances(quantity.row_class or "")
    for alternative in quantity.keys:
        ours = {(k.row_property, k.is_inverse) for k in alternative}
        groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for node in rows:
            row = _row(knowledge, quantity, node)
            if row is None:
                continue
            stated = {each for each in mentioned if _values(knowledge, node, *each)}
            if stated != ours:
                continue
            for key in _key_values(knowledge, node, alternative):
                groups[key].append(row)
        found.append((alternative, {key: _best(each) for key, each in groups.items()}))
    return found


def _values(knowledge: Knowledge, node: str, property_: str, is_inverse: bool) -> list[str]:
    if is_inverse:
        return knowledge.facts.subjects(property_, node)
    return knowledge.facts.objects(node, property_)


def _key_values(
    knowledge: Knowledge, node: str, alternative: tuple[Key, ...]
) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [()]
    for part in alternative:
        values = _values(knowledge, node, part.row_property, part.is_inverse)
        keys = [(*key, value) for key in keys for value in values]
    return keys


def _row(knowledge: Knowledge, quantity: Quantity, node: str) -> Row | None:
    figure = knowledge.figures.chosen.get((node, quantity.source_property or ""))
    if figure is not None:
        return Row(node, figure.lower, figure.value, figure.upper, figure.rank)
    outcome = knowledge.facts.object(node, quantity.source_property or "")
    if outcome is None or not outcome.startswith("http"):
        return None
    number = 1.0 if outcome == tw("ran") else 0.0
    return Row(node, number, number, number, len(STANDINGS))


def _best(rows: list[Row]) -> Match:
    rank = min(each.rank for each in rows)
    best = sorted((e for e in rows if e.rank == rank), key=lambda each: (each.middle, each.node))
    return Match(
        min(e.low for e in best), best[len(best) // 2].middle, max(e.high for e in best),
        tuple(each.node for each in best),
    )
