"""Draw a network with the tasks on their nodes and the flows on their way, as SVG inside a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from ....reasoner.plan_report import DrawnFlow, Topology
from ..proof.wrapping import one_line
from .cards import CHIP, CHIP_GAP, CHIP_PAD, LABEL, LINE, PAD, SMALL, SMALL_LINE, Card, Frame
from .layout import TEXT_LINE, TITLE, TRACK, Layout, Point, Wire, laid_out

COLOURS = 6  # flows beyond that many repeat a colour; their number tells them apart
_RADIUS = 6.5  # of a flow's number


def text(raw: str) -> str:
    """Return text as a page shows it, whatever stands in it.

    >>> text('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(one_line(raw))


def topology_svg(topology: Topology, frame: Frame, name: str, title: str) -> str:
    """Return a picture; `name` sets its ids apart from those of other pictures of the page."""
    layout = laid_out(topology, frame)
    key = f"{name}-{frame.name}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{frame.name}" role="img" '
        f'viewBox="0 0 {layout.width:g} {layout.height:g}" width="{layout.width:g}" '
        f'height="{layout.height:g}" aria-labelledby="{key}-title {key}-desc">',
        f'<title id="{key}-title">{text(title)}</title>',
        f'<desc id="{key}-desc">{text(described(topology))}</desc>',
        *_bands(layout),
        *(_line(each) for each in layout.wires),
        *_flows(topology, layout),
        *(_card(each, at, layout.card) for each, at in
          zip(layout.cards, layout.corners, strict=True)),
        *(_label(each) for each in layout.wires), *_titles(layout),
        "</svg>",
    ])


def numbered(topology: Topology) -> list[tuple[int, DrawnFlow]]:
    """Return the flows that move between nodes with their numbers, as the picture has them."""
    return list(enumerate((each for each in topology.flows if each.steps), 1))


def described(topology: Topology) -> str:
    """Return in words what a picture shows."""
    nodes = [
        f"{each.label} ({each.level or 'level not known'}"
        + (f", runs {', '.join(each.chips)}" if each.chips else "") + ")"
        for each in topology.nodes
    ]
    links = [
        f"{topology.nodes[each.start].label} and {topology.nodes[each.end].label}"
        for each in topology.links
    ]
    flows = [f"{number} {each.label} from {each.sender} to {each.receiver}"
             for number, each in numbered(topology)]
    told = [f"Nodes: {'; '.join(nodes)}."]
    told += [f"Links join {'; '.join(links)}."] if links else []
    told += [f"Flows: {'; '.join(flows)}."] if flows else []
    return " ".join(told)


def _bands(layout: Layout) -> Iterator[str]:
    for band, top, bottom in layout.bands:
        yield (
            f'<g class="band {band.level or "none"}"><rect x="4" y="{top:g}" '
            f'width="{layout.width - 8:g}" height="{bottom - top:g}" rx="8"/></g>'
        )


def _titles(layout: Layout) -> Iterator[str]:
    x = layout.width - 14  # at the right, where few lines pass
    for band, top, _ in layout.bands:
        yield f'<text class="title" x="{x:g}" y="{top + TITLE - 7:g}">{band.title}</text>'


def _path(points: tuple[Point, ...]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _line(wire: Wire) -> str:
    return f'<path class="link" d="{_path(wire.corners)}"/>'


def _label(wire: Wire) -> str:
    if not wire.label:
        return ""
    x, y = wire.at
    lines = "".join(
        f'<tspan x="{x:g}" y="{y + TEXT_LINE * at:g}">{text(each)}</tspan>'
        for at, each in enumerate(wire.label)
    )
    return f'<text class="on-link">{lines}</text>'


def _flows(topology: Topology, layout: Layout) -> Iterator[str]:
    """Yield each flow as an arrow beside each line that it takes, with its number."""
    count = [0] * len(layout.wires)
    total = [sum(s == at for f in topology.flows for s, _ in f.steps)
             for at in range(len(layout.wires))]
    for number, flow in numbered(topology):
        colour = f"f{(number - 1) % COLOURS}"
        yield f'<g class="flow {colour}{" input" if flow.is_input else ""}">'
        yield f"<title>{text(f'{number} {flow.label}')}</title>"
        for link, forwards in flow.steps:
            count[link] += 1
            track = _beside(layout.wires[link].corners, TRACK * count[link])
            yield f'<path d="{_path(track)}"/>'
            yield _tip(track if forwards else track[::-1])
            yield _badge(number, track, count[link] / (total[link] + 1))
        yield "</g>"


def _beside(points: tuple[Point, ...], by: float) -> tuple[Point, ...]:
    """Return the way of a line moved to its side; its ends stay at the edges of their boxes."""
    last = len(points) - 1
    return tuple((x + by, y if at in (0, last) else y + by) for at, (x, y) in enumerate(points))


def _tip(points: tuple[Point, ...]) -> str:
    """Return the head of an arrow at the end of a way, which comes in from above or below."""
    (x, y), (_, before) = points[-1], points[-2]
    back = -7.0 if before < y else 7.0
    return f'<path class="tip" d="M{x:g} {y:g}l-3.5 {back:g}h7z"/>'


def _badge(number: int, points: tuple[Point, ...], share: float) -> str:
    """Return a flow's number on the longest part of its way, clear of those of other flows."""
    (ax, ay), (bx, by) = max(
        pairwise(points), key=lambda e: abs(e[0][0] - e[1][0]) + abs(e[0][1] - e[1][1]))
    x, y = ax + (bx - ax) * share, ay + (by - ay) * share
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}"/>'
        f'<text class="number" x="{x:g}" y="{y + 3.2:g}">{number}</text>'
    )


def _card(card: Card, at: Point, width: float) -> str:
    """Return a box with what the node is called, what it is and what runs on it."""
    x, y = at
    busy = " busy" if card.node.chips else ""
    found = [
        f'<g class="node {card.node.level or "none"}{busy}" transform="translate({x:g} {y:g})">',
        f'<rect width="{width:g}" height="{card.height:g}" rx="6"/>',
    ]
    down = PAD + LABEL - 1
    for each in card.label:
        found.append(f'<text class="label" x="{PAD:g}" y="{down:g}">{text(each)}</text>')
        down += LINE
    down += SMALL - LABEL
    for each in card.product:
        found.append(f'<text class="product" x="{PAD:g}" y="{down:g}">{text(each)}</text>')
        down += SMALL_LINE
    down += CHIP_GAP - SMALL
    for lines in card.chips:
        found.append(_chip(lines, down, width))
        down += len(lines) * LINE + 2 * CHIP_PAD + CHIP_GAP
    return "".join([*found, "</g>"])


def _chip(lines: list[str], y: float, width: float) -> str:
    tall = len(lines) * LINE + 2 * CHIP_PAD
    said = "".join(
        f'<text x="{PAD + CHIP_PAD:g}" y="{y + CHIP_PAD + CHIP + LINE * at:g}">{text(each)}</text>'
        for at, each in enumerate(lines)
    )
    box = f'<rect x="{PAD:g}" y="{y:g}" width="{width - 2 * PAD:g}" height="{tall:g}" rx="4"/>'
    return f'<g class="chip">{box}{said}</g>'
