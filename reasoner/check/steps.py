"""Compare each step of a document with what it must be, and its premises with what it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from . import of_facts, of_fronts, of_levels, of_numbers, of_plans, of_verdicts
from .document import Inference
from .expected import Claim, Context, Expected, about, claim_of
from .plans import END_TO_END
from .refusal import Refusal, Refused
from .shape import check_shape
from .terms import word

_BY_KIND: dict[str, Callable[[Context, Inference], Expected]] = {
    "fact": of_facts.fact, "written": of_facts.written, "conversion": of_facts.conversion,
    "followed": of_plans.followed,
    "rule": of_facts.inferred, "definition": of_facts.inferred, "absence": of_facts.absence,
    "default": of_numbers.default, "missing": of_numbers.missing,
    "structure": of_numbers.structure, "lookup": of_numbers.lookup,
    "combination": of_numbers.combination, "formula": of_numbers.formula,
    "choice": of_numbers.choice, "route": of_numbers.route, "judgement": of_verdicts.judgement,
    "candidate verdict": of_verdicts.candidate_verdict, "refusal": of_verdicts.refusal,
    "node verdict": of_verdicts.node_verdict, "level verdict": of_levels.level_verdict,
    "plan verdict": of_plans.plan_verdict, "plan value": of_plans.plan_value,
    "shared use": of_plans.shared_use, "survival": of_plans.survival,
    "over backups": of_plans.over_backups,
    "plan front": of_fronts.plan_front,
    "time in a plan": of_plans.plan_time, "judgement in a plan": of_plans.plan_in_time,
}
# What these must be depends on what else the document says, and not only on what they are about.
_OF_DOCUMENT = {
    "refusal", "node verdict", "level verdict", "plan verdict", "plan value", "shared use",
    "survival", "over backups", "plan front", "time in a plan", "judgement in a plan",
}


def check_steps(context: Context) -> None:
    """Refuse a document whose steps do not hold, one by one or as they join."""
    document = context.document
    check_shape(document)
    claims = {each.conclusion: claim_of(each) for each in document.inferences}
    found = [_derived(context, each, claims[each.conclusion]) for each in document.inferences]
    names = _conclusions(document.inferences, found)
    for step, must, name in zip(document.inferences, found, names, strict=True):
        try:
            _compare(step, must, name, claims)
        except Refused as error:
            raise error.at(step.conclusion) from None


def _derived(context: Context, step: Inference, claim: Claim) -> Expected:
    kind = _kind(context, step)
    derive = _BY_KIND[kind]
    try:
        if kind in _OF_DOCUMENT:
            return derive(context, step)
        return context.once(context.key(step, claim), lambda: derive(context, step))
    except Refused as error:
        raise error.at(step.conclusion) from None


def _kind(context: Context, step: Inference) -> str:
    """Return the kind of a step; those on a whole pipeline are told from those on candidates."""
    if step.kind == "combination" and step.fields["combine"] == "longest path":
        return "time in a plan"
    if step.kind == "judgement" and step.fields["constraint"] == END_TO_END:
        return "judgement in a plan"
    return step.kind


def _conclusions(steps: Sequence[Inference], must: Sequence[Expected]) -> list[str]:
    """Return what each step concludes: its sentence, told apart where several say the same."""
    count = Counter(each.sentence for each in must)
    taken: set[str] = set()
    found = []
    for step, each in zip(steps, must, strict=True):
        said = each.sentence
        whom = about(step) if count[said] > 1 else ""
        if whom:
            said = f"{said} [{whom}]"
        serial, unique = 2, said
        while unique in taken:
            unique, serial = f"{said} ({serial})", serial + 1
        taken.add(unique)
        found.append(unique)
    return found


def _compare(
    step: Inference, must: Expected, conclusion: str, claims: dict[str, Claim]
) -> None:
    """Refuse a step that differs in anything from what it must be."""
    for name, value in must.fields.items():
        stated = step.fields[name]
        if name == "arguments":
            stated = {key: claims[each] for key, each in stated.items()}
        if value != stated:  # of one type: document.py has seen to that
            raise Refused(f"{name} is wrong", value, stated)
    if step.conclusion != conclusion:
        raise Refused("the sentence is wrong", conclusion, step.conclusion)
    rule_name = f"{step.kind} {must.name}".strip()
    if step.rule_name != rule_name:
        raise Refused("ruleName is wrong", rule_name, step.rule_name)
    premises = tuple(claims[each] for each in step.premises)
    if premises != must.premises:
        _refuse_premises(must.premises, premises)


def _refuse_premises(must: tuple[Claim, ...], stated: tuple[Claim, ...]) -> None:
    absent = [each for each in must if each not in stated]
    idle = [each for each in stated if each not in must]
    if absent:
        found = _shown(idle[0]) if idle else "nothing of it"
        raise Refused("a premise is missing", _shown(absent[0]), found)
    if idle:
        raise Refused("a premise does not belong here", "no such premise", _shown(idle[0]))
    raise Refused("the premises stand in another order, or twice", list(map(_shown, must)),
                  list(map(_shown, stated)))


def _shown(claim: Claim) -> str:
    """Return a claim as people read it: its kind, and the local names of what it is about."""
    kind, *about = claim
    parts = [part for each in about for part in (each if isinstance(each, tuple) else (each,))]
    return f"{kind}: {' '.join(word(str(each)) for each in parts)}"


def differing_facts(context: Context) -> Iterator[Refusal]:
    """Yield the leaves of a proof that today's files do not state as it says."""
    for step in context.document.inferences:
        if step.kind not in ("fact", "written"):
            continue
        place = f"{step.fields['file']}:{step.fields['line']}"
        try:
            must = _derived(context, step, claim_of(step))
        except Refused as error:
            yield Refusal(step.conclusion, f"{place} has another fact today",
                          error.refusal.found, step.conclusion)
            continue
        now = f"{must.fields['file']}:{must.fields['line']}"
        wrong = [n for n, value in must.fields.items() if value != step.fields[n]]
        if wrong:
            yield Refusal(
                step.conclusion, f"{place} says something else today: {', '.join(wrong)}",
                f"{must.sentence} ({now})", f"{step.conclusion} ({place})",
            )
