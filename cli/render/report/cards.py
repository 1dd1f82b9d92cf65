"""The boxes of a drawn network: how tall each is, and where it stands on a grid of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....reasoner.plan_report import LEVELS, DrawnNode, Topology
from ..proof.wrapping import wrapped

# Lengths in pixels.
LABEL, SMALL, CHIP = 12.0, 10.5, 11.0  # sizes of the font
LINE, SMALL_LINE = 15.0, 13.0
PAD, CHIP_PAD, CHIP_GAP = 9.0, 4.0, 5.0
_BOLD = 1.15  # bold is wider
SOURCE = "data arises here"
UNKNOWN = "level not known"


@dataclass(frozen=True)
class Frame:
    """How wide a picture is about, and how many boxes stand beside one another at most."""

    name: str
    width: float
    most: int

    def columns(self, topology: Topology) -> int:
        """Return how many boxes stand beside one another in the longest row."""
        levels = [_level(each) for each in topology.nodes]
        counts = [levels.count(each) for each in set(levels)]
        return max((-(-each // -(-each // self.most)) for each in counts), default=1)

    def card(self, columns: int) -> float:
        """Return how wide a box is."""
        return min(_WIDEST, (self.width - _AROUND) / columns - _BETWEEN)


WIDE, NARROW = Frame("wide", 1090.0, 5), Frame("narrow", 350.0, 2)
_WIDEST, _AROUND, _BETWEEN = 250.0, 70.0, 12.0  # px


@dataclass(frozen=True)
class Card:
    """A node as it is drawn: its lines of text, its row and its column."""

    node: DrawnNode
    label: list[str]
    product: list[str]
    chips: list[list[str]]
    row: int
    column: int

    @property
    def height(self) -> float:
        """Return how tall the box is."""
        tall = len(self.label) * LINE + len(self.product) * SMALL_LINE
        tall += sum(len(e) * LINE + 2 * CHIP_PAD + CHIP_GAP for e in self.chips)
        return tall + 2 * PAD


@dataclass(frozen=True)
class Band:
    """The rows of one level, from the first to the last."""

    title: str
    level: str | None
    first: int
    last: int


def bands_of(topology: Topology, columns: int, width: float) -> tuple[list[Card], list[Band]]:
    """Return all boxes in the order of the nodes, and the bands, the cloud at the top."""
    cards: dict[int, Card] = {}
    bands: list[Band] = []
    row = 0
    for level in (*reversed(LEVELS), None):
        ours = [at for at, each in enumerate(topology.nodes) if _level(each) == level]
        if not ours and level is None:
            continue
        rows = _rows(ours, columns)
        for number, members in enumerate(rows):
            for place, at in enumerate(members):
                column = int((place + 0.5) * columns / len(members))
                cards[at] = _card(topology.nodes[at], width, row + number, column)
        bands.append(Band(level or UNKNOWN, level, row, row + len(rows) - 1))
        row += len(rows)
    return [cards[at] for at in sorted(cards)], bands


def _level(node: DrawnNode) -> str | None:
    return node.level if node.level in LEVELS else None


def _rows(places: Sequence[int], columns: int) -> list[Sequence[int]]:
    """Return rows of nearly the same length; a level without nodes is one empty row."""
    if not places:
        return [()]
    count = -(-len(places) // columns)
    each = -(-len(places) // count)
    return [places[at : at + each] for at in range(0, len(places), each)]


def _card(node: DrawnNode, width: float, row: int, column: int) -> Card:
    room = width - 2 * PAD
    small = [node.product] if node.product else []
    small += [SOURCE] if node.is_source else []
    return Card(
        node, wrapped(node.label, room / LABEL / _BOLD),
        [line for each in small for line in wrapped(each, room / SMALL)],
        [wrapped(each, (room - 2 * CHIP_PAD) / CHIP) for each in node.chips], row, column,
    )
