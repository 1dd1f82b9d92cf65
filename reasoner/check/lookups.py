"""Lookups: a number from the rows of facts that match a candidate's choices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from .candidates import Candidate
from .expressions import Number
from .facts import Facts
from .figures import Figure, Figures
from .terms import tw
from .vocabulary import KeyPart, Quantity

_WORST_RANK = 5  # of a row whose value is an outcome, which has no standing


@dataclass(frozen=True)
class Row:
    """A row's value, and how good its standing is."""

    node: str
    number: Number
    rank: int
    parts: dict[tuple[str, bool], list[str]]


@dataclass(frozen=True)
class Found:
    """What a lookup came to: the number, the key that matched and the rows that it rests on."""

    number: Number
    key: tuple[tuple[str, str], ...]
    rows: tuple[str, ...]


Index = list[tuple[tuple[KeyPart, ...], dict[tuple[str, ...], list[Row]]]]


class Lookups:
    """The rows of all lookups of one set of facts."""

    def __init__(self, facts: Facts, figures: Figures) -> None:
        self.facts, self.figures = facts, figures
        self._indexes: dict[str, Index] = {}

    def find(self, quantity: Quantity, candidate: Candidate) -> Found | None:
        """Return the hull of the best rows of the most specific key that any row matches.

        Where the rows are parts of a whole it is what all of them add up to.
        """
        for alternative, rows in self._index(quantity):
            wanted = tuple(candidate.choice(part.choice) or "" for part in alternative)
            if wanted in rows:
                names = (part.choice for part in alternative)
                come_to = _sum if quantity.combine == "sum" else _best
                return come_to(rows[wanted], tuple(zip(names, wanted, strict=True)))
        return None

    def _index(self, quantity: Quantity) -> Index:
        """Return, for each key, the rows that state just its parts, by the values of these."""
        if quantity.name not in self._indexes:
            rows = self._rows(quantity)
            self._indexes[quantity.name] = [
                (alternative, _by_values(rows, alternative)) for alternative in quantity.keys
            ]
        return self._indexes[quantity.name]

    def _rows(self, quantity: Quantity) -> list[Row]:
        """Return the rows that give a value, with what each states of the parts of any key."""
        parts = list(dict.fromkeys(part for key in quantity.keys for part in key))
        nodes = self.facts.instances(quantity.rows or "")
        rows = (self._row(quantity, node, parts) for node in nodes)
        return [each for each in rows if each is not None]

    def _row(self, quantity: Quantity, node: str, parts: list[KeyPart]) -> Row | None:
        stated = {
            (part.property, part.is_inverse): (
                self.facts.subjects(part.property, node) if part.is_inverse
                else self.facts.objects(node, part.property)
            )
            for part in parts
        }
        figure = self.figures.chosen.get((node, quantity.property or ""))
        if figure is not None and quantity.times is None:
            number = Number(figure.low, figure.middle, figure.high)
            return Row(node, number, figure.rank, stated)
        if figure is not None:
            other = self.figures.chosen.get((node, quantity.times or ""))
            return None if other is None else Row(
                node, _product(figure, other), max(figure.rank, other.rank), stated
            )
        outcome = self.facts.object(node, quantity.property or "")
        if outcome is None or not outcome.startswith("http"):
            return None
        ran = float(outcome == tw("ran"))
        return Row(node, Number(ran, ran, ran), _WORST_RANK, stated)


def _product(one: Figure, other: Figure) -> Number:
    return Number(one.low * other.low, one.middle * other.middle, one.high * other.high)


def _by_values(
    rows: list[Row], alternative: tuple[KeyPart, ...]
) -> dict[tuple[str, ...], list[Row]]:
    names = [(part.property, part.is_inverse) for part in alternative]
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if {name for name, values in row.parts.items() if values} == set(names):
            for values in product(*(dict.fromkeys(row.parts[name]) for name in names)):
                found.setdefault(values, []).append(row)
    return found


def _best(rows: list[Row], key: tuple[tuple[str, str], ...]) -> Found:
    rank = min(each.rank for each in rows)
    best = sorted(
        (each for each in rows if each.rank == rank),
        key=lambda each: (each.number.middle or 0.0, each.node),
    )
    number = Number(
        min(e.number.low for e in best), best[len(best) // 2].number.middle,
        max(e.number.high for e in best),
    )
    return Found(number, key, tuple(each.node for each in best))


def _sum(rows: list[Row], key: tuple[tuple[str, str], ...]) -> Found:
    ours = sorted(rows, key=lambda each: each.node)
    number = Number(
        sum(e.number.low for e in ours), sum(e.number.middle or 0.0 for e in ours),
        sum(e.number.high for e in ours),
    )
    return Found(number, key, tuple(each.node for each in ours))
