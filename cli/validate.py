"""`tierwise validate`: check files of facts, all findings at once."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.collection import find_collection
from ..reasoner.linting import lint, lint_dl
from ..reasoner.validate.fixes import apply_fixes
from .render.findings import (
    findings_github,
    findings_json,
    findings_sarif,
    findings_text,
    findings_turtle,
)

_FORMATS = {
    "text": findings_text, "json": findings_json, "sarif": findings_sarif,
    "github": findings_github, "ttl": findings_turtle,
}  # fmt: skip


@click.command("validate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely: misspelt names.")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text",
              show_default=True, help="How findings are written.")  # fmt: skip
@click.option("--dl", is_flag=True, help="Also ask HermiT, which needs Java, whether the facts "
              "contradict the axioms.")  # fmt: skip
@click.pass_context
def validate_command(
    context: click.Context, files: tuple[Path, ...], fix: bool, form: str, dl: bool
) -> None:
    """Check facts and rules: names, units, shapes, formulas and topology.

    Files are Turtle, YAML, JSON-LD, or rules as .rq.  Exit 1 if there is a violation; warnings
    alone are 0.

    \b
    Example: tierwise validate site.ttl tasks.yaml
    """
    beside = find_collection().facts()
    check = lint_dl if dl else lint
    report = check(files, beside)
    if fix and report.fixable:
        for each in apply_fixes(report.fixable):
            assert each.fix
            click.echo(f"{each.place}: {each.fix.old} is now {each.fix.new}", err=True)
        report = check(files, beside)
    click.echo(_FORMATS[form](report))
    context.exit(0 if report.conforms else 1)
