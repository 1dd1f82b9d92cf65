"""From tables to modules of the catalogue: what to write, and what nothing could read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InputError, UsageError
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..source import Source, read_text
from .layout import Layout, Reading, layout_for, read_layouts, read_names
from .products import name_of, product_blocks
from .reading import Read, Unmapped, read_rows
from .runs import HARDWARE, VARIANT, Run, as_catalogued, block_of, of_releases, runs_of
from .table import Table, by_thing, read_table
from .write import Block, Group, Module, turtle_text

_ONTOLOGY = "https://w3id.org/tierwise/ontology/"
KINDS = {
    "measurements": ("Measurement",), "hardware": ("HardwareModel",),
    "cloud": ("CloudInstanceType",), "network": ("LinkTechnology",),
}
_MOST_RUNS = 80  # of one module, so that it stays under 600 lines
_OF_RELEASES = "--releases"  # ends the names of modules whose runs speak for one release alone
_STEM = 2  # parts of a model's name that name its module: mobilenet-v1 of mobilenet-v1-0.25-128


@dataclass(frozen=True)
class Written:
    """A module to write: its name below the output, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Imported:
    """What came out of tables."""

    modules: tuple[Written, ...]
    things: int
    rows: int
    unmapped: tuple[Unmapped, ...]


def import_tables(
    knowledge: Knowledge, tables: Sequence[Path], kind: str, bundled: Sequence[Source],
    mappings: Sequence[Path] = (), name: str = "imported", by_model: bool = False,
    title: str = "", description: str = "",
) -> Imported:
    """Return the modules that tables come to, and what nothing could read.

    `by_model` gives modules by the measured models rather than one; `title` and `description` stand
    in the header of one. Raises InputError with file and line; nothing is written here.
    """
    layouts, names = _layouts(bundled, mappings)
    reads: list[tuple[Layout, Read]] = []
    unmapped: list[Unmapped] = []
    rows = 0
    for path in tables:
        layout, table = _fitting(layouts, read_table(path), kind)
        layout = replace(layout, readings=(*names, *layout.readings))
        found, missed = read_rows(knowledge, layout, table.rows)
        reads += [(layout, each) for each in found]
        unmapped += missed
        rows += len(table.rows)
    head = (title or name, description or f"Imported from tables of {kind}.")
    if kind == "measurements":
        modules, things = _runs(knowledge, [each for _, each in reads], name, by_model, head)
    else:
        if by_model:
            raise UsageError("only measurements are written to a folder", expected="a .ttl file")
        modules, things = _products(knowledge, reads, name, kind, head)
    return Imported(tuple(modules), things, rows, tuple(unmapped))


def _layouts(
    bundled: Sequence[Source], mappings: Sequence[Path]
) -> tuple[list[Layout], tuple[Reading, ...]]:
    turtle = [Source(str(e), read_text(e)) for e in mappings if e.suffix != ".csv"]
    names = [each for e in mappings if e.suffix == ".csv" for each in read_names(e)]
    return [*read_layouts(turtle), *read_layouts(bundled)], tuple(names)


def _fitting(layouts: Sequence[Layout], table: Table, kind: str) -> tuple[Layout, Table]:
    layout = layout_for(layouts, table, frozenset(tw(each) for each in KINDS[kind]))
    if layout.row_per_figure:
        table = by_thing(table, *layout.row_per_figure[:4])
    return layout, table


def _runs(
    knowledge: Knowledge, reads: Sequence[Read], name: str, by_model: bool, head: tuple[str, str]
) -> tuple[list[Written], int]:
    runs = runs_of(reads)
    if not by_model:
        return [_run_module(knowledge, runs, name, head)], len(runs)
    exact = as_catalogued(knowledge, runs)
    of_release = of_releases(knowledge, runs, exact)
    by_module: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        model = knowledge.facts.object(run.read.object(VARIANT) or "", tw("variantOf")) or ""
        stem = "-".join(local_name(model).split("-")[:_STEM])
        if run.iri in of_release:
            stem += _OF_RELEASES
        is_read = run.iri in exact or run.iri in of_release
        by_module[f"{'' if is_read else 'otherwise/'}{stem}"].append(run)
    return [
        _run_module(knowledge, part, file, (f"measured runs, {_about(file)}", _says(file)),
                    tw("RunOfRelease" if _OF_RELEASES in file else "Measurement"))
        for file, part in _in_parts(by_module)
    ], len(runs)


def _about(file: str) -> str:
    return file.rpartition("/")[2].partition("--")[0]


def _says(file: str) -> str:
    if file.startswith("otherwise/"):
        return ("Published runs at another clock, with fewer threads, in an earlier edition, or of "
                "a candidate of which the catalogue proper states a run.")
    if _OF_RELEASES in file:
        return ("Published runs that speak only for the release of the runtime that they name: "
                "another run speaks for the candidate.")
    return "Published runs at the clock and with the cores that the catalogue states."


def _in_parts(by_module: dict[str, list[Run]]) -> list[tuple[str, list[Run]]]:
    found = []
    for file, runs in sorted(by_module.items()):
        ordered = sorted(runs, key=lambda each: (each.key[1], each.iri))
        for at in range(0, len(ordered), _MOST_RUNS):
            number = at // _MOST_RUNS + 1
            found.append((file if number == 1 else f"{file}--{number}",
                          ordered[at : at + _MOST_RUNS]))
    return found


def _run_module(
    knowledge: Knowledge, runs: Sequence[Run], file: str, head: tuple[str, str],
    class_: str = tw("Measurement"),
) -> Written:
    by_hardware: dict[str, list[Block]] = defaultdict(list)
    for run in runs:
        label = knowledge.facts.label(run.read.object(HARDWARE) or "")
        by_hardware[label].append(block_of(knowledge, run, class_))
    groups = tuple(Group(label, tuple(by_hardware[label])) for label in sorted(by_hardware))
    module = Module(
        f"measured/{file}", f"tierwise catalogue: {head[0]}", head[1], (f"{_ONTOLOGY}runs",),
        groups,
    )
    return Written(file, turtle_text(module))


def _products(
    knowledge: Knowledge, reads: Sequence[tuple[Layout, Read]], name: str, kind: str,
    head: tuple[str, str],
) -> tuple[list[Written], int]:
    by_thing_: dict[str, list[tuple[Layout, Read]]] = defaultdict(list)
    for layout, read in reads:
        iri = name_of(layout, read)
        if iri is None:
            raise InputError("a row names nothing", expected="tw:thing, or tw:naming of the layout",
                             place=read.row.place)
        by_thing_[iri].append((layout, read))
    about = "network" if kind == "network" else "hardware"
    empty = Module(
        name, f"tierwise catalogue: {head[0]}", head[1], (f"{_ONTOLOGY}{about}",), ()
    )
    known = {iri for iri in by_thing_ if _is_stated_elsewhere(knowledge, iri, name)}
    groups = tuple(
        Group(local_name(iri),
              tuple(product_blocks(knowledge, found[0][0], iri, [r for _, r in found], empty.iri)))
        for iri, found in sorted(by_thing_.items()) if iri not in known
    )
    return [Written(name, turtle_text(replace(empty, groups=groups)))], len(groups)


def _is_stated_elsewhere(knowledge: Knowledge, iri: str, name: str) -> bool:
    """Say whether the catalogue states a thing in another module than the one to be written."""
    facts = knowledge.asserted
    files = {facts.places[iri, p, o].file for p, each in facts.properties(iri).items()
             for o in each if (iri, p, o) in facts.places}
    return any(Path(file).stem != name for file in files)
