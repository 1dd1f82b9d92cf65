"""Draw a break-even as SVG: a picture that stands alone, in light and dark, without a script.

Lines are told apart by dashes, marks and their names at the end, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from ...reasoner.plan.break_even import BreakEven
from .plan_chart import Chart, Line, short
from .proof.palette import DARK_GROUND, LIGHT_GROUND

# Lengths in pixels.
_WIDE, _TALL = 620.0, 320.0  # of the plot
_LEFT, _TOP, _RIGHT, _BELOW = 120.0, 84.0, 150.0, 108.0
_TICKS = 5
_LINE = 16.0  # from one line of text to the next
_LOOKS = {  # dashes, mark, and colours on light and dark ground, each of 4.5 to 1 or more
    "device": ("", "M-4 -4H4V4H-4z", "#1a7f37", "#3fb950"),
    "gateway": ("7 4", "M0 -5L5 4H-5z", "#8a5a00", "#d9a521"),
    "cloud": ("2 4", "M0 -5L5 0L0 5L-5 0z", "#0b6b91", "#4cb4dd"),
    "hybrid": ("11 3 2 3", "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0z", "#a3245b", "#f078a8"),
}


def chart_svg(chart: Chart, found: BreakEven) -> str:
    """Return the chart: a line for each architecture, and an upright where the best changes."""
    across, down = _LEFT + _WIDE + _RIGHT, _TOP + _TALL + _BELOW
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}" '
        f'width="{across:g}" height="{down:g}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(chart.title)}</title>',
        f'<desc id="desc">{escape(_description(chart, found))}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="ground" width="{across:g}" height="{down:g}"/>',
        f'<text class="title" x="24" y="32">{escape(_head(chart))}</text>',
        *_varied(chart),
        f'<g transform="translate({_LEFT:g} {_TOP:g})">',
        *_axes(chart), *_uprights(chart, found), *_bests(chart, found),
        *(part for line in chart.lines for part in _line(chart, line)), *_names(chart),
        "</g>", "</svg>", "",
    ])


def _head(chart: Chart) -> str:
    return chart.title.partition(" against ")[0]


def _varied(chart: Chart) -> Iterator[str]:
    """Yield what is varied, shortened to the width; the title has it whole."""
    told = chart.title.partition(" against ")[2]
    most = 118
    shown = told if len(told) <= most else told[: most - 1] + "…"
    yield f'<text class="small" x="24" y="52">against {escape(shown)}</text>'


def _description(chart: Chart, found: BreakEven) -> str:
    lines = "; ".join(
        f"{line.name} from {chart.y(line.points[0][1])} to {chart.y(line.points[-1][1])}"
        for line in chart.lines
    )
    changes = "; ".join(
        f"from {_best(each.low)} to {_best(each.high)} at {chart.x(each.high.at)}"
        for each in found.changes
    )
    return f"{lines}. The best changes {changes or 'nowhere'}."


def _best(sample: object) -> str:
    best = getattr(sample, "best", None)
    return short(best.architecture) if best is not None else "nothing"


def _spot(chart: Chart, x: float, y: float) -> tuple[float, float]:
    return chart.across.share(x) * _WIDE, (1 - chart.up.share(y)) * _TALL


def _axes(chart: Chart) -> Iterator[str]:
    yield f'<path class="axis" d="M0 0V{_TALL:g}H{_WIDE:g}"/>'
    for step in range(_TICKS):
        share = step / (_TICKS - 1)
        x, y = share * _WIDE, (1 - share) * _TALL
        yield f'<path class="grid" d="M0 {y:g}H{_WIDE:g}"/>'
        yield (f'<text class="small" x="-10" y="{y + 4:g}" text-anchor="end">'
               f"{escape(chart.y(chart.up.at(share)))}</text>")
        yield f'<path class="axis" d="M{x:g} {_TALL:g}v5"/>'
        yield (f'<text class="small" x="{x:g}" y="{_TALL + 20:g}" text-anchor="middle">'
               f"{escape(chart.x(chart.across.at(share)))}</text>")
    by_ratio = [n for n, e in (("upwards", chart.up), ("across", chart.across)) if e.is_by_ratio]
    note = f" (by ratio {' and '.join(by_ratio)})" if by_ratio else ""
    yield (f'<text class="small" x="{_WIDE / 2:g}" y="{_TALL + 40:g}" text-anchor="middle">'
           f"{escape(chart.x_title + note)}</text>")


def _uprights(chart: Chart, found: BreakEven) -> Iterator[str]:
    for place, each in enumerate(found.changes):
        x = chart.across.share(each.high.at) * _WIDE
        y = -8 - (place % 2) * 12
        yield f'<path class="change" d="M{x:g} {y + 4:g}V{_TALL:g}"/>'
        yield (f'<text class="small" x="{x:g}" y="{y:g}" text-anchor="middle">'
               f"{escape(chart.x(each.high.at))}</text>")


def _bests(chart: Chart, found: BreakEven) -> Iterator[str]:
    """Yield a band below the axis that names the best architecture of each part."""
    sides = [(found.samples[0].at, found.samples[0]), *((c.high.at, c.high) for c in found.changes)]
    ends = [*(at for at, _ in sides[1:]), found.range.high]
    y = _TALL + 56
    yield f'<text class="small" x="-10" y="{y + 15:g}" text-anchor="end">best</text>'
    for (start, sample), end in zip(sides, ends, strict=True):
        x, right = (chart.across.share(each) * _WIDE for each in (start, end))
        yield (f'<rect class="band" x="{x:g}" y="{y:g}" width="{max(right - x, 0):g}" '
               'height="22"/>')
        if right - x > 7 * len(_best(sample)):
            yield (f'<text class="small" x="{(x + right) / 2:g}" y="{y + 15:g}" '
                   f'text-anchor="middle">{_best(sample)}</text>')


def _line(chart: Chart, line: Line) -> Iterator[str]:
    spots = [_spot(chart, *each) for each in line.points]
    dash, mark = _LOOKS.get(line.name, _LOOKS["hybrid"])[:2]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    yield f'<g class="{escape(line.name)}"><path class="line" d="{path}"{dashes}/>'
    for x, y in spots:
        yield f'<path class="mark" d="{mark}" transform="translate({x:.1f} {y:.1f})"/>'
    yield "</g>"


def _names(chart: Chart) -> Iterator[str]:
    """Yield the name of each line beside its end, moved apart where they would lie over another."""
    ends = sorted((_spot(chart, *each.points[-1])[1], each) for each in chart.lines)
    below = -_LINE
    for y, line in ends:
        below = max(y, below + _LINE)
        mark = _LOOKS.get(line.name, _LOOKS["hybrid"])[1]
        bound = " (at least)" if line.is_bound and chart.asked.less else ""
        yield (f'<g class="{escape(line.name)}" transform="translate({_WIDE + 16:g} {below:g})">'
               f'<path class="mark" d="{mark}"/>'
               f'<text class="name" x="10" y="4">{escape(line.name)}{bound}</text></g>')


def _style() -> str:
    def shade(ground: str, quiet: str, text: str, at: int) -> str:
        lines = "".join(
            f".{name} .line{{stroke:{look[at]}}}.{name} .mark{{fill:{look[at]}}}"
            f".{name} .name{{fill:{look[at]}}}" for name, look in _LOOKS.items()
        )
        return (
            f".ground{{fill:{ground}}}text{{fill:{text}}}.axis,.change{{stroke:{quiet}}}"
            f".grid{{stroke:{quiet};opacity:.25}}.band{{stroke:{quiet}}}{lines}"
        )

    light, dark = (
        shade(each.fill, each.stroke, each.text, at)
        for each, at in ((LIGHT_GROUND, 2), (DARK_GROUND, 3))
    )
    fixed = (
        "text{font-family:system-ui,sans-serif}.title{font-size:15px;font-weight:600}"
        ".small{font-size:11px}.name{font-size:12px;font-weight:600}"
        ".line{fill:none;stroke-width:2}.axis,.grid{fill:none}.band{fill:none}"
        ".change{fill:none;stroke-width:1.5;stroke-dasharray:4 3}"
    )
    return f"{fixed}{light}@media (prefers-color-scheme:dark){{{dark}}}"
