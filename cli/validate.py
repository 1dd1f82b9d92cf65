"""`tierwise validate`: check files of facts, all findings at once."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..reasoner.validate import Finding, Report, validate


@click.command("validate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def validate_command(context: click.Context, files: tuple[Path, ...], format_: str) -> None:
    """Check facts in Turtle: names, units, shapes and topology.

    Exit 1 if there is a violation; warnings alone are 0.

    \b
    Example: tierwise validate site.ttl tasks.ttl
    """
    report = validate(files)
    click.echo(_as_json(report) if format_ == "json" else _as_text(report))
    context.exit(0 if report.conforms else 1)


def _as_json(report: Report) -> str:
    rows = [
        {
            "file": each.place.file,
            "line": each.place.line,
            "severity": each.severity,
            "message": each.message,
            "expected": each.expected,
            "found": each.found,
            "hint": each.hint,
            "focus": each.focus,
            "conforms": report.conforms,
        }
        for each in report.findings
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _as_text(report: Report) -> str:
    bad = {each.place.file for each in report.findings if each.severity == "violation"}
    good = [
        f"{file}: conforms ({count} facts)"
        for file, count in report.fact_counts
        if file not in bad
    ]
    return "\n".join([*map(_finding, report.findings), *good])


def _finding(finding: Finding) -> str:
    lines = [f"{finding.place}: {finding.severity}: {finding.message}"]
    parts = (
        ("expected: ", finding.expected), ("found:    ", finding.found), ("", finding.hint)
    )
    return "\n".join(lines + [f"  {head}{text}" for head, text in parts if text is not None])
