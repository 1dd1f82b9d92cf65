"""`tierwise plan`: where do all tasks of whole pipelines belong, and what speaks for each place?"""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.plan.answer import LEVEL_RULE, Wish
from ..reasoner.planner import Planner, Tables
from ..reasoner.verdict import Verdict
from .options import FILE, format_option
from .render.plan import plan_json, plan_text


@click.command("plan")
@click.argument("site", type=FILE)
@click.argument("pipelines", nargs=-1, metavar="[PIPELINE]...")
@click.option("--file", "-f", "files", type=FILE, multiple=True, metavar="DATA.ttl",
              help="Turtle to load beside the site, such as its pipelines; may be repeated.")
@click.option("--nodes", type=FILE, metavar="TABLE", help="More nodes: CSV or Parquet.")
@click.option("--links", type=FILE, metavar="TABLE", help="More links: CSV or Parquet.")
@click.option("--routes", type=click.Choice(["latency", "cost"]), default="latency",
              show_default=True, help="Whether data takes the quickest or the cheapest way.")
@click.option("--prefer", metavar="OBJECTIVE",
              help=f"What to be best in: cost, latency, energy …, or {LEVEL_RULE}: drivers decide.")
@click.option("--all", "everything", is_flag=True, help="List every feasible placement.")
@click.option("--hybrid", "alternatives", is_flag=True,
              help="Set pure device, gateway and cloud beside the best, on every objective.")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
              default=60.0, show_default=True,
              help="Return the best found by then, with its proven gap.")
@format_option("table", "json")
def plan_command(
    site: Path, pipelines: tuple[str, ...], files: tuple[Path, ...], nodes: Path | None,
    links: Path | None, routes: str, prefer: str | None, everything: bool, alternatives: bool,
    time_limit: float | None, format_: str,
) -> int:
    """Place all tasks of pipelines on a site at once: what no other placement beats.

    Without a PIPELINE all of the files are placed together, on what they share.

    Exit 0 if a placement is feasible or conditional, else 1.

    Example: tierwise plan examples/factory-three-levels.ttl -f examples/hybrid-pipeline.ttl
    """
    planner = Planner.load(
        [site, *files], Tables(nodes, links), "cost" if routes == "cost" else "latency"
    )
    result = planner.plan(pipelines, Wish(prefer, time_limit, everything, alternatives))
    render = plan_json if format_ == "json" else plan_text
    click.echo(render(planner.knowledge, result), nl=False)
    return int(result.verdict < Verdict.CONDITIONAL)
