"""Parse JSON-LD, and YAML that is JSON-LD, with rdflib; each fact keeps the line of its value.

A document without a context of its own means its names by the bundled one
(ontology/context.jsonld); a context of its own comes on top of it.  No context is fetched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.jsonld import Parser
from rdflib.plugins.shared.jsonld.context import Context

from .errors import ParseError, Place
from .facts import Fact
from .marked import Entries, Flag, Items, Number, Text, Value, read_json, read_yaml
from .namespaces import XSD
from .turtle import NOT_IN_IRIS, sound_iri, sound_literal

CONTEXT_IRI = "https://w3id.org/tierwise/context.jsonld"
_BASE = "https://example.org/"
_READERS = {".jsonld": read_json, ".json": read_json, ".yaml": read_yaml, ".yml": read_yaml}
SUFFIXES = frozenset(_READERS)
# What JSON-LD has and a file of facts has no use for.
_REFUSED = ("@reverse", "@nest", "@included", "@index", "@import", "@json", "@propagate")
_OF_CONTEXTS = ("@vocab", "@base", "@language")


class _Placed(dict[str, Any]):
    """An object of JSON-LD with the place of what it stands for."""

    place: Place


class _PlacedText(str):
    """A text of JSON-LD with its place."""

    place: Place


class _Sink(Graph):
    """Takes the triples that the parser finds, each with the place that it is at."""

    def __init__(self, parser: _LineParser, prefix: str) -> None:
        super().__init__(bind_namespaces="none")  # to bind them takes as long as to parse
        self.parser, self.prefix = parser, prefix
        self.facts: list[Fact] = []
        self.numbers: dict[str, int] = {}

    def bind(self, *prefix: Any, **how: Any) -> None:
        """Pass over a prefix: each document would bind all terms of the context anew."""

    def add(self, triple: Any) -> _Sink:
        subject, predicate, object_ = (self.term(each) for each in triple)
        self.facts.append(Fact(subject, predicate, object_, self.parser.place))
        return self

    def term(self, node: object) -> str:
        """Return our spelling of an rdflib term; blank nodes are named apart by file."""
        if isinstance(node, Literal):
            type_ = str(node.datatype) if node.datatype else XSD + "string"
            return sound_literal(str(node), type_, node.language, self.parser.place)
        if isinstance(node, BNode):
            return f"_:{self.prefix}{self.numbers.setdefault(str(node), len(self.numbers))}"
        return sound_iri(str(node), self.parser.place)


class _LineParser(Parser):
    """rdflib's parser, which also notes the place of each value."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def _to_object(
        self, dataset: Any, graph: Any, context: Any, term: Any, node: Any, inlist: bool = False
    ) -> Any:
        found = super()._to_object(dataset, graph, context, term, node, inlist)
        self.place = getattr(node, "place", self.place)
        is_lost = found is None and isinstance(node, _Placed | _PlacedText)
        if is_lost or (isinstance(found, URIRef) and not NOT_IN_IRIS.isdisjoint(found)):
            raise ParseError(
                "is no name", expected="an IRI, or a name without spaces",
                found=str(node if is_lost else found)[:80], place=self.place,
            )
        return found


class LinkedData:
    """Reads documents against the bundled context, which is read once."""

    def __init__(self, context: str) -> None:
        self._context = Context(base=_BASE)
        self._context.load(json.loads(context)["@context"])

    def parse(self, text: str, name: str) -> list[Fact]:
        """Return the facts of a document, by the end of its name: YAML or JSON-LD.

        Raises ParseError with the line and what was met there.
        """
        suffix = "." + name.rsplit(".", 1)[-1].lower()
        document = _READERS[suffix](text, name)
        place = Place(name, 1)
        if not isinstance(document, Entries | Items):
            raise ParseError(
                "holds no facts", expected="a mapping, or a list of mappings",
                found="nothing" if document is None else f'"{str(document)[:40]}"', place=place,
            )
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        context = self._context.subcontext({"@base": f"{_BASE}{digest}/"})
        _check_things(document, place)
        _check_keys(document)
        _check_contexts(document)
        parser = _LineParser(place)
        sink = _Sink(parser, f"b{digest}n")
        try:
            parser.parse(_plain(document), context, sink)
        except ParseError:
            raise
        # rdflib's own errors of JSON-LD, and what a value of an unexpected type leads it to
        except (
            ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError
        ) as error:
            raise ParseError(
                "is not JSON-LD", expected="JSON-LD 1.1", found=str(error)[:120], place=parser.place
            ) from error
        return sink.facts


