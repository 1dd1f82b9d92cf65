"""`tierwise import`: tables, lists of nodes and saved outputs of machines become Turtle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..reasoner.bundle import bundled_layouts, load
from ..reasoner.output import day_of, read_outputs
from ..reasoner.whole_file import write_whole
from .options import FILE, file_option

_SHOWN = 25


@click.command("import")
@click.argument("tables", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--as", "kind", required=True, help="What the rows are, or the file is.",
              type=click.Choice(
                  ("measurements", "hardware", "cloud", "network", "nodes", "machine")))
@click.option("--mapping", "mappings", type=FILE, multiple=True, metavar="MAP.ttl|MAP.csv",
              help="What columns and names mean, before what is bundled; may be repeated.")
@click.option("--output", required=True, type=FILE, metavar="FILE.ttl|FOLDER",
              help="The module to write; for measurements a folder gets one a model.")
@click.option("--title", default="", help="The title of the module, or of the site.")
@click.option("--description", default="", help="What the module holds, in a sentence.")
@click.option("--role", type=click.Choice(["device", "gateway", "cloud"]),
              help="Level of nodes or a machine that the catalogue does not know.")
@click.option("--data-at", metavar="NODE",
              help="The node at which data arises; it is linked to the others.")
@click.option("--technology", metavar="LINK",
              help="What these links are, such as gigabit-ethernet.")
@click.option("--all", "show_all", is_flag=True, help="List all rows that nothing reads.")
@file_option
def import_command(
    tables: tuple[Path, ...], kind: str, mappings: tuple[Path, ...], output: Path, title: str,
    description: str, role: str | None, data_at: str | None, technology: str | None,
    show_all: bool, files: tuple[Path, ...],
) -> int:
    """Write what tables, a cluster or a machine state as Turtle to review and to keep.

    Names are read by the mapping only, never guessed: what it does not read is listed. The same
    input gives the same file, and one that is there and the same is left alone. Where anything is
    wrong, nothing is written.

    Exit 0 if anything was imported, else 1.

    \b
    Examples:
      tierwise import runs.csv --as measurements --output runs.ttl
      tierwise import boards.csv --as hardware --mapping names.csv --output boards.ttl
      kubectl get nodes -o json | tierwise import - --as nodes --output cluster.ttl
      tierwise import lscpu.json meminfo --as machine --output press-pc.ttl
    """
    if kind in ("nodes", "machine") and output.suffix != ".ttl":
        raise click.UsageError(f"{output}: --as {kind} writes one file .ttl")
    if kind == "machine":
        return _machine(tables, output, title or output.stem, role or "gateway")
    if kind == "nodes":
        said = {"title": title, "description": description, "role": role, "data_at": data_at,
                "technology": technology}
        return _nodes(tables, output, said, files, show_all)
    return _tables(tables, kind, mappings, output, (title, description), files, show_all)


def _tables(
    tables: tuple[Path, ...], kind: str, mappings: tuple[Path, ...], output: Path,
    head: tuple[str, str], files: tuple[Path, ...], show_all: bool,
) -> int:
    # A late import: reading tables needs rdflib, which most commands do without.
    from ..reasoner.tables.importing import import_tables

    to_folder = output.suffix != ".ttl"
    found = import_tables(
        load(files), tables, kind, bundled_layouts(), mappings, output.stem, to_folder, *head
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


def _nodes(
    tables: tuple[Path, ...], output: Path, said: dict[str, Any], files: tuple[Path, ...],
    show_all: bool,
) -> int:
    # Late imports, as above.
    from ..reasoner.tables.cluster import import_nodes
    from ..reasoner.tables.node_list import read_list, read_nodes

    if len(tables) != 1:
        raise click.UsageError("--as nodes reads one list, or - for standard input")
    name = "standard input" if str(tables[0]) == "-" else str(tables[0])
    listed = read_nodes(read_list(tables[0]), name)
    found = import_nodes(load(files), bundled_layouts(), listed, output.stem, **said)
    changed = write_whole(output, found.text)
    _tell(found.notes if show_all else found.notes[:_SHOWN], len(found.notes), "node")
    click.echo(
        f"nodes written: {found.nodes}; machines that the catalogue does not know: "
        f"{found.machines}; {output} {'written' if changed else 'is the same'}"
    )
    return 0


def _machine(paths: tuple[Path, ...], output: Path, name: str, role: str) -> int:
    # A late import, as above.
    from ..reasoner.tables.describing import describe_machine

    outputs = read_outputs(list(paths))
    found = describe_machine(load(), bundled_layouts(), outputs, name, day_of(paths), role)
    changed = write_whole(output, found.text)
    for each in found.notes:
        click.echo(each, err=True)
    click.echo(f"{name}, taken as {role}; {output} {'written' if changed else 'is the same'}")
    return 0


def _tell(unmapped: tuple[object, ...], count: int, thing: str = "row") -> None:
    for each in unmapped:
        place, why, rows = (getattr(each, name) for name in ("place", "why", "rows"))
        click.echo(f"{place}: {why} ({rows} {thing if rows == 1 else f'{thing}s'})", err=True)
    if count > len(unmapped):
        click.echo(f"… and {count - len(unmapped)} more reasons: --all lists them", err=True)
