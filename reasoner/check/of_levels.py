"""What the verdict on a level must be: drivers for and against, over the nodes of each level."""

from __future__ import annotations

import math
from dataclasses import dataclass

from . import words
from .candidates import Candidate
from .cases import Case
from .document import Inference
from .expected import Claim, Context, Expected
from .judging import judged
from .refusal import Refused
from .terms import short, tw
from .vocabulary import CONDITIONAL, FEASIBLE, INFEASIBLE, VERDICTS, WORDS


@dataclass(frozen=True)
class Level:
    """How a level stands."""

    iri: str
    verdict: int
    in_favour: int
    for_others: int

    @property
    def score(self) -> int:
        """Return the drivers in favour less those for other levels."""
        return self.in_favour - self.for_others


def level_verdict(context: Context, step: Inference) -> Expected:
    """The level of a task: the best verdict, then the most drivers, then the lower cost."""
    task, facts = step.fields["task"], context.world.facts
    drivers = sorted(set(facts.objects(task, tw("hasDriver"))))
    by_level = _nodes_by_level(context, task)
    judged_nodes = [
        each for each in map(context.inference, step.premises)
        if each is not None and each.kind == "node verdict" and each.fields["task"] == task
    ]
    levels, nodes = [], []
    for level, members in sorted(by_level.items()):
        ours = [each for each in judged_nodes if each.fields["node"] in members]
        verdict = max((VERDICTS.get(e.fields["verdict"], 0) for e in ours), default=INFEASIBLE)
        absent = set(members) - {each.fields["node"] for each in ours}
        if absent and verdict < FEASIBLE:
            raise Refused("not all nodes of a level are judged", sorted(absent), level)
        levels.append(_stand(context, level, verdict, drivers))
        ranked = sorted(ours, key=lambda each: _rank(context, each))
        nodes += ranked if verdict < FEASIBLE else ranked[:1]
    concluded, decided = _conclude(context, task, levels, by_level)
    premises: list[Claim] = [context.holds((task, tw("hasDriver"), each)) for each in drivers]
    premises += [("node", task, each.fields["node"]) for each in nodes]
    best = max((each.verdict for each in levels), default=INFEASIBLE)
    scores = [(e.iri, WORDS[e.verdict], e.in_favour, e.for_others) for e in levels]
    said = words.level_verdict(task, concluded, decided, scores)
    fields = {
        "task": task, "concluded": concluded, "verdict": WORDS[best], "decided_by": decided,
        "scores": [list(each) for each in scores],
    }
    return Expected(said, "", tuple(dict.fromkeys(premises)), fields)


def _nodes_by_level(context: Context, task: str) -> dict[str, list[str]]:
    """Return the nodes of each level that have a candidate."""
    found: dict[str, list[str]] = {}
    for node in context.world.nodes():
        level = context.world.facts.object(node, tw("nodeLevel"))
        if level and context.world.candidates(task, node):
            found.setdefault(level, []).append(node)
    return found


def _stand(context: Context, level: str, verdict: int, drivers: list[str]) -> Level:
    favours = [set(context.world.facts.objects(each, tw("favours"))) for each in drivers]
    return Level(
        level, verdict, sum(level in each for each in favours),
        sum(bool(each) and level not in each for each in favours),
    )


def _conclude(
    context: Context, task: str, levels: list[Level], nodes: dict[str, list[str]]
) -> tuple[list[str], str]:
    best = max((each.verdict for each in levels), default=INFEASIBLE)
    open_ = [each for each in levels if each.verdict == best and best >= CONDITIONAL]
    if not open_:
        return [], "no level is feasible"
    top = max(each.score for each in open_)
    winners = [each.iri for each in open_ if each.score == top]
    if len(winners) == 1:
        return winners, "the only feasible level" if len(open_) == 1 else "drivers"
    costs = {each: _cost(context, task, nodes[each], best) for each in winners}
    cheapest = min(most for _, most in costs.values())
    winners = [each for each in winners if costs[each][0] <= cheapest * (1 + 1e-9)]
    if len(winners) == 1:
        return winners, "monthly cost"
    missing = [each for each in winners if costs[each][0] < costs[each][1] * (1 - 1e-9)]
    return winners, words.tie(missing)


def _cost(context: Context, task: str, nodes: list[str], verdict: int) -> tuple[float, float]:
    """Return how little and how much the cheapest node of a level with its verdict may cost."""
    least, most = math.inf, math.inf
    for total, case in (_best(context, task, node) for node in nodes):
        if total == verdict:
            cost = case.number("monthlyCost")
            least = min(least, cost.low if cost.middle is None else cost.middle)
            most = min(most, _middle(case, "monthlyCost"))
    return least, most


def _best(context: Context, task: str, node: str) -> tuple[int, Case]:
    """Return a node's best candidate: by verdict, then failures, then time, then name."""
    def order(case: Case) -> tuple[object, ...]:
        verdicts = _verdicts(case)
        return (-min(verdicts), verdicts.count(INFEASIBLE), _middle(case, "inferenceTime"),
                _choice_name(case.candidate))

    cases = [context.world.case(each) for each in context.world.candidates(task, node)]
    best = min(cases, key=order)
    return min(_verdicts(best)), best


def _choice_name(candidate: Candidate) -> str:
    chosen = (candidate.variant, candidate.unit, candidate.runtime, candidate.weight_pool)
    return " ".join(short(each or "") for each in chosen)


def _verdicts(case: Case) -> list[int]:
    constraints = case.ground.vocabulary.of_candidates
    return [FEASIBLE, *(judged(each, case).verdict for each in constraints)]


def _middle(case: Case, name: str) -> float:
    found = case.number(name).middle
    return math.inf if found is None else found


def _rank(context: Context, step: Inference) -> tuple[object, ...]:
    """Return how a node stands among others: verdict, failures, cost, time, name."""
    case = context.case(step.fields["best"])
    verdicts = _verdicts(case)
    return (
        -min(verdicts), verdicts.count(INFEASIBLE), _middle(case, "monthlyCost"),
        _middle(case, "responseTime"), step.fields["node"],
    )
