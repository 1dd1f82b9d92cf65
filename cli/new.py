"""`tierwise new`: a commented template to fill in, or a product to change."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.collection import QUERIES
from ..reasoner.starting import KINDS, copy_of, extension_of, template_of
from ..reasoner.template import Blank, blanks, filled
from ..reasoner.whole_file import write_whole

_YAML = (".yaml", ".yml")


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
    if output is not None:
        _check_output(output, QUERIES if KINDS[kind].endswith(QUERIES) else _YAML)
    if base is not None:
        text = extension_of(base, name)
    else:
        text = copy_of(original, name) if original else template_of(kind, name)
    if interactive:
        text = filled(text, {each.line: _asked(each) for each in blanks(text)})
    if output is None:
        click.echo(text, nl=False)
        return 0
    write_whole(output, text)
    task = "fill in each …, then " if blanks(text) else ""
    click.echo(f"{output}: {task}`tierwise validate {output}`", err=True)
    return 0


def _check_output(output: Path, ends: tuple[str, ...]) -> None:
    """Refuse to write over a file, or under a name that no command would read the text by."""
    if output.exists():
        raise click.UsageError(f"{output} is there already; nothing was written")
    if output.suffix not in ends:
        raise click.UsageError(
            f"{output} does not end in {ends[0]}, by which what is in it is known; "
            f"say --output {output.with_suffix(ends[0])}"
        )


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
    try:
        answer: str = click.prompt(
            f"{blank.key}{example}{remark}", default="", show_default=False, err=True
        )
    except click.Abort:
        click.echo(f"\ntierwise: the input ended at {blank.key}; nothing was written", err=True)
        raise click.exceptions.Exit(1) from None
    return answer.strip() or None
