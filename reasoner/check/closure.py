"""All that follows from facts by rules: each rule is run when what it negates is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rdflib import Graph
from rdflib.paths import InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue

from .facts import Facts
from .refusal import Unreadable
from .rules import Pattern, Rule, part_of
from .terms import TYPE, Triple, node_of, shortest, spell

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
                else {_kind((part_of(s), part_of(p), part_of(o)))}
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
                concluded: list[Any] = list(graph.query(rule.construct))
                for each in concluded:
                    if each in graph:
                        continue
                    graph.add(each)
                    s, p, o = (spell(part) for part in each)
                    found.add((s, p, o))
                    written.add(_kind((s, p, o)))
            due = [each for each in stratum if _meets(written, reach(each)[1])]
    return found, graph
