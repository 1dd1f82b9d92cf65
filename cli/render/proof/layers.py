"""Place boxes in columns: the conclusion at the left, each premise right of all that rest on it.

Read from the top left, a picture tells what the outline tells: the premises of a box begin beside
it, in the order of the proof.  A line to a premise several columns away has a place of its own in
each column between, so that it crosses no box; the lines of one premise run together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

Slot = tuple[int, int]  # a box and a column: its own, or one that its line passes on the way


@dataclass(frozen=True)
class Layout:
    """Where boxes are: the top of each slot, and the slots that each box is drawn from.

    `ways` has, for a slot, the slots of the next column that lead to its premises.
    """

    column: tuple[int, ...]
    tops: dict[Slot, float]
    ways: dict[Slot, tuple[Slot, ...]]
    height: float


def layered(
    premises: Sequence[Sequence[int]], heights: Sequence[float], gap: float, way: float
) -> Layout:
    """Return the places of boxes of some heights, `gap` apart; a passing line takes `way`."""
    columns = _columns(premises)
    ways = _ways(premises, columns)
    tops = _tops(ways, _homes(ways), {
        slot: (heights[slot[0]] if columns[slot[0]] == slot[1] else way) for slot in ways
    }, gap)
    height = max(tops[at, columns[at]] + heights[at] for at in range(len(heights)))
    return Layout(columns, tops, ways, height)


def _columns(premises: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the length of the longest chain from each box up to the conclusion."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(premises)))
    graph.add_edges_from((at, each) for at, below in enumerate(premises) for each in below)
    found = [0] * len(premises)
    for column, generation in enumerate(nx.topological_generations(graph)):
        for at in generation:
            found[at] = column
    return tuple(found)


def _ways(
    premises: Sequence[Sequence[int]], columns: Sequence[int]
) -> dict[Slot, tuple[Slot, ...]]:
    found: dict[Slot, dict[Slot, None]] = {}
    for at, below in enumerate(premises):
        found.setdefault((at, columns[at]), {})
        for each in below:
            here = (at, columns[at])
            for column in range(columns[at] + 1, columns[each] + 1):
                found.setdefault(here, {})[each, column] = None
                here = each, column
    return {slot: tuple(following) for slot, following in found.items()}


def _homes(ways: dict[Slot, tuple[Slot, ...]]) -> dict[Slot, Slot | None]:
    """Return the slot that each slot stands beside, in the order in which a reader meets them.

    It is the first that leads to it, so that the slots make a tree, which is drawn without a
    crossing; moving a shared premise amid all that rest on it would save some of its own lines'
    crossings, and lose the order of the proof, in which what failed stands first.
    """
    found: dict[Slot, Slot | None] = {}
    waiting: list[tuple[Slot, Slot | None]] = [((0, 0), None)]
    while waiting:
        slot, home = waiting.pop()
        if slot not in found:
            found[slot] = home
            waiting += [(each, slot) for each in reversed(ways[slot])]
    return found


def _tops(
    ways: dict[Slot, tuple[Slot, ...]], homes: dict[Slot, Slot | None],
    heights: dict[Slot, float], gap: float,
) -> dict[Slot, float]:
    """Return the top of each slot: level with the first that it leads to, and below those above."""
    tops: dict[Slot, float] = {}
    free: dict[int, float] = {}  # by column, where the next slot may begin
    for slot, home in homes.items():
        if slot in tops:
            continue
        chain = _chain(slot, ways, homes)
        top = max([tops[home] if home else 0.0, *(free.get(each[1], 0.0) for each in chain)])
        for each in chain:
            tops[each] = top
            free[each[1]] = top + heights[each] + gap
    return tops


def _chain(
    slot: Slot, ways: dict[Slot, tuple[Slot, ...]], homes: dict[Slot, Slot | None]
) -> list[Slot]:
    """Return a slot, the first that stands beside it, the first beside that, and so on."""
    found = [slot]
    while beside := next((each for each in ways[found[-1]] if homes[each] == found[-1]), None):
        found.append(beside)
    return found
