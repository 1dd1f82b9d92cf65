"""Explain why one place and not another: the difference of two proofs and of two vectors."""

from __future__ import annotations

from ..contrast import Contrast, Difference, Score, Side
from ..interval import Interval
from ..namespaces import local_name, tw
from ..proof import CandidateVerdict, Judgement, Proof, Step, Written
from ..verdict import Verdict
from .builder import Builder
from .case import Case
from .facts import FactProver
from .numbers import NumberProver
from .words import shown

_MOST_LEAVES = 6  # figures of a constraint that only one side rests on, shown beside it


def contrast(
    facts: FactProver, cases: tuple[Case, Case], proofs: tuple[Proof, Proof]
) -> Contrast:
    """Return where two candidates of one task differ, and which objectives each is better in."""
    sides = tuple(_side(facts, case, proof) for case, proof in zip(cases, proofs, strict=True))
    first, second = sides
    scores = _scores(facts, cases)
    return Contrast(
        cases[0].question.task, (first, second), _differences(proofs), scores,
        _sentence(first, second, scores),
    )


def _side(facts: FactProver, case: Case, proof: Proof) -> Side:
    known, level = facts.knowledge.facts, case.target.level
    drivers = sorted(set(known.objects(case.question.task, tw("hasDriver"))))
    ours = tuple(e for e in drivers if level in known.objects(e, tw("favours")))
    return Side(local_name(case.target.node), case.name, case.verdict, level, ours)


def _judgements(proof: Proof) -> dict[str, Judgement]:
    verdict = next(e for e in proof.below(proof.root) if isinstance(e, CandidateVerdict))
    return {e.constraint: e for e in proof.premises(verdict) if isinstance(e, Judgement)}


def _differences(proofs: tuple[Proof, Proof]) -> tuple[Difference, ...]:
    ours, theirs = (_judgements(each) for each in proofs)
    found = []
    for name in sorted(ours.keys() & theirs.keys()):
        one, other = ours[name], theirs[name]
        if one.verdict == other.verdict == Verdict.NOT_ASSESSED:
            continue
        if one.verdict == other.verdict and (one.demand is None or one.sentence == other.sentence):
            continue
        leaves = [set(_leaves(p, s)) for p, s in zip(proofs, (one, other), strict=True)]
        only = (
            tuple(sorted(leaves[0] - leaves[1])[:_MOST_LEAVES]),
            tuple(sorted(leaves[1] - leaves[0])[:_MOST_LEAVES]),
        )
        found.append(
            Difference(name, (one.verdict, other.verdict), (one.sentence, other.sentence), only)
        )
    return tuple(sorted(found, key=_weight))


def _leaves(proof: Proof, step: Step) -> list[str]:
    return [each.sentence for each in proof.leaves(step) if isinstance(each, Written)]


def _weight(difference: Difference) -> tuple[int, int, str]:
    one, other = difference.verdicts
    return int(one == other), min(one, other), difference.constraint


def _scores(facts: FactProver, cases: tuple[Case, Case]) -> tuple[Score, ...]:
    known = facts.knowledge.facts
    provers = [NumberProver(facts.knowledge, Builder(), facts, each) for each in cases]
    found = []
    for objective in known.instances(tw("Objective")):
        quantity = local_name(known.object(objective, tw("ofQuantity")) or "")
        first, second = (each.interval(quantity) for each in provers)
        less = known.text(objective, tw("isBetter")) != "more"
        better, apart = _better(first, second, less)
        found.append(
            Score(
                known.label(objective), quantity, (first, second),
                (shown(facts.knowledge, quantity, first), shown(facts.knowledge, quantity, second)),
                better, apart,
            )
        )
    return tuple(found)


def _better(one: Interval, other: Interval, less: bool) -> tuple[int | None, bool]:
    """Return which central value is better, and whether the intervals tell them apart."""
    if one.high < other.low or other.high < one.low:
        return (0 if (one.high < other.low) == less else 1), True
    if one.middle is None or other.middle is None or one.middle == other.middle:
        return None, False
    return (0 if (one.middle < other.middle) == less else 1), False


def _sentence(first: Side, second: Side, scores: tuple[Score, ...]) -> str:
    if first.verdict != second.verdict:
        ahead, behind = sorted((first, second), key=lambda each: -each.verdict)
        return (
            f"{ahead.name} comes first: it is {ahead.verdict.word}, {behind.name} is "
            f"{behind.verdict.word}"
        )
    wins = [[s.objective for s in scores if s.better == at] for at in (0, 1)]
    parts = [
        f"{side.name} is better in {', '.join(won)}"
        for side, won in zip((first, second), wins, strict=True) if won
    ]
    return f"both are {first.verdict.word}; {'; '.join(parts) or 'no objective tells them apart'}"
