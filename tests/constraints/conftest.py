"""Read fixtures: base.ttl with what a graph of a .trig file adds, replaces or omits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from tierwise.reasoner.build import parse
from tierwise.reasoner.decide.judge import Decision, judge
from tierwise.reasoner.decide.paths import paths
from tierwise.reasoner.decide.targets import nodes, questions, targets
from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Fact, Facts, Triple, lexical
from tierwise.reasoner.namespaces import RDF_TYPE, tw
from tierwise.reasoner.source import Source
from tierwise.reasoner.store import from_term

HERE = Path(__file__).parent
RDF = RDF_TYPE.removesuffix("type")


def ours(name: str) -> str:
    """Return the IRI of a word of the fixtures."""
    return f"https://example.org/fixture#{name}"


_FIXTURE = ours("fixture")
_ABOUT_FIXTURES = {
    *(ours(each) for each in ("omits", "candidate", "cannotBe", "because", "verdict")),
    RDF + "first", RDF + "rest",
}


class Fixtures:
    """The fixtures of one constraint: the graphs of its file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        base = f"https://example.org/{path.stem}"
        graphs: dict[str, list[Triple]] = defaultdict(list)
        text = path.read_text(encoding="utf-8")
        for each in ox.parse(text, format=ox.RdfFormat.TRIG, base_iri=base):
            graph = "" if isinstance(each.graph_name, ox.DefaultGraph) else each.graph_name.value
            triple = (from_term(each.subject), from_term(each.predicate), from_term(each.object))
            graphs[graph.removeprefix(f"{base}#")].append(triple)
        self.graphs = {name: Facts(tuple(triples)) for name, triples in graphs.items()}
        self.common = self.graphs.get("", Facts(()))

    def graph(self, verdict: str) -> Facts:
        """Return what differs in one fixture; empty where there is none."""
        return self.graphs.get(verdict, Facts(()))

    def reasons(self) -> dict[str, str]:
        """Return why a verdict cannot occur, by verdict."""
        read = self.common.text
        return {
            read(each, ours("verdict")) or "": read(each, ours("because")) or ""
            for each in self.common.objects(_FIXTURE, ours("cannotBe"))
        }

    def candidate(self, verdict: str) -> tuple[str, str]:
        """Return task and node."""
        graph = self.common.with_triples(self.graph(verdict).triples)
        task, node = graph.list_items(graph.objects(_FIXTURE, ours("candidate"))[-1])
        return task, node

    def facts(self, verdict: str) -> list[Fact]:
        """Return the base without what is replaced or omitted, and the fixture's own facts."""
        found = base_facts()
        for graph in (self.common, self.graph(verdict)):
            replaced = set(_replaced(graph))
            found = [e for e in found if (e.subject, e.predicate) not in replaced]
            found += [
                Fact(s, p, o, Place(str(self.path)))
                for s, p, o in graph.triples if p not in _ABOUT_FIXTURES
            ]
        return found


def _replaced(graph: Facts) -> Iterator[tuple[str, str]]:
    for subject, predicate, object_ in graph.triples:
        if predicate == ours("omits"):
            omitted, property_ = graph.list_items(object_)
            yield omitted, property_
        elif predicate == tw("hasFigure"):
            yield subject, lexical(graph.object(object_, tw("figureOf")) or "")
        elif predicate != tw("canProvide"):
            yield subject, predicate


@cache
def base_facts() -> list[Fact]:
    path = HERE / "base.ttl"
    return parse([Source(str(path), path.read_text(encoding="utf-8"))])


@pytest.fixture(scope="session")
def decide(built_upon):
    """Return the maker of decisions: all variants of a task at all targets of a node."""

    def decide_(facts: list[Fact], task: str, node: str) -> Decision:
        knowledge = built_upon(facts, {each.place.file for each in facts})
        rows, columns = questions(knowledge, [task]), targets(knowledge, [node])
        routes = paths(knowledge, {each.source or "" for each in rows}, nodes(knowledge))
        return judge(knowledge, rows, columns, routes)

    return decide_


@pytest.fixture(scope="session")
def read_fixtures():
    return cache(lambda name: Fixtures(HERE / f"{name}.trig"))
