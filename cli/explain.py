"""`tierwise explain`: why a task can, or can't, run on a node."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.engine import Engine
from .render.proof import proof_json, proof_text

_FILE = click.Path(path_type=Path)


@click.command("explain")
@click.argument("task")
@click.argument("node")
@click.option("--site", "site_file", type=_FILE, help="A Turtle file with the site.")
@click.option("--file", "files", type=_FILE, multiple=True, help="More Turtle files to load.")
@click.option("--depth", type=click.IntRange(1, 50), default=3, show_default=True,
              help="How many steps deep the tree is drawn.")
@click.option("--full", is_flag=True, help="Draw the tree down to every sourced fact.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def explain_command(
    task: str, node: str, site_file: Path | None, files: tuple[Path, ...], depth: int,
    full: bool, form: str,
) -> int:
    """Print the proof that TASK can, or can't, run on NODE: failures first, with both numbers.

    Without --site, NODE is a product of the catalogue.  Exit 1 if it can't run there.

    Example: tierwise explain keyword-spotting stm32f746g-disco --full
    """
    engine = Engine.load([*([site_file] if site_file else []), *files])
    if site_file:
        engine.require_site(site_file)
    proofs = engine.explain(engine.find(task, "Task"), engine.find(node, "Node"))
    render = proof_json if form == "json" else proof_text
    click.echo(render(proofs, 50 if full else depth), nl=False)
    return int(proofs[0].verdict == 0)
