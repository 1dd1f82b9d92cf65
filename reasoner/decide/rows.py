"""Lookups: rows of facts matched by key, most specific key first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """What a lookup returns for one key: the hull of the best rows, or the sum of all."""

    low: float
    middle: float
    high: float
    rows: tuple[str, ...]


Rows = list[tuple[tuple[Key, ...], dict[tuple[str, ...], Match]]]
Keyed = list[tuple[str, list[tuple[int, tuple[str, ...]]]]]  # alternatives and keys of each row


def rows_by_key(knowledge: Knowledge, quantity: Quantity) -> Rows:
    """Return, for each alternative key, the matches by the values of its parts.

    A row counts for the alternative whose parts it states, and that names all the parts it states.
    Several rows: the better standing, then the hull of what remains; or what they add up to, where
    the quantity says so.
    """
    key = ("rows", quantity.name)
    if key not in knowledge.kept:
        knowledge.kept[key] = _read_rows(knowledge, quantity)
    found: Rows = knowledge.kept[key]
    return found


def _read_rows(knowledge: Knowledge, quantity: Quantity) -> Rows:
    groups: list[dict[tuple[str, ...], list[Row]]] = [defaultdict(list) for _ in quantity.keys]
    for node, keyed in _keyed(knowledge, quantity):
        row = _row(knowledge, quantity, node)
        if row is not None:
            for place, key in keyed:
                groups[place][key].append(row)
    match = _sum if quantity.combine == "sum" else _best
    return [
        (alternative, {key: match(each) for key, each in group.items()})
        for alternative, group in zip(quantity.keys, groups, strict=True)
    ]


def _keyed(knowledge: Knowledge, quantity: Quantity) -> Keyed:
    """Return the rows of a class, each with the alternatives that it counts for and its keys there.

    Kept by class and keys: many lookups read other figures of the same rows by the same keys.
    """
    kept = ("keyed", f"{quantity.row_class} {quantity.keys}")
    if kept not in knowledge.kept:
        mentioned = {(k.row_property, k.is_inverse) for each in quantity.keys for k in each}
        parts = [{(k.row_property, k.is_inverse) for k in each} for each in quantity.keys]
        found: Keyed = []
        for node in knowledge.facts.instances(quantity.row_class or ""):
            stated = {each for each in mentioned if _values(knowledge, node, *each)}
            keyed = [
                (place, key) for place, ours in enumerate(parts) if ours == stated
                for key in _key_values(knowledge, node, quantity.keys[place])
            ]
            if keyed:
                found.append((node, keyed))
        knowledge.kept[kept] = found
    rows: Keyed = knowledge.kept[kept]
    return rows


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
    if figure is not None and quantity.row_times is None:
        return Row(node, figure.lower, figure.value, figure.upper, figure.rank)
    if figure is not None:
        other = knowledge.figures.chosen.get((node, quantity.row_times or ""))
        return None if other is None else Row(
            node, figure.lower * other.lower, figure.value * other.value,
            figure.upper * other.upper, max(figure.rank, other.rank),
        )
    outcome = knowledge.facts.object(node, quantity.source_property or "")
    if outcome is None or not outcome.startswith("http"):
        return None
    number = 1.0 if outcome == tw("ran") else 0.0
    return Row(node, number, number, number, len(STANDINGS))


def _best(rows: list[Row]) -> Match:
    if len(rows) == 1:
        only = rows[0]
        return Match(only.low, only.middle, only.high, (only.node,))
    rank = min(each.rank for each in rows)
    best = sorted((e for e in rows if e.rank == rank), key=lambda each: (each.middle, each.node))
    return Match(
        min(e.low for e in best), best[len(best) // 2].middle, max(e.high for e in best),
        tuple(each.node for each in best),
    )


def _sum(rows: list[Row]) -> Match:
    ours = sorted(rows, key=lambda each: each.node)
    return Match(
        sum(e.low for e in ours), sum(e.middle for e in ours), sum(e.high for e in ours),
        tuple(each.node for each in ours),
    )


Keys = tuple[Sequence[str], Sequence[tuple[Any, ...]]]  # names of parts, and their values


def match_table(
    alternatives: list[tuple[tuple[Key, ...], dict[tuple[str, ...], Match]]],
    part_of: dict[str, str], rows: Keys, columns: Keys,
) -> NDArray[np.float64]:
    """Return (least, central, greatest) × rows × columns: the match of the most specific key.

    `part_of` names the part of a candidate that a choice is.  Where nothing matches, it is NaN.
    """
    table = np.full((3, len(rows[1]), len(columns[1])), np.nan)
    for alternative, matches in alternatives:
        if not matches:
            continue
        parts = [part_of[each.choice] for each in alternative]
        (ours, row_at), (theirs, column_at) = (_positions(each, parts) for each in (rows, columns))
        for match, at, to in _matching(matches, (ours, row_at), (theirs, column_at), len(parts)):
            if len(at) == len(to) == 1:
                if isnan(table[1, at[0], to[0]]):
                    table[:, at[0], to[0]] = match.low, match.middle, match.high
                continue
            place = np.ix_(at, to)
            free = np.isnan(table[1][place])
            for corner, value in zip(table, (match.low, match.middle, match.high), strict=True):
                corner[place] = np.where(free, value, corner[place])
    return table


Positions = tuple[list[int], dict[tuple[Any, ...], list[int]]]  # of parts, and of their values


def _matching(
    matches: dict[tuple[str, ...], Match], rows: Positions, columns: Positions, count: int
) -> Iterator[tuple[Match, list[int], list[int]]]:
    """Yield each match that is asked for, with the rows and columns that ask for it.

    By the keys that are asked for where those are fewer than what is known: a question of one node
    asks for a few of thousands of measured rows.
    """
    (ours, row_at), (theirs, column_at) = rows, columns
    if len(row_at) * len(column_at) > len(matches):
        for key, match in matches.items():
            at = row_at.get(tuple(key[i] for i in ours))
            to = column_at.get(tuple(key[i] for i in theirs))
            if at and to:
                yield match, at, to
        return
    order = sorted(range(count), key=[*ours, *theirs].__getitem__)
    for row, at in row_at.items():
        for column, to in column_at.items():
            both = (*row, *column)
            found = matches.get(tuple(both[i] for i in order))
            if found is not None:
                yield found, at, to


def _positions(keys: Keys, parts: list[str]) -> Positions:
    """Return which of the parts these keys have, and the positions of the keys by those parts."""
    names, values = keys
    ours = [i for i, each in enumerate(parts) if each in names]
    within = [names.index(parts[i]) for i in ours]
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for position, value in enumerate(values):
        found[tuple(value[i] for i in within)].append(position)
    return ours, found
