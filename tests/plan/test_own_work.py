"""Training and histories: tasks without a model that need time, memory and room of their own."""

import numpy as np
import pytest

from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.answer import Wish, answer
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.search import all_feasible
from tierwise.reasoner.verdict import Verdict

# 30 MMAC for each of 10,000 samples, three times over, in an hour: 250 MMAC/s.
TRAIN = """
    ex:watch tw:hasTask ex:learn ; tw:hasFlow ex:set .
    ex:learn a tw:Task ; rdfs:label "learn" ; tw:function tw:train ; tw:inputBytes "10 MB" ;
        tw:inputRate "0.0002 Hz" ; tw:resultReturns 0 ; tw:memoryOfRun "200 MB" ;
        tw:macsPerSample "30 MMAC" ; tw:samplesPerRun 10000 ; tw:epochs 3 ; tw:runPeriod "1 h" .
    ex:set a tw:Flow ; rdfs:label "set" ; tw:fromTask ex:keep ; tw:toTask ex:learn ;
        tw:precedes true ; tw:flowBytes "10 MB" ; tw:flowRate "0.0002 Hz" .
    ex:eye tw:workRate "20 MMAC/s" . ex:hub tw:workRate "300 MMAC/s" .
    ex:far tw:workRate "500 GMAC/s" .
"""


@pytest.fixture
def places(yard, supposing):
    """Return on which nodes some tasks can be, in the placements of a yard with changes."""

    def found(more, tasks, *changes):
        planner = supposing(yard(more=more), *changes)
        problem = assemble(planner.survey(), Verdict.FEASIBLE).problem
        at = [[each.name for each in problem.tasks].index(task) for task in tasks]
        rows = np.vstack([*all_feasible(problem)])
        return {
            tuple(problem.nodes[problem.tasks[p].node[row[p]]] for p in at) for row in rows
        }

    return found


@pytest.mark.parametrize(("hub", "nodes"), [("250", {"hub", "far"}), ("249", {"far"})])
def test_training_fits_on_the_gateway_and_not_on_the_device_by_what_it_works(places, hub, nodes):
    found = places(TRAIN, ["learn"], f"hub.workRate={hub} MMAC/s")
    assert found == {(each,) for each in nodes}


def test_training_that_needs_more_memory_than_the_gateway_has_free_goes_to_the_cloud(places):
    """The hub has 8 GiB, of which 512 MB are reserved."""
    assert places(TRAIN, ["learn"], "learn.memoryOfRun=8.2 GB") == {("far",)}


def test_two_trainings_share_what_a_node_sustains(places):
    other = """
        ex:watch tw:hasTask ex:retrain .
        ex:retrain a tw:Task ; rdfs:label "retrain" ; tw:function tw:train ; tw:inputBytes "1 kB" ;
            tw:inputRate "0.0002 Hz" ; tw:resultReturns 0 ;
            tw:macsPerSample "30 MMAC" ; tw:samplesPerRun 10000 ; tw:runPeriod "1 h" ."""
    found = places(TRAIN + other, ["learn", "retrain"])
    assert found == {("hub", "far"), ("far", "hub"), ("far", "far")}


def test_what_a_history_keeps_is_what_comes_in_over_its_time(places):
    """1 kB a second over 100 days is 8.64 GB."""
    more = 'ex:keep tw:keptFor "100 d" . ex:far tw:dataRoom "1 TB" . ex:hub tw:dataRoom "8.64 GB" .'
    assert places(more, ["keep"]) == {("hub",), ("far",)}
    assert places(more, ["keep"], "hub.dataRoom=8.63 GB") == {("far",)}


def test_a_training_that_nothing_can_do_in_time_is_told_as_what_conflicts(yard, supposing):
    found = answer(supposing(yard(more=TRAIN), "learn.runPeriod=1 s").survey(), Wish())
    assert found.verdict is Verdict.INFEASIBLE
    assert ("work-of-run of learn",) in found.conflicts


def test_a_node_that_states_no_work_rate_leaves_training_unknown(yard):
    survey = yard(more=TRAIN.partition("ex:eye tw:workRate")[0]).survey()
    train = next(each for task, each in survey.choices.items() if local_name(task) == "learn")
    assert {*train.verdicts["work-of-run"].tolist()} == {int(Verdict.UNKNOWN)}
