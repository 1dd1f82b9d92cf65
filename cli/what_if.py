"""`tierwise what-if`: what a change would come to, without writing it."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.engine import Engine
from .options import file_option, format_option
from .render.change import what_if_json, what_if_text
from .render.table import json_text


@click.command("what-if")
@click.argument("tasks", nargs=-1, metavar="[TASK|PIPELINE]...")
@click.option("--set", "changes", multiple=True, required=True, metavar="NAME.PROPERTY=VALUE",
              help="What to suppose; may be repeated. 'none' takes a statement back.")
@file_option
@click.option("--all", "show_all", is_flag=True, help="Show every number that moves.")
@format_option("table", "json")
def what_if_command(
    tasks: tuple[str, ...], changes: tuple[str, ...], files: tuple[Path, ...], show_all: bool,
    format_: str,
) -> None:
    """Show which verdicts flip, which numbers move, and why, if facts were otherwise.

    NAME is anything that is known: a task, node, product, part, link or model variant. Nothing is
    written.

    \b
    Examples:
      tierwise what-if --set keyword-spotting.deadline='30 ms' --site FACTORY.ttl
      tierwise what-if --set esp32-s3-psram.capacity='2 MiB' keyword-spotting
    """
    engine = Engine.load(files)
    lines = [engine.find(each, "Pipeline") for each in tasks if engine.is_pipeline(each)]
    chosen = [engine.find(each, "Task") for each in tasks if not engine.is_pipeline(each)]
    found = engine.what_if(changes, chosen if tasks else None, lines)
    if format_ == "json":
        click.echo(json_text(what_if_json(engine.knowledge, found)))
    else:
        click.echo(what_if_text(engine.knowledge, found, show_all))
