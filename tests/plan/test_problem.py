"""Problems: what is put together wrongly is refused at once."""

from dataclasses import replace

import numpy as np
import pytest

from .problems import drawn

PROBLEM = drawn(3, 3, hard=0.0)
TASK, FLOW = PROBLEM.tasks[0], PROBLEM.flows[0]
BACK = replace(FLOW, sender=FLOW.receiver, receiver=FLOW.sender, precedes=True)
WRONG = {
    "one figure an option": {"tasks": (replace(TASK, uses={"memory": np.zeros(99)}),)},
    "not there": {"tasks": (replace(TASK, node=TASK.node + 99),)},
    "one figure a pair": {"flows": (replace(FLOW, refused={"x": np.zeros(3, bool)}),)},
    "in a cycle": {"flows": (replace(FLOW, precedes=True), BACK)},
    "one capacity a node": {"resources": (replace(PROBLEM.resources[0], capacity=np.ones(9)),)},
    "a limit names one": {"limits": (replace(PROBLEM.limits[0], objective="other"),)},
}


@pytest.mark.parametrize("says", WRONG)
def test_a_problem_whose_parts_do_not_fit_together_is_refused(says):
    with pytest.raises(AssertionError, match=says):
        replace(PROBLEM, **{"tasks": PROBLEM.tasks, **WRONG[says]})


def test_labels_of_capacities_name_the_node_and_the_link():
    assert PROBLEM.resource_label(0, 2) == "memory of n2"
    assert PROBLEM.link_label(0) == "rate of 0->1"
