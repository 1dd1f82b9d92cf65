"""`tierwise compare`: why this node and not that one."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.answers import Answers
from .render.contrast import contrast_json, contrast_text

_FILE = click.Path(path_type=Path)


@click.command("compare")
@click.argument("task")
@click.argument("one", metavar="NODE")
@click.argument("other", metavar="NODE")
@click.option("--site", "site_file", type=_FILE, help="A Turtle file with the site.")
@click.option("--file", "files", type=_FILE, multiple=True, help="More Turtle files to load.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table",
              show_default=True, help="How the answer is written.")
def compare_command(
    task: str, one: str, other: str, site_file: Path | None, files: tuple[Path, ...], form: str
) -> int:
    """Show where the proofs of TASK on two nodes differ, and which is better in what.

    Without --site, the nodes are products of the catalogue.

    Example: tierwise compare keyword-spotting stm32f746g-disco raspberry-pi-5-8gb
    """
    engine = Answers.load([*([site_file] if site_file else []), *files])
    if site_file:
        engine.require_site(site_file)
    nodes = [engine.find(each, "Node") for each in (one, other)]
    found = engine.compare(engine.find(task, "Task"), *nodes)
    render = contrast_json if form == "json" else contrast_text
    click.echo(render(found), nl=False)
    return 0
