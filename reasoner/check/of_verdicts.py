"""What verdicts must be: of a constraint, of a candidate, of a task at a node."""

from __future__ import annotations

import math
from typing import Any

from . import words
from .cases import Case
from .document import Inference
from .expected import Claim, Context, Expected
from .expressions import HIGH, LOW
from .judging import (
    applies,
    bound_of,
    conditions,
    judged,
    relative_miss,
    set_sides,
    sides,
)
from .lacking import Lack, lacks
from .reasons import why_not
from .refusal import Refused
from .sets import accepted_by, holders, wanted, why_member
from .vocabulary import FEASIBLE, NOT_ASSESSED, VERDICTS, WORDS, Constraint, Quantity, SetOf

_MOST_MEMBERS = 12  # of a long list a step names the first dozen; all are compared


def judgement(context: Context, step: Inference) -> Expected:
    """The verdict of one constraint on one candidate."""
    name = step.fields["constraint"]
    constraint = context.world.vocabulary.constraints.get(name)
    case = context.case(step.fields["candidate"])
    if constraint is None or not _judges(context, constraint, case):
        raise Refused("there is no such constraint", "a constraint of candidates", name)
    found = judged(constraint, case)
    if found.verdict == NOT_ASSESSED:
        known = case.ground.vocabulary
        of = known.quantities.get(constraint.demand) or known.sets.get(constraint.demand)
        label = of.label if of else constraint.demand
        has_condition = constraint.applies is None or applies(constraint, case)
        why = f"no {label} is stated" if has_condition else why_not(
            constraint, case, context.world.units
        )
        said = words.not_assessed(constraint, why)
        return _judgement(context, constraint, case, found.verdict, said, [])
    if constraint.is_numeric:
        return _comparison(context, constraint, case, found.verdict)
    return _relation(context, constraint, case, found.verdict)


def _judges(context: Context, constraint: Constraint, case: Case) -> bool:
    """Say whether a constraint is one of what it is said to judge."""
    of_flow = constraint.scope == "flow" and case.name in context.flows
    return of_flow or constraint.scope == "candidate"


def _judgement(
    context: Context, constraint: Constraint, case: Case, verdict: int, said: str,
    reasons: list[Claim], **more: Any,
) -> Expected:
    quantity = case.ground.vocabulary.quantity
    reasons = list(dict.fromkeys(reasons))
    read = [context.number(quantity(each), case) for each in conditions(constraint)]
    below = tuple(dict.fromkeys([*reasons, *read]))
    fields = {
        "constraint": constraint.name, "verdict": WORDS[verdict],
        "binding": list(constraint.binding), "demand": None, "supply": None, "lacking": [],
        "margin": None, "cites": words.source_title(context.world.facts, constraint.source),
        "conditions": len(below) - len(reasons),
    }
    return Expected(said, constraint.name, below, fields | more)


def _comparison(
    context: Context, constraint: Constraint, case: Case, verdict: int
) -> Expected:
    units, quantity = context.world.units, case.quantity
    demand, supply = (case.number(e) for e in (constraint.demand, constraint.supply))
    reasons = [context.number(quantity(e), case) for e in (constraint.demand, constraint.supply)]
    margin = _margin(context, constraint, case)
    is_settled = (
        constraint.is_fit and case.is_bound("witness") and case.number("witness").is_exact
    )
    if is_settled:
        reasons.insert(0, context.number(quantity("witness"), case))
    said = words.comparison(
        constraint, words.number(units, quantity(constraint.demand), demand),
        words.number(units, quantity(constraint.supply), supply), margin, is_settled,
    )
    return _judgement(
        context, constraint, case, verdict, said, reasons, demand=demand.document(),
        supply=supply.document(), margin=margin or None,
    )


def _margin(context: Context, constraint: Constraint, case: Case) -> str:
    """Return by how much the numbers pass or miss, or what would settle it."""
    small, great = (case.quantity(each) for each in sides(constraint))
    room = 1.0 + constraint.tolerance

    def shown(value: float, of: Quantity) -> str:
        return context.world.units.show_difference(value, of.unit, of.display)

    (need_low, need_high), (have_low, have_high) = (
        (case.corner(each.name, LOW), case.corner(each.name, HIGH)) for each in (small, great)
    )
    if need_high <= have_low * room:
        left = max(0.0, have_low - need_high)
        return words.spare(shown(left, great)) if math.isfinite(have_low) else ""
    if need_low > have_high * room:
        return words.missed(shown(need_low - have_high, small), constraint.missed_by)
    lacking = lacks(case, [small.name, great.name])
    settling = _settling(context, constraint, case, lacking) if lacking else ""
    return settling or words.straddles(_widest(case, small, great))


def _widest(case: Case, small: Quantity, great: Quantity) -> str:
    for each in (small, great):
        number = case.number(each.name)
        is_known = number.middle is not None and math.isfinite(number.high)
        if number.low < number.high and is_known:
            return each.label
    return "the uncertain figure"


def _settling(
    context: Context, constraint: Constraint, case: Case, lacking: dict[str, Lack]
) -> str:
    """Say what is missing; where one figure would settle it, the bound that it must meet.

    Nothing is, where both numbers are known without: then it is for the interval alone.
    """
    lacking = {name: each for name, each in lacking.items() if each.quantity.settles} or lacking

    def shown(of: Quantity, side: str, value: float) -> str:
        return f"{side} {context.world.units.show(value, of.unit, of.display)}"

    said = {
        name: words.missing(each.quantity, each.subjects, each.property)
        for name, each in lacking.items()
    }
    found = ((name, bound_of(constraint, case, name)) for name in lacking)
    limits = {
        name: shown(lacking[name].quantity, *limit) for name, limit in found if limit is not None
    }
    if not limits:
        is_known = case.is_bound(constraint.demand) and case.is_bound(constraint.supply)
        return "" if is_known else "; ".join(said.values())
    if len(limits) > 1:
        return words.either({lacking[e].quantity.label: limit for e, limit in limits.items()})
    [(name, limit)] = limits.items()
    of = lacking[name].quantity
    return words.bound(said[name], of.label, of.is_users, limit)


