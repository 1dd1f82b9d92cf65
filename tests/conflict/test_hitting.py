"""Relaxations and conflicts are exactly what trying every set of requirements finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.hitting_set import WIDEST, bits, hitting_sets, hold, minimal, tabulated

SIZE = 7
FAILURES = st.lists(st.sets(st.integers(0, SIZE - 1), min_size=1), min_size=1, max_size=12)
EVERY = [set(each) for n in range(SIZE + 1) for each in combinations(range(SIZE), n)]


def masks(sets):
    return np.array([sum(1 << each for each in ours) for ours in sets], dtype=np.uint64)


def as_sets(found):
    return {frozenset(int(bit).bit_length() - 1 for bit in bits(mask)) for mask in found}


def smallest(holds):
    """Return the sets for which something holds and for no proper subset of which it does."""
    found = [each for each in EVERY if holds(each)]
    return {frozenset(each) for each in found if not any(other < each for other in found)}


@settings(deadline=None, derandomize=True)
@given(FAILURES)
def test_minimal_relaxations_are_those_that_brute_force_finds(failures):
    wanted = smallest(lambda given_up: any(fails <= given_up for fails in failures))
    assert as_sets(minimal(masks(failures))) == wanted


@settings(deadline=None, derandomize=True)
@given(FAILURES)
def test_minimal_conflicts_are_those_that_brute_force_finds(failures):
    wanted = smallest(lambda kept: all(fails & kept for fails in failures))
    assert as_sets(hitting_sets(minimal(masks(failures)))) == wanted


@settings(deadline=None, derandomize=True)
@given(FAILURES)
def test_the_relaxations_are_the_hitting_sets_of_the_conflicts(failures):
    relaxations = minimal(masks(failures))
    assert as_sets(hitting_sets(hitting_sets(relaxations))) == as_sets(relaxations)


@settings(deadline=None, derandomize=True)
@given(FAILURES, st.integers(0, SIZE - 1))
def test_a_relaxation_with_one_more_requirement_is_found_out(failures, more):
    relaxations = minimal(masks(failures))
    grown = relaxations | np.uint64(1 << more)
    expected = not (grown != relaxations).any()
    assert hold(masks(failures), grown, hitting_sets(relaxations)) == expected


@settings(deadline=None, derandomize=True)
@given(FAILURES, st.integers(0, 64 - SIZE))
def test_the_table_of_all_sets_gives_the_same_wherever_the_bits_lie(failures, place):
    edges = minimal(masks(failures)) << np.uint64(place)
    assert as_sets(tabulated(edges)) == as_sets(hitting_sets(edges))


def test_many_conflicts_are_read_off_the_table():
    pairs = masks([{2 * i, 2 * i + 1} for i in range(10)])
    assert len(as_sets(hitting_sets(pairs, most=255))) == 1024


def test_more_conflicts_than_can_be_listed_are_not_listed():
    pairs = masks([{2 * i, 2 * i + 1} for i in range(WIDEST // 2 + 1)])
    assert hitting_sets(pairs, most=255) is None


@pytest.mark.parametrize("bit", [0, 63])
def test_the_first_and_the_last_requirement_count(bit):
    only = np.array([1 << bit], dtype=np.uint64)
    assert hitting_sets(only).tolist() == only.tolist()
