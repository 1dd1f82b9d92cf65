"""Explain how sure a verdict is: each uncertain number's share, and what would settle it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from ..definitions import Constraint
from ..formula import variables
from ..namespaces import local_name
from ..proof import CandidateVerdict, Judgement, Proof, Written
from ..scalar import Scalars
from ..sureness import ConstraintDoubt, Doubt, Settling, Sureness
from ..verdict import Verdict
from .bounds import bound_text, passes
from .builder import Builder
from .case import Case
from .facts import FactProver
from .numbers import NumberProver

_DERIVED = {"formula", "structural", "placement"}
_LEAST_SHARE = 0.005  # of an interval: less is not worth a line
_STANDINGS = ("measured", "datasheet", "vendor claim", "estimated", "assumed")


def doubts(facts: FactProver, case: Case, proof: Proof) -> Sureness:
    """Return how sure the verdict of a candidate is, from the proof of its node."""
    numbers = NumberProver(facts.knowledge, Builder(), facts, case)
    verdict = next(e for e in proof.below(proof.root) if isinstance(e, CandidateVerdict))
    judged = [e for e in proof.premises(verdict) if isinstance(e, Judgement)]
    by_name = facts.knowledge.definitions.by_name
    found = [
        _of_constraint(numbers, by_name[each.constraint], each)
        for each in judged
        if each.demand is not None and each.verdict != Verdict.NOT_ASSESSED
    ]
    written = [each for each in proof.leaves(verdict) if isinstance(each, Written)]
    count = Counter(each.standing or "not stated" for each in written)
    order = [*_STANDINGS, "not stated"]
    return Sureness(
        verdict.candidate, verdict.verdict,
        tuple(each for each in found if each.doubts or each.settled_by),
        tuple((each, count[each]) for each in order if count[each]),
        tuple(sorted(
            (e for e in written if e.standing in ("estimated", "assumed", None)),
            key=lambda e: (e.standing or "", e.sentence),
        )),
    )


def _of_constraint(
    numbers: NumberProver, constraint: Constraint, judged: Judgement
) -> ConstraintDoubt:
    shares = [
        _doubt(numbers, name, share)
        for name in _base(numbers, constraint)
        if (share := _share(numbers, constraint, name)) >= _LEAST_SHARE
    ]
    undecided = (Verdict.CONDITIONAL, Verdict.UNKNOWN)
    open_ = judged.verdict in undecided and numbers.case.verdict in undecided
    options = _settling(numbers, constraint) if open_ else ()
    return ConstraintDoubt(
        constraint.name, judged.verdict, judged.sentence,
        tuple(sorted(shares, key=lambda each: (-each.share, each.quantity))), tuple(options),
    )


def _base(numbers: NumberProver, constraint: Constraint) -> list[str]:
    """Return the numbers that no formula derives and that both sides rest on."""
    quantities = numbers.knowledge.definitions.quantities
    found: dict[str, None] = {}
    waiting = [constraint.demand, constraint.supply]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        quantity = quantities[name]
        if quantity.kind not in _DERIVED:
            found.setdefault(name)
        read = variables(quantity.tree) if quantity.tree else ()
        waiting += [*read, *(e for e in (quantity.below, quantity.above) if e and quantity.tree)]
    return list(found)


def _width(scalars: Scalars, constraint: Constraint) -> float:
    """Return the width of both sides together, relative to the middle; infinite if unknown."""
    total = 0.0
    for name in (constraint.demand, constraint.supply):
        low, high = scalars.corner(name, "low"), scalars.corner(name, "high")
        middle = scalars.corner(name, "middle")
        total += (high - low) / middle if middle > 0 else high - low
    return total


def _share(numbers: NumberProver, constraint: Constraint, name: str) -> float:
    """Return by how much both intervals shrink if one number is known exactly."""
    interval = numbers.interval(name)
    whole = _width(numbers.scalars, constraint)
    if interval.middle is None or interval.is_exact or not 0.0 < whole < math.inf:
        return 0.0
    return 1.0 - _width(numbers.scalars.supposing(name, interval.middle), constraint) / whole


def _doubt(numbers: NumberProver, name: str, share: float) -> Doubt:
    step = numbers.builder.steps[numbers.add(name)]
    below = numbers.builder.proof(numbers.add(name))
    standings = [e.standing for e in below.leaves() if isinstance(e, Written)]
    return Doubt(name, step.sentence, standings[0] if standings else None, share)


def _settling(numbers: NumberProver, constraint: Constraint) -> Iterator[Settling]:
    """Yield the numbers that alone would decide a constraint, with the bound for it to pass."""
    quantities = numbers.knowledge.definitions.quantities
    for name in _base(numbers, constraint):
        if numbers.interval(name).is_exact or quantities[name].set_by_user:
            continue  # known, or the user's to choose: nothing to measure
        bound = bound_text(constraint, numbers, name)
        if bound is None or not _fails_somewhere(numbers, constraint, name):
            continue
        label = numbers.knowledge.facts.label(quantities[name].iri)
        measured = quantities[name].is_of_run
        said = f"{label} of {_run_words(numbers.case)}" if measured else label
        yield Settling(name, f"measure the {said}: it passes with {bound}", measured)


def _run_words(case: Case) -> str:
    question, target = case.question, case.target
    what = " with ".join(local_name(e) for e in (question.variant, target.runtime) if e)
    return f"{what} on {local_name(target.unit or target.node)}"


def _fails_somewhere(numbers: NumberProver, constraint: Constraint, name: str) -> bool:
    ends = (numbers.scalars.supposing(name, value) for value in (1e-15, 1e18))
    return any(_fails(each, constraint) for each in ends)


def _fails(scalars: Scalars, constraint: Constraint) -> bool:
    small, great = constraint.demand, constraint.supply
    if constraint.relation == "at-least":
        small, great = great, small
    return not passes(constraint, scalars) and (
        scalars.corner(small, "low") > scalars.corner(great, "high") * (1.0 + constraint.tolerance)
    )
