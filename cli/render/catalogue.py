"""Lists and single individuals as text, JSON, CSV and Turtle."""

from __future__ import annotations

from ...reasoner.catalogue import Individual, Listing, Value, shown
from ...reasoner.errors import Place
from ...reasoner.facts import Triple, is_literal, lexical
from ...reasoner.figures import Figure
from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import curie, local_name, tw
from .table import csv_text, json_text, short, table, turtle


def listing_text(found: Listing, format_: str) -> str:
    """Return a list as table, json or csv."""
    if format_ == "json":
        return json_text(_listing_json(found))
    columns = ("name", *found.columns, "label")
    rows = [
        (each.name, *(value.text if value else "" for value in each.values), each.label)
        for each in found.entries
    ]
    return csv_text(columns, rows) if format_ == "csv" else table(columns, rows)


def _listing_json(found: Listing) -> dict[str, object]:
    entries = [
        {
            "name": each.name, "label": each.label,
            **{
                column: _value_json(value)
                for column, value in zip(found.columns, each.values, strict=True)
            },
        }
        for each in found.entries
    ]
    return {"kind": found.kind, "entries": entries}


def _value_json(value: Value | None) -> object:
    if value is None or value.unit is None:
        return value.text if value else None
    return {"value": value.number, "unit": curie(value.unit), "shown": value.text}


def individual_text(knowledge: Knowledge, found: Individual) -> str:
    """Return an individual as tables: facts, figures, what is inferred."""
    parts = [f"{curie(found.iri)}  {found.label}"]
    if found.facts:
        facts = [(curie(e.property), short(e.value), str(e.place or "")) for e in found.facts]
        parts.append(table(("fact", "value", "written at"), facts))
    if found.figures:
        figures = [
            _figure_row(knowledge, each, is_rival)
            for chosen in found.figures
            for each, is_rival in ((chosen.figure, False), *((e, True) for e in chosen.rivals))
        ]
        columns = ("of", "figure", "value", "interval", "standing", "source", "written at", "")
        parts.append(table(columns, figures))
    if found.inferred:
        inferred = [(curie(e.property), short(e.value), e.rule or "") for e in found.inferred]
        parts.append(table(("inferred", "value", "rule"), inferred))
    return "\n\n".join(parts)


def _figure_row(knowledge: Knowledge, figure: Figure, is_rival: bool) -> tuple[str, ...]:
    interval = "" if figure.is_exact else f"{_bound(knowledge, figure)}"
    return (
        "a peak rate" if figure.subject.startswith("_:") else local_name(figure.subject),
        local_name(figure.property), shown(knowledge, figure), interval,
        local_name(figure.standing or ""),
        knowledge.facts.label(figure.source) if figure.source else "", str(figure.place),
        "rival" if is_rival else "",
    )


def _bound(knowledge: Knowledge, figure: Figure) -> str:
    display = knowledge.facts.object(figure.property, tw("displayUnit"))
    low, high = (
        knowledge.units.show(each, figure.unit, display) for each in (figure.lower, figure.upper)
    )
    return f"{low} to {high}"


def individual_json(knowledge: Knowledge, found: Individual) -> dict[str, object]:
    """Return an individual as plain values in a fixed order."""
    return {
        "name": local_name(found.iri), "iri": found.iri, "label": found.label,
        "facts": [
            {"property": curie(e.property), **_term(e.value), **_place(e.place)}
            for e in found.facts
        ],
        "figures": [
            {
                **_figure(knowledge, each.figure),
                "rivals": [_figure(knowledge, rival) for rival in each.rivals],
            }
            for each in found.figures
        ],
        "inferred": [
            {"property": curie(e.property), **_term(e.value), "rule": e.rule}
            for e in found.inferred
        ],
    }


def _term(term: str) -> dict[str, object]:
    if is_literal(term):
        return {"value": lexical(term), "is_literal": True}
    return {"value": curie(term), "is_literal": False}


def _place(place: Place | None) -> dict[str, object]:
    return {"file": place.file if place else None, "line": place.line if place else None}


def _figure(knowledge: Knowledge, figure: Figure) -> dict[str, object]:
    return {
        "of": curie(figure.subject), "property": curie(figure.property), "value": figure.value,
        "lower": figure.lower, "upper": figure.upper, "unit": curie(figure.unit),
        "shown": shown(knowledge, figure), "text": figure.text,
        "standing": local_name(figure.standing) if figure.standing else None,
        "source": curie(figure.source) if figure.source else None,
        "conditions": list(figure.conditions), **_place(figure.place),
    }


def individual_turtle(knowledge: Knowledge, found: Individual) -> str:
    """Return all triples of an individual, asserted and inferred, with its figures' own."""
    triples: list[Triple] = []
    waiting = [found.iri]
    while waiting:
        subject = waiting.pop()
        for property_, values in knowledge.facts.properties(subject).items():
            for value in values:
                triple = (subject, property_, value)
                if triple not in triples:
                    triples.append(triple)
                    waiting += [value] if value.startswith("_:") else []
    return turtle(triples)
