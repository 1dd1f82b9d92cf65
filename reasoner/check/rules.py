"""Rules and OWL definitions, read from their files into queries that rdflib runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rdflib import URIRef, Variable
from rdflib.paths import InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query

from .facts import Facts
from .refusal import Unreadable
from .terms import (
    OWL,
    SKOS,
    XSD,
    is_literal,
    short,
    spell,
    text_of,
)

_HEADER = re.compile(r"^#\s*(rule|says|cites):\s*(.+?)\s*$", re.MULTILINE)
_PARTS = re.compile(
    r"(?P<prologue>.*?)CONSTRUCT\s*\{(?P<head>[^{}]*)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL
)
_ABSENT = re.compile(r"NOT\s+EXISTS\s*\{")
_FACETS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}

Pattern = tuple[str, Any, str]  # variables as ?name; the predicate may be a path


@dataclass(frozen=True)
class Rule:
    """A CONSTRUCT with its sentence; a definition's stands for its class expression."""

    name: str
    says: str
    cites: str
    prologue: str
    head: str
    body: str
    is_definition: bool = False

    @cached_property
    def construct(self) -> Query:
        """Return the whole rule, ready to be run."""
        return prepareQuery(
            f"{self.prologue} CONSTRUCT {{ {self.head} }} WHERE {{ {self.body} }}"
        )

    @cached_property
    def select(self) -> Query:
        """Return the query for the bindings under which the body holds."""
        return prepareQuery(f"{self.prologue} SELECT * WHERE {{ {self.body} }}")

    @cached_property
    def select_positive(self) -> Query:
        """Return the query for what the body asks to be there, without what it asks not to be."""
        return prepareQuery(f"{self.prologue} SELECT * WHERE {{ {self._without_absences()} }}")

    @cached_property
    def heads(self) -> list[Pattern]:
        """Return the patterns that the rule concludes."""
        return [pattern_of(each) for each in self.construct.algebra.template]

    @cached_property
    def patterns(self) -> list[Pattern]:
        """Return the patterns that the body asks to be there, as they are written."""
        text = f"{self.prologue} SELECT * WHERE {{ {self._without_absences()} }}"
        return [pattern_of(each) for each in _written(parseQuery(text)[1].where, self.prologue)]

    @cached_property
    def absences(self) -> list[str]:
        """Return the inside of each outermost NOT EXISTS group, in one line."""
        return [" ".join(self.body[a:b].split()) for _, a, b, _ in self._groups()]

    def query_of(self, absence: str) -> Query:
        """Return the query for what one of the rule's absences rules out."""
        if absence not in self._of_absences:
            self._of_absences[absence] = prepareQuery(
                f"{self.prologue} SELECT * WHERE {{ {absence} }} LIMIT 1"
            )
        return self._of_absences[absence]

    @cached_property
    def _of_absences(self) -> dict[str, Query]:
        return {}

    def _groups(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield the start of each NOT EXISTS, both ends of its inside, and its end."""
        at = 0
        while match := _ABSENT.search(self.body, at):
            depth, end = 1, match.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(self.body[end], 0)
                end += 1
            yield match.start(), match.end(), end - 1, end
            at = end

    def _without_absences(self) -> str:
        kept, at = [], 0
        for start, _, _, end in self._groups():
            kept.append(re.sub(r"FILTER\s*$", "", self.body[at:start]))
            at = end
        return "".join([*kept, self.body[at:]])


def read_rule(text: str, file: str) -> Rule:
    """Return the rule of a file; raises Unreadable."""
    header = dict(_HEADER.findall(text))
    code = "\n".join("" if line.startswith("#") else line for line in text.splitlines())
    match = _PARTS.search(code)
    if match is None or "rule" not in header or "says" not in header:
        raise Unreadable(f"{file} is not one rule: a header and a CONSTRUCT")
    return Rule(
        header["rule"], header["says"], header.get("cites", ""), match["prologue"].strip(),
        match["head"].strip(), match["body"].strip(),
    )


def definitions(facts: Facts) -> list[Rule]:
    """Return a rule for each class that is defined as an intersection of restrictions."""
    found = []
    for class_, predicate, expression in facts:
        if predicate == OWL + "equivalentClass" and class_.startswith("http"):
            body: list[str] = []
            _describe(facts, "?x", expression, body, [0])
            name = class_.rsplit("#", 1)[-1]
            article = "an" if short(class_)[:1].lower() in tuple("aeiou") else "a"
            meaning = facts.text(class_, SKOS + "definition") or ""
            says = f"{{x}} is {article} {short(class_)}: {meaning}"
            found.append(
                Rule(f"definition of tw:{name}", says, "", "", f"?x a <{class_}>",
                     " ".join(body), True)
            )
    return found


def _describe(facts: Facts, who: str, expression: str, body: list[str], count: list[int]) -> None:
    """Add the patterns that a class expression stands for."""
    members = facts.object(expression, OWL + "intersectionOf")
    property_ = facts.object(expression, OWL + "onProperty")
    if members:
        for each in facts.items(members):
            _describe(facts, who, each, body, count)
    elif property_:
        _restrict(facts, who, property_, expression, body, count)
    elif expression.startswith("http"):
        body.append(f"{who} a <{expression}> .")
    else:
        raise Unreadable("a class is defined by more than intersections and restrictions")


def _restrict(
    facts: Facts, who: str, property_: str, expression: str, body: list[str], count: list[int]
) -> None:
    value = facts.object(expression, OWL + "hasValue")
    if value:
        body.append(f"{who} <{property_}> {value if is_literal(value) else f'<{value}>'} .")
        return
    filler = facts.object(expression, OWL + "someValuesFrom")
    if filler is None:
        raise Unreadable("a class is defined by more than someValuesFrom and hasValue")
    count[0] += 1
    variable = f"?v{count[0]}"
    body.append(f"{who} <{property_}> {variable} .")
    facets = facts.object(filler, OWL + "withRestrictions")
    if facets is None:
        _describe(facts, variable, filler, body, count)
        return
    for node in facts.items(facets):
        for predicate, objects in facts.properties(node).items():
            sign = _FACETS[predicate.removeprefix(XSD)]
            body.append(f"FILTER({variable} {sign} {text_of(objects[0])})")


def _written(node: Any, prologue: str) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triples of a parse tree, left to right, with prefixed names resolved."""
    prefixes = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", prologue))
    if isinstance(node, CompValue):
        if node.name == "TriplesBlock":
            for block in node.triples:
                parts = [_resolved(each, prefixes) for each in block]
                yield from zip(parts[::3], parts[1::3], parts[2::3], strict=True)
            return
        for value in node.values():
            yield from _written(value, prologue)
    elif isinstance(node, list) or hasattr(node, "as_list"):
        for each in node:
            yield from _written(each, prologue)


def _resolved(node: Any, prefixes: dict[str, str]) -> Any:
    if not isinstance(node, CompValue):
        return node
    if node.name == "pname":
        return URIRef(prefixes[node.prefix or ""] + node.localname)
    if node.name == "PathEltOrInverse":
        return InvPath(_resolved(node.part, prefixes))
    if node.name == "PathAlternative" and len(node.part) == 1:
        return _sequence(node.part[0], prefixes)
    raise Unreadable(f"a rule has a {node.name}, which the checker does not read")


def _sequence(node: Any, prefixes: dict[str, str]) -> Any:
    steps = [_step(each, prefixes) for each in node.part]
    return steps[0] if len(steps) == 1 else SequencePath(*steps)


def _step(node: Any, prefixes: dict[str, str]) -> Any:
    inner = _resolved(node.part, prefixes)
    return inner if node.mod is None else MulPath(inner, str(node.mod))  # type: ignore[arg-type]


def pattern_of(triple: Sequence[Any]) -> Pattern:
    s, p, o = triple
    return part_of(s), p if isinstance(p, Path) else part_of(p), part_of(o)


def part_of(node: Any) -> str:
    return f"?{node}" if isinstance(node, Variable) else spell(node)
