"""Certify fronts of plans: what an independent enumeration has to find again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from ..decide.targets import bare_targets, nodes, questions, targets
from ..knowledge import Knowledge
from ..namespaces import local_name
from ..plan_objective import declared
from ..plan_placement import PlanPlacement
from ..proof import FrontRow, PlanFront, Proof
from ..verdict import Verdict
from .builder import Builder
from .plan_parts import PlanParts
from .plan_values import ValueProver, refuse_other
from .verdicts import Explainer
from .words import candidate_name

DRIVERS = "drivers"  # what the level rule prefers by is told apart by, beside the objectives


def certified(
    explainer: Explainer, site: str, verdict: Verdict, tasks: Sequence[tuple[str, Sequence[str]]],
    placements: Sequence[PlanPlacement], objectives: Sequence[str], routes: str,
) -> Proof:
    """Return the certificate of a front of some objectives, of all that is asked of one site.

    `tasks` by pipeline.  Without placements it is that none has a better verdict.
    """
    knowledge = explainer.knowledge
    pipelines = tuple(each for each, _ in tasks)
    named = tuple(task for _, theirs in tasks for task in theirs)
    count = prod(_candidates(knowledge, task) for task in named)
    points = tuple(_row(explainer, each, named, objectives) for each in placements)
    notation = {each.name: each.notation for each in declared(knowledge)}
    by = [notation.get(each, each) for each in objectives]
    said = front_words(pipelines, site, verdict, count, len(points), by)
    return Proof((PlanFront(
        said, (), pipelines, verdict, count, named, tuple(objectives), points, routes
    ),))


def unsurpassed(
    knowledge: Knowledge, site: str, verdict: Verdict,
    tasks: Sequence[tuple[str, Sequence[str]]], routes: str,
) -> PlanFront:
    """Return the certificate that no placement of pipelines has a better verdict."""
    pipelines = tuple(each for each, _ in tasks)
    named = tuple(task for _, theirs in tasks for task in theirs)
    count = prod(_candidates(knowledge, task) for task in named)
    said = front_words(pipelines, site, verdict, count, 0, ())
    return PlanFront(said, (), pipelines, verdict, count, named, (), (), routes)


def front_words(
    pipelines: Sequence[str], site: str, verdict: Verdict, count: int, points: int,
    by: Sequence[str],
) -> str:
    """Say what a front claims."""
    names = ", ".join(map(local_name, pipelines))
    whole = f"the {count:,} placements of {names} on {local_name(site)}"
    if not points:
        return f"none of {whole} is better than {verdict.word}"
    which = "1 is" if points == 1 else f"{points} are"
    told = f"{which} {verdict.word} and beaten by no other in {', '.join(by)}"
    if verdict is not Verdict.FEASIBLE:
        told = f"none is better than {verdict.word}; of those with the fewest doubts, {told}"
    return f"of {whole}, {told}"


def _candidates(knowledge: Knowledge, task: str) -> int:
    """Return how many candidates a task has on the site."""
    asked, places = questions(knowledge, [task]), nodes(knowledge)
    enumerate_ = bare_targets if asked[0].variant is None else targets
    return len(asked) * len(enumerate_(knowledge, places))


def _row(
    explainer: Explainer, placement: PlanPlacement, tasks: Sequence[str],
    objectives: Sequence[str],
) -> FrontRow:
    """Return the candidates of a placement, its values, and how many terms are not stated."""
    placed = placement.placed()
    names = []
    for task in tasks:
        question, target = placed[task].question, placed[task].target
        assert question is not None and target is not None
        names.append(candidate_name(replace(question, source=None), target))
    prover = ValueProver(PlanParts(explainer, Builder(), placement))
    worth = {}
    for each in declared(explainer.knowledge):
        if each.name in objectives:
            worth[each.name] = prover.worth(each)
            refuse_other(each, placement, worth[each.name][0])
    worth[DRIVERS] = (float(placement.point.score), 0)
    return (
        tuple(names), tuple(worth[each][0] for each in objectives),
        tuple(worth[each][1] for each in objectives),
    )
