"""What is known, by kind and by name: lists of individuals, and all that is said of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import Place, UnknownName, did_you_mean
from .facts import is_literal, lexical
from .figures import Figure
from .knowledge import Knowledge
from .namespaces import PREFIXES, QUDT, SKOS, curie, local_name, tw
from .query import questions

_DEFINITION = SKOS + "definition"
_NOTATION = SKOS + "notation"


@dataclass(frozen=True)
class Value:
    """A value as people read it; a figure has its number and canonical unit too."""

    text: str
    number: float | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a list; `values` stand in the order of the columns."""

    name: str
    label: str
    values: tuple[Value | None, ...]


@dataclass(frozen=True)
class Listing:
    """All individuals of a kind, sorted by name."""

    kind: str
    columns: tuple[str, ...]
    entries: tuple[Entry, ...]


# Class and properties of each kind of individual; a column is named after its property.
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "hardware": ("HardwareModel", ("typicalRole", "price", "hourlyPrice", "activePower")),
    "models": (
        "ModelVariant",
        ("modelFormat", "numericType", "modelBytes", "parameters", "macs", "peakActivationBytes"),
    ),
    "tasks": ("Task", ("function", "deadline", "privacyScope", "hasDriver")),
    "runtimes": ("Runtime", (_DEFINITION,)),
    "links": ("LinkTechnology", ("crosses", "uplinkRate", "latencyP50", "pricePerByte")),
    "constraints": ("Constraint", (_NOTATION, "demand", "relation", "supply")),
    "drivers": ("Driver", (_NOTATION, "favours", _DEFINITION)),
    "sites": ("Site", ("dataArisesAt", "standsIn", "lifetime")),
    "levels": ("Level", (_DEFINITION,)),
    "families": ("UnitFamily", ("broaderFamily",)),
    "units": (QUDT + "Unit", (QUDT + "symbol", QUDT + "hasQuantityKind")),
}
KINDS = tuple(sorted([*_KINDS, "quantities", "rules", "questions"]))


def listing(knowledge: Knowledge, kind: str, level: str | None = None) -> Listing:
    """Return all individuals of a kind; `level` keeps what is of that level."""
    match kind:
        case "quantities":
            return _quantities(knowledge)
        case "rules":
            rows = [
                Entry(each.name, each.says, (Value(str(each.stratum)), Value(each.file)))
                for each in sorted(knowledge.rules, key=lambda rule: rule.name)
            ]
            return Listing(kind, ("stratum", "file"), tuple(rows))
        case "questions":
            asked = [Entry(each.name, each.sentence, ()) for each in questions().values()]
            return Listing(kind, (), tuple(asked))
    class_, names = _KINDS[kind]
    class_, *properties = (each if ":" in each else tw(each) for each in (class_, *names))
    entries = [
        _entry(knowledge, each, properties)
        for each in knowledge.facts.instances(class_)
        if level is None or _is_of_level(knowledge, each, level)
    ]
    columns = tuple(local_name(each) for each in properties)
    return Listing(kind, columns, tuple(sorted(entries, key=lambda entry: entry.name)))


def _is_of_level(knowledge: Knowledge, individual: str, level: str) -> bool:
    wanted = tw(f"{level}-level")
    stated = (knowledge.facts.objects(individual, tw(each)) for each in _LEVELS)
    return individual == wanted or any(wanted in each for each in stated)


_OURS = (PREFIXES["tw"], PREFIXES["cat"], PREFIXES["tfl"], PREFIXES["onnx"], PREFIXES["arch"])
_LEVELS = ("typicalRole", "favours", "role")


def _entry(knowledge: Knowledge, individual: str, properties: list[str]) -> Entry:
    values = tuple(_value(knowledge, individual, each) for each in properties)
    return Entry(local_name(individual), knowledge.facts.label(individual), values)


