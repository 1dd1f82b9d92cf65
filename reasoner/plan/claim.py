"""The framework's claim that a hybrid wins on cost, latency and reliability, put to a site."""

from __future__ import annotations

from collections.abc import Sequence

from ..namespaces import tw
from ..plan_result import Alternative, Claim, PlanResult, Point
from ..plan_solution import Status
from ..verdict import Verdict

CLAIMED = ("plan-cost", "plan-latency", "plan-availability")
_HYBRID = tw("hybrid")
_SAME = 1e-9  # relative: what differs by less is tied
CONFIRMED, REFUTED, PARTLY, UNDECIDED, TIED = (
    "confirmed", "refuted", "confirmed in part", "undecided", "tied"
)


def claim_of(result: PlanResult, pure: Sequence[Alternative]) -> Claim:
    """Return what becomes of the claim: the best hybrid against the best of each pure level.

    Confirmed where only hybrids are feasible, or one is better in all that the claim names;
    refuted where no hybrid is on the front, or none of it holds; undecided where too much is not
    known, or the time was up.
    """
    hybrid = next((each for each in result.points if each.architecture == _HYBRID), None)
    rivals = [
        each.point for each in pure
        if each.point is not None and each.verdict >= Verdict.CONDITIONAL
    ]
    if hybrid is None:
        is_whole = result.status is Status.OPTIMAL and result.verdict >= Verdict.CONDITIONAL
        return Claim(REFUTED if is_whole else UNDECIDED, None, ())
    names = [each.name for each in result.objectives if each.name in CLAIMED]
    if result.verdict < Verdict.CONDITIONAL:
        return Claim(UNDECIDED, hybrid, tuple((each, UNDECIDED) for each in names))
    if not rivals:
        if all(each.verdict is Verdict.INFEASIBLE for each in pure):
            return Claim(CONFIRMED, hybrid, ())
        return Claim(UNDECIDED, hybrid, tuple((each, UNDECIDED) for each in names))
    found = by_objective(result, hybrid, rivals)
    verdicts = {verdict for _, verdict in found}
    if verdicts == {CONFIRMED}:
        whole = CONFIRMED
    elif CONFIRMED in verdicts:
        whole = PARTLY
    else:
        whole = UNDECIDED if UNDECIDED in verdicts else REFUTED
    return Claim(whole, hybrid, found)


def by_objective(
    result: PlanResult, hybrid: Point, rivals: Sequence[Point]
) -> tuple[tuple[str, str], ...]:
    """Return for each objective of the claim how a hybrid stands to the best rival."""
    less = {each.name: each.less for each in result.objectives}
    return tuple(
        (name, _against_all(hybrid, rivals, name, less[name])) for name in CLAIMED if name in less
    )


def _against_all(hybrid: Point, rivals: Sequence[Point], name: str, less: bool) -> str:
    """Return whether a hybrid is better than the best rival by one objective."""
    found = {compared(hybrid, each, name, less) for each in rivals}
    return next(each for each in (REFUTED, UNDECIDED, TIED, CONFIRMED) if each in found)


def compared(one: Point, other: Point, name: str, less: bool) -> str:
    """Return whether one placement is better than another by one objective.

    A missing figure only worsens a value.  One that both lack moves neither; one that only the
    worse lacks keeps it the worse; any other may turn the comparison round.
    """
    ours, theirs = one.value(name), other.value(name)
    lack, lacking = set(ours.missing), set(theirs.missing)
    if abs(ours.value - theirs.value) <= _SAME * max(abs(ours.value), abs(theirs.value)):
        return TIED if lack <= lacking else UNDECIDED
    if (ours.value < theirs.value) == less:
        return CONFIRMED if lack <= lacking else UNDECIDED
    return REFUTED if lacking <= lack else UNDECIDED
