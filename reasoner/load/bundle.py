"""Load the bundled ontology and the user's files into knowledge; keep a snapshot by content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ..errors import Place, TopologyError, UnknownName, did_you_mean
from ..facts import Fact, Facts, Triple, lexical
from ..figures import Figures
from ..infer.fixpoint import infer
from ..knowledge import Knowledge
from ..namespaces import RDF_TYPE, local_name, tw
from ..rule import Rule
from ..units import UnitSystem
from .cache import read_snapshot, write_snapshot
from .definitions import read_definitions
from .quantities import quantity_units, read_figures
from .rules import definition_rules, read_rule
from .turtle import parse_turtle, read_text

_FOLDERS = ("ontology", "ontology/catalog")


@dataclass(frozen=True)
class Source:
    """A file's name, as errors show it, and its text."""

    name: str
    text: str


def bundled_sources() -> list[Source]:
    """Return the vocabulary modules and the catalogue, in a fixed order."""
    root = files("tierwise")
    found = []
    for folder in _FOLDERS:
        for each in sorted(root.joinpath(folder).iterdir(), key=lambda entry: entry.name):
            if each.name.endswith(".ttl"):
                found.append(Source(f"{folder}/{each.name}", each.read_text(encoding="utf-8")))
    return found


def bundled_rules() -> list[Source]:
    """Return the rule files."""
    folder = files("tierwise").joinpath("queries/rules")
    return [
        Source(f"queries/rules/{each.name}", each.read_text(encoding="utf-8"))
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".rq")
    ]


def load(
    paths: Sequence[Path] = (), site: str | None = None, extra: Iterable[Fact] = ()
) -> Knowledge:
    """Return the knowledge of the bundle and the given files, with all that follows from it.

    `site` names one of the sites in the files; without it their only site is asked of, or else the
    whole catalogue.  Raises InputError with file and line.
    """
    sources = bundled_sources()
    rules = bundled_rules()
    own = [Source(str(each), read_text(each)) for each in paths]
    more = tuple(extra)
    key = _digest([*sources, *rules, *own], site, more)
    snapshot = read_snapshot(key)
    if snapshot is not None:
        return snapshot
    asserted = [fact for each in [*sources, *own] for fact in _parsed(each)] + list(more)
    knowledge = build(asserted, rules, site, {each.name for each in own})
    write_snapshot(key, knowledge)
    return knowledge


def _parsed(source: Source) -> list[Fact]:
    return parse_turtle(source.text, source.name)


def _digest(sources: Sequence[Source], site: str | None, extra: Sequence[Fact]) -> str:
    found = hashlib.sha256()
    code = Path(__file__).parent.parent
    for file in sorted(code.glob("**/*.py")):
        found.update(file.read_bytes())
    for each in sources:
        found.update(f"{each.name}\0{each.text}\0".encode())
    found.update(repr((site, extra)).encode())
    return found.hexdigest()


def build(
    asserted: list[Fact], rule_sources: Sequence[Source], site: str | None, own: set[str]
) -> Knowledge:
    """Return knowledge of asserted facts: figures chosen, rules run, definitions compiled."""
    facts = Facts.of(asserted)
    units = UnitSystem.from_triples((s, p, lexical(o)) for s, p, o in facts.triples)
    chosen = _site(facts, site, own)
    question = Fact(
        tw("the-question"), tw("onSite"), chosen or tw("catalogue-site"), Place("the question")
    )
    plain, figures = read_figures(asserted, facts, quantity_units(facts), units)
    flat = Facts.of([*plain, question])
    rules: list[Rule] = [read_rule(each.text, each.name) for each in rule_sources]
    rules += definition_rules(facts)
    inferred: dict[Triple, str] = infer(flat, rules)
    definitions = read_definitions(flat)
    return Knowledge(
        flat, inferred, Figures(tuple(figures)), definitions, tuple(rules), units, chosen
    )


def _site(facts: Facts, name: str | None, own: set[str]) -> str | None:
    sites = [
        s for s in facts.subjects(RDF_TYPE, tw("Site"))
        if facts.places[s, RDF_TYPE, tw("Site")].file in own
    ]
    if name is None:
        if len(sites) > 1:
            raise TopologyError(
                "the files hold several sites", expected="one, or --site NAME",
                found=", ".join(sorted(local_name(each) for each in sites)),
            )
        return sites[0] if sites else None
    for each in sites:
        if name in (each, local_name(each)):
            return each
    known = [local_name(each) for each in sites]
    raise UnknownName(
        f"unknown site {name}", expected=", ".join(known) or "a file with a tw:Site", found=name,
        hint=did_you_mean(name, known),
    )