def _relation(
    context: Context, constraint: Constraint, case: Case, verdict: int
) -> Expected:
    sets = case.ground.vocabulary.sets
    demand_of, supply_of = sets[constraint.demand], sets[constraint.supply]
    accepted = accepted_by(context.world.facts, case.candidate)
    demand, supply = (each.granted(accepted) for each in set_sides(constraint, case))
    asked = wanted(constraint, demand)
    shared, lacking = asked & supply.stated, asked - supply.stated
    to_state = supply_of if demand.is_stated else demand_of
    said = words.relation(constraint, verdict, asked, supply.stated, to_state.name)
    reasons = _stated(context, demand_of, case, asked) + _stated(context, supply_of, case, shared)
    if lacking:
        who = holders(supply_of, case.candidate)
        pairs = [("holder", each) for each in who] + [("member", e) for e in sorted(lacking)]
        reasons.append(("absent", f"?holder tw:{supply_of.name} ?member", tuple(pairs)))
    if constraint.is_fit and case.is_bound("witness"):
        reasons.append(context.number(case.quantity("witness"), case))
    return _judgement(
        context, constraint, case, verdict, said, reasons, lacking=sorted(lacking)
    )


def _stated(
    context: Context, set_: SetOf, case: Case, members: frozenset[str]
) -> list[Claim]:
    """Return the facts that state the first members of a set."""
    return [
        context.holds(triple)
        for member in sorted(members)[:_MOST_MEMBERS]
        for triple in why_member(context.world.facts, set_, case.candidate, member)
    ]


def candidate_verdict(context: Context, step: Inference) -> Expected:
    """The least verdict of all constraints of candidates, each of which has to be there."""
    case = context.case(step.fields["candidate"])
    constraints = context.world.vocabulary.of_candidates
    verdicts = {each: judged(each, case).verdict for each in constraints}
    order = sorted(
        constraints, key=lambda e: (verdicts[e], -relative_miss(e, case, verdicts[e]), e.name)
    )
    verdict = min([FEASIBLE, *verdicts.values()])
    applied = sum(each != NOT_ASSESSED for each in verdicts.values())
    said = words.candidate_verdict(case.name, verdict, applied, len(verdicts) - applied)
    premises: list[Claim] = [("judged", each.name, case.name) for each in order]
    fields = {"candidate": case.name, "verdict": WORDS[verdict]}
    return Expected(said, "", (*premises, ("choice", case.name)), fields)


def refusal(context: Context, step: Inference) -> Expected:
    """That a candidate is no better than one of its constraints: any that is no better will do."""
    case = context.case(step.fields["candidate"])
    by = next(
        (p for p in map(context.inference, step.premises) if p and p.kind == "judgement"), None
    )
    name = by.fields["constraint"] if by else ""
    constraint = context.world.vocabulary.constraints.get(name)
    if constraint is None or constraint.scope != "candidate":
        raise Refused("a refusal rests on a judgement", "a constraint", name or "none")
    verdict = judged(constraint, case).verdict
    if verdict == NOT_ASSESSED:
        raise Refused("a constraint that does not apply refuses nothing", "a verdict", name)
    return Expected(
        words.refusal(case.name, verdict, name), "",
        (("judged", name, case.name), ("choice", case.name)),
        {"candidate": case.name, "verdict": WORDS[verdict]},
    )


def node_verdict(context: Context, step: Inference) -> Expected:
    """The greatest verdict of all candidates at a node: the best, and why no other is better."""
    task, node = step.fields["task"], step.fields["node"]
    best = context.case(step.fields["best"])
    all_ = context.world.candidates(task, node)
    if best.candidate not in all_:
        raise Refused("the best is no candidate of this task at this node",
                      [each.name for each in all_], best.name)
    verdict = _total(best)
    others = [each.name for each in all_ if each != best.candidate]
    if len({each.name for each in all_}) < len(all_):
        raise Refused("two candidates have the same name", "names that tell them apart", others)
    below = [context.inference(each) for each in step.premises]
    is_brief = bool(below) and all(each is not None and each.kind == "refusal" for each in below)
    premises: list[Claim] = [] if is_brief else [("candidate verdict", best.name)]
    if verdict < FEASIBLE:
        named = [each.name for each in all_] if is_brief else others
        premises += [("refusal", each) for each in named]
        for each in below:
            if each is not None and each.kind == "refusal":
                _no_better(each, verdict)
    elif is_brief:
        raise Refused("nothing shows that it is feasible", "a candidate verdict", "none")
    fields = {
        "task": task, "node": node, "verdict": WORDS[verdict], "best": best.name,
        "candidates": len(all_),
    }
    said = words.node_verdict(best.candidate, verdict, len(all_))
    return Expected(said, "", tuple(premises), fields)


def _total(case: Case) -> int:
    """Return the verdict of a candidate; the first failure settles it."""
    least = FEASIBLE
    for each in case.ground.vocabulary.of_candidates:
        least = min(least, judged(each, case).verdict)
        if least == 0:
            break
    return least


def _no_better(refusal_: Inference, verdict: int) -> None:
    stated = VERDICTS.get(refusal_.fields["verdict"])
    if stated is None or stated > verdict:
        raise Refused("a candidate is not shown to be no better", f"at most {WORDS[verdict]}",
                      f"{refusal_.fields['candidate']}: {refusal_.fields['verdict']}")
