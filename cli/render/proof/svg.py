"""Draw a proof as SVG: a picture that stands alone, in light and dark, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from ....reasoner.proof import Proof
from .graph import FOLDED, Box, boxes
from .layers import Layout, Slot, layered
from .outline import View
from .palette import DARK_GROUND, LIGHT_GROUND, LOOKS, Shade
from .wrapping import one_line, width, wrapped

# Lengths in pixels.
_SIZE, _SMALL = 12.0, 10.5  # of the font; an origin is set small
_LINE, _SMALL_LINE = 16.0, 14.0
_WIDE, _PAD, _MARK = 300.0, 10.0, 20.0  # of a box; its padding; the room of its mark
_GUTTER, _GAP, _WAY = 64.0, 12.0, 6.0  # between columns; between boxes; a line between boxes
_MARGIN, _LEGEND = 24.0, 44.0

_MARKS = {  # strokes on a square of 12 by 12, since not every font has these characters
    "feasible": "M1.5 6.5L4.8 10L10.5 2.5", "infeasible": "M2 2L10 10M10 2L2 10",
    "conditional": "M1 7.5C3 2.5 5 4 6 6S9 9.5 11 4.5", "not-assessed": "M5.2 6h1.6",
    "unknown": "M3 4C3 .2 9 .2 9 4C9 6.2 6 6 6 8.2M6 10.6v.8",
}


@dataclass(frozen=True)
class _Block:
    """The lines that stand in a box: heading, sentence and origin, each as it wraps."""

    box: Box
    heading: list[str]
    text: list[str]
    origin: list[str]

    @property
    def height(self) -> float:
        """Return how tall the box is."""
        tall = (len(self.heading) + len(self.text)) * _LINE + len(self.origin) * _SMALL_LINE
        return tall + 2 * _PAD - 4


def proof_svg(proof: Proof, view: View) -> str:
    """Return a proof as a picture of boxes, with a line from each premise to its conclusion."""
    drawn = [_block(each) for each in boxes(proof, view)]
    layout = layered(
        [each.box.premises for each in drawn], [each.height for each in drawn], _GAP, _WAY
    )
    columns = max(layout.column) + 1
    across = columns * _WIDE + (columns - 1) * _GUTTER + 2 * _MARGIN
    legend, legend_width = _legend([each.box for each in drawn])
    across = max(across, legend_width + 2 * _MARGIN)
    down = layout.height + _LEGEND + 2 * _MARGIN
    said = escape(one_line(proof.root.sentence))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}" '
        f'width="{across:g}" height="{down:g}" role="img" aria-labelledby="title desc">',
        f'<title id="title">Proof: {said}</title>',
        f'<desc id="desc">{escape(_description(drawn))}</desc>',
        f"<style>{_style()}</style>",
        _ARROW,
        f'<rect class="ground" width="{across:g}" height="{down:g}"/>',
        f'<g class="legend" transform="translate({_MARGIN:g} {_MARGIN:g})">{legend}</g>',
        f'<g transform="translate({_MARGIN:g} {_MARGIN + _LEGEND:g})">',
        *_lines(drawn, layout),
        *(_drawn(each, *_corner(at, layout)) for at, each in enumerate(drawn)),
        "</g>", "</svg>", "",
    ])


_ARROW = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path class="tip" d="M0 .8L7.5 4L0 7.2z"/></marker></defs>'
)


def _block(box: Box) -> _Block:
    room = (_WIDE - 2 * _PAD - _MARK) / _SIZE
    return _Block(
        box, wrapped(box.heading, room / 1.2) if box.heading else [],  # bold is a fifth wider
        wrapped(box.said, room),
        wrapped(box.origin, (_WIDE - 2 * _PAD - _MARK) / _SMALL) if box.origin else [],
    )


def _description(drawn: list[_Block]) -> str:
    edges = sum(len(each.box.premises) for each in drawn)
    return (
        f"{len(drawn)} boxes and {edges} lines. The conclusion is at the top left; each line leads "
        "from a premise, at its right end, to what rests on it."
    )


def _corner(at: int, layout: Layout) -> tuple[float, float]:
    column = layout.column[at]
    return column * (_WIDE + _GUTTER), layout.tops[at, column]


def _drawn(block: _Block, x: float, y: float) -> str:
    """Return a box with its mark and its lines, and what it is as the name of its group."""
    box, look = block.box, LOOKS[block.box.look]
    what = " ".join(
        each for each in (box.kind, box.heading, f"({look.word})", box.source) if each
    )
    return (
        f'<g id="{box.name}" class="{box.look}" transform="translate({x:g} {y:g})">'
        f"<title>{escape(one_line(what))}</title>"
        f'<rect class="box" width="{_WIDE:g}" height="{block.height:g}" rx="6"/>'
        f"{_mark(box.mark, _PAD, _PAD + 1)}{_text(block)}</g>"
    )


def _mark(verdict: str | None, x: float, y: float) -> str:
    if verdict is None:
        return ""
    path = f'<path class="mark" d="{_MARKS[verdict]}" transform="translate({x:g} {y:g})"/>'
    return f'<g class="{verdict}">{path}</g>'


def _text(block: _Block) -> str:
    y, found = _PAD + _SIZE - 1, []
    left = _PAD + _MARK if block.box.mark else _PAD + 2
    for lines, class_, step in (
        (block.heading, "name", _LINE), (block.text, "said", _LINE),
        (block.origin, "origin", _SMALL_LINE),
    ):
        spans = []
        for line in lines:
            spans.append(f'<tspan x="{left:g}" y="{y:g}">{escape(line)}</tspan>')
            y += step
        if spans:
            # A space between lines, so that the text reads well where it is copied or spoken.
            found.append(f'<text class="{class_}">{" ".join(spans)}</text>')
    return "".join(found)


def _lines(drawn: list[_Block], layout: Layout) -> list[str]:
    """Return the lines: curves between columns, and straight ones past the boxes of a column."""
    found = []
    for slot, following in layout.ways.items():
        start = _right(slot, drawn, layout)
        tip = ' marker-end="url(#to)"' if layout.column[slot[0]] == slot[1] else ""
        for each in following:
            end = _left(each, drawn, layout)
            middle = (start[0] + end[0]) / 2
            found.append(
                f'<path class="line" d="M{end[0]:g} {end[1]:g}C{middle:g} {end[1]:g} '
                f'{middle:g} {start[1]:g} {start[0]:g} {start[1]:g}"{tip}/>'
            )
        if not tip:
            left = _left(slot, drawn, layout)
            found.append(f'<path class="line" d="M{left[0]:g} {left[1]:g}H{start[0]:g}"/>')
    return found


def _right(slot: Slot, drawn: list[_Block], layout: Layout) -> tuple[float, float]:
    x, y = _left(slot, drawn, layout)
    return x + _WIDE, y


def _left(slot: Slot, drawn: list[_Block], layout: Layout) -> tuple[float, float]:
    """Return where a line meets a slot: beside the first line of a box, or amid a passing way."""
    at, column = slot
    down = min(drawn[at].height / 2, 20.0) if layout.column[at] == column else _WAY / 2
    return column * (_WIDE + _GUTTER), layout.tops[slot] + down


def _legend(drawn: list[Box]) -> tuple[str, float]:
    """Return what the colours mean, of those that are used, and how wide that is."""
    used = {each.look for each in drawn}
    x, found = 0.0, []
    for name in (each for each in LOOKS if each in used):
        word = LOOKS[name].word
        mark = _mark(name if name in _MARKS else None, 5, 4)
        found.append(
            f'<g class="{name}" transform="translate({x:g} 0)">'
            f'<rect class="box" width="22" height="20" rx="4"/>{mark}'
            f'<text class="key" x="30" y="14.5">{word}</text></g>'
        )
        x += 30 + width(word) * _SIZE + 18
    return "".join(found), x


def _style() -> str:
    dark = "".join(_rules(name, look.dark) for name, look in LOOKS.items())
    return (
        f"text{{font:{_SIZE:g}px Verdana,'DejaVu Sans',Arial,sans-serif}}"
        f".name{{font-weight:bold}}.origin{{font-size:{_SMALL:g}px;opacity:.85}}"
        ".box{stroke-width:1.2}.mark{fill:none;stroke-width:2;stroke-linecap:round}"
        ".line{fill:none;stroke-width:1.2;stroke-opacity:.7}"
        f".{FOLDED} .box{{stroke-dasharray:5 4}}"
        + _ground(LIGHT_GROUND) + "".join(_rules(name, look.light) for name, look in LOOKS.items())
        + f"@media (prefers-color-scheme:dark){{{_ground(DARK_GROUND)}{dark}}}"
    )


def _ground(shade: Shade) -> str:
    return (
        f".ground{{fill:{shade.fill}}}.line{{stroke:{shade.stroke}}}.tip{{fill:{shade.stroke}}}"
        f".legend text{{fill:{shade.text}}}"
    )


def _rules(name: str, shade: Shade) -> str:
    return (
        f".{name} .box{{fill:{shade.fill};stroke:{shade.stroke}}}.{name} text{{fill:{shade.text}}}"
        + (f".{name}>.mark{{stroke:{shade.stroke}}}" if name in _MARKS else "")
    )
