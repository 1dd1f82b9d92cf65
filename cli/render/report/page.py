"""Write a report as one HTML page that stands alone: it loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from ....reasoner.knowledge import Knowledge
from ....reasoner.namespaces import local_name
from ....reasoner.plan_report import Architecture, Report, Topology
from ....reasoner.plan_result import Asked, Point
from ..plan import CLAIM
from .cards import NARROW, WIDE
from .style import style
from .svg import COLOURS, numbered, text, topology_svg
from .words import (
    doubts_of,
    drivers_of,
    gaps_of,
    label_of,
    reasons,
    value_of,
    why_of,
)


def report_html(knowledge: Knowledge, report: Report) -> str:
    """Return the page: the claim, all side by side, the picture, and what is not known."""
    css, facts = style(), knowledge.facts
    site = facts.label(report.result.site)
    names = ", ".join(facts.label(each) for each in report.result.pipelines)
    heading = text(f"{names} on {site}")
    return "\n".join([
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(css)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{heading}</title>", f"<style>{css}</style>", "</head>", "<body>",
        f"<header><h1>{heading}</h1>", *_claim(knowledge, report), "</header>", "<main>",
        "<h2>Side by side</h2>", *_side_by_side(knowledge, report), *_why_not(report),
        *_pictures(knowledge, report), *_drivers(report), *_gaps(knowledge, report),
        "</main>", "</body>", "</html>", "",
    ])


def _policy(css: str) -> str:
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
            "form-action 'none'")


def _claim(knowledge: Knowledge, report: Report) -> Iterator[str]:
    verdict = report.claim.verdict
    yield f'<div class="claim {verdict.split()[0]}"><p>“{CLAIM}” is <b>{verdict}</b> here:</p><ul>'
    yield from (f"<li>{text(each)}</li>" for each in reasons(knowledge, report))
    yield "</ul></div>"


def _side_by_side(knowledge: Knowledge, report: Report) -> Iterator[str]:
    heads = "".join(
        f'<th role="columnheader" scope="col">{each.name}</th>' for each in report.architectures
    )
    yield '<table class="side" role="table"><thead role="rowgroup"><tr role="row">'
    yield '<th role="columnheader" scope="col">objective</th>' + heads
    yield '</tr></thead><tbody role="rowgroup">'
    verdicts = "".join(
        f'<td role="cell" data-of="{each.name}"><span class="{each.verdict.word}">'
        f"{each.verdict.word}</span>{_off_front(each)}</td>" for each in report.architectures
    )
    yield f'<tr role="row"><th role="rowheader" scope="row">verdict</th>{verdicts}</tr>'
    for asked, compared in zip(report.result.objectives, report.compared, strict=True):
        cells = "".join(
            _cell(knowledge, asked, each, each.name in compared.best)
            for each in report.architectures
        )
        label = text(label_of(knowledge, asked.name))
        yield f'<tr role="row"><th role="rowheader" scope="row">{label}</th>{cells}</tr>'
    yield "</tbody></table>"
    yield ('<p class="muted">★ surely the best of these. ≥ and ≤: a bound, for a figure that '
           "nobody states is missing.</p>")


def _off_front(each: Architecture) -> str:
    is_hybrid = each.point is not None and each.name == "hybrid"
    return ", but beaten" if is_hybrid and not each.on_front else ""


def _cell(knowledge: Knowledge, asked: Asked, each: Architecture, is_best: bool) -> str:
    value = text(value_of(knowledge, asked, each.point))
    best = ' class="best"' if is_best else ""
    mark = ' <span title="surely the best">★</span>' if is_best else ""
    return f'<td role="cell" data-of="{each.name}"{best}>{value}{mark}</td>'


def _why_not(report: Report) -> Iterator[str]:
    refused = [each for each in report.architectures if each.point is None]
    if refused:
        yield "<h2>Why not</h2><ul>"
        for each in refused:
            why = "; ".join(why_of(each))
            yield f"<li><b>{each.name}</b> is {each.verdict.word}: {text(why)}</li>"
        yield "</ul>"


def _pictures(knowledge: Knowledge, report: Report) -> Iterator[str]:
    """Yield the picture of the best hybrid, and one to unfold for each other architecture."""
    points = {each.name: each for each in report.architectures}
    for at, (name, topology) in enumerate(report.pictures):
        each = points.get(name)
        heading = f"Where each task lands: {name}" if name else "The network"
        body = "\n".join(_picture(knowledge, name or "network", topology, each, heading))
        if at == 0:
            yield f"<h2>{heading}</h2>\n{body}"
        else:
            yield f"<details><summary>{heading}</summary>\n{body}\n</details>"


def _picture(
    knowledge: Knowledge, name: str, topology: Topology, each: Architecture | None, title: str
) -> Iterator[str]:
    yield "<figure>"
    for frame in (WIDE, NARROW):
        yield topology_svg(topology, frame, name, title)
    unseen = f" {topology.unseen} joined pairs of nodes are not drawn." if topology.unseen else ""
    yield ("<figcaption>Lines are links, with technology, rate and typical latency; lines that "
           f"join lead to the same node. Arrows are flows by their number.{unseen}</figcaption>")
    yield "</figure>"
    yield from _flows(topology)
    if each is not None and each.point is not None:
        yield from _placed(knowledge, each.point)
        yield from (f"<p>In doubt: {text(doubt)}.</p>" for doubt in doubts_of(each))


def _flows(topology: Topology) -> Iterator[str]:
    """Yield the legend of the arrows, and the flows that stay on a node."""
    if not topology.flows:
        return
    yield '<ol class="flows">'
    for number, flow in numbered(topology):
        size = f", {flow.size}" if flow.size else ""
        said = text(f"{flow.label}: {flow.sender} to {flow.receiver}{size}")
        yield f'<li class="f{(number - 1) % COLOURS}"><b>{number}</b> {said}</li>'
    for flow in topology.flows:
        if not flow.steps:
            said = text(f"{flow.label}: {flow.sender} to {flow.receiver}, stays on its node")
            yield f'<li class="muted">{said}</li>'
    yield "</ol>"


def _placed(knowledge: Knowledge, point: Point) -> Iterator[str]:
    facts = knowledge.facts
    yield '<table><thead><tr><th scope="col">task</th><th scope="col">node</th>'
    yield '<th scope="col">with</th></tr></thead><tbody>'
    for each in point.placed:
        level = local_name(each.level or "").removesuffix("-level")
        node = f"{facts.label(each.node)} ({level})" if level else facts.label(each.node)
        how = " / ".join(local_name(e) for e in (each.variant, each.runtime) if e) or "-"
        yield (f'<tr><th scope="row">{text(facts.label(each.task))}</th><td>{text(node)}</td>'
               f"<td>{text(how)}</td></tr>")
    yield "</tbody></table>"


def _drivers(report: Report) -> Iterator[str]:
    yield "<h2>What speaks for each</h2>"
    for each in report.architectures:
        found = drivers_of(each)
        yield f"<h3>{each.name}</h3>"
        yield "<ul>" + "".join(f"<li>{text(driver)}</li>" for driver in found) + "</ul>" \
            if found else '<p class="muted">No driver.</p>'


def _gaps(knowledge: Knowledge, report: Report) -> Iterator[str]:
    gaps = gaps_of(knowledge, report)
    yield "<h2>What nobody states</h2>"
    if not gaps:
        yield '<p class="muted">Nothing is missing.</p>'
        return
    yield "<ul>"
    for name, label, missing in gaps:
        yield f"<li>{name}, for {text(label)}: {text(', '.join(missing))}</li>"
    yield "</ul>"