def _check_keys(value: Value) -> None:
    """Refuse a key that JSON-LD reads otherwise, or that can be no name."""
    for entries in _mappings(value):
        for key, at in entries.places.items():
            if key in _REFUSED or not key or not NOT_IN_IRIS.isdisjoint(key):
                raise ParseError(
                    f"{key} is not read", expected="JSON-LD's plain keys, and names", found=key,
                    place=at,
                )


def _check_things(value: Value, place: Place) -> None:
    """Refuse what is no thing where things are listed: nothing would come of it."""
    things = value if isinstance(value, Items) else [value]
    for each in things:
        if not isinstance(each, Entries):
            raise ParseError(
                "is no thing that something is said of", expected="a mapping",
                found=f'"{each}"' if each is not None else "nothing",
                place=getattr(each, "place", place),
            )
        if "@graph" in each:
            _check_things(each["@graph"], each.places["@graph"])


def _mappings(value: Value) -> Iterator[Entries]:
    """Yield each mapping that holds facts: not those within a context."""
    if isinstance(value, Items):
        for each in value:
            yield from _mappings(each)
    elif isinstance(value, Entries):
        yield value
        for key, each in value.items():
            if key != "@context":
                yield from _mappings(each)


def _check_contexts(value: Value) -> None:
    """Refuse a context that would have to be fetched."""
    for entries in _mappings(value):
        stated = entries.get("@context")
        for each in stated if isinstance(stated, Items) else [stated]:
            if isinstance(each, Entries):
                _check_context(each)
            elif each is not None and each != CONTEXT_IRI:
                raise ParseError(
                    "names a context that would have to be fetched",
                    expected=f"{CONTEXT_IRI}, which comes along, or a context written out",
                    found=str(each), place=entries.places["@context"],
                )


def _check_context(value: Value) -> None:
    """Refuse what would make rdflib fetch another context, or drop what a prefix stands before."""
    if isinstance(value, Items):
        for each in value:
            _check_context(each)
    elif isinstance(value, Entries):
        for key, each in value.items():
            if key in _OF_CONTEXTS and not isinstance(each, Text | None):
                raise ParseError(f"{key} is no text", expected="a text", found=str(each)[:40],
                                 place=value.places[key])
            if key in ("@import", "@context"):
                raise ParseError(
                    f"{key} within a context is not read", expected="prefixes and terms",
                    found=key, place=value.places[key],
                )
            if isinstance(each, Text) and not NOT_IN_IRIS.isdisjoint(each):
                raise ParseError(
                    f"{key} is no IRI", expected="an IRI without spaces, quotes and brackets",
                    found=str(each)[:80], place=value.places[key],
                )
            _check_context(each)


def _plain(value: Value) -> Any:
    """Return JSON-LD of a value: numbers keep the digits that somebody wrote, as in Turtle."""
    if isinstance(value, Items):
        return [_plain(each) for each in value]
    if isinstance(value, Entries):
        found = _Placed()
        for key, each in value.items():
            if key != "@context":
                found[str(key)] = _entry(key, each)
            elif own := _own_context(each):  # rdflib takes an empty one for none at all
                found["@context"] = own
        found.place = value.place
        return found
    if isinstance(value, Number | Flag):
        typed = _Placed({"@value": str(value), "@type": _datatype(value)})
        typed.place = value.place
        return typed
    if isinstance(value, Text):
        text = _PlacedText(value)
        text.place = value.place
        return text
    return None


def _entry(key: str, value: Value) -> Any:
    """Return an entry; what JSON-LD itself reads stays a text."""
    if key in ("@value", "@language", "@id", "@type", "id", "type"):
        if isinstance(value, Items) and key in ("@type", "type"):
            return [_plain(each) for each in value]
        if isinstance(value, Text) or value is None:
            return _plain(value)
        if key != "@value" or isinstance(value, Items | Entries):
            raise ParseError(f"{key} is no name" if key != "@value" else "@value is no text",
                             expected="a name" if key != "@value" else "a text, number or flag",
                             found=str(value)[:40], place=getattr(value, "place", None))
    return _plain(value)


def _own_context(value: Value) -> Any:
    """Return a context without what stands for the bundled one, as plain JSON."""
    if isinstance(value, Items):
        return [own for each in value if (own := _own_context(each))]
    if isinstance(value, Entries):
        return {str(key): _own_context(each) for key, each in value.items()}
    if isinstance(value, Flag):
        return value == "true"
    return {} if value == CONTEXT_IRI else value if value is None else str(value)


def _datatype(value: Number | Flag) -> str:
    """Return the type that Turtle gives to the same characters.

    >>> [_datatype(Number(each)).rsplit("#")[1] for each in ("4", "4.20", "1e-6")]
    ['integer', 'decimal', 'double']
    """
    if isinstance(value, Flag):
        return XSD + "boolean"
    if "e" in value.lower():
        return XSD + "double"
    return XSD + ("decimal" if "." in value else "integer")
