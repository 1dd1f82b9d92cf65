"""Rules that only join facts, run on what is new: rdflib would go over all facts each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import BNode, Graph, URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue

from .rules import Rule

Nodes = tuple[Any, Any, Any]
Bound = dict[Any, Any]


@dataclass(frozen=True)
class Join:
    """A body of plain patterns: what it concludes, and which variables have to be IRIs."""

    heads: tuple[Nodes, ...]
    patterns: tuple[Nodes, ...]
    iris: frozenset[Variable]

    def conclusions(self, graph: Graph, new: Sequence[Nodes] | None) -> Iterator[Nodes]:
        """Yield what follows with one of the new facts, or without them of all facts."""
        if new is None:
            yield from self._concluded(_matches({}, self.patterns, graph))
            return
        for at, pattern in enumerate(self.patterns):
            others = self.patterns[:at] + self.patterns[at + 1 :]
            for bound in _bindings({}, pattern, new):
                yield from self._concluded(_matches(bound, others, graph))

    def _concluded(self, found: Iterable[Bound]) -> Iterator[Nodes]:
        for bound in found:
            if all(isinstance(bound[each], URIRef) for each in self.iris):
                for s, p, o in self.heads:
                    yield bound.get(s, s), bound.get(p, p), bound.get(o, o)


def join_of(rule: Rule) -> Join | None:
    """Return a rule as a join; None where its body asks for more than that facts are there."""
    body = rule.construct.algebra.p
    while body.name == "Project":
        body = body.p
    iris = frozenset[Variable]()
    if body.name == "Filter":
        iris, body = _iris(body.expr), body.p
        if not iris:
            return None
    if body.name != "BGP":
        return None
    heads, patterns = tuple(rule.construct.algebra.template), tuple(body.triples)
    terms = {each for triple in (*heads, *patterns) for each in triple}
    bound = {each for triple in patterns for each in triple}
    needed = {each for triple in heads for each in triple if isinstance(each, Variable)} | iris
    if not needed <= bound or any(isinstance(each, BNode | Path) for each in terms):
        return None
    return Join(heads, patterns, iris)


def _iris(condition: Any) -> frozenset[Variable]:
    """Return the variables that a condition wants to be IRIs, if that is all it wants."""
    parts = [condition]
    if condition.name == "ConditionalAndExpression":
        parts = [condition.expr, *condition.other]
    found = [
        each.arg for each in parts if isinstance(each, CompValue) and each.name == "Builtin_isIRI"
    ]
    is_all = len(found) == len(parts) and all(isinstance(each, Variable) for each in found)
    return frozenset(found) if is_all else frozenset()


def _matches(bound: Bound, patterns: Sequence[Nodes], graph: Graph) -> Iterator[Bound]:
    """Yield the bindings under which all patterns are facts."""
    if not patterns:
        yield bound
        return
    wanted: Any = tuple(
        bound.get(each) if isinstance(each, Variable) else each for each in patterns[0]
    )
    for more in _bindings(bound, patterns[0], graph.triples(wanted)):
        yield from _matches(more, patterns[1:], graph)


def _bindings(bound: Bound, pattern: Nodes, facts: Iterable[Any]) -> Iterator[Bound]:
    """Yield the bindings with those under which a pattern is one of some facts."""
    for fact in facts:
        more = dict(bound)
        for part, node in zip(pattern, fact, strict=True):
            known = more.setdefault(part, node) if isinstance(part, Variable) else part
            if known != node:
                break
        else:
            yield more
