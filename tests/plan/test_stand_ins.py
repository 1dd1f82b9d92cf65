"""Fallbacks and replicas: where they may be, what they cost, and how often the plan works."""

import json
from itertools import combinations

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from tierwise.cli.plan import plan_command
from tierwise.reasoner.errors import QuantityError, TopologyError
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.describe import Describer
from tierwise.reasoner.plan.drawing import topology
from tierwise.reasoner.plan.search import all_feasible
from tierwise.reasoner.verdict import Verdict

from .sites import FACTORY, ROOT

FALLBACK = ROOT / "examples/fallback-pipeline.ttl"
SCHEMA = json.loads((ROOT / "docs/schemas/plan.schema.json").read_text("utf-8"))
NODES = """name,product,role,nodeAvailability
eye,nucleo-l4r5zi,device,0.999
hub,raspberry-pi-5-8gb,gateway,0.99
den,raspberry-pi-5-8gb,gateway,0.98
far,aws-g4dn-xlarge,cloud,0.995
"""
LINKS = """from,to,latencyP50 [ms],latencyP95 [ms],uplinkRate [Mbit/s],crosses,linkAvailability
eye,hub,4,12,30,local-network,0.97
eye,den,4,12,30,local-network,0.96
hub,den,4,12,30,local-network,0.95
den,hub,4,12,30,local-network,0.95
hub,far,12,25,20,wide-area-network,0.9
far,hub,12,25,50,wide-area-network,0.9
"""
LITE = """
ex:look tw:needsSoftware tw:cloud-service ; tw:fallback ex:lite .
ex:lite a tw:Task ; rdfs:label "lite" ; tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad ;
    tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" .
"""
TWICE = "ex:look tw:replicas 2 ."


@pytest.fixture
def placements(yard):
    """Return the points of a yard by the nodes of its tasks."""

    def found(more, *changes):
        built = assemble(yard(*changes, nodes=NODES, links=LINKS, more=more).survey(),
                         Verdict.FEASIBLE)
        rows = np.vstack([*all_feasible(built.problem)])
        points = Describer(built).points(rows, [None] * len(rows))
        return {
            tuple(local_name(e.node) for e in sorted(point.placed, key=lambda e: e.task)): point
            for point in points
        }

    return found


def up(*parts):
    shares = {"eye": 0.999, "hub": 0.99, "den": 0.98, "far": 0.995, "eye-hub": 0.97,
              "eye-den": 0.96, "hub-far": 0.9, "far-hub": 0.9}
    return np.prod([shares[each] for each in parts])


def test_a_fallback_uses_no_wide_area_link_that_its_task_uses(placements):
    found = placements(LITE)  # keep, lite, look
    assert ("hub", "hub", "far") in found
    assert ("far", "hub", "far") not in found


@pytest.mark.parametrize(("outage", "is_allowed"), [
    ("isolation-outage", True), ("node-outage", True), ("link-outage", False),
])
def test_what_a_fallback_survives_says_what_it_must_not_need(placements, outage, is_allowed):
    more = f"{LITE} ex:lite tw:survives tw:{outage} ."
    # The task's input crosses the link from eye to hub too: where that is down, both are.
    assert (("hub", "hub", "far") in placements(more)) is is_allowed


def test_either_a_task_or_its_fallback_has_to_work_and_what_they_share_counts_once(placements):
    point = placements(LITE)["hub", "den", "far"]
    shared = up("eye", "hub")
    large = up("eye-hub", "hub-far", "far", "far-hub")
    # The fallback's message goes from den to hub: 0.95.
    small = up("eye-den", "den") * 0.95
    expected = shared * (1 - (1 - large) * (1 - small))
    assert point.value("plan-availability").value == pytest.approx(expected, rel=1e-9)


def test_a_fallback_adds_nothing_to_latency_energy_and_drivers_while_it_waits(placements):
    alone = placements("ex:look tw:needsSoftware tw:cloud-service .")["hub", "far"]
    spared = placements(LITE)["hub", "hub", "far"]
    names = ("plan-latency", "plan-latency-p95", "plan-energy", "plan-exposure")
    assert [spared.value(e).value for e in names] == [alone.value(e).value for e in names]
    assert spared.score == alone.score


def test_the_memory_of_a_fallback_is_taken_though_it_waits(yard):
    built = assemble(yard(nodes=NODES, links=LINKS, more=LITE).survey(), Verdict.FEASIBLE)
    lite = next(each for each in built.problem.tasks if each.name == "lite")
    assert (lite.uses["memory"] > 0).all()


def test_a_fallback_with_flows_of_its_own_takes_over_no_others(placements):
    own = LITE + """
        ex:watch tw:hasTask ex:lite , ex:note ; tw:hasFlow ex:told .
        ex:note a tw:Task ; rdfs:label "note" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
            tw:inputRate "1 Hz" ; tw:resultReturns 0 .
        ex:told a tw:Flow ; rdfs:label "told" ; tw:fromTask ex:lite ; tw:toTask ex:note ;
            tw:precedes true ; tw:flowBytes "1 kB" ; tw:flowRate "1 Hz" .
    """
    # keep in the cloud is fed by look alone: without the link it waits.
    assert ("far", "hub", "far", "hub") in placements(own)


def test_replicas_are_on_nodes_of_their_own(placements):
    found = placements(TWICE)  # keep, look, look-replica-2
    assert found and all(look != twin for _, look, twin in found)


