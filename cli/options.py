"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def format_option(*choices: str) -> Callable[[Command], Command]:
    """Add --format with these choices, of which the first is the default."""
    return click.option(
        "--format", "format_", type=click.Choice(choices), default=choices[0], show_default=True,
        help="How the answer is written.",
    )


def file_option(command: Command) -> Command:
    """Add --file, which may be given several times; --site says the same of a site."""
    return click.option(
        "--file", "--site", "-f", "files", type=FILE, multiple=True, metavar="DATA.ttl",
        help="Turtle to load beside what is bundled; may be repeated.",
    )(command)
