"""What the package brings along: the terms that are defined, their units and the shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..facts import Facts, Triple, literal
from ..namespaces import OWL, PREFIXES, QUDT, RDF_TYPE, RDFS_SUBCLASS_OF, tw
from ..units import UnitSystem
from ..written import Written
from .screen import Screen
from .usual import Peers, peers_of

if TYPE_CHECKING:  # what is imported late, below
    from rdflib import Graph

OURS = (PREFIXES["tw"], PREFIXES["cat"])


@dataclass(frozen=True)
class Vocabulary:
    """The bundled ontology and catalogue, as far as validation asks for them."""

    facts: Facts
    units: UnitSystem
    unit_of: dict[str, str]  # the canonical unit of each figure's property
    maybe_negative: frozenset[str]
    whole: frozenset[str]  # properties whose figures have no parts
    functional: frozenset[str]
    names: frozenset[str]  # every name that is defined in our namespaces
    shapes: tuple[str, ...]  # the Turtle of each file of shapes

    @property
    def subclasses(self) -> list[Triple]:
        """Return the hierarchy of classes."""
        return self.facts.with_predicate(RDFS_SUBCLASS_OF)

    @cached_property
    def written(self) -> Written:
        """Return what parses files, with the context of YAML and JSON-LD read once."""
        return Written()

    @cached_property
    def peers(self) -> Peers:
        """Return what is usual of hardware."""
        return peers_of(self.facts, self.unit_of, self.units)

    @cached_property
    def screen(self) -> Screen:
        """Return the shapes as what tells quickly who keeps them."""
        return Screen(Facts(tuple(t for text in self.shapes for t in _triples(text.encode()))))

    @cached_property
    def shapes_graph(self) -> Graph:
        """Return the shapes as pyshacl takes them."""
        # rdflib takes a tenth of a second to import, and what conforms never needs it.
        from rdflib import Graph

        found = Graph()
        for text in self.shapes:
            found.parse(data=text, format="turtle")
        return found


def bundled_vocabulary() -> Vocabulary:
    """Read the vocabulary, the catalogue and the shapes that stand in the package."""
    # Each folder is a package of its own, so that editable installs find it too.
    folders = [files("tierwise.ontology"), files("tierwise.ontology.catalog")]
    texts = [
        each.read_bytes()
        for folder in folders
        for each in sorted(folder.iterdir(), key=lambda item: item.name)
        if each.name.endswith(".ttl")
    ]
    # shapes/ontology.ttl lints the ontology itself, not what users write.
    shapes = [
        each.read_text(encoding="utf-8")
        for each in sorted(files("tierwise.ontology.shapes").iterdir(), key=lambda item: item.name)
        if each.name.endswith(".ttl") and each.name != "ontology.ttl"
    ]
    return vocabulary_of([triple for text in texts for triple in _triples(text)], shapes)


def vocabulary_of(triples: list[Triple], shapes: list[str]) -> Vocabulary:
    """Index the triples of an ontology for validation."""
    facts = Facts(tuple(triples))
    return vocabulary_with(facts, UnitSystem.from_facts(facts), shapes)


def vocabulary_with(facts: Facts, units: UnitSystem, shapes: list[str]) -> Vocabulary:
    """Return the vocabulary of indexed facts, with the units that they define."""
    functional = facts.subjects(RDF_TYPE, OWL + "FunctionalProperty")
    true = literal("true", PREFIXES["xsd"] + "boolean")
    return Vocabulary(
        facts,
        units,
        {s: o for s, _, o in facts.with_predicate(QUDT + "hasUnit") if s.startswith(OURS)},
        frozenset(facts.subjects(tw("maybeNegative"), true)),
        frozenset(facts.subjects(tw("wholeNumber"), true)),
        frozenset(functional),
        frozenset(s for s, _, _ in facts.with_predicate(RDF_TYPE) if s.startswith(OURS)),
        tuple(shapes),
    )


def _triples(text: bytes) -> list[Triple]:
    """Return the triples of a text of ours; pyoxigraph is fast and keeps no lines."""
    rows = ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    return [(_term(row.subject), row.predicate.value, _term(row.object)) for row in rows]


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.Literal):
        return literal(term.value, term.datatype.value, term.language)
    assert not isinstance(term, ox.Triple), "our Turtle has no quoted triples"
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value
