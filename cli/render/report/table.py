"""Render a report as a table for terminals."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from ....reasoner.knowledge import Knowledge
from ....reasoner.namespaces import local_name
from ....reasoner.plan_report import Report
from ..terminal import draw
from .words import doubts_of, drivers_of, gaps_of, label_of, sentence, value_of, why_of

_BEST = " *"  # after the best value of a row


def report_text(knowledge: Knowledge, report: Report) -> str:
    """Return the report for people: the claim first, then architectures side by side."""
    names = ", ".join(map(local_name, report.result.pipelines))
    return draw(
        f"{names} on {local_name(report.result.site)}", sentence(knowledge, report), "",
        _side_by_side(knowledge, report), *_below(knowledge, report),
    )


def _side_by_side(knowledge: Knowledge, report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("", *(each.name for each in report.architectures)):
        table.add_column(heading, overflow="fold")
    table.add_row("verdict", *(each.verdict.word for each in report.architectures))
    for asked, compared in zip(report.result.objectives, report.compared, strict=True):
        table.add_row(label_of(knowledge, asked.name), *(
            value_of(knowledge, asked, each.point) + _BEST * (each.name in compared.best)
            for each in report.architectures
        ))
    table.add_row("drivers for it", *(
        ", ".join(favour.notation for favour in each.favours) or "-"
        for each in report.architectures
    ))
    return table


def _below(knowledge: Knowledge, report: Report) -> Iterator[RenderableType]:
    if any(each.best for each in report.compared):
        yield "* surely the best of these"
    yield ""
    for each in report.architectures:
        if each.point is None:
            yield from (f"{each.name} is {each.verdict.word}: {why}" for why in why_of(each))
            continue
        where = ", ".join(
            f"{local_name(task.task)} on {local_name(task.node)}" for task in each.point.placed
        )
        yield f"{each.name}: {where}"
        yield from (f"  in doubt: {doubt}" for doubt in doubts_of(each))
    gaps = gaps_of(knowledge, report)
    yield from (f"Nobody states, for {label} of {name}: {', '.join(missing)}"
                for name, label, missing in gaps)
    yield ""
    yield "Drivers that speak for each:"
    for each in report.architectures:
        yield from (f"  {each.name}: {driver}" for driver in drivers_of(each))
