"""Paths over the links of a site."""

from __future__ import annotations

from itertools import pairwise
from math import inf, nan

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierwise.reasoner.candidate import Path
from tierwise.reasoner.decide.paths import _Edge, _routes
from tierwise.reasoner.decide.routes import combined
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.link import is_bidirectional
from tierwise.reasoner.verdict import Verdict

SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/x#> .
ex:site a tw:Site ; tw:hasNode ex:a , ex:b ; tw:hasLink ex:ab ; tw:dataArisesAt ex:a .
ex:a a tw:Node ; tw:instanceOf cat:esp32-s3 ; tw:role tw:device-level .
ex:b a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level .
ex:ab a tw:Link ; tw:from ex:a ; tw:to ex:b {} .
ex:t a tw:Task ; tw:worksOffline 1 ; tw:hasVariant cat:mlperf-tiny-kws-int8 .
"""


def offline_verdict(tmp_path, said: str) -> tuple[bool, bool]:
    file = tmp_path / "site.ttl"
    file.write_text(SITE.replace("{}", said), encoding="utf-8")
    engine = Engine.load([file])
    result = engine.place([engine.find("t", "Task")], [engine.find("b", "Node")])[0].nodes[0]
    return "offline-operation" in result.unknown, "offline-operation" in result.failed


def test_a_link_that_says_nothing_of_the_wide_area_leaves_offline_operation_unknown(tmp_path):
    assert offline_verdict(tmp_path, "") == (True, False)


def test_a_wide_area_link_fails_offline_operation(tmp_path):
    assert offline_verdict(tmp_path, "; tw:crosses tw:wide-area-network") == (False, True)


def test_a_local_link_passes_offline_operation(tmp_path):
    assert offline_verdict(tmp_path, "; tw:crosses tw:local-network") == (False, False)


BOTH_WAYS = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix ex: <https://example.org/x#> .
ex:radio tw:bidirectional true .
ex:usual tw:technology ex:radio .
ex:one-way tw:technology ex:radio ; tw:bidirectional false .
ex:both tw:bidirectional true .
ex:silent a tw:Link .
"""


@pytest.mark.parametrize(
    ("link", "expected"), [("usual", True), ("one-way", False), ("both", True), ("silent", False)]
)
def test_a_link_is_used_backwards_as_it_says_else_as_its_technology_is(
    link, expected, knowledge_of
):
    facts = knowledge_of(BOTH_WAYS).facts
    assert is_bidirectional(facts, f"https://example.org/x#{link}") is expected


LIMITS = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix ex: <https://example.org/x#> .
ex:trunk tw:unlimited tw:uplinkRate .
ex:silent tw:technology ex:trunk .
ex:narrow a tw:Link ; tw:technology ex:trunk ; tw:uplinkRate "1 Mbit/s" .
"""


@pytest.mark.parametrize(("links", "rate"), [
    (("silent",), inf), (("narrow",), 1e6), (("silent", "narrow"), 1e6), (("unknown",), nan),
])
def test_a_path_carries_what_the_narrowest_of_its_links_does(links, rate, knowledge_of):
    known = knowledge_of(LIMITS)
    quantity = known.definitions.quantities["pathUplinkRate"]
    path = Path(tuple((f"https://example.org/x#{each}", True) for each in links), 0.0)
    corners = [combined(known, quantity, path, each) for each in ("low", "middle", "high")]
    assert corners == pytest.approx([rate] * 3, nan_ok=True)


UPDATED = """
ex:c a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level .
ex:t tw:updateBytes "1 MB" ; tw:updatePeriod "1 day" .
"""


def update_verdict(tmp_path, node: str, said: str) -> str:
    file = tmp_path / "site.ttl"
    link = "; tw:bidirectional true ; tw:uplinkRate \"1 bit/s\" ; tw:downlinkRate \"1 Mbit/s\""
    site = f"ex:site a tw:Site {said} ."
    file.write_text(SITE.replace("{}", link) + UPDATED + site, encoding="utf-8")
    engine = Engine.load([file])
    decision = engine.decide([engine.find("t", "Task")], [engine.find(node, "Node")])[0]
    return Verdict(int(decision.by_constraint["update-transfer"].max())).name


@pytest.mark.parametrize(("node", "said", "expected"), [
    ("b", "; tw:updatesComeFrom ex:a", "INFEASIBLE"),  # forwards, over the uplink
    ("a", "; tw:updatesComeFrom ex:b", "FEASIBLE"),  # backwards, over the downlink
    ("a", "; tw:updatesComeFrom ex:a", "NOT_ASSESSED"),  # nothing has to be sent
    ("c", "; tw:hasNode ex:c ; tw:updatesComeFrom ex:a", "INFEASIBLE"),  # no link leads there
    ("a", "", "FEASIBLE"),  # wherever they come from
    ("b", "", "UNKNOWN"),  # the site does not say from where, and a slow link may be on the path
])
def test_updates_take_the_path_from_where_they_come(tmp_path, node, said, expected):
    assert update_verdict(tmp_path, node, said) == expected


EDGES = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), st.integers(1, 5), max_size=14
)


@given(EDGES)
def test_routes_weigh_as_much_as_those_of_networkx(edges):
    graph = {each: {} for each in "abcde"}
    other = nx.DiGraph()
    other.add_nodes_from("abcde")
    for (start, end), weight in edges.items():
        graph[start][end] = _Edge((start + end, True), float(weight), 0.0, True)
        other.add_edge(start, end, weight=weight)
    routes = _routes(graph, "a", False)
    weights = {
        node: sum(graph[i][j].weight for i, j in pairwise(way)) for node, way in routes.items()
    }
    assert weights == nx.single_source_dijkstra_path_length(other, "a")
