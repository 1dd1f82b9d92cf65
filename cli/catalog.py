"""The commands `list` and `show`: what the catalogue and your files hold."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.bundle import load
from ..reasoner.catalogue import KINDS, individual, listing
from .options import file_option, format_option
from .render.catalogue import individual_json, individual_text, individual_turtle, listing_text
from .render.table import json_text


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS), default="hardware")
@click.option("--level", type=click.Choice(("device", "gateway", "cloud")),
              help="Only hardware, drivers or levels of this level.")
@file_option
@format_option("table", "json", "csv")
def list_command(kind: str, level: str | None, files: tuple[Path, ...], format_: str) -> None:
    """List what is known of a kind, by default the hardware.

    \b
    Examples:
      tierwise list hardware --level gateway
      tierwise list constraints --format csv
    """
    click.echo(listing_text(listing(load(files), kind, level), format_))


@click.command("show")
@click.argument("name")
@file_option
@format_option("table", "json", "ttl")
def show_command(name: str, files: tuple[Path, ...], format_: str) -> None:
    """Show all that is known of one thing, by local name, label, CURIE or IRI.

    Facts stand with file and line, figures with standing, source and their rivals, what is
    inferred with the name of its rule.

    \b
    Examples:
      tierwise show esp32-s3
      tierwise show tw:privacy --format ttl
    """
    knowledge = load(files)
    found = individual(knowledge, name)
    match format_:
        case "json":
            click.echo(json_text(individual_json(knowledge, found)))
        case "ttl":
            click.echo(individual_turtle(knowledge, found))
        case _:
            click.echo(individual_text(knowledge, found))