def test_of_three_replicas_no_two_are_on_one_node(yard):
    more = "ex:look tw:replicas 3 ."
    problem = assemble(yard(nodes=NODES, links=LINKS, more=more).survey(), Verdict.FEASIBLE).problem
    looks = [place for place, each in enumerate(problem.tasks) if each.name.startswith("look")]
    apart = {
        frozenset((one, other))
        for each in problem.apart for one in each.tasks[0] for other in each.tasks[1]
    }
    assert apart == {frozenset(each) for each in combinations(looks, 2)}


def test_of_two_replicas_one_has_to_work(placements):
    point = placements(TWICE)["hub", "hub", "den"]
    one, other = up("eye-hub"), up("eye-den", "den") * 0.95
    expected = up("eye", "hub") * (1 - (1 - one) * (1 - other))
    assert point.value("plan-availability").value == pytest.approx(expected, rel=1e-9)


def test_a_replica_computes_all_the_time(placements):
    one = placements("")["hub", "hub"].value("plan-exposure").value
    both = placements(TWICE)["hub", "far", "hub"]
    assert (one, both.value("plan-exposure").value) == (0, 25600 + 1000)


def test_a_placement_says_what_a_task_stands_in_for(placements):
    placed = {local_name(e.task): e for e in placements(LITE)["hub", "hub", "far"].placed}
    assert local_name(placed["lite"].stands_in_for) == "look"
    assert placed["look"].stands_in_for is None


def test_the_json_of_a_plan_says_what_a_task_stands_in_for():
    options = [str(FACTORY), "-f", str(FALLBACK), "--format", "json"]
    found = json.loads(CliRunner().invoke(plan_command, options).stdout)
    jsonschema.validate(found, SCHEMA)
    stands_in = {
        local_name(each["task"]): local_name(each["stands_in_for"])
        for each in found["recommended"]["tasks"] if "stands_in_for" in each
    }
    assert stands_in == {"diagnose-here": "diagnose"}


def stores(count):
    return "".join(f"""
        ex:t{n} a tw:Task ; rdfs:label "t{n}" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
            tw:inputRate "1 Hz" ; tw:replicas 2 .
        ex:watch tw:hasTask ex:t{n} .""" for n in range(count))


def test_of_four_tasks_with_replicas_what_all_their_ways_share_counts_once(yard):
    built = assemble(yard(nodes=NODES, links=LINKS, more=stores(4)).survey(), Verdict.FEASIBLE)
    nodes = {"look": "hub", "keep": "hub", "data of eye": "eye"}
    wanted = [built.problem.nodes.index(
        nodes.get(each.name, "den" if each.name.endswith("replica-2") else "hub"))
        for each in built.problem.tasks]
    row = [np.flatnonzero(task.node == at)[:1] for task, at in zip(
        built.problem.tasks, wanted, strict=True)]
    found = Describer(built).points(np.array(row).T, [None])[0]
    # All that a way over den needs beside, the way over hub does without.
    expected = up("eye", "hub", "eye-hub")
    assert (len(built.problem.modes), built.is_bound) == (16, False)
    assert found.value("plan-availability").value == pytest.approx(expected, rel=1e-9)


def test_more_groups_than_modes_can_be_summed_are_taken_to_fall_back_together(yard):
    survey = yard(nodes=NODES, links=LINKS, more=stores(8)).survey()
    built = assemble(survey, Verdict.FEASIBLE)
    assert (len(built.problem.modes), built.is_bound) == (2, True)


def test_a_second_fallback_needs_nothing_that_is_down_when_the_first_does_not_work(placements):
    """The first, in the cloud over its own link, is what the second may not need either."""
    more = f"""{LITE} ex:lite tw:fallback ex:last ; tw:survives tw:node-outage .
        ex:last a tw:Task ; rdfs:label "last" ; tw:function tw:detect ;
            tw:usesModel cat:mlperf-tiny-ad ; tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" ;
            tw:survives tw:node-outage ."""
    found = placements(more)  # keep, last, lite, look
    assert ("hub", "den", "hub", "far") in found
    assert ("hub", "hub", "hub", "far") not in found


@pytest.mark.parametrize(("more", "error", "says"), [
    ("ex:look tw:fallback ex:keep . ex:keep tw:fallback ex:look .", TopologyError,
     "falls back on itself"),
    ("ex:look tw:replicas 1.5 .", QuantityError, "no number of tasks"),
    ("ex:look tw:replicas 9 .", QuantityError, "from 1 to 8"),
    (LITE + "ex:lite tw:replicas 2 .", TopologyError, "is a fallback, and has replicas"),
])
def test_stand_ins_that_make_no_sense_are_refused_with_their_place(yard, more, error, says):
    with pytest.raises(error, match=says) as raised:
        yard(nodes=NODES, links=LINKS, more=more).survey()
    assert raised.value.place is not None


def test_a_picture_says_which_task_is_a_replica_or_stands_in_and_of_how_many_nodes(yard):
    more = f"{LITE} ex:keep tw:replicas 2 . ex:eye tw:copies 12 ."
    built = assemble(yard(nodes=NODES, links=LINKS, more=more).survey(), Verdict.FEASIBLE)
    rows = next(iter(all_feasible(built.problem)))[:1]
    drawn = topology(built.survey, Describer(built).points(rows, [None])[0])
    assert "12 × eye" in [each.label for each in drawn.nodes]
    chips = sorted(chip for each in drawn.nodes for chip in each.chips)
    assert chips == ["keep", "keep (replica 2)", "lite (for look)", "look"]
