"""Names as people type them: IRIs, CURIEs, local names, labels, and facts made of them."""

from __future__ import annotations

import shlex
from math import isclose

from .errors import QueryError, UnknownName, did_you_mean
from .facts import Triple, is_literal, lexical, literal
from .knowledge import Knowledge
from .namespaces import OWL, PREFIXES, RDF_TYPE, XSD, curie, local_name, tw

_OURS = ("tw", "cat", "tfl", "onnx", "arch")
_OF_SITE = "the nodes of a site are known with --site FILE"
_FOREIGN = tuple(iri for prefix, iri in PREFIXES.items() if prefix not in _OURS)


def find_thing(knowledge: Knowledge, name: str) -> str:
    """Return the IRI that a local name, label, CURIE or IRI stands for; a file is no thing.

    Raises UnknownName with "did you mean", or with the CURIEs of several things of one name.
    """
    facts = knowledge.facts
    full = _iri(name)
    if facts.properties(full):
        return full
    files = set(facts.instances(OWL + "Ontology"))
    things = dict.fromkeys(s for s, p, _ in facts.triples if p == RDF_TYPE and s[:2] != "_:")
    known = [each for each in things if each not in files]
    found = [each for each in known if local_name(each) == name]
    found = found or [e for e in known if facts.label(e).casefold() == name.casefold()]
    # A foreign term may be called as a thing of ours is; who means it gives its IRI.
    found = [each for each in found if not each.startswith(_FOREIGN)] or found
    if found:
        return _the_one(name, found)
    raise UnknownName(
        f"nothing is called {name}", expected="a local name, label, CURIE or IRI", found=name,
        hint=did_you_mean(local_name(name), map(local_name, known)),
    )


def find_instance(knowledge: Knowledge, name: str, class_: str) -> str:
    """Return the IRI of an instance of a class by IRI, CURIE, local name or label.

    Raises UnknownName with "did you mean", or with the IRIs of several of one name.
    """
    facts = knowledge.facts
    known = facts.instances(tw(class_))
    full = _iri(name)
    if full in known:
        return full
    found = [each for each in known if local_name(each) == name]
    found = found or [
        each for each in known
        if name.casefold() in (facts.label(each).casefold(), local_name(each).casefold())
    ]
    if found:
        return _the_one(name, found)
    near = did_you_mean(name, map(local_name, known))
    of_site = class_ == "Node" and knowledge.site is None
    raise UnknownName(
        f"no {class_} is called {name}", expected=f"a {class_} of the catalogue or your files",
        found=name, hint=" ".join(filter(None, (near, _OF_SITE if of_site else None))) or None,
    )


def _iri(name: str) -> str:
    """Return what a CURIE stands for, or an IRI without its brackets."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + rest
    return name[1:-1] if name[:1] == "<" and name[-1:] == ">" else name


def _the_one(name: str, found: list[str]) -> str:
    """Return the only thing of a name; raises UnknownName where there are several."""
    if len(found) == 1:
        return found[0]
    raise UnknownName(
        f"{name} names several things", expected="one of them by its CURIE or IRI",
        found=", ".join(sorted(curie(each) for each in found)),
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
    subject = find_thing(knowledge, parts[0])
    predicate = RDF_TYPE if parts[1] == "a" else find_thing(knowledge, parts[1])
    return subject, predicate, _object(knowledge, subject, predicate, parts[2])


def _object(knowledge: Knowledge, subject: str, predicate: str, text: str) -> str:
    facts = knowledge.facts
    stated = [each for each in facts.objects(subject, predicate) if is_literal(each)]
    for each in stated:
        if text in (each, lexical(each)):
            return each
    unit = facts.object(predicate, PREFIXES["qudt"] + "hasUnit")
    if unit is not None and facts.is_a(predicate, PREFIXES["owl"] + "DatatypeProperty"):
        number = knowledge.units.stated(text, unit)
        same = (e for e in stated if isclose(float(lexical(e)), float(number.value)))
        return next(same, literal(number.lexical, XSD + "decimal"))
    if unit is not None:
        raise QueryError(
            f"{local_name(predicate)} is computed, not stated", expected="a stated property",
            found=local_name(predicate), hint=f"tierwise explain TASK NODE --expand "
            f"{local_name(predicate)} shows how",
        )
    if facts.is_a(predicate, PREFIXES["owl"] + "DatatypeProperty"):
        return literal(text)
    return find_thing(knowledge, text)


def _not_a_fact(text: str, found: str) -> QueryError:
    return QueryError(
        f'"{text}" is not a fact',
        expected="SUBJECT PROPERTY OBJECT, quoted where they hold blanks", found=found,
    )


