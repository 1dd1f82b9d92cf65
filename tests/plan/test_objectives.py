"""Objectives: each declared with its terms, and worth what its formula says of a placement."""

import numpy as np
import pytest

from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.answer import Wish
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.describe import Describer
from tierwise.reasoner.plan_objective import declared
from tierwise.reasoner.verdict import Verdict

MONTH = 2_629_800.0  # s


@pytest.fixture
def worth(yard):
    """Return the values of a placement (node of look, node of keep) in the yard."""

    def values(look, keep, *changes, **files):
        built = assemble(yard(*changes, **files).survey(), Verdict.UNKNOWN)
        tasks = dict(zip((local_name(e) for e in built.tasks), built.problem.tasks, strict=True))
        node_of = {"look": look, "keep": keep}
        row = [
            next(k for k, at in enumerate(task.node)
                 if built.problem.nodes[at] == node_of.get(name, built.problem.nodes[at]))
            for name, task in tasks.items()
        ]
        [point] = Describer(built).points(np.array([row]), [None])
        return {each.objective: each for each in point.values}

    return values


def test_every_objective_has_terms_that_are_declared_quantities(factory):
    quantities = factory.knowledge.definitions.quantities
    for each in declared(factory.knowledge):
        names = [name for scope in each.terms.values() for name in scope]
        assert names and set(names) <= set(quantities), each.name


def test_latency_runs_from_where_data_arises_to_the_last_result(worth):
    away = worth("hub", "far")["plan-latency"].value
    here = worth("eye", "far")["plan-latency"].value
    way = 0.004 + 2560 * 8 / 30e6
    assert worth("hub", "hub")["plan-latency"].value > way
    assert away - worth("hub", "hub")["plan-latency"].value == pytest.approx(
        0.012 + 1000 * 8 / 20e6)
    assert here > 0.016


def test_the_latency_at_p95_is_the_sum_of_the_95th_percentiles(worth):
    found = worth("eye", "far")
    assert found["plan-latency-p95"].value - found["plan-latency"].value == pytest.approx(
        12e-3 + 25e-3 - 4e-3 - 12e-3)


def test_a_machine_that_two_tasks_use_is_paid_once_and_one_that_only_relays_too(worth):
    cost = {each: worth(each, "far")["plan-cost"].value for each in ("eye", "hub", "far")}
    with_hub = worth("eye", "hub")["plan-cost"].value  # sensor and hub; what is sent is free
    rent, per_byte = 0.526 / 3600, 0.09e-9
    assert cost["eye"] - with_hub == pytest.approx(rent + 1000 * per_byte, rel=1e-9)
    assert cost["far"] - with_hub == pytest.approx(rent + 25600 * per_byte, rel=1e-9)
    assert cost["hub"] == pytest.approx(cost["eye"], rel=1e-9)  # the hub is needed either way


def test_copies_of_a_node_are_each_paid(worth):
    twice = "name,product,role,copies\neye,nucleo-l4r5zi,device,\n" \
        "hub,raspberry-pi-5-8gb,gateway,3\nfar,aws-g4dn-xlarge,cloud,2\n"
    one, two = worth("far", "far"), worth("far", "far", nodes=twice)
    hub = worth("eye", "hub")["plan-cost"].value - worth("eye", "eye")["plan-cost"].value
    more = two["plan-cost"].value - one["plan-cost"].value
    assert more == pytest.approx(0.526 / 3600 + 2 * hub)  # a second machine, two more hubs


def test_what_nobody_states_is_named_and_not_taken_for_nothing(worth):
    found = worth("eye", "far")["plan-cost"]
    assert "price of eye" in found.missing


def test_what_a_link_lacks_that_is_used_both_ways_is_named_once(worth):
    links = "from,to,latencyP50 [ms],uplinkRate [Mbit/s],bidirectional,linkAvailability\n" \
        "eye,hub,4,30,true,\nhub,far,12,20,true,0.99\n"
    found = worth("hub", "eye", links=links)["plan-availability"].missing
    assert [each.rsplit("/")[-1] for each in found if "link at" in each] == ["links.csv:2"]


def test_data_that_leaves_the_site_is_what_crosses_a_wide_area_link(worth):
    assert worth("hub", "hub")["plan-exposure"].value == 0
    assert worth("hub", "far")["plan-exposure"].value == 1000
    assert worth("far", "far")["plan-exposure"].value == 25600