def _value(knowledge: Knowledge, individual: str, property_: str) -> Value | None:
    figure = knowledge.figures.chosen.get((individual, property_))
    if figure is not None:
        return Value(shown(knowledge, figure), figure.value, figure.unit)
    found = knowledge.facts.objects(individual, property_)
    texts = [lexical(each) if is_literal(each) else local_name(each) for each in found]
    return Value(", ".join(sorted(texts))) if texts else None


def _quantities(knowledge: Knowledge) -> Listing:
    entries = [
        Entry(
            name, knowledge.facts.text(each.iri, _DEFINITION) or "",
            (Value(each.kind), Value(each.scope), Value(curie(each.unit))),
        )
        for name, each in sorted(knowledge.definitions.quantities.items())
    ]
    return Listing("quantities", ("kind", "scope", "unit"), tuple(entries))


def shown(knowledge: Knowledge, figure: Figure) -> str:
    """Return a figure's value as people read it, with its unit."""
    display = knowledge.facts.object(figure.property, tw("displayUnit"))
    return knowledge.units.show(figure.value, figure.unit, display)


@dataclass(frozen=True)
class Statement:
    """A property and value of an individual, with the place it was written at or its rule."""

    property: str
    value: str
    place: Place | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Chosen:
    """The figure that is used, and those that were stated but not chosen."""

    figure: Figure
    rivals: tuple[Figure, ...]


@dataclass(frozen=True)
class Individual:
    """All that is said of a thing; its figures include those of its parts."""

    iri: str
    label: str
    facts: tuple[Statement, ...]
    figures: tuple[Chosen, ...]
    inferred: tuple[Statement, ...]


def individual(knowledge: Knowledge, name: str) -> Individual:
    """Return what is known of a thing by local name, label, CURIE or IRI; raises UnknownName."""
    iri = find(knowledge, name)
    things = list(dict.fromkeys([iri, *_parts(knowledge, iri)]))
    chosen = knowledge.figures.chosen
    figures = [
        Chosen(figure, knowledge.figures.rivals(subject, property_))
        for thing in things
        for (subject, property_), figure in chosen.items()
        if subject == thing
    ]
    asserted = [
        Statement(property_, value, knowledge.asserted.places.get((iri, property_, value)))
        for property_, values in knowledge.asserted.properties(iri).items()
        for value in values
        if (iri, property_) not in chosen and property_ != tw("hasFigure")
    ]
    inferred = [
        Statement(property_, value, rule=rule)
        for (subject, property_, value), rule in knowledge.inferred.items()
        if subject == iri
    ]
    return Individual(
        iri, knowledge.facts.label(iri), tuple(asserted), tuple(figures),
        tuple(sorted(inferred, key=lambda each: (each.property, each.value))),
    )


def _parts(knowledge: Knowledge, iri: str) -> Iterator[str]:
    for part in knowledge.facts.objects(iri, tw("hasPart")):
        yield part
        yield from knowledge.facts.objects(part, tw("hasPeakRate"))


def find(knowledge: Knowledge, name: str) -> str:
    """Return the IRI that a local name, label, CURIE or IRI stands for; raises UnknownName."""
    subjects = [s for s in dict.fromkeys(t[0] for t in knowledge.facts.triples) if s[:2] != "_:"]
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES:
        name = PREFIXES[prefix] + rest
    if knowledge.facts.properties(name):
        return name
    found = [each for each in subjects if local_name(each) == name]
    found = found or [
        each for each in subjects
        if name.casefold() in (knowledge.facts.label(each).casefold(), local_name(each).casefold())
    ]
    # A module or a foreign term may be called as ours is; who means it gives its IRI.
    found = [each for each in found if each.startswith(_OURS)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(
            f"{name} names several things", expected="one of them by its CURIE",
            found=", ".join(sorted(curie(each) for each in found)),
        )
    known = [local_name(each) for each in subjects]
    raise UnknownName(
        f"nothing is called {name}", expected="a local name, label, CURIE or IRI", found=name,
        hint=did_you_mean(local_name(name), known) or "tierwise list KIND names what there is",
    )
