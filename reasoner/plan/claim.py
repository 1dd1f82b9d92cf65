"""The framework's claim that a hybrid wins on cost, latency and reliability, put to a site."""

from __future__ import annotations

from collections.abc import Sequence

from ..namespaces import tw
from ..plan_result import Alternative, Claim, PlanResult, Point
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
    refuted where no hybrid is on the front, or none of it holds.
    """
    hybrid = next((each for each in result.points if each.architecture == _HYBRID), None)
    rivals = [
        each.point for each in pure
        if each.point is not None and each.verdict >= Verdict.CONDITIONAL
    ]
    if hybrid is None:
        return Claim(REFUTED, None, ())
    if not rivals:
        return Claim(CONFIRMED, hybrid, ())
    less = {each.name: each.less for each in result.objectives}
    found = tuple(
        (name, _compared(hybrid, rivals, name, less[name])) for name in CLAIMED if name in less
    )
    verdicts = {verdict for _, verdict in found}
    if verdicts == {CONFIRMED}:
        whole = CONFIRMED
    elif CONFIRMED in verdicts:
        whole = PARTLY
    else:
        whole = UNDECIDED if UNDECIDED in verdicts else REFUTED
    return Claim(whole, hybrid, found)


def _compared(hybrid: Point, rivals: Sequence[Point], name: str, less: bool) -> str:
    """Return whether a hybrid is better than the best rival by one objective.

    A missing figure of what both use moves neither; any other may turn the comparison round.
    """
    ours = hybrid.value(name)
    best = min(
        (each.value(name) for each in rivals),
        key=lambda each: each.value if less else -each.value,
    )
    if set(ours.missing) != set(best.missing):
        return UNDECIDED
    room = _SAME * max(abs(ours.value), abs(best.value))
    if abs(ours.value - best.value) <= room:
        return TIED
    return CONFIRMED if (ours.value < best.value) == less else REFUTED
