"""Spare tasks: what works in some mode, and what is to have nothing in common."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.plan.conflicts import conflicts
from tierwise.reasoner.plan.labels import without
from tierwise.reasoner.plan.search import all_feasible, best, first, front
from tierwise.reasoner.plan_solution import Solver

from .problems import broken, combinations, spared, worth

FEW = settings(max_examples=30, deadline=None)


@FEW
@given(spared)
def test_an_enumeration_keeps_apart_what_the_plain_loops_keep_apart(problem):
    listed = [tuple(row) for rows in all_feasible(problem) for row in rows.tolist()]
    assert sorted(listed) == [e for e in combinations(problem) if not broken(problem, e)]


@FEW
@given(spared)
def test_what_works_in_some_mode_is_what_all_states_of_nodes_and_links_sum_up_to(problem):
    free = without(problem, ["apart", "reliability"])
    found = first(free)
    if found.assignment:
        value = dict(zip((e.name for e in free.objectives), found.assignment.values, strict=True))
        assert value["works"] == pytest.approx(worth(free, "works", found.assignment.options))


@FEW
@given(spared)
def test_cp_sat_and_enumeration_agree_on_what_works_most_often(problem):
    large = best(problem, "works", solver=Solver.CP_SAT)
    small = best(problem, "works", solver=Solver.ENUMERATION)
    assert large.status is small.status
    assert large.value == (small.value and pytest.approx(small.value, rel=1e-9))


@FEW
@given(spared, st.sampled_from([("works", "cost"), ("cost", "works", "latency")]))
def test_cp_sat_and_enumeration_agree_on_the_front_of_spares(problem, names):
    large = front(problem, names, solver=Solver.CP_SAT)
    small = front(problem, names, solver=Solver.ENUMERATION)
    assert large.status is small.status
    assert [p.assignment for p in large.points] == [p.assignment for p in small.points]


@FEW
@given(spared)
def test_a_conflict_of_what_is_to_be_apart_is_one_and_without_it_something_fits(problem):
    found = conflicts(problem)
    for each in found.relaxations:
        assert broken(problem, each.options) == {*each.labels}
