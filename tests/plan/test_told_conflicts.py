"""Nothing fits: the few shortest ways out are told, with what each requirement asks and misses."""

import pytest

from tierwise.cli.render.plan_conflicts import conflict_lines, to_be_told
from tierwise.reasoner.plan.refusals import refusals
from tierwise.reasoner.plan_result import PlanResult, Relaxation
from tierwise.reasoner.plan_solution import Solver, Status
from tierwise.reasoner.verdict import Verdict

LITE = """
ex:look tw:fallback ex:lite .
ex:lite a tw:Task ; rdfs:label "lite" ; tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad .
"""


@pytest.fixture
def refused():
    """Return a plan that nothing meets: forty conflicts, and relaxations of one, two and ten."""
    conflicts = tuple((f"a of {k}", "b of it", "c of it") for k in range(40))
    ways = (tuple(f"x of {k}" for k in range(10)), ("b of it",), ("a of 1", "c of it"))
    return PlanResult(
        "ex:yard", ("ex:watch",), Verdict.INFEASIBLE, Status.INFEASIBLE, Solver.ENUMERATION, (),
        (), None, "plan-cost", "", None, None, conflicts, tuple(map(Relaxation, ways)),
    )


def test_of_many_conflicts_a_few_are_shown_and_the_others_counted(refused):
    lines = [*conflict_lines(refused)]
    assert sum(" + " in each for each in lines) == 5
    assert "  and 35 more: --format json" in lines


def test_what_has_least_to_give_way_comes_first_and_a_long_list_is_left_out(refused):
    lines = [*conflict_lines(refused)]
    at = lines.index("It would be feasible without:")
    assert lines[at + 1:] == [
        "  b of it", "  a of 1 and c of it", "  and 1 more: --format json"]
    assert to_be_told(refused) == ("b of it", "a of 1", "c of it")


def test_an_outage_is_told_with_the_links_that_may_not_be_needed(yard):
    [told] = refusals(yard(more=LITE).survey(), ("isolation-outage of lite",))
    assert told.sentence == "has to work without a wide-area link, as has all that leads to it; " \
        "of the site these are wide-area links: links-line-3, links-line-4, links-line-6"
