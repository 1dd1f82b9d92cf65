"""The command `calibrate`: fit the efficiency factors anew, or report how far estimates lie off."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..reasoner.bundle import load
from ..reasoner.errors import UsageError
from .options import FILE, format_option
from .render.table import json_text, table

if TYPE_CHECKING:  # the fit loads scipy, which only this command needs
    from ..reasoner.calibrate.report import CrossValidation, Score

_HEAD = ("class", "left out", "families", "rows", "boards", "median", "p90", "by board",
         "constant", "in 90 %", "by board", "width", "contradicted")  # fmt: skip


@click.command("calibrate")
@click.argument("measured", type=FILE)
@click.option("--cross-validate", is_flag=True,
              help="Report the errors on rows and boards that are left out of the fit.")
@click.option("--output", type=FILE, metavar="FACTORS",
              help="Where the fitted factors are written: a file .ttl, or a folder of modules.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Day of the fit; today.")
@format_option("table", "json")
def calibrate_command(
    measured: Path, cross_validate: bool, output: Path | None,
    date: datetime.datetime | None, format_: str,
) -> None:  # fmt: skip
    """Fit the efficiency factors on the measured tables in the folder MEASURED.

    \b
    Examples:
      tierwise calibrate ../shared/data/measured --output ontology/catalog
      tierwise calibrate ../shared/data/measured --cross-validate
    """
    if not cross_validate and output is None:
        raise UsageError("nothing to do", expected="--cross-validate or --output FACTORS")
    # Late imports: scipy takes longer to load than many a whole question; it is an extra.
    try:
        from ..reasoner.calibrate import fitting
    except ImportError as error:
        raise UsageError(
            "calibrate needs scipy", hint="pip install 'tierwise[calibrate]'"
        ) from error

    runs = fitting.read_measured(measured)
    if output is not None:
        day = (date or datetime.datetime.now()).date()
        known = fitting.catalogued(load())
        cells, releases = fitting.fitted_cells(runs, known), fitting.fitted_releases(runs, known)
        _write(
            fitting.factor_modules(cells, day, releases),
            fitting.factors_turtle(cells, day, releases=releases), output,
        )
        click.echo(f"{len(cells)} cells in {output}", err=True)
    if cross_validate:
        found = fitting.cross_validate(runs)
        click.echo(json_text(found.to_json()) if format_ == "json" else _report(found))


def _write(modules: Mapping[str, str], whole: str, output: Path) -> None:
    """Write one file, or into a folder one module a kind of unit in place of those of before."""
    if output.suffix == ".ttl":
        output.write_text(whole, encoding="utf-8")
        return
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("fitted-*.ttl"):
        old.unlink()
    for name, text in modules.items():
        (output / f"{name}.ttl").write_text(text, encoding="utf-8")


def _report(found: CrossValidation) -> str:
    families = [
        (each.group, each.family, f"{each.boards}", f"{each.rows}", _percent(each.median_error),
         _percent(each.coverage))
        for each in found.families
    ]  # fmt: skip
    left = [(where, rule, f"{rows}") for (where, rule), rows in sorted(found.left_out.items())]
    return "\n\n".join((
        table(_HEAD, [_line(each) for each in found.scores]),
        table(("class", "family, a board left out", "boards", "rows", "median", "in 90 %"),
              families),
        table(("table", "rows left out: rule", "rows"), left),
    ))  # fmt: skip


def _line(score: Score) -> tuple[str, ...]:
    constant = score.constant_median_error
    share = score.contradicted_verdicts / max(score.hard_verdicts, 1)
    return (
        score.group, score.left_out, score.families, f"{score.rows}", f"{score.boards}",
        _percent(score.median_error), _percent(score.p90_error),
        _percent(score.board_median_error), "-" if constant is None else _percent(constant),
        _percent(score.coverage), _percent(score.board_coverage),
        "-" if score.median_width is None else f"{score.median_width:.2f}",
        f"{score.contradicted_verdicts} of {score.hard_verdicts} ({_percent(share)})",
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
