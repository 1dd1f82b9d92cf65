"""The example orchard: every architecture can run, and the claim for hybrids is put to numbers."""

import pytest

from tierwise.reasoner.plan.answer import Wish
from tierwise.reasoner.plan.report import report
from tierwise.reasoner.planner import Planner
from tierwise.reasoner.verdict import Verdict

from .sites import ROOT

CLAIMS = {"guard-gates": "confirmed in part", "watch-door": "refuted"}


@pytest.fixture(scope="module")
def told():
    """Return the report of each pipeline of the orchard."""
    planner = Planner.load([ROOT / "examples/orchard.ttl"])
    return {
        name: report(planner.survey([name]), Wish(), planner.links) for name in CLAIMS
    }


@pytest.mark.parametrize("name", CLAIMS)
def test_all_four_architectures_are_feasible_with_a_number_for_each_objective(told, name):
    found = told[name].architectures
    objectives = {each.notation for each in told[name].result.objectives}
    assert [each.verdict for each in found] == [Verdict.FEASIBLE] * 4
    assert all(len(each.point.values) == len(objectives) for each in found)


@pytest.mark.parametrize(("name", "verdict"), CLAIMS.items())
def test_the_claim_is_put_to_the_numbers_of_the_site(told, name, verdict):
    assert told[name].claim.verdict == verdict


def test_the_gates_pay_least_where_a_device_detects_and_the_hub_tells(told):
    hybrid = told["guard-gates"].architectures[-1]
    assert [each.node.rpartition("#")[2] for each in hybrid.point.placed] == [
        "gate-sensor", "barn-hub", "barn-hub"]
    [cost] = [each for each in told["guard-gates"].compared if each.objective == "plan-cost"]
    assert cost.best == ("hybrid",)
