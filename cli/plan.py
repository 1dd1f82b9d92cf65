"""`tierwise plan`: where do all tasks of whole pipelines belong, and what speaks for each place?"""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.plan.answer import Wish
from ..reasoner.plan.old_plan import read_old_plan
from ..reasoner.plan.preferring import LEVEL_RULE
from ..reasoner.plan.since import since
from ..reasoner.planner import Planner, Tables
from ..reasoner.verdict import Verdict
from .options import FILE, format_option, planned_options, time_limit_option
from .render.plan import plan_json, plan_text
from .render.plan_conflicts import to_be_told
from .render.plan_since import since_json, since_text


@click.command("plan")
@planned_options
@click.option("--routes", type=click.Choice(["latency", "cost"]), default="latency",
              show_default=True, help="Whether data takes the quickest or the cheapest way.")
@click.option("--prefer", metavar="OBJECTIVE",
              help=f"What to be best in: cost, latency, energy …, or {LEVEL_RULE}: drivers decide.")
@click.option("--all", "everything", is_flag=True, help="List every feasible placement.")
@click.option("--hybrid", "alternatives", is_flag=True,
              help="Set pure device, gateway and cloud beside the best, on every objective.")
@click.option("--since", "old", type=FILE, metavar="OLD.json",
              help="Place anew with the fewest moves since the plan of an earlier --format json.")
@click.option("--break-even", "varied", metavar="WHAT[=FROM..TO]",
              help="Where the best placement changes, by cost unless --prefer says otherwise: "
              "devices, rate, price-per-gb, or NAME.PROPERTY=FROM..TO.")
@time_limit_option("Return the best found by then, with its proven gap.")
@format_option("table", "json", "svg")
def plan_command(
    site: Path, pipelines: tuple[str, ...], files: tuple[Path, ...], nodes: Path | None,
    links: Path | None, routes: str, prefer: str | None, everything: bool, alternatives: bool,
    old: Path | None, varied: str | None, time_limit: float, format_: str,
) -> int:
    """Place all tasks of pipelines on a site at once: what no other placement beats.

    Without a PIPELINE all of the files are placed together, on what they share.  `tierwise explain
    --plan N` proves the Nth placement, `--plan front` that nothing beats them.

    Exit 0 if a placement is feasible or conditional, else 1.

    Example: tierwise plan examples/factory-three-levels.ttl -f examples/hybrid-pipeline.ttl
    """
    _refuse_together(everything or alternatives, old is not None, varied is not None, format_)
    planner = Planner.load(
        [site, *files], Tables(nodes, links), "cost" if routes == "cost" else "latency"
    )
    wish = Wish(prefer, time_limit, everything, alternatives)
    if old is not None:
        return _anew(planner, pipelines, old, wish, format_)
    if varied is not None:
        from .break_even import show_break_even  # the engine takes a while: only where it is asked

        return show_break_even(planner, pipelines, varied, wish, format_)
    result = planner.plan(pipelines, wish)
    if format_ == "json":
        click.echo(plan_json(planner.knowledge, result), nl=False)
    else:
        told = planner.refused(pipelines, to_be_told(result))
        click.echo(plan_text(planner.knowledge, result, told), nl=False)
    return int(result.verdict < Verdict.CONDITIONAL)


def _refuse_together(lists: bool, is_anew: bool, is_varied: bool, format_: str) -> None:
    """Refuse options of which one would be ignored."""
    if lists + is_anew + is_varied > 1:
        raise click.UsageError("--since, --break-even and (--all, --hybrid) each stand alone")
    if format_ == "svg" and not is_varied:
        raise click.UsageError("--format svg draws a --break-even")


def _anew(
    planner: Planner, pipelines: tuple[str, ...], file: Path, wish: Wish, format_: str
) -> int:
    """Plan anew since the plan of a file: of its pipelines, where none is named."""
    old = read_old_plan(file)
    found = since(planner.survey(pipelines or old.pipelines), old, wish)
    render = since_json if format_ == "json" else since_text
    click.echo(render(planner.knowledge, found), nl=False)
    return int(found.result.verdict < Verdict.CONDITIONAL)
