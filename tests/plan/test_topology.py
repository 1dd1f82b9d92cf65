"""Networks and routes: as single tasks are routed, by latency or cost, direct only or relayed."""

import numpy as np
import pytest

from tierwise.reasoner.decide.paths import paths
from tierwise.reasoner.decide.routes import combined
from tierwise.reasoner.plan.routing import route_rows, routes

CORNERS = ("low", "middle", "high")


def hops(planner, start, end):
    network = planner.ways.network
    names = [each.rpartition("#")[2] for each in network.nodes]
    found = planner.ways.routes.links(names.index(start), names.index(end))
    return [names[network.end[each]] for each in found]


def test_all_figures_of_all_routes_are_those_that_single_tasks_are_judged_by(factory):
    knowledge, ways = factory.knowledge, factory.ways
    nodes = ways.network.nodes
    known = paths(knowledge, nodes, nodes)
    quantities = [
        each for each in knowledge.definitions.quantities.values()
        if each.kind == "path" and not each.name.startswith("update")
    ]
    for quantity in quantities:
        for corner in CORNERS:
            theirs = [
                [combined(knowledge, quantity, known[a, b], corner) for b in nodes] for a in nodes
            ]
            np.testing.assert_allclose(
                ways.figure(quantity, corner), np.array(theirs), rtol=1e-12, err_msg=quantity.name
            )


def test_routes_exist_where_single_tasks_find_a_path_and_have_as_many_links(factory):
    nodes, found = factory.ways.network.nodes, factory.ways.routes
    known = paths(factory.knowledge, nodes, nodes)
    assert [[len(known[a, b].links) for b in nodes] for a in nodes] == found.hops.tolist()


def test_the_quickest_way_is_relayed(yard):
    assert hops(yard(), "eye", "far") == ["hub", "far"]


def test_direct_only_takes_the_link_itself_however_slow(yard):
    assert hops(yard(routing="direct-only"), "eye", "far") == ["far"]


def test_the_cheapest_way_need_not_be_the_quickest(yard):
    dear = (
        "from,to,latencyP50 [ms],crosses,pricePerByte [USD/GB]\n"
        "eye,hub,1,local-network,0\nhub,far,1,wide-area-network,3\n"
        "eye,far,40,wide-area-network,2\n"
    )
    assert hops(yard(links=dear), "eye", "far") == ["hub", "far"]
    assert hops(yard(links=dear, by="cost"), "eye", "far") == ["far"]


def test_of_parallel_links_the_quicker_is_used(yard):
    doubled = "from,to,latencyP50 [ms]\neye,hub,9\neye,hub,3\neye,hub,5\nhub,far,1\n"
    ways = yard(links=doubled).ways
    quantity = ways.knowledge.definitions.quantities["pathLatencyP50"]
    names = [each.rpartition("#")[2] for each in ways.network.nodes]
    at = names.index("eye"), names.index("hub")
    assert ways.figure(quantity, "middle")[at] == 0.003


def test_rows_of_routes_are_their_links_in_order(factory):
    found = factory.ways.routes
    count = len(found.hops)
    start, link = route_rows(found)
    rows = [
        link[start[i * count + j] : start[i * count + j + 1]].tolist()
        for i in range(count) for j in range(count)
    ]
    assert rows == [found.links(i, j) for i in range(count) for j in range(count)]


def test_a_link_for_both_directions_has_its_downlink_rate_backwards(factory):
    network = factory.ways.network
    rates = {
        network.names[each]: network.figures["uplinkRate"][1][each]
        for each in range(len(network.start))
    }
    assert (rates["fibre-t4"], rates["fibre-t4 (backwards)"]) == (20e6, 50e6)


@pytest.mark.parametrize(("column", "value", "floor"), [
    ("length [km]", "2000", 0.01), ("latencyFloor [ms]", "7", 0.007),
])
def test_a_length_bounds_the_latency_from_below_at_the_speed_of_light_in_fibre(
    yard, column, value, floor
):
    ways = yard(links=f"from,to,{column}\neye,hub,{value}\nhub,far,{value}\n").ways
    quantity = ways.knowledge.definitions.quantities["pathLatencyP50"]
    names = [each.rpartition("#")[2] for each in ways.network.nodes]
    at = names.index("eye"), names.index("far")
    assert ways.figure(quantity, "low")[at] == pytest.approx(2 * floor, rel=1e-12)


def test_places_that_are_far_apart_bound_the_latency_of_links_between_them(yard):
    more = """
        ex:away a tw:PlaceDistance ; tw:betweenPlaces ex:hall-1 , cat:aws-eu-central-1 ;
            tw:distance "600 km" .
    """
    nodes = (
        "name,product,role,zone,region\neye,nucleo-l4r5zi,device,hall-1,\n"
        "hub,raspberry-pi-5-8gb,gateway,hall-1,\nfar,aws-g4dn-xlarge,cloud,,aws-eu-central-1\n"
    )
    network = yard(nodes=nodes, links="from,to\neye,hub\nhub,far\n", more=more).ways.network
    assert network.figures["latencyFloor"][0].tolist() == [0.0, 0.003]


def test_a_rate_without_limit_carries_any_flow(yard):
    network = yard(links="from,to,uplinkRate [Mbit/s]\neye,hub,unlimited\nhub,far,1\n").ways.network
    assert network.figures["uplinkRate"][0].tolist() == [np.inf, 1e6]


def test_the_routes_by_cost_of_a_network_without_prices_are_those_by_latency(factory):
    by_cost = routes(factory.ways.network, "cost")
    assert by_cost.first.tolist() == factory.ways.routes.first.tolist()


TECHNOLOGY = """
ex:trunk a tw:LinkTechnology ; rdfs:label "trunk" ; tw:crosses tw:wide-area-network ;
    tw:standing tw:assumed ; tw:unlimited tw:uplinkRate ; tw:bidirectional true .
ex:yard tw:hasLink ex:line . ex:line a tw:Link ; tw:from ex:eye ; tw:to ex:far ;
    tw:technology ex:trunk ; tw:latencyP50 "1 ms" """


@pytest.mark.parametrize(("rate", "is_unlimited"), [
    ("", True), ('; tw:uplinkRate "1 Mbit/s"', False),
])
def test_what_a_technology_says_of_limits_and_directions_holds_for_its_links(
    yard, rate, is_unlimited
):
    network = yard(more=f"{TECHNOLOGY}{rate} .").ways.network
    ours = [at for at, name in enumerate(network.names) if name.startswith("line")]
    assert [network.names[at] for at in ours] == ["line", "line (backwards)"]
    assert bool(network.unlimited[ours[0]]) is is_unlimited


def test_what_a_technology_says_holds_for_the_links_of_a_table(yard):
    text = "from,to,technology,uplinkRate [Mbit/s]\neye,far,trunk,\nhub,far,trunk,5\n"
    more = TECHNOLOGY.partition("ex:yard")[0]
    network = yard(links=text, more=more).ways.network
    assert network.names.forwards.tolist() == [True, True, False, False]
    assert network.unlimited.tolist() == [True, False, False, False]
