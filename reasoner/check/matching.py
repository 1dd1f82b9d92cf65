"""Match a rule's patterns: the facts that they stand for, and the bindings of a body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import Graph
from rdflib.paths import InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.sparql import Query

from .facts import Facts
from .rules import Pattern
from .terms import Triple, node_of, shortest, spell


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
