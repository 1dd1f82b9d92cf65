"""`tierwise probe`: the machine at hand, or one whose outputs were saved, as a hardware file."""

from __future__ import annotations

import datetime
import platform
from pathlib import Path

import click

from ..reasoner.bundle import bundled_layouts, load
from ..reasoner.output import day_of, read_outputs
from ..reasoner.probe import ask_machine
from ..reasoner.whole_file import write_whole
from ..reasoner.written import write
from .options import FILE


@click.command("probe")
@click.option("--from", "saved", type=FILE, multiple=True, metavar="FOLDER|FILE",
              help="Read saved outputs of another machine; may be repeated.")
@click.option("--name", help="What the machine is called; its host name or the folder's name.")
@click.option("--role", type=click.Choice(["device", "gateway", "cloud"]), default="gateway",
              show_default=True, help="The level that it is used at, which it cannot know.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]),
              help="Day of the reading; today, or when the newest file was saved.")
@click.option("--output", type=FILE, metavar="FILE.yaml|FILE.ttl",
              help="Where to write; without it, YAML on standard output.")
def probe_command(
    saved: tuple[Path, ...], name: str | None, role: str, date: datetime.datetime | None,
    output: Path | None,
) -> int:
    """Describe the machine at hand as a hardware file, by what it says of itself.

    It asks lscpu, df, nvidia-smi, /proc and /sys, needs neither root nor network, and leaves out
    what it cannot know.  Every figure names the command or file that it was read from.

    \b
    Examples:
      tierwise probe --name press-pc --output press-pc.yaml
      tierwise probe --from outputs-of-the-jetson --role device
    """
    # A late import: reading layouts needs rdflib, which most commands do without.
    from ..reasoner.tables.describing import describe_machine
    from ..reasoner.turtle import parse_turtle

    if output is not None and output.exists():
        raise click.UsageError(f"{output} is there already; nothing was written")
    outputs = read_outputs(list(saved)) if saved else ask_machine()
    called = name or (saved[0].stem if saved else platform.node() or "this machine")
    day = date.date().isoformat() if date else day_of(saved)
    found = describe_machine(load(), bundled_layouts(), outputs, called, day, role)
    text = found.text
    if output is None or output.suffix != ".ttl":
        head = "".join(f"{line}\n" for line in text.split("\n") if line.startswith("# "))
        text = head.partition("# The machine\n")[0] + write(parse_turtle(text, called), "yaml")
    for each in found.notes:
        click.echo(each, err=True)
    click.echo(f"taken as {role}; --role says otherwise", err=True)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
        click.echo(f"{output}: see `tierwise validate {output}`, then `tierwise add`", err=True)
    return 0
