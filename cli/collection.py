"""`tierwise add`, `remove` and `diff`: the user's own collection."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.adding import impact_of
from ..reasoner.collection import find_collection, is_query, is_rule
from ..reasoner.facts import Fact
from ..reasoner.linting import lint
from ..reasoner.source import Source, read_text
from ..reasoner.written import Written
from .render.collection import difference_text, impact_text
from .render.findings import findings_text

_collection = click.option(
    "--collection", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="The collection; without it TIERWISE_COLLECTION, a folder .tierwise here or above, or "
    "the one in your home.",
)  # fmt: skip


@click.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@_collection
@click.option("--dry-run", is_flag=True, help="Show the impact, and keep nothing.")
def add_command(file: Path, folder: Path | None, dry_run: bool) -> int:
    """Check FILE, show what it changes, and keep it in your collection.

    From then on every command knows what it says.  A file of the same name is replaced.

    Example: tierwise add acme-m4.yaml
    """
    collection = find_collection(folder)
    source = Source(str(collection.path(file.name)), read_text(file))
    report = lint([file], collection.others(file.name))
    if report.findings:
        click.echo(findings_text(report), err=True)
    if not report.conforms:
        return 1
    before = collection.sources()
    after = [*(each for each in before if each.name != source.name), source]
    click.echo(impact_text(impact_of(before, after, _changed(before, after))), nl=False)
    if not dry_run:
        click.echo(f"kept as {collection.put(file.name, source.text)}", err=True)
    return 0


@click.command("remove")
@click.argument("name")
@_collection
@click.option("--dry-run", is_flag=True, help="Show the impact, and remove nothing.")
def remove_command(name: str, folder: Path | None, dry_run: bool) -> int:
    """Take the file NAME out of your collection, and show what that changes.

    Example: tierwise remove acme-m4.yaml --dry-run
    """
    collection = find_collection(folder)
    name = collection.require(name).name
    before = collection.sources()
    after = [each for each in before if each.name != str(collection.path(name))]
    click.echo(impact_text(impact_of(before, after, _changed(before, after))), nl=False)
    if not dry_run:
        click.echo(f"removed {collection.remove(name)}", err=True)
    return 0


@click.command("diff")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_collection
def diff_command(file: Path | None, folder: Path | None) -> int:
    """Show which facts FILE has that your collection's file of that name has not, and back.

    Without FILE, list what the collection holds.  Exits with 1 where there is a difference.

    Example: tierwise diff acme-m4.yaml
    """
    collection = find_collection(folder)
    if file is None:
        names = collection.names()
        click.echo("\n".join([f"{collection.folder}: {len(names)} files", *names]))
        return 0
    held = collection.read(file.name)
    old = _facts(held) if held else []
    new = _facts(Source(str(file), read_text(file)))
    text = difference_text(old, new)
    click.echo(text, nl=False)
    return int(bool(text))


def _changed(before: list[Source], after: list[Source]) -> list[Fact] | None:
    """Return the facts of the files that differ; None where one of them is a rule."""
    differing = [
        each for one, other in ((before, after), (after, before)) for each in one
        if each not in other
    ]
    if any(is_rule(each) for each in differing):
        return None
    return [fact for each in differing for fact in _facts(each)]


def _facts(source: Source) -> list[Fact]:
    return [] if is_query(source) else Written().parse(source.text, source.name)
