"""Parse Turtle with rdflib, keeping the line of each statement."""

from __future__ import annotations

import hashlib
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser

from ..errors import ParseError, Place
from ..facts import Fact, literal
from ..namespaces import PREFIXES


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
        nodes = (self._store.normalise(context, each) for each in (subject, predicate, object_))
        terms = [self.term(each) for each in nodes]
        self.facts.append(Fact(terms[0], terms[1], terms[2], place))

    def term(self, node: object) -> str:
        """Return our spelling of an rdflib term; blank nodes are named apart by file."""
        if isinstance(node, Literal):
            type_ = str(node.datatype) if node.datatype else PREFIXES["xsd"] + "string"
            return literal(str(node), type_, node.language)
        if isinstance(node, BNode):
            return f"_:{self.prefix}{self.numbers.setdefault(str(node), len(self.numbers))}"
        if not isinstance(node, URIRef):
            raise ParseError(
                "a formula or variable stands where a term is expected",
                expected="an IRI, a blank node or a literal",
                found=str(node),
                place=Place(self.place, self.lines + 1),
            )
        return str(node)

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
    parser = _LineSink(RDFSink(Graph()), f"https://example.org/{digest}/", name, f"b{digest}n")
    try:
        parser.loadBuf(text)
    except BadSyntax as error:
        raise _syntax_error(error, name) from error
    except RecursionError as error:
        raise ParseError(
            "is nested too deeply", expected="fewer levels", place=Place(name, parser.lines + 1)
        ) from error
    except (ValueError, AttributeError, TypeError, IndexError, AssertionError, KeyError) as error:
        raise ParseError(
            "is not Turtle", expected="Turtle 1.1", found=str(error)[:120],
            place=Place(name, parser.lines + 1),
        ) from error
    return parser.facts


def _syntax_error(error: BadSyntax, name: str) -> ParseError:
    text, at = error._str.decode("utf-8", "replace"), error._i
    found = text[at : at + 40].split("\n")[0].strip() or "the end of the file"
    why = str(error._why)
    if "Prefix" in why and "not bound" in why:
        known = ", ".join(f"{each}:" for each in ("tw", "cat", "rdfs", "dcterms"))
        return ParseError(
            f"unknown prefix ({why})", expected=f"@prefix before its use; common are {known}",
            found=found, place=Place(name, error.lines + 1),
        )
    return ParseError(
        "is not Turtle", expected=why or "Turtle 1.1", found=found,
        place=Place(name, error.lines + 1),
    )


