"""From what a machine says of itself to a product, with the source of each figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..errors import InputError
from ..facts import is_literal, literal
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, RDF_TYPE, RDFS_LABEL, SKOS, XSD, tw
from ..output import Output
from ..source import Source
from .layout import Layout, Reading, read_layouts
from .machine import machine_rows
from .products import product_blocks
from .reading import Read, Stated, read_rows
from .table import Row
from .write import Block, Group, own_text

OWN = "https://example.org/my#"
_LAYOUT = "layout-machine"
_SOURCE, _CLASS = DCTERMS + "source", tw("isOfClass")
_UNSAFE = re.compile(r"[^a-z0-9]+")
# What no command tells and what verdicts may ask for.
_NEVER_SAID = ("price", "activePower", "memoryBandwidth", "offersPeripheral", "hasInterface")

@dataclass(frozen=True)
class Description:
    """A machine as Turtle, and what is not known of it."""

    iri: str
    text: str
    notes: tuple[str, ...]

def describe_machine(
    knowledge: Knowledge, bundled: Sequence[Source], outputs: Sequence[Output], name: str,
    day: str, role: str = "gateway",
) -> Description:
    """Return a machine under a name, from what it said on a day (such as 2026-01-31).

    Raises ParseError with file and line for what is no output of a machine, and InputError where it
    names no processor that the catalogue has a family for.
    """
    iri = OWN + slug(name)
    documents = {each.name: f"{iri}-said-{each.name.replace('_', '-')}" for each in outputs}
    readings = tuple(_document(each, documents[each.name]) for each in outputs)
    layout = machine_layout(bundled, readings)
    reads, notes = machine_reads(knowledge, layout, machine_rows(outputs))
    sourced = _sourced(reads, day)
    named = [Stated("", RDFS_LABEL, literal(name)), Stated("", tw("standing"), tw("measured")),
             Stated("", SKOS + "definition", literal(_says(reads))),
             Stated("", tw("typicalRole"), tw(f"{role}-level"))]  # fmt: skip
    sourced = [replace(sourced[0], states=(*named, *sourced[0].states)), *sourced[1:]]
    used = {e.object for read in sourced for e in read.states if e.property == _SOURCE}
    blocks = product_blocks(knowledge, layout, iri, sourced, "")
    origins = [_origin(e, documents[e.name], name, day) for e in outputs
               if documents[e.name] in used]
    notes += [f"not said by any command, and left out: {', '.join(_NEVER_SAID)}"]
    head = "\n".join(f"# {each}" for each in (f"{name}, as it described itself on {day}.", *notes))
    return Description(
        iri, own_text([Group("The machine", tuple(blocks)), Group("Sources", tuple(origins))],
                      OWN, head), tuple(notes))  # fmt: skip

def slug(name: str) -> str:
    """Return a name as a local name.

    >>> slug("Press Line 4 (PC)")
    'press-line-4-pc'
    """
    return _UNSAFE.sub("-", name.casefold()).strip("-") or "machine"

def machine_layout(bundled: Sequence[Source], readings: tuple[Reading, ...] = ()) -> Layout:
    """Return the layout of machines, with readings that come before its own."""
    ours = [each for each in bundled if _LAYOUT in each.text]
    found = next(each for each in read_layouts(ours) if each.name == _LAYOUT)
    return replace(found, readings=(*readings, *found.readings))

def machine_reads(
    knowledge: Knowledge, layout: Layout, rows: Sequence[Row]
) -> tuple[list[Read], list[str]]:
    """Return what the rows of a machine state, its parts told apart, and what is not known.

    Raises InputError where no processor has a family.
    """
    reads, unmapped = read_rows(knowledge, layout, tuple(rows))
    known = [_of_catalogue(each) for each in reads]
    found = [each for each in known if _is_described(each)]
    if not any(each.object(tw("family"), "cpu") for each in found):
        said = next((e.row for e in reads if e.row.text("part") == "cpu"), reads[0].row)
        cpu = said.text("cpu_model") or said.text("cpu_part") or said.text("architecture")
        raise InputError(
            "no family of the catalogue is known for the processor", place=said.place,
            expected="lscpu or /proc/cpuinfo of an x86-64, Arm or RISC-V machine",
            found=cpu or "nothing about a processor",
            hint="describe it by hand: tierwise new hardware NAME",
        )
    left = [each.why for each in unmapped]
    return _told_apart(found), [*left, *_unknown(known, found), *_silent(found)]

def _of_catalogue(read: Read) -> Read:
    """Return a card without parts of its own where it is one that the catalogue describes."""
    if read.row.text("part") == "gpu" and read.objects(tw("hasPart")):
        return replace(read, states=tuple(e for e in read.states if not e.part), works_in=())
    return read

def _is_described(read: Read) -> bool:
    part = read.row.text("part")
    return part != "gpu" or bool(read.objects(tw("hasPart")) or read.object(_CLASS, "gpu"))

def _unknown(reads: Sequence[Read], described: Sequence[Read]) -> list[str]:
    return [
        f"left out, since no family is known for it: {each.row.text('gpu')}"
        + (f", {each.row.text('gpu_memory')}" if each.row.text("gpu_memory") else "")
        for each in reads if each not in described
    ]

def _silent(reads: Sequence[Read]) -> list[str]:
    wanted = (("clock", "cpu", "clock of the processor"), ("coreCount", "cpu", "number of cores"),
              ("capacity", "ram", "size of the RAM"), ("capacity", "storage", "size of storage"))
    return [
        f"not known: {words}" for property_, part, words in wanted
        if not any(each.objects(tw(property_), part) for each in reads)
    ]

def _told_apart(reads: Iterable[Read]) -> list[Read]:
    """Return the reads with a number behind the name of a part that an earlier one has."""
    seen: Counter[str] = Counter()
    found = []
    for read in reads:
        parts = {e.part for e in read.states if e.part and e.property == _CLASS}
        seen.update(parts)
        names = {part: f"{part}-{seen[part]}" for part in parts if seen[part] > 1}
        states = tuple(replace(e, part=names.get(e.part, e.part)) for e in read.states)
        works_in = tuple((names.get(a, a), names.get(b, b)) for a, b in read.works_in)
        found.append(replace(read, states=states, works_in=works_in))
    return found

def _sourced(reads: Sequence[Read], day: str) -> list[Read]:
    """Return the reads with the source of each part, which its figures take from it.

    A figure of another source than the rest of its part names it, and the day.
    """
    used: set[str] = set()
    found = []
    for read in reads:
        by_part: dict[str, Counter[str]] = {}
        for each in read.states:
            if each.part and each.source and is_literal(each.object):
                by_part.setdefault(each.part, Counter())[each.source] += 1
        main = {part: counts.most_common(1)[0][0] for part, counts in by_part.items()}
        states = [
            replace(e, date=day) if e.source not in ("", main.get(e.part)) else e
            for e in read.states
        ]
        states += [Stated(part, _SOURCE, source) for part, source in main.items()]
        used |= {source for counts in by_part.values() for source in counts}
        found.append(replace(read, states=tuple(states)))
    of_all = tuple(Stated("", _SOURCE, each) for each in sorted(used))
    return [replace(found[0], states=(*of_all, *found[0].states)), *found[1:]]

def _says(reads: Sequence[Read]) -> str:
    board = reads[0].row.text("board") or "A computer"
    cpu = next((e.row.text("cpu_model") for e in reads if e.row.text("cpu_model")), "")
    return f"{board}{f' with {cpu}' if cpu else ''}, as it describes itself."

def _document(output: Output, iri: str) -> Reading:
    when = (("source", re.compile(re.escape(output.name))),)
    return Reading(when, "", ((_SOURCE, iri),), (), None, output.place())

def _origin(output: Output, iri: str, name: str, day: str) -> Block:
    title = f"What {output.asked.split()[0]} says on {name}"
    saved = [(tw("locator"), literal(f"saved as {output.file}"))] * (output.file != output.asked)
    label = literal(f"{output.name} of {name}", language="en")
    return Block(iri, (
        ((RDF_TYPE, tw("Source")), (RDFS_LABEL, label)),
        ((DCTERMS + "title", literal(title)), (DCTERMS + "identifier", literal(output.asked))),
        (*saved, (DCTERMS + "date", literal(day, XSD + "date"))),
    ))
