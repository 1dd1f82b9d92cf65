"""tierwise convert: a file of facts in another form that means the same."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.source import read_text
from ..reasoner.written import Written, write

_FORMS = ("yaml", "jsonld", "ttl")


@click.command("convert")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "form", type=click.Choice(_FORMS), default="yaml", show_default=True,
              help="The form to write.")  # fmt: skip
def convert_command(file: Path, form: str) -> int:
    """Write the facts of FILE as YAML, JSON-LD or Turtle.

    All three mean the same; comments stay behind.

    Example: tierwise convert examples/own-board.ttl --to yaml
    """
    facts = Written().parse(read_text(file), str(file))
    click.echo(write(facts, form), nl=False)
    return 0
