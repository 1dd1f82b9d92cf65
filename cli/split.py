"""`tierwise split`: at which layers a model is best cut between a device and another node."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.split_problem import OBJECTIVES, Objective
from .inspect import sizes
from .options import FILE, format_option
from .render.split import split_json, split_text


@click.command("split")
@click.argument("model", type=FILE)
@click.option("--from", "start", required=True, metavar="NODE",
              help="The device, where the input arises.")
@click.option("--to", "end", required=True, metavar="NODE", help="Where the remaining layers run.")
@click.option("--link", "links", required=True, multiple=True, metavar="LINK",
              help="The link between them, or without a site its technology; several are one way.")
@click.option("--site", "site_file", type=FILE, help="A Turtle file with the site.")
@click.option("--file", "-f", "files", type=FILE, multiple=True, metavar="DATA.ttl",
              help="More Turtle files to load; may be repeated.")
@click.option("--objective", type=click.Choice(OBJECTIVES), default="latency", show_default=True,
              help="What is made least: time from input to result, the device's energy, or bytes.")
@click.option("--raw-stays", is_flag=True, help="Raw input must not leave the device.")
@click.option("--returns", is_flag=True, help="The result is needed on the device.")
@click.option("--dimension", "dimensions", multiple=True, metavar="NAME=SIZE",
              help="The size of a symbolic dimension of an ONNX model; may be repeated.")
@format_option("table", "json")
def split_command(
    model: Path, start: str, end: str, links: tuple[str, ...], site_file: Path | None,
    files: tuple[Path, ...], objective: Objective, raw_stays: bool, returns: bool,
    dimensions: tuple[str, ...], format_: str,
) -> int:
    """Cut a .tflite or .onnx model in two: the first layers on a device, the others beyond a link.

    Without --site, NODE is a product of the catalogue and LINK a link technology.

    Exit 0 if a cut is allowed and known to be the best, else 1.

    Example: tierwise split model.tflite --from esp32-s3 --to raspberry-pi-5-8gb --link wifi-4
    """
    # A late import: what reads model files loads numpy, and networkx cuts the graph.
    from ..reasoner.splitter import Asked, Splitter

    asked = Asked(model, start, end, links, objective, raw_stays, returns, sizes(dimensions))
    splitter = Splitter.load(asked, [*([site_file] if site_file else []), *files])
    result = splitter.split(asked)
    render = split_json if format_ == "json" else split_text
    click.echo(render(splitter.knowledge, result), nl=False)
    return int(result.best is None)
