"""Links between places: each pair of nodes is joined, and what the link carries counts once."""

import numpy as np
import pytest

from tierwise.reasoner.errors import ParseError, TopologyError
from tierwise.reasoner.plan.answer import Wish, answer
from tierwise.reasoner.verdict import Verdict

NODES = """name,product,role,zone
eye,nucleo-l4r5zi,device,hall-1
ear,nucleo-l4r5zi,device,hall-1
hub,raspberry-pi-5-8gb,gateway,office
box,raspberry-pi-5-8gb,gateway,office
far,aws-g4dn-xlarge,cloud,away
"""
LINKS = (
    "from,to,latencyP50 [ms],latencyP95 [ms],uplinkRate [Mbit/s],downlinkRate [Mbit/s],crosses,"
    "bidirectional,linkMonthlyFee [USD/mo]\n"
    "hall-1,office,4,12,{rate},{rate},local-network,yes,10\n"
    "office,far,12,25,20,50,wide-area-network,yes,30\n"
)
TWO = """
ex:hear a tw:Task ; tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad ;
    tw:dataArisesAt ex:ear ; tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" ;
    tw:needsUi tw:local-dashboard .
ex:look tw:needsUi tw:local-dashboard .
ex:watch tw:hasTask ex:hear .
"""


def links(rate="30"):
    return LINKS.replace("{rate}", rate)


def name_of(network, at):
    return network.nodes[at].rpartition("#")[2]


def test_a_link_between_places_joins_each_node_of_one_with_each_of_the_other(yard):
    network = yard(nodes=NODES, links=links()).ways.network
    joined = {
        (name_of(network, a), name_of(network, b))
        for a, b in zip(network.start, network.end, strict=True)
    }
    forth = {(a, b) for a in ("eye", "ear") for b in ("hub", "box")}
    forth |= {("hub", "far"), ("box", "far")}
    assert joined == forth | {(b, a) for a, b in forth}


def test_a_link_between_a_place_and_the_site_joins_what_is_on_the_premises(yard):
    text = "from,to,latencyP50 [ms]\naway,yard,9\nyard,away,9\n"
    network = yard(nodes=NODES, links=text).ways.network
    far = next(i for i in range(5) if name_of(network, i) == "far")
    ends = {name_of(network, at) for at in network.end[network.start == far]}
    assert ends == {"eye", "ear", "hub", "box"}


def test_what_a_link_between_places_carries_is_shared_by_all_that_it_joins(yard):
    """Each input takes 205 kbit/s; both together do not fit into 300."""
    fits, full = (
        answer(yard(nodes=NODES, links=links(rate), more=TWO).survey(), Wish())
        for rate in ("0.5", "0.3")
    )
    assert (fits.verdict, full.verdict) == (Verdict.FEASIBLE, Verdict.INFEASIBLE)
    assert any("links.csv:2" in label for labels in full.conflicts for label in labels)


def test_the_fee_of_a_link_between_places_is_paid_once(yard):
    found = answer(yard(nodes=NODES, links=links(), more=TWO).survey(), Wish("cost"))
    fees = 2_629_800 * sum(
        each.value for each in found.recommended.values if each.objective == "plan-cost"
    )
    assert 10 <= fees < 20


def test_ten_thousand_pairs_of_nodes_have_the_one_link_between_their_places(yard):
    nodes = "name,product,role,zone\n" + "".join(
        f"n{i},esp32-s3,device,{'a' if i % 2 else 'b'}\n" for i in range(200)
    ) + "eye,nucleo-l4r5zi,device,a\n"
    network = yard(nodes=nodes, links="from,to,uplinkRate [Mbit/s]\na,b,30\n").ways.network
    assert len(network.start) == 101 * 100
    assert (network.shared == 0).all()


def test_an_end_that_no_node_stands_in_is_refused_with_its_line(yard):
    with pytest.raises(TopologyError, match=r"links.csv:3.*ends at what the site has not"):
        _ = yard(nodes=NODES, links="from,to\nhall-1,office\noffice,ofice\n").ways


def test_links_of_facts_between_places_are_those_of_a_table(yard):
    more = """
        ex:lan a tw:Link ; tw:from ex:hall-1 ; tw:to ex:office ; tw:bidirectional true ;
            tw:latencyP50 "4 ms" ; tw:uplinkRate "30 Mbit/s" ; tw:downlinkRate "30 Mbit/s" .
        ex:yard tw:hasLink ex:lan .
    """
    text = (
        "from,to,latencyP50 [ms],uplinkRate [Mbit/s],downlinkRate [Mbit/s],bidirectional\n"
        "{}office,far,12,20,50,yes\n"
    )
    stated = yard(nodes=NODES, links=text.replace("{}", ""), more=more).ways.routes
    listed = yard(
        nodes=NODES, links=text.replace("{}", "hall-1,office,4,30,30,yes\n")
    ).ways.routes
    np.testing.assert_array_equal(stated.hops, listed.hops)


def test_a_link_from_a_place_to_itself_joins_each_of_its_nodes_with_each_other(yard):
    text = "from,to,latencyP50 [ms]\nhall-1,hall-1,3\noffice,office,1\n"
    network = yard(nodes=NODES, links=text).ways.network
    joined = {
        (name_of(network, a), name_of(network, b))
        for a, b in zip(network.start, network.end, strict=True)
    }
    assert joined == {("eye", "ear"), ("ear", "eye"), ("hub", "box"), ("box", "hub")}


def test_a_link_from_a_node_to_itself_is_refused_at_its_line(yard):
    with pytest.raises(ParseError, match="ends where it starts") as refusal:
        _ = yard(nodes=NODES, links="from,to\neye,hub\nhub,hub\n").ways
    assert str(refusal.value.place).endswith("links.csv:3")
