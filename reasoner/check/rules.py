"""Rules and OWL definitions, read from their files and run with rdflib to all that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rdflib import Graph, URIRef, Variable
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
    TYPE,
    XSD,
    Triple,
    is_literal,
    node_of,
    short,
    shortest,
    spell,
    text_of,
)

_HEADER = re.compile(r"^#\s*(rule|says|cites):\s*(.+?)\s*$", re.MULTILINE)
_PARTS = re.compile(
    r"(?P<prologue>.*?)CONSTRUCT\s*\{(?P<head>[^{}]*)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL
)
_ABSENT = re.compile(r"NOT\s+EXISTS\s*\{")
_FACETS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}
# Operators under which more facts never take a solution away.
_MONOTONE = {"BGP", "Extend", "Graph", "Join", "Project", "Union", "ToMultiSet", "values"}

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
        return [_pattern(each) for each in self.construct.algebra.template]

    @cached_property
    def patterns(self) -> list[Pattern]:
        """Return the patterns that the body asks to be there, as they are written."""
        text = f"{self.prologue} SELECT * WHERE {{ {self._without_absences()} }}"
        return [_pattern(each) for each in _written(parseQuery(text)[1].where, self.prologue)]

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
            says = f"{{x}} is a {short(class_)}: {facts.text(class_, SKOS + 'definition') or ''}"
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


def _pattern(triple: Sequence[Any]) -> Pattern:
    s, p, o = triple
    return _part(s), p if isinstance(p, Path) else _part(p), _part(o)


def _part(node: Any) -> str:
    return f"?{node}" if isinstance(node, Variable) else spell(node)


# What reads, negates and writes what: to run each rule when what it negates is complete.

Reach = set[tuple[str | None, str | None]]  # predicate and, of a type, class; None is any


def reach(rule: Rule) -> tuple[Reach, Reach, Reach]:
    """Return what a rule writes, reads and negates."""
    reads: Reach = set()
    negates: Reach = set()
    _reads(rule.construct.algebra.p, False, reads, negates)
    return {_kind(each) for each in rule.heads}, reads, negates


def _kind(pattern: Pattern) -> tuple[str | None, str | None]:
    _, p, o = pattern
    return (None if p.startswith("?") else p, o if p == TYPE and not o.startswith("?") else None)


def _reads(node: Any, is_negated: bool, reads: Reach, negates: Reach) -> None:
    if isinstance(node, list | tuple):
        for each in node:
            _reads(each, is_negated, reads, negates)
    if not isinstance(node, CompValue):
        return
    if node.name in ("BGP", "TriplesBlock"):  # the latter within NOT EXISTS
        for s, p, o in _flat(node.triples):
            kinds = (
                {(str(each), None) for each in _predicates(p)} if isinstance(p, Path)
                else {_kind((_part(s), _part(p), _part(o)))}
            )
            (negates if is_negated else reads).update(kinds)
        return
    is_negated = is_negated or not _is_monotone(node)
    for value in node.values():
        _reads(value, is_negated, reads, negates)


def _flat(blocks: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield triples that stand one by one, or several after one another in one list."""
    for block in blocks:
        yield from zip(block[::3], block[1::3], block[2::3], strict=True)


def _is_monotone(node: CompValue) -> bool:
    if node.name in ("LeftJoin", "Minus", "AggregateJoin", "Group"):
        return False
    return not node.name.startswith("Builtin_NOTEXISTS")


def _predicates(path: Any) -> Iterator[Any]:
    if isinstance(path, MulPath):
        yield from _predicates(path.path)
    elif isinstance(path, InvPath):
        yield from _predicates(path.arg)
    elif isinstance(path, SequencePath):
        for each in path.args:
            yield from _predicates(each)
    else:
        yield path


def _meets(one: Reach, other: Reach) -> bool:
    return any(
        None in (a[0], b[0]) or (a[0] == b[0] and (a[1] == b[1] or None in (a[1], b[1])))
        for a in one for b in other
    )


