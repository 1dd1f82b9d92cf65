"""The least cut of a network is the best of all cuts, as trying each of them shows."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.split.costs import NEVER, Costs
from tierwise.reasoner.split.cutting import least_cut
from tierwise.reasoner.split.search import Search, closed_parts

from .graphs import chain, closed, costs, graph, graphs


@st.composite
def cases(draw):
    of = draw(graphs())
    return of, draw(costs(of))


def least(of, price, among):
    return min((price.of(of, each) for each in among), default=math.inf)


@settings(max_examples=400, deadline=None)
@given(cases())
def test_no_cut_without_flow_back_is_cheaper_than_the_least(case):
    of, price = case
    found = least_cut(of, price)
    cost = math.inf if found is None else price.of(of, found)
    assert cost == pytest.approx(least(of, price, closed(of)), abs=1e-9)
    assert found is None or found in set(closed(of))


def test_costs_next_to_the_least_float_are_cut_like_none():
    of = chain(1, 1, 1)
    price = Costs((0.0, NEVER), (NEVER, 0.0), tensors=(5e-324,) * 3, once=0.0)
    assert least_cut(of, price) == frozenset({0})


@settings(max_examples=200, deadline=None)
@given(cases())
def test_the_best_cut_in_two_parts_is_the_best_of_those_with_layers_on_both_sides(case):
    of, price = case
    found = Search(of, price, lambda part: True).best_in_two().part
    both = [each for each in closed(of) if 0 < len(each) < len(of.layers)]
    cost = math.inf if found is None else price.of(of, found)
    assert cost == pytest.approx(least(of, price, both), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(0, 30), st.integers(0, 30))
def test_the_best_cut_that_fits_is_the_best_of_all_that_fit(case, here, beyond):
    of, price = case
    every = set(range(len(of.layers)))

    def fits(part):
        return of.part_bytes(part) <= here and of.part_bytes(every - part) <= beyond

    found = Search(of, price, fits).best()
    cost = math.inf if found.part is None else price.of(of, found.part)
    assert cost == pytest.approx(least(of, price, filter(fits, closed(of))), abs=1e-9)
    assert found.is_exact


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_the_closed_parts_are_listed_each_once(of):
    found = list(closed_parts(of))
    assert len(found) == len(set(found))
    assert set(found) == set(closed(of))


def test_a_tensor_that_several_layers_read_beyond_the_cut_is_paid_once():
    fork = graph([[0], [1], [1], [2, 3]], [9, 4, 1, 1, 1])
    price = Costs((0, 9, 9, 9), (9, 0, 0, 0), (9, 4, 9, 9, 0))
    found = least_cut(fork, price)
    assert found == {0}
    assert price.of(fork, found) == 4


def test_the_latency_of_the_link_is_paid_once_and_not_by_tensor():
    fork = graph([[0], [0], [1, 2]], [1, 1, 1, 1])
    price = Costs((0, 0, 9), (NEVER, NEVER, 0), (0, 2, 2, 0), once=3)
    assert least_cut(fork, price) == {0, 1}
    assert price.of(fork, frozenset({0, 1})) == 7


def test_nothing_is_cut_where_each_side_refuses_a_layer_that_the_other_needs_first():
    assert least_cut(chain(1, 1, 1), Costs((NEVER, 0), (0, NEVER), (0, 0, 0))) is None


def test_where_there_are_too_many_cuts_to_try_the_answer_says_so_and_has_a_bound():
    many = graph(
        [read for branch in range(6) for read in
         ([[0]] + [[branch * 6 + step] for step in range(1, 6)])], [1] * 37, [1] * 36,
    )
    assert sum(1 for _ in zip(closed_parts(many), range(20_001), strict=False)) > 20_000
    price = Costs((0.0,) * 36, (1.0,) * 36, (1.0,) * 37)
    found = Search(many, price, lambda part: len(part) <= 10).best()
    assert not found.is_exact
    assert found.part is not None and len(found.part) <= 10
    assert found.bound <= price.of(many, found.part)
