"""A flow takes the quickest way that carries its rate: a link too narrow for it is no way."""

import numpy as np
import pytest

from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.answer import Wish, answer
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.drawing import topology
from tierwise.reasoner.plan.search import best
from tierwise.reasoner.plan_solution import Solver
from tierwise.reasoner.verdict import Verdict

# Each input of look takes 204.8 kbit/s; it runs in the cloud.
CLOUD = "ex:look tw:needsSoftware tw:cloud-service ."
LINKS = """from,to,latencyP50 [ms],latencyP95 [ms],uplinkRate [kbit/s],crosses,linkAvailability
eye,far,5,9,204,wide-area-network,0.99
eye,hub,4,12,30000,local-network,0.9
hub,far,12,25,20000,wide-area-network,0.9
hub,eye,4,12,30000,local-network,0.9
far,eye,5,9,50000,wide-area-network,0.99
far,hub,12,25,50000,wide-area-network,0.9
"""


@pytest.fixture
def surveyed(yard, supposing):
    """Return the survey of a yard with a quick way and a wider one over the hub, with changes."""
    return lambda *changes: supposing(yard(links=LINKS, more=CLOUD), *changes).survey()


def taken(survey, name, start, end):
    """Return the nodes that a leg passes on its way from one node to another."""
    names = [local_name(each) for each in survey.nodes]
    leg = next(each for each in survey.legs if local_name(each.name) == name)
    links = leg.ways.routes.links(names.index(start), names.index(end))
    return [names[survey.ways.network.end[each]] for each in links]


@pytest.mark.parametrize(("rate", "way"), [("10 Hz", ["hub", "far"]), ("9.9 Hz", ["far"])])
def test_a_flow_takes_the_quickest_of_the_ways_that_carry_it(surveyed, rate, way):
    assert taken(surveyed(f"look.inputRate={rate}"), "input of look", "eye", "far") == way


def test_a_flow_that_needs_less_takes_the_narrow_way(surveyed):
    assert taken(surveyed(), "seen", "eye", "far") == ["far"]


def test_a_plan_is_feasible_over_the_way_that_carries_its_flows(surveyed):
    survey = surveyed()
    result = answer(survey, Wish())
    drawn = {each.label: each for each in topology(survey, result.recommended).flows}
    assert result.verdict is Verdict.FEASIBLE
    assert len(drawn["input of look"].steps) == 2


def test_what_counts_of_links_is_that_of_the_links_which_each_flow_takes(surveyed):
    result = answer(surveyed(), Wish())
    # Over the hub and back to it: far does not send over the narrow link.
    nodes = {tuple(local_name(each.node) for each in p.placed): p for p in result.points}
    point = nodes["far", "far"]
    assert point.value("plan-availability").value == pytest.approx(0.9 * 0.9)


def test_where_no_way_carries_a_flow_what_is_told_is_how_much_is_missing(surveyed):
    result = answer(surveyed("look.inputBytes=512 kB"), Wish())
    assert result.verdict is Verdict.INFEASIBLE
    assert ("software of look", "uplink of look") in result.conflicts


def test_cp_sat_and_enumeration_agree_where_flows_take_ways_of_their_own(surveyed):
    problem = assemble(surveyed(), Verdict.FEASIBLE).problem
    assert sum(flow.routes is not None for flow in problem.flows) == 1
    found = [best(problem, "plan-availability", solver=each).value for each in Solver
             if each is not Solver.PRICING]
    np.testing.assert_allclose(found, found[0], rtol=1e-9)
