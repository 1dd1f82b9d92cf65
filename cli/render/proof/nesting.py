"""Nest a proof for a page that holds all of it: each step at one home, and links from elsewhere.

A step's home is where a reader meets it first: nearest to the conclusion, and rather in plain view
than within a folded part, such as the constraints that do not apply.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from ....reasoner.proof import (
    CandidateVerdict,
    Judgement,
    NodeVerdict,
    PlanValue,
    PlanVerdict,
    Proof,
    Refusal,
    Step,
    verdict_of,
)
from ....reasoner.verdict import Verdict
from .outline import counts_nothing

_WITH_FOLDS = (CandidateVerdict, PlanVerdict)
_FOLD_COST = 1000  # of steps: more than any proof is deep, so that plain view comes first


@dataclass(frozen=True)
class Part:
    """Premises that stand together; `fold` names the part to expand where they are folded."""

    title: str
    fold: str | None
    premises: tuple[int, ...]


def parts(proof: Proof, step: Step) -> list[Part]:
    """Return a step's premises in parts, those in plain view first."""
    found: dict[str | None, list[int]] = {None: []}
    for rank, at in enumerate(step.premises):
        found.setdefault(_fold(proof, step, rank), []).append(at)
    return [
        Part(_title(fold, len(members)), fold, tuple(dict.fromkeys(members)))
        for fold, members in found.items() if members
    ]


def _fold(proof: Proof, step: Step, rank: int) -> str | None:
    """Return the part of a step that a premise is folded into, or None."""
    premise = proof.steps[step.premises[rank]]
    if isinstance(step, NodeVerdict) and isinstance(premise, Refusal):
        return "others"
    if isinstance(step, Judgement) and step.verdict != Verdict.NOT_ASSESSED:
        return "applies" if rank >= len(step.premises) - step.conditions else None
    if isinstance(step, _WITH_FOLDS) and isinstance(premise, Judgement):
        if premise.verdict == Verdict.NOT_ASSESSED:
            return "skipped"
        return "passed" if premise.verdict == Verdict.FEASIBLE != verdict_of(step) else None
    if isinstance(step, PlanValue):
        return "nothing" if counts_nothing(step, premise) else None
    return "candidate" if isinstance(step, CandidateVerdict) else None


def _title(fold: str | None, count: int) -> str:
    one = count == 1
    return {
        "others": f"{count} other candidate{' is' if one else 's are'} no better",
        "applies": "why this applies",
        "skipped": f"{count} constraint{' does' if one else 's do'} not apply",
        "passed": f"{count} constraint{' passes' if one else 's pass'}",
        "candidate": "what the candidate is",
        "nothing": f"{count} term{' counts' if one else 's count'} nothing",
    }.get(fold or "", "")


def homes(proof: Proof) -> dict[int, int]:
    """Return, for each step but the last, the step that it stands below."""
    last = len(proof.steps) - 1
    found: dict[int, int] = {}
    waiting = [(0, 0, last, last)]
    serial = 0
    while waiting:
        cost, _, at, home = heapq.heappop(waiting)
        if at in found:
            continue
        found[at] = home
        for part in parts(proof, proof.steps[at]):
            for premise in part.premises:
                serial += 1
                way = cost + 1 + (_FOLD_COST if part.fold else 0)
                heapq.heappush(waiting, (way, serial, premise, at))
    del found[last]
    return found
