"""Turtle as the house writes it by hand: grouped, sorted, one module with its header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..facts import Facts, datatype, is_literal, lexical
from ..namespaces import PREFIXES, RDF_TYPE, XSD, curie

_LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
_MODULE = "https://w3id.org/tierwise/catalog/"
_BARE = frozenset("-._")
_LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"  # what Turtle writes without escapes
_UNQUOTED = frozenset(XSD + each for each in ("boolean", "integer", "decimal"))


@dataclass(frozen=True)
class Block:
    """One subject: what is said of it, line by line."""

    subject: str
    lines: tuple[tuple[tuple[str, str], ...], ...]  # (property, object) of each line


@dataclass(frozen=True)
class Group:
    """Subjects under one heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Module:
    """A file of the catalogue."""

    name: str
    title: str
    description: str
    imports: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def iri(self) -> str:
        """Return the IRI of the module's owl:Ontology."""
        return _MODULE + self.name


def turtle_text(module: Module) -> str:
    """Return a module as text; the same module is the same text, byte for byte."""
    body = [part for group in module.groups for part in _group(group)]
    used = "\n".join(body) + " owl: dcterms:"
    prefixes = [
        f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items() if f"{name}:" in used
    ]
    header = [
        f"<{module.iri}> a owl:Ontology ;",
        f"    dcterms:title {_literal(module.title)}@en ;",
        f"    dcterms:description {_literal(module.description)}@en ;",
        f"    dcterms:license <{_LICENCE}> ;",
        f"    owl:versionIRI <{module.iri}/0.1.0> ;",
        '    owl:versionInfo "0.1.0" ;',
        "    owl:imports " + " ,\n        ".join(f"<{each}>" for each in module.imports) + " .",
    ]
    return "\n".join([*prefixes, "", *header, *body]) + "\n"


def own_text(groups: Iterable[Group], namespace: str, head: str = "") -> str:
    """Return groups as a file of the user's own: `my:` stands for the namespace, and no header.

    `head` are lines of comment that it begins with.
    """
    body = "\n".join(part for group in groups for part in _group(group))
    body = re.sub(f"<{re.escape(namespace)}({_LOCAL})>", r"my:\1", body)
    prefixes = [
        f"@prefix {name}: <{iri}> ."
        for name, iri in PREFIXES.items() if f"{name}:" in body
    ]
    lines = [*([head] if head else []), f"@prefix my: <{namespace}> .", *prefixes]
    return "\n".join([*lines, body]) + "\n"


def nested(facts: Facts, term: str) -> str:
    """Return a term; a blank node as the text of all that is said of it."""
    if not term.startswith("_:"):
        return term
    said = [f"{_verb(p)} {nested_term(facts, o)}" for p, each in facts.properties(term).items()
            for o in each]
    return "[ " + " ; ".join(said) + " ]"


def nested_term(facts: Facts, term: str) -> str:
    """Return a term as Turtle text, with what is said of a blank node."""
    return nested(facts, term) if term.startswith("_:") else _term(term)


def _group(group: Group) -> list[str]:
    return ["", f"# {group.heading}"] + [
        line for block in sorted(group.blocks, key=lambda e: e.subject) for line in _block(block)
    ]


def _block(block: Block) -> list[str]:
    lines = [" ; ".join(f"{_verb(p)} {_terms(o)}" for p, o in _joined(line))
             for line in block.lines if line]
    text = " ;\n    ".join(lines)
    return ["", f"{_term(block.subject)} {text} ."]


def _joined(line: Sequence[tuple[str, str]]) -> Iterable[tuple[str, list[str]]]:
    """Return the objects of each property, each once, in the order in which they are stated."""
    found: dict[str, dict[str, None]] = {}
    for property_, object_ in line:
        found.setdefault(property_, {})[object_] = None
    return [(property_, list(objects)) for property_, objects in found.items()]


def _terms(objects: Sequence[str]) -> str:
    """Return objects as Turtle, those with figures on a line each."""
    mark = " ,\n        " if any(each.startswith("[") for each in objects) else " , "
    return mark.join(_term(each) for each in objects)


def _verb(iri: str) -> str:
    return "a" if iri == RDF_TYPE else _term(iri)


def _term(term: str) -> str:
    """Return a term as Turtle; a local name that Turtle does not write bare as a full IRI."""
    if is_literal(term):
        return _value(term)
    if term.startswith("["):
        return term
    short = curie(term)
    if short.startswith("<"):
        return short
    local = short.partition(":")[2]
    plain = all(each.isalnum() or each in _BARE for each in local) and local[-1:] not in ".-"
    return short if plain and local.isascii() else f"<{term}>"


def _value(term: str) -> str:
    type_ = datatype(term)
    if type_ is None or type_ == XSD + "string":
        return term
    return lexical(term) if type_ in _UNQUOTED else f"{_literal(lexical(term))}^^{curie(type_)}"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
