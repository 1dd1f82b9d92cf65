"""Hardware, cloud instances and links: rows become products with their parts and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..facts import is_literal, lexical, literal
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, PREFIXES, QUDT, RDF_TYPE, RDFS_LABEL, SKOS, curie, tw
from .layout import Layout
from .reading import Read, Stated
from .write import Block

_SOURCE, _STANDING = DCTERMS + "source", tw("standing")
_THING, _CLASS, _DEFINITION = tw("thing"), tw("isOfClass"), SKOS + "definition"
_FIRST = (RDFS_LABEL, _DEFINITION)
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LETTERS = 4  # parts of up to so many letters are initials: CPU, VRAM


def name_of(layout: Layout, read: Read) -> str | None:
    """Return the thing that a row is about: as a reading says, else as the layout names it."""
    stated = read.object(_THING)
    if stated is not None or layout.naming is None:
        return stated
    return PREFIXES["cat"] + _UNSAFE.sub("-", _filled(layout.naming, read).casefold()).strip("-")


def _filled(template: str, read: Read) -> str:
    return re.sub(r"{(\w+)}", lambda found: read.row.text(found[1]), template)


def product_blocks(
    knowledge: Knowledge, layout: Layout, iri: str, reads: Sequence[Read], module: str
) -> list[Block]:
    """Return what is written of a product and of each of its parts.

    Rows that state one figure differently are rivals: all are kept, and the one with the latest
    date is marked as chosen. `module` is what defines it; nothing for a file of the user's own.
    """
    states = [each for read in reads for each in read.states]
    parts = list(dict.fromkeys(e.part for e in states if e.part and e.property == _CLASS))
    ours = [e for e in states if not e.part]
    if layout.labelling and all(e.property != RDFS_LABEL for e in ours):
        label = literal(_filled(layout.labelling, reads[0]))
        ours = [Stated("", RDFS_LABEL, label), *ours]
    defined = [(PREFIXES["rdfs"] + "isDefinedBy", module)] if module else []
    own = [*_identity(layout, ours), *defined]
    links = [(p, o) for p, o in _plain(ours) if p not in _FIRST and p not in (_SOURCE, _STANDING)]
    sources = sorted({
        e.object for e in ours if e.property == _SOURCE and not is_literal(e.object)
    })
    standing = next((e.object for e in ours if e.property == _STANDING), tw("vendor-claim"))
    kept = dict.fromkeys(to for read in reads for at, to in read.works_in if not at)
    made = [(tw("storesIn"), f"{iri}-{each}") for each in kept]
    made += [(tw("hasPart"), f"{iri}-{part}") for part in parts]
    lines = [
        own, [(_SOURCE, each) for each in sources] + [(_STANDING, standing)],
        links, made, *_figures(knowledge, ours, standing),
    ]
    blocks = [Block(iri, _lines(lines))]
    named = lexical(next((e.object for e in ours if e.property == RDFS_LABEL), literal("")))
    for part in parts:
        blocks.append(_part(knowledge, iri, part, (named, standing), states, reads))
    return blocks


def _identity(layout: Layout, ours: Sequence[Stated]) -> Iterator[tuple[str, str]]:
    class_ = next((e.object for e in ours if e.property == _CLASS), layout.makes)
    yield RDF_TYPE, class_
    for wanted in _FIRST:
        found = next((e.object for e in ours if e.property == wanted), None)
        if found is not None:
            yield wanted, literal(lexical(found), language="en")


def _part(
    knowledge: Knowledge, iri: str, part: str, product: tuple[str, str], states: Sequence[Stated],
    reads: Sequence[Read],
) -> Block:
    label, standing = product
    ours = [each for each in states if each.part == part]
    class_ = next(e.object for e in ours if e.property == _CLASS)
    works_in = dict.fromkeys(to for read in reads for at, to in read.works_in if at == part)
    called = part.upper() if len(part) <= _LETTERS else part.replace("-", " ")
    name = literal(f"{called} of {label}", language="en")
    return Block(f"{iri}-{part}", _lines([
        [(RDF_TYPE, class_), (RDFS_LABEL, name)], _plain(ours),
        [(tw("worksIn"), f"{iri}-{each}") for each in works_in],
        *_figures(knowledge, ours, standing),
    ]))


def _plain(states: Iterable[Stated]) -> list[tuple[str, str]]:
    found = [(e.property, e.object) for e in states
             if not is_literal(e.object) and e.property not in (_THING, _CLASS)]
    return sorted(set(found))


def _figures(
    knowledge: Knowledge, states: Iterable[Stated], standing: str
) -> Iterator[list[tuple[str, str]]]:
    by_property: dict[str, list[Stated]] = {}
    for each in states:
        if is_literal(each.object) and each.property not in (*_FIRST, _SOURCE):
            by_property.setdefault(each.property, []).append(each)
    for property_, stated in sorted(by_property.items()):
        rivals = sorted(set(stated), key=lambda e: (e.date, e.object, e.source), reverse=True)
        if knowledge.facts.object(property_, QUDT + "hasUnit") is None:
            yield [(property_, each.object) for each in rivals]
        elif len(rivals) == 1 and not (rivals[0].date or rivals[0].condition):
            yield [(property_, rivals[0].object)]
        else:
            latest = rivals[0]
            yield [(tw("hasFigure"), _figure(e, standing, len(rivals) > 1 and e is latest))
                   for e in rivals]


def _figure(stated: Stated, standing: str, is_chosen: bool) -> str:
    parts = [f"a tw:Figure ; tw:figureOf {curie(stated.property)} ; tw:value {stated.object}",
             f"tw:standing {curie(standing)}"]
    if is_chosen:
        parts.append("tw:chosen true")
    if stated.condition:
        parts.append(f"tw:condition {literal(stated.condition)}")
    if stated.source:
        parts.append(f"dcterms:source {curie(stated.source)}")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", stated.date):
        parts.append(f'dcterms:date "{stated.date}"^^xsd:date')
    elif stated.date:
        parts.append(f"dcterms:date {literal(stated.date)}")
    return "[ " + " ; ".join(parts) + " ]"


def _lines(
    lines: Iterable[Iterable[tuple[str, str]]]
) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(each) for each in lines)