def strata(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the rules in the order of their strata; raises Unreadable for a cycle."""
    reaches = [reach(each) for each in rules]
    level = [0] * len(rules)
    edges = [
        (w, r, negated)
        for w in range(len(rules)) for r in range(len(rules))
        for negated in (False, True) if _meets(reaches[w][0], reaches[r][2 if negated else 1])
    ]
    is_settled = False
    while not is_settled:
        is_settled = True
        for w, r, negated in edges:
            if level[r] < level[w] + negated:
                level[r], is_settled = level[w] + negated, False
                if level[r] > len(rules):
                    raise Unreadable(f"rule {rules[r].name} negates what follows from it")
    return [[e for e, at in zip(rules, level, strict=True) if at == each]
            for each in range(max(level, default=0) + 1)]


def closure(facts: Facts, rules: Sequence[Rule]) -> tuple[set[Triple], Graph]:
    """Return what follows from the facts, and the graph of all that rules read."""
    read = {p for each in rules for part in reach(each) for p, _ in part}
    graph = Graph()
    for s, p, o in facts:
        if p in read or None in read:
            graph.add((node_of(s), node_of(p), node_of(shortest(o))))
    found: set[Triple] = set()
    for stratum in strata(rules):
        due = stratum
        while due:
            written: Reach = set()
            for rule in due:
                fresh: list[Any] = [e for e in graph.query(rule.construct) if e not in graph]  # type: ignore[operator]
                for each in fresh:
                    graph.add(each)
                    s, p, o = (spell(part) for part in each)
                    found.add((s, p, o))
                    written.add(_kind((s, p, o)))
            due = [each for each in stratum if _meets(written, reach(each)[1])]
    return found, graph


def triples_of(pattern: Pattern, bound: dict[str, str], facts: Facts) -> list[Triple] | None:
    """Return the facts that a pattern is under bindings; None where it is not all bound."""
    s, p, o = pattern
    s, o = (bound.get(each[1:], each) if each.startswith("?") else each for each in (s, o))
    if s.startswith("?") or o.startswith("?"):
        return None
    if isinstance(p, Path):
        return _ways({s: []}, p, facts).get(o)
    p = bound.get(p[1:], "") if p.startswith("?") else str(p)
    same = [each for each in facts.objects(s, p) if each == o or shortest(each) == o]
    return [(s, p, o if o in same else same[0])] if same else None


Ways = dict[str, list[Triple]]  # the facts that lead to each node


def _ways(here: Ways, path: Any, facts: Facts) -> Ways:
    """Return what a path leads to from some nodes, with the fewest facts that lead there."""
    if isinstance(path, SequencePath):
        for step in path.args:
            here = _ways(here, step, facts)
        return here
    if isinstance(path, MulPath):
        reached = dict(here) if path.mod in ("?", "*") else {}
        fresh = here
        while fresh:
            fresh = {
                n: way for n, way in _ways(fresh, path.path, facts).items() if n not in reached
            }
            reached |= fresh
            fresh = fresh if path.mod in ("+", "*") else {}
        return reached
    found: Ways = {}
    is_inverse = isinstance(path, InvPath)
    predicate = str(path.arg if is_inverse else path)
    for node, way in here.items():
        others = (facts.subjects(predicate, node) if is_inverse
                  else facts.objects(node, predicate))
        for other in others:
            triple = (other, predicate, node) if is_inverse else (node, predicate, other)
            found.setdefault(other, [*way, triple])
    return found


def solutions(
    query: Query, graph: Graph, bound: dict[str, str]
) -> Iterator[dict[str, str]]:
    """Yield the bindings under which a query's body holds, with these given."""
    given = {name: node_of(term) for name, term in bound.items()}
    for row in graph.query(query, initBindings=given):
        yield {
            str(name): spell(node)
            for name, node in row.asdict().items()  # type: ignore[union-attr]
        }
