"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import isnan
from pathlib import Path
from typing import Any, TypeVar

import click

from ..reasoner.question import ModelQuestion

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def format_option(*choices: str) -> Callable[[Command], Command]:
    """Add --format with these choices, of which the first is the default."""
    return click.option(
        "--format", "format_", type=click.Choice(choices), default=choices[0], show_default=True,
        help="How the answer is written.",
    )


def time_limit_option(help_: str) -> Callable[[Command], Command]:
    """Add --time-limit in seconds, with what comes out by then."""
    return click.option(
        "--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
        default=60.0, show_default=True, help=help_, callback=_a_number,
    )


def _a_number(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if isnan(value):  # no range keeps it out: it is neither less nor more than anything
        raise click.BadParameter("nan is no number of seconds")
    return value


_PLANNED = (
    click.argument("site", type=FILE, required=False, metavar="SITE"),
    click.argument("pipelines", nargs=-1, metavar="[PIPELINE]..."),
    click.option("--file", "--site", "-f", "files", type=FILE, multiple=True, metavar="DATA.ttl",
                 help="Turtle to load beside SITE, such as its pipelines; may be repeated, and the "
                 "first is the site where SITE is none."),
    click.option("--nodes", type=FILE, metavar="TABLE", help="More nodes: CSV or Parquet."),
    click.option("--links", type=FILE, metavar="TABLE", help="More links: CSV or Parquet."),
)


def planned_options(command: Command) -> Command:
    """Add SITE and PIPELINE, and the files and tables that stand beside the site."""

    @wraps(command)
    def told(
        *args: Any, site: Path | None, pipelines: tuple[str, ...], files: tuple[Path, ...],
        **rest: Any,
    ) -> Any:
        if files and (site is None or not (site.exists() or site.suffix)):
            pipelines = pipelines if site is None else (str(site), *pipelines)
            site, *others = files
            files = tuple(others)
        if site is None:
            raise click.UsageError("Missing argument 'SITE'.")
        return command(*args, site=site, pipelines=pipelines, files=files, **rest)

    for option in reversed(_PLANNED):
        told = option(told)
    return told  # type: ignore[return-value]


def file_option(command: Command) -> Command:
    """Add --file, which may be given several times; --site says the same of a site."""
    return click.option(
        "--file", "--site", "-f", "files", type=FILE, multiple=True, metavar="DATA.ttl",
        help="Facts, rules or a site to load beside what is bundled.",
    )(command)


_QUESTION = (
    click.option("--model", type=FILE, help="A .tflite or .onnx file to ask about."),
    click.option("--deadline", help="Longest time from input to result, such as 100ms."),
    click.option("--rate", help="Inputs per second, such as 10Hz."),
    click.option("--input", "input_size", help="Size of one input, such as 32kB."),
    click.option("--privacy", type=click.Choice(["device", "site", "region", "anywhere"]),
                 help="How far raw data may go."),
    click.option("--offline", is_flag=True, help="It goes on while the wide-area link is down."),
    click.option("--budget", help="Most that the hardware may cost, such as 50USD."),
)


def question_options(command: Command) -> Command:
    """Add --model and what it is asked with; the command gets them as one `asked`."""

    @wraps(command)
    def gathered(
        *args: Any, model: Path | None, deadline: str | None, rate: str | None,
        input_size: str | None, privacy: str | None, offline: bool, budget: str | None, **rest: Any,
    ) -> Any:
        asked = ModelQuestion(model, deadline, rate, input_size, privacy, offline, budget)
        if model is None and asked.has_requirements:
            raise click.UsageError("--deadline and the like state the task of --model FILE")
        return command(*args, asked=asked, **rest)

    for option in reversed(_QUESTION):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]
