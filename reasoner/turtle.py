"""Parse Turtle with rdflib, keeping the line of each statement."""

from __future__ import annotations

import hashlib
import logging
import re
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser

from .errors import ParseError, Place
from .facts import Fact, is_literal, literal
from .namespaces import PREFIXES

_BASE = "https://example.org/"
NOT_IN_IRIS = frozenset('<>"{}|\\^`') | frozenset(map(chr, range(33)))  # RFC 3987, section 2.2
# rdflib logs each such IRI, many times over; here it is an error that says where it stands.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
_PLACE = re.compile(r"^Parser error (?:at|between) line .*?: ")  # of pyoxigraph's messages


def sound_iri(iri: str, place: Place) -> str:
    """Return an IRI that the store takes too; raises ParseError for what is none."""
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise ParseError(
            "is no IRI", expected="an IRI without spaces, quotes and brackets", found=iri[:80],
            hint=str(error)[:120], place=place,
        ) from error


def sound_literal(text: str, type_: str, language: str | None, place: Place) -> str:
    """Return a literal that the store takes too; raises ParseError for what is none."""
    if language:
        try:
            ox.Literal("", language=language)
        except ValueError as error:
            raise ParseError(
                "is no language", expected='a language tag such as "en"', found=language[:80],
                place=place,
            ) from error
    return literal(text, sound_iri(type_, place), language)


class _LineSink(SinkParser):
    """rdflib's parser, which also notes the line of each statement."""

    def __init__(self, sink: RDFSink, base: str, place: str, prefix: str) -> None:
        super().__init__(sink, baseURI=base, turtle=True)
        self.place, self.prefix = place, prefix
        # rdflib writes the triples of lists to the sink and not to the parser.
        vars(sink)["makeStatement"] = self.makeStatement
        self.facts: list[Fact] = []

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:
        context, predicate, subject, object_ = quadruple
        place = Place(self.place, self.lines + 1)
        nodes = [self._store.normalise(context, each) for each in (subject, predicate, object_)]
        terms = [self.term(each) for each in nodes]
        if is_literal(terms[0]) or not isinstance(nodes[1], URIRef):
            raise ParseError(
                "is not a fact", expected="an IRI as property, and no literal as subject",
                found=" ".join(terms)[:80], place=place,
            )
        self.facts.append(Fact(terms[0], terms[1], terms[2], place))

    def term(self, node: object) -> str:
        """Return our spelling of an rdflib term; blank nodes are named apart by file."""
        if isinstance(node, Literal):
            type_ = str(node.datatype) if node.datatype else PREFIXES["xsd"] + "string"
            return sound_literal(str(node), type_, node.language, Place(self.place, self.lines + 1))
        if isinstance(node, BNode):
            return f"_:{self.prefix}{self.numbers.setdefault(str(node), len(self.numbers))}"
        if not isinstance(node, URIRef):
            raise ParseError(
                "a formula or variable stands where a term is expected",
                expected="an IRI, a blank node or a literal",
                found=str(node),
                place=Place(self.place, self.lines + 1),
            )
        return sound_iri(str(node), Place(self.place, self.lines + 1))

    @property
    def numbers(self) -> dict[str, int]:
        """Number the blank nodes in the order in which they appear."""
        found: dict[str, int] = self.__dict__.setdefault("_numbers", {})
        return found


def parse_turtle(text: str, name: str) -> list[Fact]:
    """Return the facts of a Turtle text, in the order in which they are written.

    Raises ParseError with the line and what the parser met there.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    parser = _LineSink(RDFSink(Graph()), f"{_BASE}{digest}/", name, f"b{digest}n")
    try:
        parser.loadBuf(text)
    except RecursionError as error:
        raise ParseError(
            "is nested too deeply", expected="fewer levels", place=Place(name, parser.lines + 1)
        ) from error
    except BadSyntax as error:
        raise _syntax_error(text, name, str(error._why), error.lines + 1) from error
    except (
        ValueError, AttributeError, TypeError, IndexError, AssertionError, KeyError
    ) as error:
        raise _syntax_error(text, name, str(error)[:120], parser.lines + 1) from error
    return parser.facts


def _syntax_error(text: str, name: str, why: str, line: int) -> ParseError:
    """Return what is wrong, as pyoxigraph's parser tells it: to the column, and in sentences.

    Where it finds nothing wrong, `why` and `line` count, which rdflib gave.
    """
    try:
        for _ in ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=_BASE):
            pass
    except SyntaxError as error:
        line, column = error.lineno or line, error.offset or 1
        sentence = _PLACE.sub("", error.msg)
        rest = text.split("\n")[min(line, text.count("\n") + 1) - 1][column - 1 :]
        found = rest.strip()[:40] or "the end of the file"
        return _told(sentence, found, Place(name, line))
    expected = why.removeprefix("expected").removesuffix("expected").lstrip(":").strip()
    return ParseError("is not Turtle", expected=expected or "Turtle 1.1", place=Place(name, line))


def _told(sentence: str, found: str, place: Place) -> ParseError:
    prefix = re.fullmatch(r"The prefix (\S*) has not been declared", sentence)
    if prefix:
        known = ", ".join(f"{each}:" for each in ("tw", "cat", "rdfs", "dcterms"))
        return ParseError(
            f"unknown prefix {prefix[1]}", expected=f"@prefix before its use; common are {known}",
            found=found, place=place,
        )
    return ParseError(
        "is not Turtle", expected="Turtle 1.1", found=found, hint=sentence, place=place
    )
