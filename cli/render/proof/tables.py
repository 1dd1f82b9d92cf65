"""The tables of a proof's page: its numbers with their units, and the sources that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ....reasoner.explain.words import figure_shown, shown, spaced
from ....reasoner.knowledge import Knowledge
from ....reasoner.namespaces import local_name
from ....reasoner.proof import (
    Conversion,
    Fact,
    Proof,
    Refusal,
    Step,
    Written,
    number_of,
)
from .outline import kind_of, name_of, origin
from .wrapping import one_line


def numbers_table(knowledge: Knowledge, proof: Proof) -> str:
    """Return each number that what was concluded rests on, in its unit, and how it is known."""
    rows = [
        (f'<a href="#s{at}">{_text(spaced(name_of(step)))}</a>', _text(_of(step)),
         _text(_value(knowledge, step)), kind_of(step), _text(origin(proof, step, False) or ""))
        for at, step in _read(proof)
        if number_of(step) is not None
    ]
    return _table("numbers", "Numbers", ("quantity", "of", "value", "known by", "from"), rows)


def sources_table(proof: Proof) -> str:
    """Return each source with the files and lines that cite it, and what they support."""
    found: dict[str, list[tuple[int, Fact | Written]]] = {}
    for at, step in _read(proof):
        if isinstance(step, Fact | Written):
            found.setdefault(step.source or "no source is stated", []).append((at, step))
    rows = [(_text(source), _places(cited)) for source, cited in sorted(found.items())]
    return _table("sources", "Sources", ("source", "written at"), rows)


def _places(cited: list[tuple[int, Fact | Written]]) -> str:
    """Return the places of a source in the order of files and lines, each linked to its step."""
    at_place = sorted(
        ((each.place.file, each.place.line or 0, str(each.place), at) for at, each in cited
         if each.place)
    )
    links = {place: f'<a href="#s{at}"><code>{_text(place)}</code></a>'
             for _, _, place, at in at_place}
    return " ".join(links.values())


def _read(proof: Proof) -> Iterator[tuple[int, Step]]:
    """Yield the steps, with their positions, that a proof rests on; not why others are no better.
    """
    position = {id(step): at for at, step in enumerate(proof.steps)}
    seen: set[int] = set()
    waiting: list[Step] = [proof.root]
    while waiting:
        step = waiting.pop()
        if id(step) not in seen and not isinstance(step, Refusal):
            seen.add(id(step))
            yield position[id(step)], step
            waiting += reversed(proof.premises(step))


def _of(step: Step) -> str:
    """Return what a number belongs to: what states it, or the node of its candidate."""
    if isinstance(step, Conversion):
        return local_name(step.subject)
    subjects = getattr(step, "subjects", ())
    return ", ".join(map(local_name, subjects)) or "the candidate"


def _value(knowledge: Knowledge, step: Step) -> str:
    number = number_of(step)
    assert number is not None
    if isinstance(step, Conversion):
        return figure_shown(knowledge, step.property, step.unit, number)
    return shown(knowledge, name_of(step), number)


def _table(name: str, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return (
        f'<section id="{name}"><h2>{title}</h2><details><summary>{len(rows)} rows</summary>'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></details></section>"
    )


def _text(raw: str) -> str:
    return escape(one_line(raw))
