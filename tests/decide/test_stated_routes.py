"""Routes of links that state their figures come first, as the checker finds them too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierwise.reasoner.check.routes import _ANY, _STATED, Network, _best_of_parallel, _Hop
from tierwise.reasoner.decide.paths import _add, _Edge, _Ways
from tierwise.reasoner.engine import Engine

NODES = "abcde"
LINKS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 5), st.booleans())
    .filter(lambda each: each[0] != each[1]), max_size=14,
)


def engine_ways(links, is_direct):
    found = _Ways.__new__(_Ways)
    found.graph = {each: {} for each in NODES}
    for at, (start, end, weight, stated) in enumerate(links):
        _add(found.graph, start, end, _Edge((f"l{at}", True), float(weight), 0.0, stated))
    found.stated = {
        start: {end: edge for end, edge in edges.items() if edge.is_stated}
        for start, edges in found.graph.items()
    }
    found.is_direct, found._kept = is_direct, {}
    return found


class Drawn(Network):
    """The checker's network of links that are drawn."""

    def __init__(self, links, is_direct):
        self.site, self.nodes, self.is_direct = "site", list(NODES), is_direct
        self.hops = _best_of_parallel([
            _Hop(start, end, f"l{at}", True, float(weight), stated)
            for at, (start, end, weight, stated) in enumerate(links)
        ])
        self._from, self._distances = {}, {}
        self.tiers, self.bits = (_STATED, _ANY), 0.0
        for each in self.hops:
            self._from.setdefault(each.start, []).append(each)

    def _wide(self, link):
        return 0.0


@given(LINKS, st.booleans(), st.sampled_from(NODES), st.sampled_from(NODES))
def test_each_route_of_the_engine_is_accepted_by_the_checker(links, is_direct, start, end):
    found = engine_ways(links, is_direct).path(start, end)
    theirs = Drawn(links, is_direct).route(start, end, tuple(e for e, _ in found.links))
    assert (theirs.exists, theirs.links) == (found.exists, found.links)


@given(LINKS, st.booleans(), st.sampled_from(NODES), st.sampled_from(NODES))
def test_the_route_that_the_checker_finds_lacks_as_little_and_takes_as_long(
    links, is_direct, start, end
):
    ours = engine_ways(links, is_direct).path(start, end)
    theirs = Drawn(links, is_direct).route(start, end, None)

    def worth(links_of):
        return sum(links[int(name[1:])][2] for name, _ in links_of)

    assert worth(theirs.links) == worth(ours.links)


SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/x#> .
ex:site a tw:Site ; tw:hasNode ex:a , ex:b ; tw:hasLink ex:slow , ex:quick ; tw:dataArisesAt ex:a .
ex:a a tw:Node ; tw:instanceOf cat:nucleo-l4r5zi ; tw:role tw:device-level .
ex:b a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level .
ex:slow a tw:Link ; tw:from ex:a ; tw:to ex:b ; tw:latencyP50 "9 ms" ; tw:latencyP95 "9 ms" ;
    tw:uplinkRate "50 Mbit/s" ; tw:crosses tw:local-network .
ex:quick a tw:Link ; tw:from ex:a ; tw:to ex:b ; tw:latencyP50 "1 ms" ; tw:latencyP95 "1 ms" ;
    tw:crosses tw:local-network .
ex:t a tw:Task ; tw:usesModel cat:mlperf-tiny-ad ; tw:inputBytes "2 kB" ; tw:inputRate "10 Hz" .
"""


@pytest.mark.parametrize(("rate", "taken"), [("", "slow"), ('; tw:uplinkRate "1 Gbit/s"', "quick")])
def test_a_quicker_link_is_taken_once_its_rate_is_stated(tmp_path, rate, taken):
    path = tmp_path / "site.ttl"
    path.write_text(SITE.replace("; tw:latencyP95 \"1 ms\"", f"; tw:latencyP95 \"1 ms\" {rate}"))
    engine = Engine.load([path])
    [node] = engine.place([engine.find("t", "Task")], [engine.find("b", "Node")])[0].nodes
    assert engine.links_to(engine.find("a", "Node"), node.node) == [engine.find(taken, "Link")]
    assert "uplink" not in node.unknown
