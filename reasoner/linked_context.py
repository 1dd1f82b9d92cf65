"""The context by which JSON-LD and YAML mean what Turtle means: made from the vocabulary."""

from __future__ import annotations

from typing import Any

from .facts import Facts, is_literal
from .namespaces import OWL, PREFIXES, XSD, curie, local_name, tw

_RDFS_RANGE = PREFIXES["rdfs"] + "range"
# Types of a literal that a value's own characters do not tell.
_DATES = {XSD + each for each in ("date", "dateTime", "gYear", "anyURI")}

# What other vocabularies call things by which people describe theirs.
_BORROWED: dict[str, Any] = {
    "label": {"@id": "rdfs:label", "@language": "en"},
    "comment": {"@id": "rdfs:comment", "@language": "en"},
    "definition": {"@id": "skos:definition", "@language": "en"},
    "isDefinedBy": {"@id": "rdfs:isDefinedBy", "@type": "@id"},
    "seeAlso": {"@id": "rdfs:seeAlso", "@type": "@id"},
    "source": {"@id": "dcterms:source", "@type": "@vocab"},
    "title": "dcterms:title",
    "description": {"@id": "dcterms:description", "@language": "en"},
    "identifier": "dcterms:identifier",
    "date": {"@id": "dcterms:date", "@type": "xsd:date"},
    "license": {"@id": "dcterms:license", "@type": "@id"},
    "domain": {"@id": "rdfs:domain", "@type": "@vocab"},
    "range": {"@id": "rdfs:range", "@type": "@vocab"},
    "subClassOf": {"@id": "rdfs:subClassOf", "@type": "@vocab"},
    "hasUnit": {"@id": "qudt:hasUnit", "@type": "@vocab"},
    "notation": "skos:notation",
    "manufacturer": {"@id": "schema:manufacturer", "@type": "@vocab"},
    "Organization": "schema:Organization",
}


def context_of(vocabulary: Facts) -> dict[str, Any]:
    """Return the JSON-LD context of the vocabulary: prefixes, its terms, and a few borrowed ones.

    A property between things takes names: those of the vocabulary plain, others with their prefix;
    one that leads to a product takes those of the catalogue plain.
    """
    terms: dict[str, Any] = {}
    # What an annotation points at is told by its use alone: OWL gives it no range.
    pointing = {p for _, p, o in vocabulary.triples if not is_literal(o)}
    for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
        for property_ in vocabulary.instances(OWL + kind):
            if property_.startswith(PREFIXES["tw"]):
                points = kind == "ObjectProperty" or property_ in pointing
                terms[local_name(property_)] = _term(vocabulary, property_, points)
    for class_ in vocabulary.instances(OWL + "Class"):
        if class_.startswith(PREFIXES["tw"]):
            terms[local_name(class_)] = curie(class_)
    head = {"@version": 1.1, "@vocab": PREFIXES["tw"], "id": "@id", "type": "@type"}
    # A prefix that is also the name of a thing would hide the thing.
    named = {local_name(s) for s, _, _ in vocabulary.triples if s.startswith(PREFIXES["tw"])}
    prefixes = {name: space for name, space in PREFIXES.items() if name not in named}
    return {"@context": head | prefixes | _BORROWED | dict(sorted(terms.items()))}


def _term(vocabulary: Facts, property_: str, points: bool) -> Any:
    ranges = set(vocabulary.objects(property_, _RDFS_RANGE))
    if points:
        # A product stands plain where one is meant: most are the catalogue's.
        plain = {"@context": {"@vocab": PREFIXES["cat"]}} if tw("HardwareModel") in ranges else {}
        return {"@id": curie(property_), "@type": "@vocab"} | plain
    typed = sorted(ranges & _DATES)
    return {"@id": curie(property_), "@type": curie(typed[0])} if typed else curie(property_)
