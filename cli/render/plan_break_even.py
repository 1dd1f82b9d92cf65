"""Render a break-even for people and as JSON: a chart in plain characters, and each change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import local_name
from ...reasoner.plan.break_even import PRECISION, BreakEven, Change, Sample
from ...reasoner.plan_result import Asked, Value
from ..vary import Varied
from .plan import bound_sign
from .plan_chart import Chart, asked_of, chart_of, lines_of, short
from .terminal import draw

_WIDE, _TALL = 72, 14  # characters of the chart


def break_even_text(knowledge: Knowledge, found: BreakEven, varied: Varied) -> str:
    """Return the chart and the changes."""
    chart = chart_of(knowledge, found, varied)
    if chart is None:
        return f"Nothing is feasible for {varied.told} {_span(knowledge, found, varied)}\n"
    parts: list[RenderableType] = ["\n".join(_drawn(chart, found)), ""]
    if not found.changes:
        best = found.samples[0]
        parts.append(f"Nothing changes {_span(knowledge, found, varied)}: {_words(best)} is best "
                     f"at all {len(found.samples)} values that were asked")
    else:
        parts += [f"{_head(found)} {_span(knowledge, found, varied)} (each {_near(found)}):",
                  _changes(knowledge, found, varied)]
    return draw(*parts)


def _head(found: BreakEven) -> str:
    """Return how often the best changes, and whether the architecture does."""
    count = sum(each.is_of_architecture for each in found.changes)
    whole = f"The best placement changes {_times(len(found.changes))}"
    if count == len(found.changes):
        return whole
    best = found.samples[0].best
    if not count and best is not None:
        return f"{whole}, always {short(best.architecture)},"
    return f"{whole}, the architecture {_times(count)},"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _near(found: BreakEven) -> str:
    """Say how near to a change both of its sides were planned."""
    return "between neighbours" if found.range.is_whole else f"to {PRECISION:.2%}"


def _span(knowledge: Knowledge, found: BreakEven, varied: Varied) -> str:
    low, high = (
        knowledge.show(varied.quantity, e) for e in (found.range.low, found.range.high)
    )
    return f"from {low} to {high}"


def _words(sample: Sample, with_verdict: bool = False) -> str:
    """Return `hybrid (look on eye, keep on far)`, with its verdict where that changes too."""
    if sample.best is None:
        return f"nothing ({sample.plan.verdict.word})"
    placed = ", ".join(
        f"{local_name(each.task)} on {local_name(each.node)}" for each in sample.best.placed
    )
    verdict = f", {sample.plan.verdict.word}" if with_verdict else ""
    return f"{short(sample.best.architecture)} ({placed}){verdict}"


def _changes(knowledge: Knowledge, found: BreakEven, varied: Varied) -> Table:
    """Return both sides of each change: what is best there, and what the other is worth there."""
    asked = asked_of(found)
    table = Table(box=None, pad_edge=False)
    for heading in (varied.quantity, "best", asked.notation, "the other there"):
        table.add_column(heading, overflow="fold")
    for change in found.changes:
        for sample, other, word in (
            (change.low, change.early, "up to"), (change.high, change.kept, "from"),
        ):
            own = sample.best.value(found.by) if sample.best else None
            rival = change.high.best if sample is change.low else change.low.best
            there = Value(found.by, other, rival.value(found.by).missing) if (
                rival and other is not None) else None
            table.add_row(
                f"{word} {_exact(knowledge, varied.quantity, sample.at)}",
                _words(sample, change.low.plan.verdict != change.high.plan.verdict),
                "-" if own is None else _worth(knowledge, asked, own),
                "not feasible" if there is None else _worth(knowledge, asked, there),
            )
    return table


def _worth(knowledge: Knowledge, asked: Asked, value: Value) -> str:
    return f"{bound_sign(asked, value)}{_exact(knowledge, asked.quantity, value.value)}"


def _exact(knowledge: Knowledge, quantity: str, value: float) -> str:
    """Return a number with digits enough that both sides of a change differ."""
    shown = knowledge.show(quantity, value)
    number, _, unit = shown.partition(" ")
    declared = knowledge.definitions.quantities[quantity]
    one = knowledge.units.stated(f"1 {unit}" if unit else "1", declared.unit).value
    offsets = knowledge.units.stated(f"0 {unit}" if unit else "0", declared.unit).value
    exact = (value - float(offsets)) / float(one - offsets)
    return f"{exact:.7g} {unit}".strip() if number else shown


# The chart


def _drawn(chart: Chart, found: BreakEven) -> Iterator[str]:
    """Yield the lines of the chart; a letter is an architecture, the best has the last word."""
    yield f"{chart.title}{' (by ratio)' if chart.up.is_by_ratio else ''}"
    grid = [[" "] * _WIDE for _ in range(_TALL)]
    best = short(found.samples[-1].best.architecture) if found.samples[-1].best else ""
    for line in sorted(chart.lines, key=lambda each: each.name == best):
        for column, row in _cells(chart, line.points):
            grid[row][column] = line.name[0].upper()
    ends = {0: chart.y(chart.up.high), _TALL - 1: chart.y(chart.up.low)}
    ends[_TALL // 2] = chart.y(chart.up.at(1 - (_TALL // 2) / (_TALL - 1)))
    room = max(map(len, ends.values()))
    for row, cells in enumerate(grid):
        yield f"{ends.get(row, ''):>{room}} |{''.join(cells).rstrip()}"
    axis = ["-"] * _WIDE
    for change in found.changes:
        axis[_column(chart, change.low.at)] = "^"
    yield f"{'':>{room}} +{''.join(axis)}"
    low, high = chart.x(chart.across.low), chart.x(chart.across.high)
    middle = chart.x(chart.across.at(0.5))
    yield f"{'':>{room}}  {low}{middle:^{_WIDE - len(low) - len(high)}}{high}"
    yield f"{'best':>{room}}  {''.join(_best_row(chart, found))}"
    names = ", ".join(
        f"{e.name[0].upper()} {e.name}{' (at least)' if e.is_bound else ''}" for e in chart.lines
    )
    yield f"{'':>{room}}  {names}; ^ the best changes"


def _column(chart: Chart, value: float) -> int:
    return min(_WIDE - 1, max(0, round(chart.across.share(value) * (_WIDE - 1))))


def _cells(
    chart: Chart, points: tuple[tuple[float, float], ...]
) -> Iterator[tuple[int, int]]:
    """Yield the cells of a line, joined between neighbouring samples."""
    spots = [(_column(chart, x), (1 - chart.up.share(y)) * (_TALL - 1)) for x, y in points]
    for place, (column, row) in enumerate(spots):
        yield column, round(row)
        if place + 1 < len(spots):
            then, there = spots[place + 1]
            for each in range(column + 1, then):
                yield each, round(row + (there - row) * (each - column) / (then - column))


def _best_row(chart: Chart, found: BreakEven) -> Iterator[str]:
    """Yield the letter of the best architecture at each column."""
    edges = [(found.samples[0].at, found.samples[0])]
    edges += [(change.high.at, change.high) for change in found.changes]
    for column in range(_WIDE):
        value = chart.across.at(column / (_WIDE - 1))
        sample = [each for at, each in edges if at <= value * (1 + 1e-12)] or [edges[0][1]]
        best = sample[-1].best
        yield short(best.architecture)[0].upper() if best else "-"


# JSON


def break_even_json(knowledge: Knowledge, found: BreakEven, varied: Varied) -> str:
    """Return JSON as docs/schemas/break-even.schema.json describes; canonical units."""
    plan, asked = found.samples[0].plan, asked_of(found)
    quantities, units = knowledge.definitions.quantities, knowledge.units
    record = {
        "site": plan.site, "pipelines": list(plan.pipelines),
        "varied": {
            "what": varied.told, "property": varied.quantity,
            "unit": units.unit(quantities[varied.quantity].unit).symbol,
            "from": found.range.low, "to": found.range.high, "whole": found.range.is_whole,
            "figures": [
                {"thing": s, "property": name, "factor": factor}
                for s, name, factor in varied.figures
            ],
        },
        "objective": {"objective": asked.notation, "better": "less" if asked.less else "more",
                      "unit": units.unit(quantities[asked.quantity].unit).symbol},
        "precision": 0.0 if found.range.is_whole else PRECISION,
        "changes": [_change(found, each) for each in found.changes],
        "samples": [_side(found, each) for each in found.samples],
        "lines": [
            {"architecture": e.name, "bound": e.is_bound, "points": [list(p) for p in e.points]}
            for e in lines_of(found)
        ],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _change(found: BreakEven, change: Change) -> dict[str, Any]:
    return {
        "architecture_changes": change.is_of_architecture,
        "low": {**_side(found, change.low), "other": change.early},
        "high": {**_side(found, change.high), "other": change.kept},
    }


def _side(found: BreakEven, sample: Sample) -> dict[str, Any]:
    best = sample.best
    return {
        "at": sample.at, "verdict": sample.plan.verdict.word,
        "architecture": best.architecture if best else None,
        "nodes": {each.task: each.node for each in best.placed} if best else {},
        "value": best.value(found.by).value if best else None,
        "missing": list(best.value(found.by).missing) if best else [],
    }
