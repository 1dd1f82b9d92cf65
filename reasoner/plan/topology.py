"""Read the network of a site: nodes and links that facts state, and links that a table states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..decide.routes import in_direction, link_figure, unlimited_by
from ..definitions import Quantity
from ..errors import ParseError, TopologyError, did_you_mean
from ..knowledge import Knowledge
from ..link import is_bidirectional
from ..namespaces import local_name, tw
from ..network import Corners, Floats, Ints, LinkNames, Network
from .backups import backups, with_backups
from .distances import floors
from .link_table import Links
from .places import Places

_WIDE = tw("wide-area-network")
_RATES = {"uplinkRate", "downlinkRate"}


def read_network(knowledge: Knowledge, nodes: Sequence[str], table: Links | None) -> Network:
    """Return the network of the site: links of facts first, in the order they are stated.

    A link that is used both ways stands there twice, with its rates exchanged; one between places
    once for each pair of their nodes.  Raises TopologyError where a row of the table ends at what
    is no node or place of the site.
    """
    site = knowledge.site or ""
    facts = knowledge.facts
    places = Places(knowledge, nodes)
    joined = {each: _ends(knowledge, each) for each in facts.objects(site, tw("hasLink"))
              if facts.object(each, tw("carriedBy")) is None}
    stated = [link for link, each in joined.items() if each and all(map(places.holds, each))]
    both = np.array([is_bidirectional(facts, each) for each in stated], dtype=bool)
    row, start, end = _stated_pairs(places, [joined[each] or ("", "") for each in stated])
    if table is not None:
        inside = _of_names(places, table)
        theirs, *more = places.pairs(inside, np.stack([table.start, table.end], axis=1))
        row = np.concatenate([row, theirs + len(stated)])
        start, end = (np.concatenate(e) for e in zip((start, end), more, strict=True))
        usual = np.array([is_bidirectional(facts, each) for each in table.technologies])
        both = np.concatenate([both, table.bidirectional | usual[table.technology]])
    back = np.nonzero(both[row])[0]
    forwards = np.arange(len(row) + len(back)) < len(row)
    row = np.concatenate([row, row[back]]).astype(np.int32)
    reader = _Reader(knowledge, stated, table, row, forwards)
    figures = reader.figures()
    found = Network(
        tuple(nodes), np.concatenate([start, end[back]]), np.concatenate([end, start[back]]),
        figures, reader.wide(), reader.unlimited(),
        facts.object(site, tw("routing")) == tw("direct-only"),
        LinkNames(tuple(local_name(e) for e in stated), table.where if table else None, row,
                  forwards),
        _typical(figures),
    )
    found.figures["latencyFloor"] = floors(knowledge, found)
    spares = backups(knowledge, stated, joined, both.tolist())
    return with_backups(settled(knowledge, found), spares)


def _stated_pairs(places: Places, joined: list[tuple[str, str]]) -> tuple[Ints, Ints, Ints]:
    """Return which link, from which node to which: once for each pair of nodes at its ends."""
    number: dict[str, int] = {}
    ends = np.array(
        [[number.setdefault(each, len(number)) for each in both] for both in joined],
        dtype=np.int32,
    ).reshape(len(joined), 2)
    return places.pairs([places.inside(each) for each in number], ends)


def _ends(knowledge: Knowledge, link: str) -> tuple[str, str] | None:
    facts = knowledge.facts
    start, end = facts.object(link, tw("from")), facts.object(link, tw("to"))
    return (start, end) if start and end else None


def _of_names(places: Places, table: Links) -> list[Ints]:
    """Return the nodes of each name of a table; raises TopologyError for one of none."""
    found = [places.named(each) for each in table.names]
    lost: NDArray[np.bool_] = np.array([not len(each) for each in found], dtype=bool)
    rows = np.nonzero(lost[table.start] | lost[table.end])[0]
    if len(rows):
        row = int(rows[0])
        names = [table.names[table.start[row]], table.names[table.end[row]]]
        known = [local_name(each) for each in (*places.nodes, *places.members)]
        missing = next(each for each in names if not len(places.named(each)))
        raise TopologyError(
            "a link ends at what the site has not",
            expected="a node of the site, or a place in which it has nodes", found=missing,
            hint=did_you_mean(missing, known), place=table.where.place(row),
        )
    _refuse_loops(places, table, found)
    return found


def _refuse_loops(places: Places, table: Links, inside: list[Ints]) -> None:
    """Raise ParseError for a row from a node to itself; a place's own nodes may be joined."""
    rows = np.nonzero(table.start == table.end)[0]
    is_node = np.array([
        len(each) == 1 and local_name(places.nodes[each[0]]) == name
        for name, each in zip(table.names, inside, strict=True)
    ], dtype=bool)
    for row in rows[is_node[table.start[rows]]][:1].tolist():
        raise ParseError(
            "a link ends where it starts", expected="two nodes, or a place whose nodes it joins",
            found=table.names[table.start[row]], place=table.where.place(row),
        )


