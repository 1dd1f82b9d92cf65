"""`tierwise report`: pure device, gateway, cloud and the best hybrid of a site side by side."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.errors import InputError
from ..reasoner.plan.answer import Wish
from ..reasoner.plan.preferring import LEVEL_RULE
from ..reasoner.plan.report import report
from ..reasoner.planner import Planner, Tables
from .options import FILE, format_option, planned_options, time_limit_option
from .render.report.page import report_html
from .render.report.record import report_json
from .render.report.table import report_text

_RENDER = {"table": report_text, "json": report_json, "html": report_html}


@click.command("report")
@planned_options
@click.option("--prefer", metavar="OBJECTIVE",
              help=f"What each is to be best in: cost, latency …, or {LEVEL_RULE}.")
@time_limit_option("Report what is found by then.")
@click.option("--output", type=FILE, metavar="FILE", help="Write there, not to the terminal.")
@format_option("table", "json", "html")
def report_command(
    site: Path, pipelines: tuple[str, ...], files: tuple[Path, ...], nodes: Path | None,
    links: Path | None, prefer: str | None, time_limit: float, output: Path | None, format_: str,
) -> int:
    """Compare the architectures of a site, and put the claim to it that hybrid usually wins.

    The HTML page stands alone and draws where each task landed.

    Exit 0 if a placement is feasible or conditional, else 1.

    Example: tierwise report examples/factory-three-levels.ttl -f examples/hybrid-pipeline.ttl
    """
    planner = Planner.load([site, *files], Tables(nodes, links))
    found = report(planner.survey(pipelines), Wish(prefer, time_limit), planner.links)
    text = _RENDER[format_](planner.knowledge, found)
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(text, output)
    return int(all(not each.is_possible for each in found.architectures))


def _write(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{path} can't be written", expected="a file in a folder that exists",
            found=error.strerror or "an error",
        ) from error
