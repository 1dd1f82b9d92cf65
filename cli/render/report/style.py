"""The style of a report's page: light and dark, narrow and wide; it holds nothing of a report.

Text keeps a contrast of at least 4.5 to 1 on its ground (WCAG 2.2, criterion 1.4.3), and no colour
alone tells anything: verdicts have words, best values a mark, flows a number.
"""

from __future__ import annotations

_LIGHT = {
    "ground": "#ffffff", "ink": "#1f2328", "muted": "#57606a", "rule": "#d8dee4",
    "card": "#ffffff", "wire": "#8c959f", "best": "#e3f5e7", "good": "#1a7f37", "bad": "#b3261e",
    "device": "#eef4fb", "gateway": "#fbf4e6", "cloud": "#f3effb", "chip": "#1f2328",
    "on-chip": "#ffffff", "f0": "#0b63c4", "f1": "#b3470b", "f2": "#1a7f37", "f3": "#8a3ab9",
    "f4": "#a8176b", "f5": "#5c6700",
}
_DARK = {
    "ground": "#0f1317", "ink": "#e6edf3", "muted": "#a9b2bc", "rule": "#30363d",
    "card": "#161b21", "wire": "#6e7781", "best": "#11291a", "good": "#56d364", "bad": "#ff8a80",
    "device": "#131d29", "gateway": "#241d10", "cloud": "#1d1729", "chip": "#e6edf3",
    "on-chip": "#0f1317", "f0": "#6cb6ff", "f1": "#ffab70", "f2": "#56d364", "f3": "#d2a8ff",
    "f4": "#ff9bce", "f5": "#d6db61",
}

_LAYOUT = """
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem 1.25rem 4rem;font:15px/1.5 system-ui,sans-serif;
background:var(--ground);color:var(--ink);overflow-wrap:break-word}
h1{font-size:1.35rem;line-height:1.3;margin:.4rem 0;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0}
.muted,figcaption{color:var(--muted)}
.claim{border-left:4px solid var(--muted);padding:.4rem .9rem;margin:.8rem 0;font-size:1.05rem}
.claim.confirmed{border-color:var(--good)}
.claim.refuted{border-color:var(--bad)}
ul{margin:.3rem 0;padding-left:1.2rem}
table{border-collapse:collapse;width:100%;font-size:.93em}
th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem .4rem;
border-bottom:1px solid var(--rule)}
thead th{color:var(--muted);font-weight:600}
tbody th{font-weight:600}
td.best{background:var(--best);font-weight:700}
.infeasible{color:var(--bad)}.feasible{color:var(--good)}
figure{margin:.5rem 0 1rem;overflow-x:auto}
figcaption{font-size:.9em}
summary{cursor:pointer;font-weight:600;padding:.35rem 0}
svg{display:block;max-width:100%;height:auto;font-family:system-ui,sans-serif}
svg.narrow{display:none}
.band rect{stroke:none}
.band.device rect{fill:var(--device)}.band.gateway rect{fill:var(--gateway)}
.band.cloud rect{fill:var(--cloud)}.band.none rect{fill:var(--rule)}
.title{fill:var(--muted);font-size:12px;font-weight:700;letter-spacing:.04em;
text-anchor:end;stroke:var(--ground);stroke-width:4px;paint-order:stroke}
.link{fill:none;stroke:var(--wire);stroke-width:1.3}
.on-link{fill:var(--muted);font-size:10.5px;stroke:var(--ground);stroke-width:3px;
stroke-opacity:.75;stroke-linejoin:round;paint-order:stroke}
.node rect{fill:var(--card);stroke:var(--wire)}
.busy>rect{stroke:var(--ink);stroke-width:2}
.label{fill:var(--ink);font-size:12px;font-weight:700}
.product{fill:var(--muted);font-size:10.5px}
.node .chip rect{fill:var(--chip);stroke:none}
.chip text{fill:var(--on-chip);font-size:11px;font-weight:600}
.flow path{fill:none;stroke:currentColor;stroke-width:2.2}
.flow .tip{fill:currentColor;stroke:none}
.flow circle{fill:currentColor}
.flow .number{fill:var(--ground);font-size:9.5px;font-weight:700;text-anchor:middle}
.input path{stroke-dasharray:5 3}
ol.flows{list-style:none;padding:0}
ol.flows b{display:inline-block;min-width:1.5em;text-align:center;border-radius:1em;
color:var(--ground)}
"""
_NARROW = """@media(max-width:760px){body{padding:.6rem .7rem 3rem}svg.wide{display:none}
svg.narrow{display:block}
table.side thead{position:absolute;clip-path:inset(50%)}
table.side tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--rule)}
table.side th,table.side td{display:block;border:0;padding:.1rem .4rem}
table.side td::before{content:attr(data-of) ": ";color:var(--muted);font-weight:400}}
@media print{details::details-content{content-visibility:visible}}
"""


def style() -> str:
    """Return the style sheet."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in each.items()) for each in (_LIGHT, _DARK)
    )
    colours = "".join(
        f".f{at}{{color:var(--f{at})}}ol.flows .f{at} b{{background:var(--f{at})}}"
        for at in range(6)
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"{_LAYOUT}{colours}\nol.flows li{{color:var(--ink)}}\n{_NARROW}"
    )
