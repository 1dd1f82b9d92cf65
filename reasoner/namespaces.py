"""Every prefix that tierwise uses, once, with the two ways between IRI and CURIE."""

from __future__ import annotations

PREFIXES = {
    "tw": "https://w3id.org/tierwise/ontology#",
    "cat": "https://w3id.org/tierwise/catalog#",
    "tfl": "https://w3id.org/tierwise/operator/tflite#",
    "onnx": "https://w3id.org/tierwise/operator/onnx#",
    "arch": "https://w3id.org/tierwise/operator/architecture#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

TW = PREFIXES["tw"]
RDF_TYPE = PREFIXES["rdf"] + "type"
RDF_FIRST, RDF_REST, RDF_NIL = (PREFIXES["rdf"] + each for each in ("first", "rest", "nil"))
RDFS_LABEL = PREFIXES["rdfs"] + "label"
RDFS_SUBCLASS_OF = PREFIXES["rdfs"] + "subClassOf"
XSD = PREFIXES["xsd"]
QUDT = PREFIXES["qudt"]
SKOS = PREFIXES["skos"]
DCTERMS = PREFIXES["dcterms"]
OWL = PREFIXES["owl"]


def tw(name: str) -> str:
    """Return the IRI of a term of the vocabulary.

    >>> tw("deadline")
    'https://w3id.org/tierwise/ontology#deadline'
    """
    return TW + name


def local_name(iri: str) -> str:
    """Return what follows the last `#` or `/`.

    >>> local_name("https://w3id.org/tierwise/catalog#esp32-s3")
    'esp32-s3'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def curie(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI in angle brackets where no prefix fits.

    >>> curie("http://www.w3.org/2001/XMLSchema#decimal")
    'xsd:decimal'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri if iri.startswith("_:") else f"<{iri}>"
