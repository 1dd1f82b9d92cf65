"""The command `inspect`: what a model file says of itself."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.errors import UsageError
from .options import FILE, format_option
from .render.table import json_text, table, turtle


@click.command("inspect")
@click.argument("model", type=FILE)
@click.option("--dimension", "dimensions", multiple=True, metavar="NAME=SIZE",
              help="The size of a symbolic dimension of an ONNX model; may be repeated.")
@click.option("--parts", "with_parts", is_flag=True,
              help="With --format ttl: also the work of each operator and of all after it, which a "
              "runtime that lacks it may hand to another unit.")
@format_option("table", "json", "ttl")
def inspect_command(
    model: Path, dimensions: tuple[str, ...], with_parts: bool, format_: str
) -> None:
    """Read a .tflite or .onnx file: size, MACs, peak activation memory, operators, types.

    \b
    Examples:
      tierwise inspect model.tflite
      tierwise inspect model.onnx --dimension batch=1 --format ttl
    """
    # Late imports: the readers load numpy, which only this command needs.
    from ..reasoner.inspect import inspect_model
    from ..reasoner.inspect.variant import model_facts

    facts = inspect_model(model, dimensions=sizes(dimensions))
    match format_:
        case "json":
            click.echo(json_text(facts.to_json()))
        case "ttl":
            click.echo(turtle([each.triple for each in model_facts(facts, with_parts)]))
        case _:
            rows = [(key, _text(value)) for key, value in facts.to_json().items()]
            click.echo(table(("fact", "value"), rows))


def sizes(dimensions: tuple[str, ...]) -> dict[str, int]:
    """Return the sizes by name; raises UsageError for anything but NAME=SIZE."""
    found = {}
    for each in dimensions:
        name, _, size = each.rpartition("=")
        if not name or not (size.isascii() and size.isdigit()) or not 0 < int(size[:19]) < 2**62:
            raise UsageError(
                "--dimension is not a size", expected="NAME=SIZE, such as batch=1", found=each
            )
        found[name] = int(size)
    return found


def _text(value: object) -> str:
    """Return a value of the JSON on one line."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case dict() if "shape" in value:
            shape = "?" if value["shape"] is None else "x".join(map(str, value["shape"]))
            return f"{value['name']} {value['numeric_type']} {shape or 'scalar'}"
        case dict():
            return ", ".join(f"{key} {_text(each)}" for key, each in value.items())
        case list():
            is_pair = len(value) == 2 and isinstance(value[1], int)
            return (" " if is_pair else "; ").join(map(_text, value))
        case int():
            return f"{value:,}"
    return str(value)
