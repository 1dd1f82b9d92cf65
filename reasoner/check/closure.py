"""All that follows from facts by rules: each rule is run when what it negates is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rdflib import Graph
from rdflib.paths import InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue

from .facts import Facts
from .joins import Join, join_of
from .refusal import Unreadable
from .rules import Pattern, Rule, part_of
from .terms import TYPE, Triple, node_of, shortest, spell

Kind = tuple[str | None, str | None]  # predicate and, of a type, class; None is any
Reach = set[Kind]


def reach(rule: Rule) -> tuple[Reach, Reach, Reach]:
    """Return what a rule writes, reads and negates."""
    reads: Reach = set()
    negates: Reach = set()
    _reads(rule.construct.algebra.p, False, reads, negates)
    return {_kind(each) for each in rule.heads}, reads, negates


def _kind(pattern: Pattern) -> Kind:
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


class _Closing:
    """A graph that rules are run on, each on what is new since it was run last where it can be."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.found: list[Any] = []  # what was concluded, in order
        self._had: dict[str, int] = {}  # how many of these there were when a rule was last run

    def run(self, rule: Rule, join: Join | None) -> Reach:
        """Add what a rule concludes; return what kinds of facts were added."""
        before = self._had.get(rule.name)
        self._had[rule.name] = len(self.found)
        recent = None if before is None else self.found[before:]
        concluded: list[Any] = list(
            join.conclusions(self.graph, recent) if join else self.graph.query(rule.construct)
        )
        written: Reach = set()
        for each in concluded:
            if each not in self.graph:
                self.graph.add(each)
                self.found.append(each)
                written.add(_kind((spell(each[0]), spell(each[1]), spell(each[2]))))
        return written


def closure(facts: Facts, rules: Sequence[Rule]) -> tuple[set[Triple], Graph]:
    """Return what follows from the facts, and the graph of all that rules read."""
    closing = _Closing(_graph(facts, rules))
    for stratum in strata(rules):
        joins = {each.name: join_of(each) for each in stratum}
        due = stratum
        while due:
            written = set[Kind]().union(*(closing.run(e, joins[e.name]) for e in due))
            due = [each for each in stratum if _meets(written, reach(each)[1])]
    found = {(spell(s), spell(p), spell(o)) for s, p, o in closing.found}
    return found, closing.graph


def _graph(facts: Facts, rules: Sequence[Rule]) -> Graph:
    """Return the graph of the facts that any rule reads or writes."""
    read = {p for each in rules for part in reach(each) for p, _ in part}
    graph, nodes = Graph(), _Nodes()
    for s, p, o in facts:
        if p in read or None in read:
            graph.add((nodes[s], nodes[p], nodes[o]))
    return graph


class _Nodes(dict[str, Any]):
    """The node of each term, made once: a decimal's without zeros that say nothing."""

    def __missing__(self, term: str) -> Any:
        self[term] = found = node_of(shortest(term))
        return found