def test_availability_is_the_product_of_all_links_in_use_each_once(worth):
    links = "from,to,linkAvailability [%]\neye,hub,90\nhub,far,80\n"
    assert worth("hub", "far", links=links)["plan-availability"].value == pytest.approx(0.72)
    assert worth("hub", "hub", links=links)["plan-availability"].value == pytest.approx(0.9)


def test_a_node_that_only_relays_has_to_work_too(worth):
    nodes = "name,product,role,nodeAvailability [%]\neye,nucleo-l4r5zi,device,99\n" \
        "hub,raspberry-pi-5-8gb,gateway,90\nfar,aws-g4dn-xlarge,cloud,80\n"
    for look in ("eye", "hub", "far"):
        found = worth(look, "far", nodes=nodes)["plan-availability"].value
        assert found == pytest.approx(0.99 * 0.9 * 0.8)


def test_a_link_that_is_used_both_ways_fails_once(worth, yard):
    back = "ex:again a tw:Flow ; tw:fromTask ex:keep ; tw:toTask ex:look ; tw:precedes false ;" \
        ' tw:flowBytes "1 kB" ; tw:flowRate "1 Hz" .'
    links = "from,to,linkAvailability [%],bidirectional\neye,hub,90,true\nhub,far,80,false\n"
    change = ("tw:hasFlow ex:seen", "tw:hasFlow ex:seen , ex:again")
    found = worth("eye", "hub", change, links=links, more=back)
    assert found["plan-availability"].value == pytest.approx(0.9)


def test_carbon_counts_only_where_somebody_states_it(worth):
    nodes = "name,product,role,carbonIntensity [g/kWh]\neye,nucleo-l4r5zi,device,380\n" \
        "hub,raspberry-pi-5-8gb,gateway,\nfar,aws-g4dn-xlarge,cloud,\n"
    assert "plan-carbon" not in worth("eye", "far")
    assert worth("eye", "far", nodes=nodes)["plan-carbon"].value > 0


def test_a_battery_lasts_by_all_that_is_computed_and_sent(worth):
    nodes = "name,product,role,batteryCapacity [Wh]\neye,nucleo-l4r5zi,device,10\n" \
        "hub,raspberry-pi-5-8gb,gateway,\nfar,aws-g4dn-xlarge,cloud,\n"
    links = "from,to,energyPerByte [uJ/B]\neye,hub,2\nhub,far,2\n"
    found = worth("eye", "hub", nodes=nodes, links=links)["plan-battery"].value
    more = worth("hub", "hub", nodes=nodes, links=links)["plan-battery"].value
    assert found * 36000 > 1000 * 2e-6
    assert more * 36000 == pytest.approx(25600 * 2e-6, rel=1e-3)


@pytest.mark.parametrize("name", ["plan-battery", "plan-energy"])
def test_each_of_many_copies_works_and_sends_for_its_own_source(worth, name):
    """Twelve devices draw twelve times as much, from twelve batteries."""
    def of(copies):
        nodes = "name,product,role,copies,batteryCapacity [Wh],sleepPower [mW]\n" \
            f"eye,nucleo-l4r5zi,device,{copies},10,2\nhub,raspberry-pi-5-8gb,gateway,,,0\n" \
            "far,aws-g4dn-xlarge,cloud,,,\n"
        links = "from,to,energyPerByte [uJ/B]\neye,hub,2\nhub,far,2\n"
        several = ("tw:inputRate", f"tw:sources {copies} ; tw:inputRate")
        flow = ('tw:flowRate "1 Hz"', f'tw:flowRate "{copies} Hz"')
        return worth("eye", "hub", several, flow, nodes=nodes, links=links)[name].value

    times = {"plan-battery": 1, "plan-energy": 12}[name]
    assert of(12) == pytest.approx(times * of(1), rel=1e-9)


def test_the_recommended_is_what_is_preferred(factory):
    by_latency = factory.plan((), Wish(prefer="latency"))
    best = min(each.value("plan-latency").value for each in by_latency.points)
    assert by_latency.recommended.value("plan-latency").value == best


def test_without_a_preference_the_drivers_decide(factory):
    found = factory.plan()
    assert found.prefer == "levels"
    assert found.recommended.score == max(each.score for each in found.points)
