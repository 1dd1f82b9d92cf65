"""`tierwise plan --break-even`: plan the site again and again while one figure moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from ..reasoner.errors import UsageError
from ..reasoner.plan.answer import Wish, answer
from ..reasoner.plan.break_even import Asked, BreakEven, break_even
from ..reasoner.plan.preferring import LEVEL_RULE, preference
from ..reasoner.plan.survey import Survey
from ..reasoner.plan_result import PlanResult
from ..reasoner.planner import Planner
from .render.plan_break_even import break_even_json, break_even_text
from .render.plan_chart import chart_of
from .render.plan_svg import chart_svg
from .vary import Varied, read_varied

_COST = "plan-cost"


def show_break_even(
    planner: Planner, pipelines: Sequence[str], text: str, wish: Wish, format_: str
) -> int:
    """Print where the best placement changes; return 0 if anything is feasible anywhere."""
    found, varied = searched(planner, pipelines, text, wish)
    click.echo(rendered(planner, found, varied, format_), nl=False)
    return int(all(each.best is None for each in found.samples))


def searched(
    planner: Planner, pipelines: Sequence[str], text: str, wish: Wish
) -> tuple[BreakEven, Varied]:
    """Return where the best placement changes, and what was varied.

    Raises UsageError for an objective that the site has no figures for, else as `read_varied`.
    """
    varied = read_varied(planner, planner.chains(pipelines), text)
    prefer = preference(planner.survey(pipelines), wish.prefer or "cost")
    by = _COST if prefer == LEVEL_RULE else prefer

    def survey(value: float) -> Survey:
        return varied.at(planner, value).survey(pipelines)

    def plan(found: Survey, with_levels: bool) -> PlanResult:
        return answer(found, replace(
            wish, prefer=prefer, alternatives=with_levels, reasons=False))

    return break_even(Asked(survey, plan), varied.range, by), varied


def rendered(planner: Planner, found: BreakEven, varied: Varied, format_: str) -> str:
    """Return a break-even as a table, json or svg; raises UsageError where nothing is to draw."""
    if format_ == "json":
        return break_even_json(planner.knowledge, found, varied)
    if format_ != "svg":
        return break_even_text(planner.knowledge, found, varied)
    chart = chart_of(planner.knowledge, found, varied)
    if chart is None:
        raise UsageError("nothing is feasible in this range, so there is nothing to draw")
    return chart_svg(chart, found)
