"""What tasks on one node share, and which candidates need not be looked at."""

import numpy as np
import pytest

from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan import assemble as assembling
from tierwise.reasoner.plan.dominance import undominated
from tierwise.reasoner.plan.search import all_feasible, front
from tierwise.reasoner.verdict import Verdict

TWIN = """
    ex:watch-too a tw:Pipeline ; rdfs:label "watch too" ; tw:hasTask ex:look-too .
    ex:look-too a tw:Task ; rdfs:label "look too" ; tw:function tw:detect ;
        tw:usesModel cat:mlperf-tiny-ad ; tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" .
"""


def resource(built, name):
    return next(each for each in built.problem.resources if each.name == name)


def at(built, node):
    return built.problem.nodes.index(node)


def test_declared_reserves_are_taken_off_what_a_node_has(yard):
    free = assembling.assemble(yard().survey(), Verdict.FEASIBLE)
    nodes = "name,product,role,reservedRam [MB]\neye,nucleo-l4r5zi,device,\n" \
        "hub,raspberry-pi-5-8gb,gateway,1512\nfar,aws-g4dn-xlarge,cloud,\n"
    less = assembling.assemble(yard(nodes=nodes).survey(), Verdict.FEASIBLE)
    before, after = (resource(e, "memory").capacity[at(e, "hub")] for e in (free, less))
    assert before - after == pytest.approx(1e9)


def test_two_tasks_that_fit_alone_do_not_fit_together_where_memory_runs_out(yard):
    built = assembling.assemble(yard(more=TWIN).survey(), Verdict.UNKNOWN)
    look = built.problem.tasks[built.problem.tasks.index(
        next(each for each in built.problem.tasks if each.name == "look"))]
    on_eye = (look.node == at(built, "eye")) & ~np.any(list(look.refused.values()), axis=0)
    needs = look.uses["memory"][on_eye].min()
    has = resource(built, "memory").capacity[at(built, "eye")]
    kept = (has - 1.5 * needs) / 1000
    nodes = "name,product,role,reservedRam [kB]\neye,nucleo-l4r5zi,device," + f"{kept:.0f}\n" \
        "hub,raspberry-pi-5-8gb,gateway,\nfar,aws-g4dn-xlarge,cloud,\n"
    tight = assembling.assemble(yard(nodes=nodes, more=TWIN).survey(), Verdict.UNKNOWN)
    names = [each.name for each in tight.problem.tasks]
    both = [names.index("look"), names.index("look-too")]
    found = {
        tuple(tight.problem.nodes[tight.problem.tasks[p].node[row[p]]] for p in both)
        for rows in all_feasible(tight.problem) for row in rows
    }
    assert ("eye", "hub") in found
    assert ("eye", "eye") not in found


def test_what_is_said_to_be_unlimited_has_no_capacity_to_run_out_of(yard):
    more = "ex:hub tw:unlimited tw:computeShare ."
    built = assembling.assemble(yard(more=more).survey(), Verdict.FEASIBLE)
    assert resource(built, "time").capacity[at(built, "hub")] == np.inf
    assert resource(built, "time").capacity[at(built, "eye")] == 1


def test_links_are_shared_by_the_flows_of_all_pipelines(yard):
    built = assembling.assemble(yard(more=TWIN).survey(), Verdict.FEASIBLE)
    bits = {each.name: each.bits_per_second for each in built.problem.flows}
    assert bits["input of look-too"] == 25600 * 8
    assert bits["seen"] == 8000
    assert built.problem.links.capacity[0] == 30e6


def test_each_pipeline_waits_for_its_own_input(yard):
    built = assembling.assemble(yard(more=TWIN).survey(), Verdict.FEASIBLE)
    inputs = [each for each in built.problem.flows if each.name.startswith("input")]
    of = [each.pipeline for each in built.problem.tasks]
    assert [of[each.sender] for each in inputs] == [of[each.receiver] for each in inputs] == [0, 1]
    assert all(each.precedes for each in inputs)


def test_an_option_is_dominated_by_one_that_is_no_worse_in_anything():
    node = np.array([0, 0, 0, 1])
    figures = np.array([[1.0, 2.0], [2.0, 1.0], [2.0, 2.0], [9.0, 9.0]])
    refused = np.zeros((4, 1), dtype=bool)
    assert undominated(node, figures, refused).tolist() == [0, 1, 3]


def test_an_option_that_less_rules_out_is_kept_though_it_is_worse():
    refused = np.array([[True], [False]])
    found = undominated(np.array([0, 0]), np.array([[1.0], [2.0]]), refused)
    assert found.tolist() == [0, 1]


def test_of_equal_options_the_first_is_kept():
    found = undominated(np.zeros(3, dtype=int), np.ones((3, 2)), np.zeros((3, 0), dtype=bool))
    assert found.tolist() == [0]


def test_leaving_dominated_options_out_changes_no_front(factory, monkeypatch):
    survey = factory.survey()

    def values():
        problem = assembling.assemble(survey, Verdict.FEASIBLE).problem
        names = [e.name for e in problem.objectives if e.name not in ("drivers",)]
        found = front(problem, names)
        return sorted(tuple(np.round(each.assignment.values, 12)) for each in found.points)

    few = values()
    monkeypatch.setattr(assembling, "undominated", lambda node, *_: np.arange(len(node)))
    assert values() == few
    assert local_name(survey.nodes[0])


HISTORY = """
    ex:keep tw:keptBytes "600 GB" . ex:watch tw:hasTask ex:train ; tw:hasFlow ex:set .
    ex:train a tw:Task ; rdfs:label "train" ; tw:function tw:train ; tw:inputBytes "10 MB" ;
        tw:inputRate "0.001 Hz" ; tw:resultReturns 0 ; tw:keptBytes "500 GB" .
    ex:set a tw:Flow ; rdfs:label "set" ; tw:fromTask ex:keep ; tw:toTask ex:train ;
        tw:precedes true ; tw:flowBytes "10 MB" ; tw:flowRate "0.001 Hz" .
    ex:hub tw:dataRoom "1 TB" . ex:far tw:dataRoom "10 TB" . ex:eye tw:dataRoom "1 MB" .
"""


def test_a_history_and_a_training_set_share_the_room_of_a_node(yard):
    problem = assembling.assemble(yard(more=HISTORY).survey(), Verdict.FEASIBLE).problem
    names = [each.name for each in problem.tasks]
    both = [names.index("keep"), names.index("train")]
    found = {
        tuple(problem.nodes[problem.tasks[p].node[row[p]]] for p in both)
        for rows in all_feasible(problem) for row in rows
    }
    assert found == {("hub", "far"), ("far", "hub"), ("far", "far")}
