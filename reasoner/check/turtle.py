"""Read Turtle with rdflib, and note the line of each statement."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from rdflib import Graph
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser

from .refusal import Unreadable
from .terms import Triple, spell


@dataclass(frozen=True)
class Statement:
    """A triple and the file and line that it was written at."""

    triple: Triple
    file: str
    line: int | None


class _Lines(SinkParser):
    """rdflib's parser, with a record of each statement and its line."""

    def __init__(self, sink: RDFSink, base: str, file: str, prefix: str) -> None:
        super().__init__(sink, baseURI=base, turtle=True)
        self.file, self.prefix = file, prefix
        self.found: list[Statement] = []
        self.blank: dict[str, int] = {}
        # The triples of lists go past the parser to the sink.
        vars(sink)["makeStatement"] = self.makeStatement

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:
        context, predicate, subject, object_ = quadruple
        ordered = (self._store.normalise(context, each) for each in (subject, predicate, object_))
        s, p, o = (spell(each, self.blank, self.prefix) for each in ordered)
        self.found.append(Statement((s, p, o), self.file, self.lines + 1))


def read_turtle(text: str, file: str) -> list[Statement]:
    """Return the statements of a Turtle text as they are written; raises Unreadable."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    parser = _Lines(RDFSink(Graph()), f"https://example.org/{digest}/", file, f"b{digest}n")
    try:
        parser.loadBuf(text)
    except (
        BadSyntax, ValueError, AttributeError, TypeError, IndexError, AssertionError, KeyError,
        RecursionError,
    ) as error:
        raise Unreadable(f"{file}:{parser.lines + 1}: is not Turtle") from error
    return parser.found
