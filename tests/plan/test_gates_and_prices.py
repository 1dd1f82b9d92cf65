"""Tasks that another starts, and what is paid for by the request or by the token."""

import numpy as np
import pytest

from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.verdict import Verdict

NODES = """name,product,role,wakeTime [ms]
eye,nucleo-l4r5zi,device,200
hub,raspberry-pi-5-8gb,gateway,
far,aws-g4dn-xlarge,cloud,
"""
GATE = """
ex:watch tw:hasTask ex:hear ; tw:hasFlow ex:heard .
ex:hear a tw:Task ; rdfs:label "hear" ; tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad ;
    tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" ; tw:passRate "2 %" .
ex:heard a tw:Flow ; rdfs:label "heard" ; tw:fromTask ex:hear ; tw:toTask ex:look ;
    tw:precedes true ; tw:flowBytes "2560 B" ; tw:flowRate "0.2 Hz" .
ex:look tw:startedBy ex:hear .
"""
PRICES = """
ex:ask a tw:Task ; rdfs:label "ask" ; tw:function tw:infer ; tw:usesModel cat:mlperf-tiny-ad ;
    tw:inputBytes "2 kB" ; tw:inputRate "0.1 Hz" ; tw:promptTokens 500 ; tw:outputTokens 200 .
ex:watch tw:hasTask ex:ask .
ex:far tw:pricePerRequest "0.4 USD/thousand" ; tw:pricePerPromptToken "3 USD/million" ;
    tw:pricePerOutputToken "15 USD/million" .
"""


@pytest.fixture
def choices(yard):
    """Return the candidates of a task of the yard on a node, as a reader of their quantities."""

    def found(task, node, more):
        survey = yard(nodes=NODES, more=more).survey()
        ours = next(e for name, e in survey.choices.items() if local_name(name) == task)
        here = ours.node == [local_name(each) for each in survey.nodes].index(node)
        return lambda quantity, what="middle": ours.number(quantity, what)[here]

    return found


def test_a_task_that_another_starts_works_for_the_share_that_passes(choices):
    gated, always = choices("look", "eye", GATE), choices("look", "eye", "")
    for name in ("busyShare", "computePower"):
        assert gated(name) == pytest.approx(0.02 * always(name))


def test_what_starts_another_works_all_the_time(choices):
    assert (choices("hear", "eye", GATE)("dutyShare") == 1).all()


def test_a_task_that_another_starts_has_to_keep_up_while_it_works(choices):
    gated, always = choices("look", "eye", GATE), choices("look", "eye", "")
    assert (gated("requiredInferences") == always("requiredInferences")).all()


def test_a_node_that_slept_wakes_up_before_it_computes(choices):
    gated = choices("look", "eye", GATE)
    assert gated("timeAtNode") == pytest.approx(gated("computeTime") + 0.2)


def test_a_time_to_wake_up_that_nobody_states_is_not_taken_for_none(choices):
    hub = choices("look", "hub", GATE)
    assert not hub("timeAtNode", "bound").any()
    assert np.isinf(hub("timeAtNode", "high")).all()


def test_waking_up_counts_for_the_end_to_end_deadline(yard):
    more = GATE + 'ex:watch tw:endToEndDeadline "150 ms" .'
    problem = assemble(yard(nodes=NODES, more=more).survey(), Verdict.FEASIBLE).problem
    look = next(each for each in problem.tasks if each.name == "look")
    assert look.seconds.p95.min(initial=np.inf) > problem.ends[0].at_most


def test_requests_are_paid_for_one_by_one(choices):
    assert choices("look", "far", PRICES)("requestPrice") == pytest.approx(10 * 0.4e-3)


def test_tokens_that_are_read_and_written_have_prices_of_their_own(choices):
    asked = choices("ask", "far", PRICES)
    assert asked("tokenPrice") == pytest.approx(0.1 * (500 * 3e-6 + 200 * 15e-6))


def test_without_a_price_nothing_is_paid(choices):
    found = choices("ask", "hub", PRICES)
    assert found("tokenPrice").tolist() == found("requestPrice").tolist() == [0] * len(
        found("tokenPrice"))


def test_what_is_paid_by_the_token_is_part_of_the_cost(yard):
    survey = yard(nodes=NODES, more=PRICES).survey()
    problem = assemble(survey, Verdict.UNKNOWN).problem
    ask = next(each for each in problem.tasks if each.name == "ask")
    far = ask.node == problem.nodes.index("far")
    price = 0.1 * (500 * 3e-6 + 200 * 15e-6 + 0.4e-3)
    assert ask.objectives["plan-cost"][far] == pytest.approx(price)
