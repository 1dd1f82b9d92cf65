"""Names as people type them: IRIs, CURIEs, local names, labels, and facts made of them."""

from __future__ import annotations

import shlex

from .errors import QueryError, UnknownName, did_you_mean
from .facts import Triple, literal
from .knowledge import Knowledge
from .namespaces import PREFIXES, RDF_TYPE, XSD, local_name


def expanded(name: str) -> str:
    """Return the IRI that a CURIE with a known prefix stands for, else the name itself.

    >>> expanded("tw:deadline")
    'https://w3id.org/tierwise/ontology#deadline'
    """
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest if rest and prefix in PREFIXES else name.strip("<>")


def read_thing(knowledge: Knowledge, name: str) -> str:
    """Return the IRI of anything that facts speak of; raises UnknownName with "did you mean"."""
    facts, full = knowledge.facts, expanded(name)
    if facts.properties(full):
        return full
    things = [s for s in dict.fromkeys(t[0] for t in facts.triples) if s.startswith("http")]
    for each in things:
        if local_name(each) == name:
            return each
    raise UnknownName(
        f"nothing is called {name}", expected="a name of the catalogue or your files", found=name,
        hint=did_you_mean(name, map(local_name, things)),
    )


def read_fact(knowledge: Knowledge, text: str) -> Triple:
    """Return the triple of "SUBJECT PROPERTY OBJECT"; a quantity is given with its unit.

    Raises QueryError for anything but three parts and UnknownName for a name that nothing has.
    """
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise _not_a_fact(text, str(error)) from error
    if len(parts) != 3:
        raise _not_a_fact(text, f"{len(parts)} parts")
    subject = read_thing(knowledge, parts[0])
    predicate = RDF_TYPE if parts[1] == "a" else read_thing(knowledge, parts[1])
    return subject, predicate, _object(knowledge, subject, predicate, parts[2])


def _object(knowledge: Knowledge, subject: str, predicate: str, text: str) -> str:
    facts = knowledge.facts
    for each in facts.objects(subject, predicate):
        if each.startswith('"') and text in (each, each.strip('"')):
            return each
    unit = facts.object(predicate, PREFIXES["qudt"] + "hasUnit")
    if unit is not None:
        return literal(knowledge.units.canonical(text, unit).lexical, XSD + "decimal")
    if facts.is_a(predicate, PREFIXES["owl"] + "DatatypeProperty"):
        return literal(text)
    return read_thing(knowledge, text)


def _not_a_fact(text: str, found: str) -> QueryError:
    return QueryError(
        f'"{text}" is not a fact',
        expected="SUBJECT PROPERTY OBJECT, quoted where they hold blanks", found=found,
    )


