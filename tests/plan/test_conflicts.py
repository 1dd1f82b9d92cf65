"""Nothing fits: all minimal conflicts and relaxations of small problems, one of each of large."""

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from tierwise.reasoner.plan.conflicts import conflicts
from tierwise.reasoner.plan_solution import Solver

from .problems import broken, combinations, drawn, problems

FEW = settings(max_examples=40, deadline=None)


def failures(problem):
    """Return what the combinations break that nobody is hopeless about."""
    found = {broken(problem, each) for each in combinations(problem)}
    return {each for each in found if "" not in each}


def least(sets):
    return {each for each in sets if not any(other < each for other in sets)}


def brute(problem):
    """Return all minimal conflicts, by trying each set of labels, the smallest first."""
    sets = least(failures(problem))
    labels = sorted(frozenset().union(*sets))
    found = set()
    for size in range(1, len(labels) + 1):
        for each in map(frozenset, itertools.combinations(labels, size)):
            if all(each & other for other in sets) and not any(one <= each for one in found):
                found.add(each)
    return found if frozenset() not in sets and sets else set()


def labels(found):
    return {frozenset(each.labels) for each in found}


@FEW
@given(problems)
def test_a_small_problem_has_the_conflicts_and_relaxations_that_trying_all_finds(problem):
    found = conflicts(problem)
    assert labels(found.relaxations) == least(failures(problem))
    assert labels(found.conflicts) == brute(problem)


@FEW
@given(problems)
def test_each_relaxation_shows_an_assignment_that_breaks_nothing_else(problem):
    large = conflicts(problem, solver=Solver.CP_SAT)
    for each in (*conflicts(problem).relaxations, *large.relaxations):
        assert broken(problem, each.options) <= set(each.labels)


@FEW
@given(problems)
def test_one_conflict_and_one_relaxation_of_a_large_problem_are_minimal(problem):
    found = conflicts(problem, solver=Solver.CP_SAT)
    assert labels(found.conflicts) <= brute(problem)
    assert labels(found.relaxations) <= least(failures(problem))


def nothing_fits():
    seeds = (drawn(each, 3, hard=0.6) for each in range(300))
    return next(each for each in seeds if len(brute(each)) > 1)


def test_a_large_problem_says_that_there_may_be_more():
    found = conflicts(nothing_fits(), solver=Solver.CP_SAT)
    assert (len(found.conflicts), len(found.relaxations)) == (1, 1)
    assert (found.is_complete, found.is_minimal) == (False, True)


def test_without_time_a_conflict_is_not_called_minimal():
    assert not conflicts(nothing_fits(), time_limit=0.0).is_minimal


def test_a_task_without_options_is_hopeless():
    problem = drawn(1, 2)
    none = {"objectives": {}, "uses": {}, "refused": {}}
    empty = np.zeros(0)
    task = replace(problem.tasks[0], node=np.zeros(0, int), **none,
                   seconds=replace(problem.tasks[0].seconds, p50=empty, p95=empty))
    found = conflicts(replace(problem, tasks=(task, *problem.tasks[1:])))
    assert (found.hopeless, found.relaxations) == (("t0",), ())
