"""A node that stands for several is bought, rented and powered as often."""

import pytest

from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Fact
from tierwise.reasoner.namespaces import local_name, tw


@pytest.fixture
def number(read_fixtures, decide):
    """Return a number of the base's task on its node, with so many copies of that."""
    fixtures = read_fixtures("storage")
    task, node = fixtures.candidate("base")

    def found(name, copies):
        stated = [Fact(node, tw("copies"), f'"{copies}"', Place("a test"))]
        columns = decide([*fixtures.facts("base"), *stated], task, node).columns
        return columns.number(local_name(tw(name)), 0, 0)

    return found


@pytest.mark.parametrize("name", ["capitalNeeded", "capitalShare", "energyPrice"])
def test_what_a_node_costs_is_that_of_all_its_copies(number, name):
    assert number(name, 3) == pytest.approx(3 * number(name, 1))
