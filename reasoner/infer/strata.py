"""Order rules into strata, so that what a rule negates is complete before the rule runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import networkx as nx

from ..errors import DefinitionError, Place
from ..namespaces import local_name
from ..rule import Pattern, Rule


def stratified(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules, each with the least stratum in which all that it negates is known.

    Strata count from 1.  Raises DefinitionError, which names the cycle, where rules depend on
    their own negation.
    """
    given = tuple(rules)
    ours = sorted(given, key=lambda each: (each.name, each.query))
    graph = _dependencies(ours)
    condensed = nx.condensation(graph)
    strata: dict[Rule, int] = {}
    for component in nx.topological_sort(condensed):
        members: set[Rule] = condensed.nodes[component]["members"]
        edges = [edge for each in members for edge in graph.in_edges(each, data=True)]
        for writer, reader, edge in sorted(edges, key=lambda each: ours.index(each[1])):
            if writer in members and edge["negated"]:
                raise _circle(graph.subgraph(members), writer, reader)
        lower = [strata[w] + bool(edge["negated"]) for w, _, edge in edges if w not in members]
        strata.update(dict.fromkeys(members, max(lower, default=1)))
    return tuple(each.in_stratum(strata[each]) for each in given)


def _dependencies(rules: Sequence[Rule]) -> nx.DiGraph[Rule]:
    """Return an edge from each rule to each that reads, or negates, what it writes."""
    graph: nx.DiGraph[Rule] = nx.DiGraph()
    graph.add_nodes_from(rules)
    for writer in rules:
        for reader in rules:
            read = _meeting(writer, reader.reach.reads)
            negated = _meeting(writer, reader.reach.negates)
            if read or negated:
                graph.add_edge(writer, reader, read=read, negated=negated)
    return graph


def _meeting(writer: Rule, patterns: Iterable[Pattern]) -> Pattern | None:
    """Return the first pattern of which a rule writes something, or None."""
    return next((r for r in patterns for w in writer.reach.writes if w.meets(r)), None)


def _circle(graph: nx.DiGraph[Rule], writer: Rule, reader: Rule) -> DefinitionError:
    """Return the refusal of a reader that negates what its own conclusions lead to."""
    negated: Pattern = graph.edges[writer, reader]["negated"]
    steps = [_named(reader)]
    way = nx.shortest_path(graph, reader, writer)
    for above, below in pairwise(way):
        edge = graph.edges[above, below]
        pattern = edge["read"] or edge["negated"]
        steps += [f"{pattern}{'' if edge['read'] else ', negated'}", _named(below, pattern)]
    steps += [f"{negated}, negated", _named(reader, negated)]
    return DefinitionError(
        f"rule {reader.name} negates what follows from its own conclusions",
        expected="NOT EXISTS, MINUS, OPTIONAL and aggregates only of what its conclusions do not "
        "lead to",
        found=" → ".join(steps), place=_place(reader, negated),
    )


def _named(rule: Rule, pattern: Pattern | None = None) -> str:
    return f"{rule.name} ({_place(rule, pattern)})"


def _place(rule: Rule, pattern: Pattern | None = None) -> Place:
    """Return the line of a rule that reads a pattern, or where the rule stands."""
    if rule.is_definition:  # its file names its line already
        return Place(rule.file)
    term = (pattern.class_ or pattern.predicate) if pattern else None
    word = re.compile(rf"(?<![\w-]){re.escape(local_name(term)) if term else 'CONSTRUCT'}(?![\w-])")
    lines = [n for n, line in enumerate(rule.query.splitlines(), 1) if word.search(line)]
    # The last of several: a rule negates after it has said of what.
    return Place(rule.file, lines[-1] if lines else None)
