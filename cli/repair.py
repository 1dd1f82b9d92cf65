"""`tierwise repair`: what would have to change for a task to run."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.engine import Engine
from ..reasoner.repair_option import BRIEF, WIDE, breadth_of
from ..reasoner.verdict import Verdict
from .options import file_option, format_option
from .render.repair import repairs_json, repairs_text
from .render.table import json_text


@click.command("repair")
@click.argument("task", metavar="TASK|PIPELINE")
@click.argument("node", required=False)
@file_option
@format_option("table", "json")
@click.option("--all", "show_all", is_flag=True,
              help="Show every failure, conflict and repair; search wider, which takes longer.")
@click.option("--most", type=click.IntRange(1, 1000),
              help="As --all, with so many exchanges of a kind in place of 9.")
def repair_command(
    task: str, node: str | None, files: tuple[Path, ...], format_: str, show_all: bool,
    most: int | None,
) -> int:
    """Say what would have to change for TASK to run on NODE, or anywhere; the least first.

    Where nothing fits at all: which requirements conflict, and which would have to give way. Each
    repair was run again; its verdict stands beside it. Where no single change does, changes are
    combined, such as another link and a longer deadline. Without --site, NODE is a product. A
    pipeline can be named in place of TASK; then all its placements are searched.

    Exit 0 if nothing has to change or something mends it, else 1.

    \b
    Examples:
      tierwise repair vibration-anomaly-detection cloud-t4 --site FACTORY.ttl
      tierwise repair keyword-spotting stm32f746g-disco
    """
    engine = Engine.load(files)
    show_all = show_all or most is not None
    breadth = breadth_of(most or WIDE.exchanges) if show_all else BRIEF
    if engine.is_pipeline(task):
        if node:
            raise click.UsageError("a pipeline has no one NODE: leave it out")
        found = engine.pipeline_repairs(engine.find(task, "Pipeline"), breadth)
    else:
        at = engine.find(node, "Node") if node else None
        found = engine.repairs(engine.find(task, "Task"), at, breadth)
    if format_ == "json":
        click.echo(json_text(repairs_json(engine.knowledge, found)))
    else:
        click.echo(repairs_text(engine.knowledge, found, show_all))
    return int(found.verdict == Verdict.INFEASIBLE and not found.repairs)
