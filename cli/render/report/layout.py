"""Lay a network out: boxes on a grid, lines in lanes between rows and columns, never over a box.

A line leaves a box at its upper or lower edge, runs in a lane of the gutter there and, past rows
in between, in a lane of a channel between columns.  Idle lines to the same node share their lane;
one that flows take has lanes of its own, with a track beside it for each flow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ....reasoner.plan_report import DrawnLink, Topology
from ..proof.wrapping import width, wrapped
from .cards import SMALL, Band, Card, Frame, bands_of

# Lengths in pixels.
MARGIN, TITLE = 14.0, 22.0
TEXT_LINE = 12.0  # of a line's label
TRACK = 5.0  # between a line and a flow, and between flows
_LANE, _BADGE = 9.0, 12.0  # of a lane; more of one that flows take
_PORT, _INSET, _SHIFT = 9.0, 12.0, 5.0  # between ports; the first; more at a lower edge
_CHANNEL, _GUTTER, _APART = 10.0, 10.0, 14.0
LABEL_ROW = 20.0  # of a level without a node
Point = tuple[float, float]
Key = tuple[object, ...]


@dataclass(frozen=True)
class Wire:
    """A line as it is drawn: its corners from the first box to the second, and its label."""

    link: DrawnLink
    corners: tuple[Point, ...]
    label: list[str]
    at: Point


@dataclass(frozen=True)
class Layout:
    """Where all stands: the corner of each box, the bands with top and bottom, and the wires."""

    width: float
    height: float
    card: float
    cards: list[Card]
    corners: list[Point]
    bands: list[tuple[Band, float, float]]
    wires: list[Wire]


@dataclass(frozen=True)
class _Way:
    """Which gutters and channel a line takes, from the upper box to the lower one."""

    link: DrawnLink
    upper: int
    lower: int
    gutters: tuple[int, int]
    channel: int | None
    tracks: int
    keys: tuple[Key, Key]
    labelled: int


def laid_out(topology: Topology, frame: Frame) -> Layout:
    """Return where everything of a network stands."""
    columns = frame.columns(topology)
    return _Laying(topology, columns, frame.card(columns)).done()


@dataclass
class _Laying:
    """One layout in the making."""

    topology: Topology
    columns: int
    card: float
    cards: list[Card] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    ways: list[_Way] = field(default_factory=list)

    def done(self) -> Layout:
        """Return the layout: across first, then down, for lanes depend on where lines begin."""
        self.cards, self.bands = bands_of(self.topology, self.columns, self.card)
        self.rows = max((each.last for each in self.bands), default=0) + 1
        self.ways = [self._way(at, each) for at, each in enumerate(self.topology.links)]
        self._across()
        self._ports()
        self._labels()
        self._lanes()
        self._down()
        wires = [self._wire(each) for each in self.ways]
        corners = [(self.left[e.column], self.top[e.row]) for e in self.cards]
        return Layout(self.width, self.height, self.card, self.cards, corners,
                      [self._band(each) for each in self.bands], wires)

    def _way(self, at: int, link: DrawnLink) -> _Way:
        degree = self._degrees()
        ends = sorted((link.start, link.end), key=lambda each: (self.cards[each].row, each))
        upper, lower = (self.cards[each] for each in ends)
        level = upper.row == lower.row
        gutters = (upper.row, upper.row) if level else (upper.row + 1, lower.row)
        channel = None
        if gutters[0] != gutters[1]:
            channel = lower.column + (upper.column > lower.column)
        tracks = sum(at == step for flow in self.topology.flows for step, _ in flow.steps)
        hub = max(ends, key=lambda each: (degree[each], -each))
        labelled = ends[0] if hub == ends[1] else ends[1]
        alone: Key = ("link", at)
        shared: Key = alone if tracks else ("hub", hub)
        keys = (shared if ends[0] == hub else alone, shared if ends[1] == hub else alone)
        return _Way(link, ends[0], ends[1], gutters, channel, tracks, keys, labelled)

    def _degrees(self) -> list[int]:
        found = [0] * len(self.topology.nodes)
        for each in self.topology.links:
            found[each.start] += 1
            found[each.end] += 1
        return found

    def _lane_key(self, way: _Way) -> Key:
        """Return what shares lanes with a line: idle lines to the same hub do."""
        return next((each for each in way.keys if each[0] == "hub"), way.keys[0])

    # Across

    def _across(self) -> None:
        """Place columns, with room between them for the lines that pass."""
        wide: dict[int, dict[Key, float]] = {}
        for each in self.ways:
            if each.channel is not None:
                lanes = wide.setdefault(each.channel, {})
                lanes[self._lane_key(each)] = _LANE + TRACK * each.tracks + _BADGE * bool(
                    each.tracks)
        self.channel_x: dict[tuple[int, Key], float] = {}
        self.left: list[float] = []
        x = MARGIN
        for number in range(self.columns + 1):
            x += _CHANNEL
            for key, size in wide.get(number, {}).items():
                self.channel_x[number, key] = x
                x += size
            if number < self.columns:
                self.left.append(x)
                x += self.card
        self.width = x + _CHANNEL + MARGIN

    def _ends(self, way: _Way) -> tuple[tuple[int, bool, Key], tuple[int, bool, Key]]:
        """Return (box, whether at its lower edge, what shares the port) of both ends."""
        level = self.cards[way.upper].row == self.cards[way.lower].row
        return (way.upper, not level, way.keys[0]), (way.lower, False, way.keys[1])

    def _ports(self) -> None:
        """Place the ends of lines along the edges of boxes, in the order of where they lead."""
        edges: dict[tuple[int, bool], dict[Key, tuple[int, int]]] = {}
        for way in self.ways:
            for (card, low, key), other in zip(
                self._ends(way), (way.lower, way.upper), strict=True
            ):
                ports = edges.setdefault((card, low), {})
                column = min(self.cards[other].column, ports.get(key, (99, 0))[0])
                ports[key] = (column, max(way.tracks, ports.get(key, (0, 0))[1]))
        self.port: dict[tuple[int, bool, Key], float] = {}
        self.after: dict[tuple[int, bool], float] = {}
        for (card, low), ports in edges.items():
            order = sorted(ports, key=lambda key: (ports[key][0], str(key)))
            needed = sum(_PORT + TRACK * ports[key][1] for key in order)
            room = self.card - 2 * _INSET - _SHIFT
            scale = min(1.0, room / needed)
            x = self.left[self.cards[card].column] + _INSET + _SHIFT * low
            for key in order:
                self.port[card, low, key] = x
                x += (_PORT + TRACK * ports[key][1]) * scale
            self.after[card, low] = x

    # Labels

    def _labels(self) -> None:
        """Wrap the label of each line beside its end at the box with fewer lines."""
        self.label: dict[int, tuple[list[str], float]] = {}
        self.zone: dict[tuple[int, bool], float] = {}
        used: dict[tuple[int, bool], float] = {}
        for number, way in enumerate(self.ways):
            at = 0 if way.labelled == way.upper else 1
            card, low, _ = self._ends(way)[at]
            right = self.left[self.cards[card].column] + self.card
            room = max(right - self.after[card, low], self.card * 0.4)
            lines = _filled(way.link.words, room / SMALL)
            below = used.get((card, low), 4.0)
            self.label[number] = lines, below
            used[card, low] = below + TEXT_LINE * len(lines) + 2.0
            zone = (self.cards[card].row, low)
            self.zone[zone] = max(self.zone.get(zone, 0.0), used[card, low] + 4.0)

    # Down

    def _lanes(self) -> None:
        """Give each line a lane in its gutters; lines that do not meet may share one."""
        spans: dict[int, dict[Key, list[float]]] = {}
        thick: dict[tuple[int, Key], float] = {}
        for way in self.ways:
            for gutter, xs in self._spans(way):
                key = self._lane_key(way)
                spans.setdefault(gutter, {}).setdefault(key, []).extend(
                    (xs[0], xs[1], xs[0] + TRACK * way.tracks, xs[1] + TRACK * way.tracks))
                thick[gutter, key] = _LANE + TRACK * way.tracks + _BADGE * bool(way.tracks)
        self.lane: dict[tuple[int, Key], float] = {}
        self.tall: dict[int, float] = {}
        for gutter, by_key in spans.items():
            lanes: list[tuple[float, float, list[Key]]] = []  # right end, thickness, who
            for key in sorted(by_key, key=lambda each: (min(by_key[each]), str(each))):
                left, right = min(by_key[key]), max(by_key[key])
                size = thick[gutter, key]
                place = next((i for i, e in enumerate(lanes) if e[0] + _APART < left), None)
                if place is None:
                    lanes.append((right, size, [key]))
                else:
                    _, known, members = lanes[place]
                    lanes[place] = (right, max(known, size), [*members, key])
            y = _GUTTER
            for _, size, members in lanes:
                for key in members:
                    self.lane[gutter, key] = y
                y += size
            self.tall[gutter] = y

    def _spans(self, way: _Way) -> Iterable[tuple[int, tuple[float, float]]]:
        """Yield how far a line runs in each of its gutters."""
        a, b = (self.port[end] for end in self._ends(way))
        if way.channel is None:
            yield way.gutters[0], (a, b)
            return
        via = self.channel_x[way.channel, self._lane_key(way)]
        yield way.gutters[0], (a, via)
        yield way.gutters[1], (via, b)

    def _down(self) -> None:
        """Place rows, with room for labels and lanes between them."""
        starts, ends = {e.first for e in self.bands}, {e.last for e in self.bands}
        self.top: list[float] = []
        self.bottom: list[float] = []
        self.gutter_y: dict[int, float] = {}
        self.band_top: dict[int, float] = {}
        self.band_bottom: dict[int, float] = {}
        y = MARGIN
        for row in range(self.rows):
            if row in starts and row:
                self.gutter_y[row] = y
                y += self.tall.get(row, _GUTTER)
            if row in starts:
                self.band_top[row] = y
                y += TITLE
            if row not in starts or not row:
                self.gutter_y[row] = y
                y += self.tall.get(row, 0.0)
            y += self.zone.get((row, False), 4.0)
            tall = max((e.height for e in self.cards if e.row == row), default=LABEL_ROW)
            self.top.append(y)
            self.bottom.append(y + tall)
            y += tall + self.zone.get((row, True), 8.0)
            if row in ends:
                self.band_bottom[row] = y
        self.height = y + MARGIN

    def _band(self, band: Band) -> tuple[Band, float, float]:
        return band, self.band_top[band.first], self.band_bottom[band.last]

    def _edge(self, card: int, low: bool) -> float:
        """Return the y of an edge of a box; boxes of a row are aligned at their top."""
        each = self.cards[card]
        return self.top[each.row] + (each.height if low else 0.0)

    def _wire(self, way: _Way) -> Wire:
        (upper, up_low, _), (lower, low_low, _) = ends = self._ends(way)
        a, b = (self.port[each] for each in ends)
        key = self._lane_key(way)
        first = self.gutter_y[way.gutters[0]] + self.lane[way.gutters[0], key]
        points = [(a, self._edge(upper, up_low)), (a, first)]
        if way.channel is not None:
            via = self.channel_x[way.channel, key]
            second = self.gutter_y[way.gutters[1]] + self.lane[way.gutters[1], key]
            points += [(via, first), (via, second), (b, second)]
        else:
            points.append((b, first))
        points.append((b, self._edge(lower, low_low)))
        if way.upper != way.link.start:
            points.reverse()
        return Wire(way.link, tuple(points), *self._label_of(way))

    def _label_of(self, way: _Way) -> tuple[list[str], Point]:
        lines, below = self.label[self.ways.index(way)]
        at = 0 if way.labelled == way.upper else 1
        card, low, _ = self._ends(way)[at]
        x = min(self.after[card, low],
                self.left[self.cards[card].column] + self.card * 0.6)
        if low:
            return lines, (x, self._edge(card, True) + below + SMALL)
        top = self.top[self.cards[card].row]
        return lines, (x, top - below - TEXT_LINE * (len(lines) - 1) - 1.0)




def _filled(words: Iterable[str], room: float) -> list[str]:
    """Return words on as few lines as they fit on, each whole where a line can hold it."""
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]}, {word}" if lines else word
        if lines and width(joined) <= room:
            lines[-1] = joined
        else:
            lines += wrapped(word, room)
    return lines
