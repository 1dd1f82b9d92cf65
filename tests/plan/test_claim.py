"""What becomes of "hybrid usually wins on cost, latency and reliability" on a site."""

import pytest

from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.plan.claim import claim_of
from tierwise.reasoner.plan_result import Alternative, Asked, PlanResult, Point, Value
from tierwise.reasoner.plan_solution import Solver, Status
from tierwise.reasoner.verdict import Verdict

NAMES = ("plan-cost", "plan-latency", "plan-availability")
LESS = (True, True, False)


def point(architecture, values, missing=()):
    return Point(tw(architecture), (), tuple(
        Value(name, value, tuple(missing) if name == "plan-cost" else ())
        for name, value in zip(NAMES, values, strict=True)
    ), 0)


def verdict(points, *pure):
    asked = tuple(Asked(n, n, n, less) for n, less in zip(NAMES, LESS, strict=True))
    result = PlanResult("", (), Verdict.FEASIBLE, Status.OPTIMAL, Solver.ENUMERATION, asked,
                        tuple(points), points[0], "levels", "")
    rivals = [Alternative(tw("device-edge"), Verdict.FEASIBLE, each) for each in pure]
    return claim_of(result, rivals)


HYBRID = point("hybrid", (5, 5, 0.9))
CASES = {
    "better in all three": ([HYBRID], [point("device-edge", (6, 6, 0.8))], "confirmed"),
    "better in one": ([HYBRID], [point("device-edge", (6, 4, 0.95))], "confirmed in part"),
    "worse in all three": ([HYBRID], [point("device-edge", (4, 4, 0.95))], "refuted"),
    "no hybrid on the front": ([point("device-edge", (4, 4, 0.95))], [], "refuted"),
    "nothing pure is feasible": ([HYBRID], [], "confirmed"),
    "no better, and a cost is missing": (
        [point("hybrid", (5, 5, 0.9), ["price of a hub"])],
        [point("device-edge", (6, 4, 0.95))], "undecided",
    ),
    "the same cost is missing of both": (
        [point("hybrid", (5, 5, 0.9), ["price of a hub"])],
        [point("device-edge", (6, 6, 0.8), ["price of a hub"])], "confirmed",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_claim_is_judged_by_numbers(case):
    points, pure, expected = CASES[case]
    assert verdict(points, *pure).verdict == expected


def test_the_best_of_the_pure_ones_is_what_a_hybrid_has_to_beat():
    found = verdict([HYBRID], point("device-edge", (6, 9, 0.8)), point("gateway-edge", (9, 4, 0.8)))
    assert dict(found.by_objective)["plan-latency"] == "refuted"
