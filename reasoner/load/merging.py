"""Lay what a user's files add upon a ground: the same facts in the same order as if read at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import Place
from ..fact_table import NONE, FactTable, Places, TabledFacts
from ..facts import Triple
from ..figures import Figures
from ..ground import Added, Ground, in_rank, question_on
from ..knowledge import Knowledge


def laid(ground: Ground, added: Added, sources: Sequence[tuple[str, str]]) -> Knowledge:
    """Return the knowledge of a ground with what is added; `sources` are the added files."""
    below = ground.knowledge
    written = [*added.plain, *added.flat, question_on(added.site)]
    table = _extended(
        ground.table, [*(each.triple for each in written), *added.inferred],
        [*(each.place for each in written), *(None for _ in added.inferred)],
    )
    inferred, following = _following(ground, added, len(ground.table.at) + len(written))
    order = _stated_order(ground, added)
    stated = TabledFacts(table.picked(order))
    figures = (*below.figures.all, *added.figures)
    found = Knowledge(
        stated, inferred,
        Figures(tuple(map(figures.__getitem__, in_rank(ground.ranks, added.ranks)))),
        added.definitions or below.definitions, added.rules or below.rules, below.units.apart(),
        added.site, (*below.sources, *sources),
    )
    # What the property would put together.
    found.__dict__["facts"] = TabledFacts(table.picked(np.concatenate([order, following])))
    return found


def _stated_order(ground: Ground, added: Added) -> NDArray[np.intp]:
    """Return the rows of stated facts: as they were written, then numbers, then the question."""
    start = len(ground.table.at)
    flat = start + len(added.plain)
    end = flat + len(added.flat)
    numbers = np.concatenate([np.arange(ground.plain, ground.asserted), np.arange(flat, end)])
    return np.concatenate([
        np.arange(ground.plain), np.arange(start, flat),
        numbers[in_rank(ground.flat_ranks, added.flat_ranks)], [end],
    ]).astype(np.intp)


def _following(
    ground: Ground, added: Added, start: int
) -> tuple[dict[Triple, str], NDArray[np.intp]]:
    """Return what follows, sorted, with its rows: those of what is added begin at `start`."""
    below = {} if added.afresh else ground.knowledge.inferred
    known = enumerate(below.items(), ground.asserted)
    found = [each for each in known if each[1][0] not in added.stated]
    found += enumerate(added.inferred.items(), start)
    found.sort(key=lambda each: each[1][0])
    rows = np.fromiter((row for row, _ in found), dtype=np.intp, count=len(found))
    return dict(each for _, each in found), rows


def _extended(
    table: FactTable, triples: Sequence[Triple], at: Sequence[Place | None]
) -> FactTable:
    """Return a table with more rows at its end."""
    numbers = dict(table.numbers)
    columns = [
        [numbers.setdefault(each[end], len(numbers)) for each in triples] for end in range(3)
    ]
    known = list(numbers)
    terms = [*table.terms, *known[len(table.terms) :]]
    places, positions = _extended_places(table.places, at)
    found = FactTable(
        terms, places, _joined(table.subjects, columns[0]), _joined(table.predicates, columns[1]),
        _joined(table.objects, columns[2]), _joined(table.at, positions),
    )
    found.__dict__["numbers"] = numbers  # which the property would put together
    return found


def _extended_places(
    places: Places, at: Iterable[Place | None]
) -> tuple[Places, list[int]]:
    """Return places with more of them, and the position of each of these."""
    files = {name: number for number, name in enumerate(places.files)}
    start = len(places.file)
    known: dict[Place, int] = {}
    positions = [
        NONE if each is None else known.setdefault(each, start + len(known)) for each in at
    ]
    file = [files.setdefault(each.file, len(files)) for each in known]
    line = [NONE if each.line is None else each.line for each in known]
    return Places(list(files), _joined(places.file, file), _joined(places.line, line)), positions


def _joined(old: NDArray[np.int32], new: Sequence[int]) -> NDArray[np.int32]:
    return np.concatenate([old, np.array(new, dtype=np.int32)])