def _typical(figures: dict[str, Corners]) -> Floats:
    """Return the latency that each link states, the median before the others; NaN for none."""
    found = np.full(len(figures["latencyP50"][1]), np.nan)
    for name in ("latencyP50", "latencyP95", "latencyWorst"):
        found = np.where(np.isnan(found), figures[name][1], found)
    return found


class _Reader:
    """Reads what is stated of the links, each for the direction that it is used in."""

    def __init__(
        self, knowledge: Knowledge, stated: Sequence[str], table: Links | None, row: Ints,
        forwards: NDArray[np.bool_],
    ) -> None:
        self.knowledge, self.stated, self.table = knowledge, stated, table
        self.row, self.forwards = row, forwards
        self.quantities = [
            each for each in knowledge.definitions.quantities.values()
            if each.scope == "link" and each.kind == "figure"
        ]

    def figures(self) -> dict[str, Corners]:
        """Return each property's figures, of the link or its technology; NaN where none is."""
        one_way = {each.name: self._column(each) for each in self.quantities}
        found = {}
        for each in self.quantities:
            back = in_direction(self.knowledge, each, False).name
            found[each.name] = _chosen(one_way[each.name], one_way[back], self.row, self.forwards)
        return found

    def _column(self, quantity: Quantity) -> Corners:
        figures = [link_figure(self.knowledge, each, quantity.iri) for each in self.stated]
        rows = [(f.lower, f.value, f.upper) if f else (np.nan,) * 3 for f in figures]
        array = np.array(rows, dtype=float).reshape(len(rows), 3)
        if self.table is None:
            return array[:, 0], array[:, 1], array[:, 2]
        theirs = self._of_table(quantity)
        if not len(array):
            return theirs
        found = [np.concatenate([array[:, i], theirs[i]]) for i in range(3)]
        return found[0], found[1], found[2]

    def _of_table(self, quantity: Quantity) -> Corners:
        """Return a property's figures in the rows of the table, else those of the technology."""
        assert self.table is not None
        count = len(self.table.start)
        stated = self.table.figures.get(quantity.name)
        if self.table.technologies == ("",):
            column = _nothing(count) if stated is None else stated
            return column, column, column
        usual = [link_figure(self.knowledge, each, quantity.iri) for each in
                 self.table.technologies]
        rows = np.array([(f.lower, f.value, f.upper) if f else (np.nan,) * 3 for f in usual])
        corners = rows[self.table.technology].T
        if stated is not None:
            corners = np.where(np.isnan(stated), corners, stated)
        return corners[0], corners[1], corners[2]

    def wide(self) -> Floats:
        """Return 1 for a link that leaves the premises, 0 for one that stays, else NaN."""
        kinds = [self._crosses(each) for each in self.stated]
        found = np.array([_is_wide(each) for each in kinds], dtype=float)
        if self.table is not None:
            usual = [_is_wide(self._crosses(each)) for each in self.table.technologies]
            theirs = np.array(usual)[self.table.technology]
            own = self.table.wide
            found = np.concatenate([found, np.where(np.isnan(own), theirs, own)])
        return np.asarray(found[self.row])

    def _crosses(self, link: str) -> str | None:
        facts = self.knowledge.facts
        return facts.object(link, tw("crosses")) or facts.object(
            facts.object(link, tw("technology")) or "", tw("crosses")
        )

    def unlimited(self) -> NDArray[np.bool_]:
        """Return which links carry any rate in their direction: they, or their technology say so.

        A rate that a link states itself is its limit, whatever its technology says.
        """
        found = np.array([self._unlimited(each) for each in self.stated], dtype=bool)
        found = found.reshape(len(self.stated), 2)
        if self.table is not None:
            usual = np.array([self._unlimited(each) for each in self.table.technologies])
            theirs = [
                self._unlimited_in_table(name, usual[:, at])
                for at, name in enumerate(("uplinkRate", "downlinkRate"))
            ]
            found = np.concatenate([found, np.stack(theirs, axis=1)])
        forwards = found[self.row, 0]
        return np.asarray(np.where(self.forwards, forwards, found[self.row, 1]))

    def _unlimited(self, link: str) -> list[bool]:
        """Return whether a link has no limit forwards and backwards."""
        return [unlimited_by(self.knowledge, link, tw(rate)) is not None for rate in (
            "uplinkRate", "downlinkRate")]

    def _unlimited_in_table(self, rate: str, usual: NDArray[np.bool_]) -> NDArray[np.bool_]:
        assert self.table is not None
        theirs = usual[self.table.technology]
        own = self.table.figures.get(rate)
        return theirs if own is None else np.where(np.isnan(own), theirs, np.isinf(own))


