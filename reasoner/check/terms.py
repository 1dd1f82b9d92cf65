"""Terms as proofs spell them: an IRI as it stands, `_:name`, and literals in N-Triples form."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

Triple = tuple[str, str, str]

TW = "https://w3id.org/tierwise/ontology#"
CAT = "https://w3id.org/tierwise/catalog#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
QUDT = "http://qudt.org/schema/qudt/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
PROV = "http://www.w3.org/ns/prov#"
TYPE, FIRST, REST, LABEL = RDF + "type", RDF + "first", RDF + "rest", RDFS + "label"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


def tw(name: str) -> str:
    """Return the IRI of a term of the vocabulary."""
    return TW + name


def short(iri: str) -> str:
    """Return what follows the last `#` or `/`, as sentences name things."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def is_literal(term: str) -> bool:
    """Say whether a term is a literal."""
    return term[:1] == '"'


def text_of(term: str) -> str:
    """Return the text of a literal, or the term itself where it is none."""
    if not is_literal(term):
        return term
    body = term[1 : term.rindex('"')]
    return re.sub(r"\\(.)", lambda m: _PLAIN.get(m[1], m[1]), body, flags=re.DOTALL)


def word(term: str) -> str:
    """Return a term as sentences write it: the text of a literal, else the local name."""
    return text_of(term) if is_literal(term) else short(term)


def datatype(term: str) -> str | None:
    """Return the datatype of a literal; None for what has a language or is no literal."""
    if not is_literal(term):
        return None
    tail = term[term.rindex('"') + 1 :]
    if tail.startswith("@"):
        return None
    return tail[3:-1] if tail.startswith("^^<") else XSD + "string"


def spell(node: object, blank: dict[str, int] | None = None, prefix: str = "") -> str:
    """Return our spelling of an rdflib node; blank nodes are numbered as they are met."""
    if isinstance(node, Literal):
        escaped = "".join(_ESCAPES.get(each, each) for each in str(node))
        if node.language:
            return f'"{escaped}"@{node.language}'
        if node.datatype is None or str(node.datatype) == XSD + "string":
            return f'"{escaped}"'
        return f'"{escaped}"^^<{node.datatype}>'
    if isinstance(node, BNode):
        if blank is None:
            return f"_:{node}"
        return f"_:{prefix}{blank.setdefault(str(node), len(blank))}"
    if not isinstance(node, URIRef):
        raise ValueError("a formula or variable stands where a term is expected")
    return str(node)


def node_of(term: str) -> Identifier:
    """Return the rdflib node that a term spells, its text untouched."""
    if is_literal(term):
        type_ = datatype(term)
        if type_ is None:
            return Literal(text_of(term), lang=term[term.rindex("@") + 1 :])
        is_text = type_ == XSD + "string"
        return Literal(
            text_of(term), datatype=None if is_text else URIRef(type_), normalize=False
        )
    return BNode(term[2:]) if term.startswith("_:") else URIRef(term)


def shortest(term: str) -> str:
    """Return a decimal as triple stores write it, without zeros that say nothing; else the term."""
    if not is_literal(term) or datatype(term) != XSD + "decimal":
        return term
    try:
        text = format(Decimal(text_of(term)), "f")
    except InvalidOperation:
        return term
    return f'"{text.rstrip("0").rstrip(".") if "." in text else text}"^^<{XSD}decimal>'
