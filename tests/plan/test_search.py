"""Searches: what is feasible, best and unbeaten, whichever way it is searched."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.plan.enumerate import TimeUp
from tierwise.reasoner.plan.search import all_feasible, best, first, front
from tierwise.reasoner.plan_solution import Solver, Status

from .problems import broken, combinations, drawn, problems, worth

NAMES = ("cost", "up", "latency", "drain", "quality")
FEW = settings(max_examples=40, deadline=None)


def feasible(problem):
    return [each for each in combinations(problem) if not broken(problem, each)]


def signed(problem, names, options):
    signs = [1 if problem.objective(name).less else -1 for name in names]
    values = [worth(problem, name, options) for name in names]
    return tuple(s * float(f"{v:.9g}") for s, v in zip(signs, values, strict=True))


def unbeaten(problem, names):
    """Return the points of a front, with their first assignment and their number."""
    points = {}
    for each in feasible(problem):
        points.setdefault(signed(problem, names, each), []).append(each)
    return {
        point: (rows[0], len(rows)) for point, rows in points.items()
        if not any(
            other != point and all(a <= b for a, b in zip(other, point, strict=True))
            for other in points
        )
    }


@FEW
@given(problems)
def test_an_enumeration_lists_what_the_plain_loops_call_feasible(problem):
    listed = [tuple(row) for rows in all_feasible(problem) for row in rows.tolist()]
    assert sorted(listed) == feasible(problem)


@FEW
@given(problems, st.sampled_from(NAMES))
def test_the_best_of_an_enumeration_is_the_first_of_the_best(problem, name):
    found = best(problem, name, solver=Solver.ENUMERATION)
    ranked = sorted((signed(problem, [name], each), each) for each in feasible(problem))
    assert (found.assignment and found.assignment.options) == (ranked[0][1] if ranked else None)
    assert found.status is (Status.OPTIMAL if ranked else Status.INFEASIBLE)


@FEW
@given(problems)
def test_the_values_of_an_assignment_are_those_of_the_definitions(problem):
    found = first(problem)
    if found.assignment:
        expected = [worth(problem, name, found.assignment.options) for name in NAMES]
        assert found.assignment.values == pytest.approx(expected, rel=1e-12)


@FEW
@given(problems)
def test_cp_sat_and_enumeration_agree_on_what_is_feasible(problem):
    found = first(problem, solver=Solver.CP_SAT)
    assert found.status is first(problem, solver=Solver.ENUMERATION).status
    assert found.assignment is None or not broken(problem, found.assignment.options)


@FEW
@given(problems, st.sampled_from(NAMES))
def test_cp_sat_and_enumeration_agree_on_the_best_assignment(problem, name):
    large = best(problem, name, solver=Solver.CP_SAT)
    small = best(problem, name, solver=Solver.ENUMERATION)
    assert (large.status, large.assignment) == (small.status, small.assignment)


@FEW
@given(problems, st.sampled_from([("cost", "latency"), ("up", "drain", "cost"), NAMES]))
def test_cp_sat_and_enumeration_agree_on_the_front(problem, names):
    large = front(problem, names, solver=Solver.CP_SAT)
    small = front(problem, names, solver=Solver.ENUMERATION)
    assert large.status is small.status
    assert [p.assignment for p in large.points] == [p.assignment for p in small.points]


@FEW
@given(problems, st.sampled_from([("cost",), ("cost", "latency"), ("up", "drain", "cost")]))
def test_a_front_is_what_nothing_beats_with_its_ties_counted(problem, names):
    found = front(problem, names).points
    expected = unbeaten(problem, names)
    assert sorted((p.assignment.options, p.ties) for p in found) == sorted(expected.values())


@FEW
@given(st.integers(0, 2**32 - 1), st.integers(2, 4), st.sampled_from(["cost", "up"]))
def test_pricing_what_pipelines_share_finds_what_enumeration_finds(seed, tasks, name):
    problem = drawn(seed, tasks, pipelines=2, once=False)
    priced = best(problem, name, solver=Solver.PRICING)
    listed = best(problem, name, solver=Solver.ENUMERATION)
    assert priced.status is listed.status
    assert priced.value == (listed.value and pytest.approx(listed.value, rel=1e-9))


@FEW
@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_the_shortest_longest_path_is_found_by_pricing_too(seed, tasks):
    problem = drawn(seed, tasks, pipelines=2, once=False)
    priced = best(problem, "latency", solver=Solver.PRICING)
    listed = best(problem, "latency", solver=Solver.ENUMERATION)
    assert priced.status is listed.status
    assert priced.value == (listed.value and pytest.approx(listed.value, rel=1e-8))


@FEW
@given(
    st.integers(0, 2**32 - 1), st.integers(2, 4),
    st.sampled_from([("cost", "latency"), ("latency", "up"), ("up", "cost")]),
)
def test_the_front_of_two_is_found_by_pricing_too(seed, tasks, names):
    problem = drawn(seed, tasks, pipelines=2, once=False)
    priced, listed = (
        [signed(problem, names, point.assignment.options) for point in found.points]
        for found in (
            front(problem, names, solver=each)
            for each in (Solver.PRICING, Solver.ENUMERATION)
        )
    )
    assert priced == listed


def test_a_limit_next_to_nothing_does_not_overflow():
    problem = drawn(92, 2, pipelines=2, once=False)  # its front asks for less than 1e-300 of cost
    priced, listed = (front(problem, ("up", "cost"), solver=each).points
                      for each in (Solver.PRICING, Solver.ENUMERATION))
    assert len(priced) == len(listed)


def shared_by_two(capacity):
    """Return two pipelines that would both fill the cheapest node."""
    seeds = (drawn(each, 6, 2, once=False, hard=0.0) for each in range(200))
    return next(each for each in seeds if len(feasible(each)) > capacity)


def test_pipelines_that_only_share_capacities_are_priced():
    found = best(shared_by_two(10), "cost", solver=Solver.PRICING)
    assert (found.status, found.solver) == (Status.OPTIMAL, Solver.PRICING)


def test_two_searches_give_one_answer():
    problem = shared_by_two(10)
    one, other = (best(problem, "cost", solver=Solver.CP_SAT) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("solver", [Solver.ENUMERATION, Solver.CP_SAT, Solver.PRICING])
def test_without_time_nothing_is_claimed(solver):
    found = best(shared_by_two(10), "cost", time_limit=0.0, solver=solver)
    assert (found.status, found.assignment, found.gap) == (Status.UNKNOWN, None, None)


@pytest.mark.parametrize("solver", [Solver.ENUMERATION, Solver.CP_SAT])
def test_a_bound_without_time_is_no_better_than_the_best(solver):
    problem = shared_by_two(10)
    bound = best(problem, "cost", time_limit=0.0, solver=solver).bound
    assert bound is None or bound <= best(problem, "cost").value


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.003, 0.01, 0.03])
def test_a_short_time_never_proves_what_is_not_so(seconds):
    problem = shared_by_two(10)
    found = best(problem, "cost", time_limit=seconds, solver=Solver.PRICING)
    assert found.status is not Status.INFEASIBLE
    assert found.bound is None or found.bound <= best(problem, "cost").value + 1e-9


@pytest.mark.parametrize("solver", [Solver.ENUMERATION, Solver.CP_SAT])
def test_a_front_without_time_says_that_it_is_not_known(solver):
    found = front(shared_by_two(10), ("cost", "latency"), time_limit=0.0, solver=solver)
    assert (found.status, found.points) == (Status.UNKNOWN, ())


def test_a_list_without_time_ends_with_an_error():
    with pytest.raises(TimeUp):
        list(all_feasible(shared_by_two(10), time_limit=0.0))


def test_figures_that_fill_a_capacity_to_the_last_decimal_fit():
    problem = shared_by_two(10)
    for task in problem.tasks:
        task.uses["memory"][:] = 0.1
    problem.resources[0].capacity[:] = 0.1 * np.arange(3, 7)  # 0.1 + 0.1 + 0.1 > 0.3 in floats
    for flow in problem.flows:
        flow.uses_of_sender["memory"][:] = 0.0
    large = best(problem, "cost", solver=Solver.CP_SAT)
    small = best(problem, "cost", solver=Solver.ENUMERATION)
    assert large.assignment == small.assignment
