"""`tierwise ontology`: what changed in the vocabulary, and its reference as a page."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from ..reasoner.bundle import bundled_rules
from ..reasoner.errors import ParseError, Place
from ..reasoner.facts import Facts
from ..reasoner.infer.strata import stratified
from ..reasoner.load.memory import Memory
from ..reasoner.load.rules import definition_rules, read_rule, with_reach
from ..reasoner.source import read_text
from ..reasoner.term_changes import term_changes
from ..reasoner.validate.vocabulary import bundled_vocabulary
from ..reasoner.written import Written
from .options import FILE
from .render.ontology import changes_text, reference_html

_BESIDE = {"shapes", "alignments", "layouts", "measured"}  # folders that define no terms


@click.group("ontology")
def ontology_command() -> None:
    """See what changed in the vocabulary, or write its reference.

    Example: tierwise ontology diff ../tierwise-0.1.0/ontology
    """


@ontology_command.command("diff")
@click.argument("old", type=FILE)
@click.pass_context
def diff_command(context: click.Context, old: Path) -> None:
    """Show which terms came, were deprecated, went or mean something else since OLD.

    OLD is a folder or a file of an older ontology.  Exits with 1 where a term went that had not
    been deprecated.

    Example: tierwise ontology diff ../tierwise-0.1.0/ontology
    """
    changes = term_changes(_facts_of(old), bundled_vocabulary().facts)
    click.echo(changes_text(changes))
    context.exit(0 if changes.is_kind else 1)


@ontology_command.command("html")
@click.option("--output", "-o", type=FILE, required=True, metavar="DIR", help="Where to write it.")
def html_command(output: Path) -> None:
    """Write the reference of the vocabulary to DIR/index.html: classes, properties, constraints.

    The page needs no network and no scripts.

    Example: tierwise ontology html --output reference
    """
    facts, memory = bundled_vocabulary().facts, Memory()
    stated = [*(read_rule(e.text, e.name) for e in bundled_rules()), *definition_rules(facts)]
    rules = stratified(with_reach(each, memory) for each in stated)
    output.mkdir(parents=True, exist_ok=True)
    page = output / "index.html"
    page.write_text(reference_html(facts, rules, version("tierwise")), encoding="utf-8")
    click.echo(f"{page}")


def _facts_of(old: Path) -> Facts:
    found = [old]
    if old.is_dir():
        found = [
            each for each in sorted(old.rglob("*.ttl"))
            if _BESIDE.isdisjoint(each.relative_to(old).parts)
        ]
    if not found:
        raise ParseError("holds no ontology", expected="files that end in .ttl", found="none",
                         place=Place(str(old)))
    written = Written()
    return Facts.of(f for each in found for f in written.parse(read_text(each), str(each)))
