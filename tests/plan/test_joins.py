"""A task that joins flows of several kinds: each is judged by what it carries, over its own way."""

import pytest

from tierwise.cli.vary import read_varied
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.planner import Planner
from tierwise.reasoner.verdict import Verdict

from .sites import HEAD

# Forty probes on a radio of 222 B a message, a box with three cameras, a hub that leads on.
VINES = HEAD + """
ex:vines a tw:Site ; rdfs:label "vines" ; tw:routing tw:routed ; tw:standsIn cat:germany ;
    tw:hasNode ex:probe , ex:box , ex:hub , ex:far ; tw:hasLink ex:radio , ex:lan , ex:wan ;
    dcterms:source ex:source ; tw:standing tw:assumed .
ex:probe a tw:Node ; rdfs:label "probe" ; tw:instanceOf cat:nucleo-wl55jc ; tw:copies 40 ;
    tw:role tw:device-level ; tw:batteryCapacity "7.5 Wh" ; tw:sleepPower "12 uW" .
ex:box a tw:Node ; rdfs:label "box" ; tw:instanceOf cat:raspberry-pi-5-8gb ;
    tw:role tw:gateway-level .
ex:hub a tw:Node ; rdfs:label "hub" ; tw:instanceOf cat:raspberry-pi-4-model-b-4gb ;
    tw:role tw:gateway-level .
ex:far a tw:Node ; rdfs:label "far" ; tw:instanceOf cat:aws-g4dn-xlarge ; tw:role tw:cloud-level .
ex:radio a tw:Link ; rdfs:label "radio" ; tw:from ex:probe ; tw:to ex:hub ;
    tw:crosses tw:local-network ; tw:uplinkRate "5 kbit/s" ; tw:payloadLimit "222 B" ;
    tw:overheadBytes "13 B" ; tw:dutyCycle "1 %" ; tw:dailyAllowance "1 kB/day" ;
    tw:latencyP50 "200 ms" ; tw:latencyP95 "2 s" ; tw:energyPerByte "2 mJ/B" .
ex:lan a tw:Link ; rdfs:label "LAN" ; tw:from ex:box ; tw:to ex:hub ;
    tw:crosses tw:local-network ; tw:uplinkRate "1 Gbit/s" ; tw:latencyP50 "1 ms" ;
    tw:latencyP95 "2 ms" ; tw:energyPerByte "1 nJ/B" .
ex:wan a tw:Link ; rdfs:label "WAN" ; tw:from ex:hub ; tw:to ex:far ;
    tw:crosses tw:wide-area-network ; tw:uplinkRate "8 Mbit/s" ; tw:latencyP50 "25 ms" ;
    tw:latencyP95 "70 ms" ; tw:energyPerByte "50 mJ/B" .
ex:care a tw:Pipeline ; rdfs:label "care" ; tw:hasTask ex:feel , ex:look , ex:advise ;
    tw:hasFlow ex:readings , ex:pictures .
ex:feel a tw:Task ; rdfs:label "feel" ; tw:function tw:sense ; tw:dataArisesAt ex:probe ;
    tw:inputBytes "32 B" ; tw:inputRate "0.001 Hz" ; tw:sources 40 ; tw:passRate "50 %" .
ex:look a tw:Task ; rdfs:label "look" ; tw:function tw:detect ; tw:dataArisesAt ex:box ;
    tw:inputBytes "76.8 kB" ; tw:inputRate "2 Hz" ; tw:sources 3 ; tw:passRate "1 %" .
ex:advise a tw:Task ; rdfs:label "advise" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
    tw:inputRate "0.1 Hz" ; tw:deadline "10 s" ; tw:minimumBatteryLife "1 yr" .
ex:readings a tw:Flow ; rdfs:label "readings" ; tw:fromTask ex:feel ; tw:toTask ex:advise ;
    tw:precedes true ; tw:flowBytes "16 B" .
ex:pictures a tw:Flow ; rdfs:label "pictures" ; tw:fromTask ex:look ; tw:toTask ex:advise ;
    tw:precedes true ; tw:flowBytes "1 kB" .
"""
OF_EACH = 16 * 0.001 * 0.5  # B/s that one probe sends


@pytest.fixture(scope="module")
def planner(tmp_path_factory):
    path = tmp_path_factory.mktemp("vines") / "vines.ttl"
    path.write_text(VINES, encoding="utf-8")
    return Planner.load([path])


@pytest.fixture(scope="module")
def survey(planner):
    return planner.survey()


@pytest.fixture(scope="module")
def leg(survey):
    return {local_name(each.name): each for each in survey.legs}


@pytest.fixture(scope="module")
def at(survey):
    return {local_name(each): place for place, each in enumerate(survey.nodes)}


@pytest.mark.parametrize(("flow", "verdict"), [
    ("readings", Verdict.FEASIBLE), ("pictures", Verdict.INFEASIBLE),
])
@pytest.mark.parametrize("name", ["payload", "duty-cycle", "fair-use"])
def test_each_flow_into_a_task_is_judged_by_what_it_carries(leg, at, flow, verdict, name):
    assert leg[flow].by_node[name][at["probe"], at["hub"]] == verdict


def test_equal_nodes_share_out_the_airtime_of_a_flow(leg, at):
    share = leg["readings"].inputs.spread("airtimeShare", "middle")[at["probe"], at["hub"]]
    assert share == pytest.approx(0.001 * 0.5 * (16 + 13) * 8 / 5000)


def test_the_response_is_timed_by_the_message_of_the_flow_and_its_overhead(leg, at):
    time = leg["readings"].inputs.spread("transferTime", "middle")[at["probe"], at["hub"]]
    assert time == pytest.approx((16 + 13) * 8 / 5000)


def test_where_data_arises_the_inputs_of_the_task_are_carried(leg, at):
    carried = leg["input of feel"].inputs
    found = [carried.spread(name, "middle")[0, at["hub"]] for name in (
        "carriedBytes", "carriedRate")]
    assert found == pytest.approx([32, 0.04])


@pytest.mark.parametrize(("objective", "per_byte"), [("battery", 2e-3), ("energy", 52e-3)])
def test_a_battery_pays_for_the_links_that_start_at_its_node_alone(
    survey, leg, at, objective, per_byte
):
    terms = assemble(survey, Verdict.UNKNOWN).terms[f"plan-{objective}"]
    drawn = terms.of_leg[leg["readings"].name][at["probe"], at["far"]]
    assert drawn == pytest.approx(40 * OF_EACH * per_byte)


def test_the_battery_of_the_node_that_sends_is_judged(leg, at):
    life = leg["readings"].inputs.spread("senderLife", "middle")[at["probe"], at["far"]]
    assert life == pytest.approx(7.5 * 3600 / (12e-6 + OF_EACH * 2e-3))


def test_devices_are_varied_with_the_sources_at_them_alone(planner):
    varied = read_varied(planner, planner.chains([]), "devices").figures
    assert [(local_name(subject), name) for subject, name, _ in varied] == [
        ("probe", "copies"), ("feel", "sources")]
