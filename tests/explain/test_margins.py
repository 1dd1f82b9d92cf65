"""By how much a comparison misses or passes, in the words of its constraint."""

import pytest

from tierwise.reasoner.explain.constraints import ConstraintProver
from tierwise.reasoner.interval import Interval

MARGINS = [
    ("heat", 368.15, 358.15, "10 K too hot"),
    ("heat", 348.15, 358.15, "10 K to spare"),
    ("cold", 233.15, 223.15, "10 K too cold"),
    ("reachability", 1.0, 0.0, "1 missing"),
    ("work-of-run", 3e9, 1e9, "2 GMAC/s short"),
    ("uplink", 3e6, float("inf"), ""),
]


@pytest.mark.parametrize(("name", "demand", "supply", "expected"), MARGINS)
def test_a_margin_is_a_difference_in_words_that_fit(name, demand, supply, expected, factory):
    constraint = factory.knowledge.definitions.by_name[name]
    need, have = (Interval(each, each, each) for each in (demand, supply))
    assert ConstraintProver.room(factory.knowledge, constraint, need, have) == expected
