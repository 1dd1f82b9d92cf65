"""`tierwise import`: tables of facts become modules of Turtle."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.bundle import bundled_layouts, load
from .options import FILE, file_option

_SHOWN = 25


@click.command("import")
@click.argument("tables", nargs=-1, required=True, type=FILE, metavar="TABLE.csv...")
@click.option("--as", "kind", required=True, help="What the rows are.",
              type=click.Choice(("measurements", "hardware", "cloud", "network")))
@click.option("--mapping", "mappings", type=FILE, multiple=True, metavar="MAP.ttl|MAP.csv",
              help="What columns and names mean, before what is bundled; may be repeated.")
@click.option("--output", required=True, type=FILE, metavar="FILE.ttl|FOLDER",
              help="The module to write; for measurements a folder gets one a model.")
@click.option("--title", default="", help="The title of the module.")
@click.option("--description", default="", help="What the module holds, in a sentence.")
@click.option("--all", "show_all", is_flag=True, help="List all rows that nothing reads.")
@file_option
def import_command(
    tables: tuple[Path, ...], kind: str, mappings: tuple[Path, ...], output: Path, title: str,
    description: str, show_all: bool, files: tuple[Path, ...],
) -> int:
    """Write what tables state as Turtle to review and to keep.

    Names are read by the mapping only, never guessed: what it does not read is listed. The same
    tables give the same file, and one that is there and the same is left alone. Where anything is
    wrong, nothing is written.

    Exit 0 if rows were imported, else 1.

    \b
    Examples:
      tierwise import runs.csv --as measurements --output runs.ttl
      tierwise import boards.csv --as hardware --mapping names.csv --output boards.ttl
    """
    # A late import: reading tables needs rdflib, which most commands do without.
    from ..reasoner.tables.importing import import_tables
    from ..reasoner.whole_file import write_whole

    to_folder = output.suffix != ".ttl"
    found = import_tables(
        load(files), tables, kind, bundled_layouts(), mappings, output.stem, to_folder,
        title, description,
    )
    paths = [output / f"{e.name}.ttl" if to_folder else output for e in found.modules]
    changed = sum(
        write_whole(path, each.text) for path, each in zip(paths, found.modules, strict=True)
    )
    _tell(found.unmapped if show_all else found.unmapped[:_SHOWN], len(found.unmapped))
    missed = sum(each.rows for each in found.unmapped)
    click.echo(
        f"things written: {found.things}, of {found.rows - missed} rows; files: {len(paths)}, "
        f"changed: {changed}; rows not imported: {missed}"
        + ("" if found.things else "\nNothing is new: the catalogue states it all already.")
    )
    return int(not found.things)


def _tell(unmapped: tuple[object, ...], count: int) -> None:
    for each in unmapped:
        place, why, rows = (getattr(each, name) for name in ("place", "why", "rows"))
        click.echo(f"{place}: {why} ({rows} {'row' if rows == 1 else 'rows'})", err=True)
    if count > len(unmapped):
        click.echo(f"… and {count - len(unmapped)} more reasons: --all lists them", err=True)
