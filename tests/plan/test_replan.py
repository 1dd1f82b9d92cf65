"""Plans after a change: the fewest moves first, then the best."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tierwise.reasoner.plan.replan import replan
from tierwise.reasoner.plan_solution import Solver, Status

from .problems import NODES, broken, combinations, drawn, problems, worth

FEW = settings(max_examples=40, deadline=None)
BEFORE = st.lists(st.none() | st.integers(0, NODES - 1), min_size=4, max_size=4)


def moves(problem, before, options):
    now = [int(task.node[each]) for task, each in zip(problem.tasks, options, strict=True)]
    return tuple(t for t, (old, new) in enumerate(zip(before, now, strict=False)) if old != new)


@FEW
@given(problems, BEFORE, st.sampled_from([None, Solver.CP_SAT]))
def test_a_new_plan_moves_the_fewest_tasks_and_is_the_best_that_does(problem, before, solver):
    good = [each for each in combinations(problem) if not broken(problem, each)]
    assume(good)
    before = before[: len(problem.tasks)]
    found = replan(problem, before, "cost", solver=solver)
    ranked = min((len(moves(problem, before, e)), worth(problem, "cost", e)) for e in good)
    assert (len(found.moved), found.fewest) == (ranked[0], ranked[0])
    assert found.best.value == pytest.approx(ranked[1])


@FEW
@given(problems, BEFORE)
def test_what_moved_is_what_is_on_another_node(problem, before):
    before = before[: len(problem.tasks)]
    found = replan(problem, before, "cost")
    chosen = found.best.assignment
    assert found.moved == (moves(problem, before, chosen.options) if chosen else ())


def test_a_plan_that_still_holds_moves_nothing():
    problem = drawn(0, 1, hard=0.0)
    found = replan(problem, [int(problem.tasks[0].node[0])], "cost")
    assert (found.moved, found.best.status) == ((), Status.OPTIMAL)


def test_a_new_plan_has_the_values_of_the_problem_s_own_objectives():
    problem = drawn(0, 1, hard=0.0)
    found = replan(problem, [None], "cost").best
    assert len(found.assignment.values) == len(problem.objectives)
