"""`tierwise new`: a commented template to fill in, or a product to change."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..reasoner.starting import KINDS, copy_of, extension_of, template_of
from ..reasoner.template import Blank, blanks, filled


@click.command("new")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("name")
@click.option("--from", "original", metavar="PRODUCT", help="Start from this product.")
@click.option("--extends", "base", metavar="PRODUCT",
              help="State only in what it differs from this product.")
@click.option("--interactive", is_flag=True, help="Ask for each blank; empty leaves it out.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE",
              help="Where to write; without it, standard output.")  # fmt: skip
def new_command(
    kind: str, name: str, original: str | None, base: str | None, interactive: bool,
    output: Path | None,
) -> int:
    """Write a commented template of a KIND of thing, which validates once it is filled in.

    \b
    Examples:
      tierwise new hardware acme-m4 --output acme-m4.yaml
      tierwise new hardware pi-5-32gb --extends raspberry-pi-5-8gb
      tierwise new hardware pi-with-hat --from raspberry-pi-5-8gb
      tierwise new task hear-glass --interactive
    """
    _check_start(kind, original, base)
    if base is not None:
        text = extension_of(base, name)
    else:
        text = copy_of(original, name) if original else template_of(kind, name)
    if interactive:
        text = filled(text, {each.line: _asked(each) for each in blanks(text)})
    if output is None:
        click.echo(text, nl=False)
        return 0
    if output.exists():
        raise click.UsageError(f"{output} is there already; nothing was written")
    output.write_text(text, encoding="utf-8")
    click.echo(f"{output}: fill in each …, then `tierwise validate {output}`", file=sys.stderr)
    return 0


def _check_start(kind: str, original: str | None, base: str | None) -> None:
    """Refuse to start anything but a product from a product, or from two of them."""
    for option, value in (("--from", original), ("--extends", base)):
        if value is not None and kind != "hardware":
            raise click.UsageError(
                f"{option} starts from a product: tierwise new hardware NAME {option} …"
            )
    if original is not None and base is not None:
        raise click.UsageError("--from copies a product, --extends states the differences: one")


def _asked(blank: Blank) -> str | None:
    example = f", such as {blank.example}" if blank.example else ""
    remark = f" ({blank.remark})" if blank.remark else ""
    answer: str = click.prompt(
        f"{blank.key}{example}{remark}", default="", show_default=False, err=True
    )
    return answer.strip() or None
