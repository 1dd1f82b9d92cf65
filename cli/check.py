"""`tierwise check`: whether a proof holds, by code that shares nothing with the engine."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..reasoner.check.checker import Checker, Report
from ..reasoner.check.document import LARGEST_BYTES
from ..reasoner.check.fronts import MOST_COMBINATIONS
from ..reasoner.load.cache import cache_folder
from .options import FILE, format_option

_PROOF = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command("check")
@click.argument("proof", type=_PROOF, metavar="PROOF.json")
@click.option("--file", "-f", "files", type=FILE, multiple=True, metavar="DATA.ttl",
              help="A file that the proof rests on, if it is not where the proof says.")
@click.option("--trust-solver", "trusts", is_flag=True,
              help="Accept what rests on the solver alone: a search of more than "
              f"{MOST_COMBINATIONS:,} placements, that doubts are the fewest.")
@click.option("--no-cache", "is_anew", is_flag=True,
              help="Read the installed files anew: trust nothing that was kept of them.")
@format_option("table", "json")
def check_command(
    proof: Path, files: tuple[Path, ...], trusts: bool, is_anew: bool, format_: str
) -> int:
    """Check each step of PROOF.json against the facts, rules and formulas; - is stdin.

    Exit 1 if the proof does not hold, with the step, what was expected and what was found; or if
    it rests on a search that is too large to repeat.

    Example: tierwise explain keyword-spotting esp32-s3 --format json | tierwise check -
    """
    with click.open_file(str(proof), "rb") as stream:
        text: bytes = stream.read(LARGEST_BYTES + 1)
    checker = Checker(None if is_anew else cache_folder() / "check")
    report = checker.check(text, list(files) or None)
    click.echo(_json(report) if format_ == "json" else _words(report))
    return int(not report.holds or (bool(report.unchecked) and not trusts))


def _words(report: Report) -> str:
    if report.unchecked:
        rest = [f"not checked: rests on the solver\n  {each}" for each in report.unchecked]
        return "\n".join([f"checked: {report.steps} steps hold", *rest])
    if report.holds:
        told = [f"\ntaken as told: {count} facts of {of}" for of, count in report.told]
        return f"checked: {report.steps} steps, proof holds{''.join(told)}"
    return "\n".join(["refused", *map(str, report.refusals)])


def _json(report: Report) -> str:
    refusals = [
        {"step": e.step, "what": e.what, "expected": e.expected, "found": e.found}
        for e in report.refusals
    ]
    found = {
        "holds": report.holds, "steps": report.steps, "refusals": refusals,
        "unchecked": report.unchecked,
        "told": [{"of": of, "facts": count} for of, count in report.told],
    }
    return json.dumps(found, indent=1)