def _nothing(count: int) -> Floats:
    """Return a column that states nothing, and takes no memory."""
    return np.broadcast_to(np.float64(np.nan), (count,))


def _is_wide(kind: str | None) -> float:
    # A link that states neither may be either: its hop is not known, and no zero.
    return float("nan") if kind is None else float(kind == _WIDE)


def _chosen(
    ours: Corners, theirs: Corners, row: Ints, forwards: NDArray[np.bool_]
) -> Corners:
    """Return a property for each link in its direction; corners that are one array stay one."""
    if ours[0] is ours[1] and theirs[0] is theirs[1]:
        if ours[1].strides == theirs[1].strides == (0,):
            nothing = _nothing(len(row))
            return nothing, nothing, nothing
        one = ours[1][row] if ours[1] is theirs[1] else np.where(
            forwards, ours[1][row], theirs[1][row])
        return one, one, one
    low, middle, high = (
        np.where(forwards, a[row], b[row]) for a, b in zip(ours, theirs, strict=True)
    )
    return low, middle, high


class _Settling:
    """Takes what is not stated from its default or its neighbours, one corner at a time.

    A missing median is at least the floor and at most the 95th percentile, and so on; in between
    is taken where both are known.
    """

    def __init__(self, quantities: dict[str, Quantity], figures: dict[str, Corners]) -> None:
        self.quantities, self.figures = quantities, figures
        self.kept: dict[tuple[str, int], Floats] = {}

    def corners(self, name: str) -> Corners:
        """Return a property's figures; where they are exact and whole, one array three times."""
        middle, stated = self.corner(name, 1), self.figures[name]
        if stated[0] is stated[1] and not np.isnan(stated[1]).any():
            return middle, middle, middle
        return self.corner(name, 0), middle, self.corner(name, 2)

    def corner(self, name: str, at: int) -> Floats:
        """Return the least (0), central (1) or greatest (2) figures of a property."""
        if (name, at) not in self.kept:
            stated = self.figures[name][at]
            lacking = np.isnan(self.figures[name][1])
            if stated.strides == (0,):
                stated = np.broadcast_to(self._without(self.quantities[name], at), stated.shape)
            elif lacking.any():
                stated = np.where(lacking, self._without(self.quantities[name], at), stated)
            self.kept[name, at] = stated
        return self.kept[name, at]

    def _without(self, quantity: Quantity, at: int) -> Floats | float:
        if quantity.absent is not None:
            return quantity.absent
        if at == 1:
            if not quantity.below or not quantity.above:
                return np.nan
            return (self.corner(quantity.below, 0) + self.corner(quantity.above, 2)) / 2
        bound = quantity.below if at == 0 else quantity.above
        return self.corner(bound, at) if bound else np.nan


def settled(knowledge: Knowledge, network: Network) -> Network:
    """Return the network with a figure for all that has a default, and no limit where none is."""
    settling = _Settling(knowledge.definitions.quantities, network.figures)
    figures = {name: settling.corners(name) for name in network.figures}
    if network.unlimited.any():
        low, middle, high = (
            np.where(network.unlimited, np.inf, each) for each in figures["uplinkRate"]
        )
        figures["uplinkRate"] = (low, middle, high)
    return replace(network, figures=figures)
