"""Rates that follow from what passes: a detector that passes 2 % cuts what comes after it."""

import pytest

from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.verdict import Verdict

FILTER = """
ex:watch tw:hasTask ex:sort ; tw:hasFlow ex:odd .
ex:look tw:passRate "2 %" ; tw:sources 3 .
ex:sort a tw:Task ; rdfs:label "sort" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
    tw:resultReturns 0 ; tw:passRate "50 %" .
ex:odd a tw:Flow ; rdfs:label "odd" ; tw:fromTask ex:look ; tw:toTask ex:sort ;
    tw:precedes true ; tw:flowBytes "1 kB" .
"""
ON = """ex:watch tw:hasFlow ex:kept .
ex:kept a tw:Flow ; rdfs:label "kept" ; tw:fromTask ex:sort ; tw:toTask ex:keep ;
    tw:precedes true ; tw:flowBytes "1 kB" ."""


@pytest.fixture
def rates(yard):
    """Return the rates of flows and tasks of a yard, in Hz."""

    def found(more, *changes):
        figures = yard(*changes, more=more).whole.figures.by_property
        return {
            local_name(subject): figure.value
            for name in ("flowRate", "inputRate")
            for subject, figure in figures[tw(name)].items()
        }

    return found


def test_a_flow_carries_what_its_sender_lets_pass_of_all_its_sources(rates):
    assert rates(FILTER)["odd"] == pytest.approx(3 * 10 * 0.02)


def test_a_task_gets_what_is_sent_to_it_and_cuts_it_again(rates):
    found = rates(FILTER + ON)
    assert (found["sort"], found["kept"]) == pytest.approx((0.6, 0.3))


def test_a_task_of_no_sources_has_no_rate_of_one(rates):
    assert "sort" not in rates(FILTER + "ex:sort tw:sources 0 .")


def test_a_rate_that_is_stated_stays(rates):
    assert rates(FILTER)["seen"] == 1
    assert rates(FILTER + ON)["keep"] == 1


def test_a_task_that_another_starts_sends_for_the_share_of_time_that_it_works(rates):
    gate = """ex:watch tw:hasTask ex:hear . ex:look tw:startedBy ex:hear .
        ex:hear a tw:Task ; rdfs:label "hear" ; tw:inputBytes "1 kB" ; tw:inputRate "10 Hz" ;
            tw:function tw:detect ; tw:passRate "10 %" . """
    assert rates(FILTER + gate)["odd"] == pytest.approx(3 * 10 * 0.02 * 0.1)


def test_the_rate_that_follows_loads_the_links(yard):
    problem = assemble(yard(more=FILTER).survey(), Verdict.UNKNOWN).problem
    odd = next(each for each in problem.flows if each.name == "odd")
    assert odd.bits_per_second == pytest.approx(0.6 * 8000)


def test_what_replicas_send_is_worked_on_once_though_each_of_them_sends(rates):
    found = rates(FILTER + "ex:look tw:replicas 2 .")
    assert found["sort"] == pytest.approx(0.6)
    assert found["odd"] == found["odd-of-look-replica-2"] == pytest.approx(0.6)
