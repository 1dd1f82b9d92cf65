"""What the certificate of a plan's front must be: all placements are tried, up to a million."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from . import words_of_plans as said
from .candidates import Candidate
from .document import Inference
from .expected import Context, Expected
from .fronts import Search, Vector, Worth, beats, candidates_of, covers, vector, worth
from .objectives import DRIVERS, Objective, read_objectives
from .plans import Laid, Plan
from .refusal import Refused
from .sharing import verdict_of
from .terms import short
from .vocabulary import FEASIBLE, INFEASIBLE, VERDICTS, WORDS

_By = Sequence[Objective | None]


def plan_front(context: Context, step: Inference) -> Expected:
    """That no other placement beats those of a front, and that none has a better verdict."""
    f, world = step.fields, context.world
    plan, verdict = Plan.of(world, f["pipelines"]), VERDICTS.get(f["verdict"], -1)
    by = _objectives(context, f["objectives"]) if f["points"] or f["objectives"] else []
    points = [_point(plan, verdict, by, each) for each in f["points"]]
    is_front = bool(points) and INFEASIBLE < verdict <= FEASIBLE
    if not is_front and (points or not INFEASIBLE <= verdict < FEASIBLE):
        raise Refused("a front is of what is feasible, or of nothing", "points with a verdict",
                      f"{len(points)} points, {f['verdict']}")
    count = math.prod(len(candidates_of(plan, task)) for task in plan.tasks)
    notations = [DRIVERS if each is None else each.notation for each in by]
    sentence = said.plan_front(
        f["pipelines"], world.site or "", verdict, count, len(points), notations
    )
    _try_all(context, plan, verdict, by, points, sentence)
    fields = {
        "pipelines": [each.pipeline for each in plan.chains], "verdict": WORDS[verdict],
        "combinations": count, "tasks": list(plan.tasks), "routes": world.by,
    }
    return Expected(sentence, "", (), fields)


def _objectives(context: Context, names: Sequence[str]) -> list[Objective | None]:
    """Return objectives by name, None for the drivers; raises Refused for one that is none."""
    known: dict[str, Objective | None] = {
        **read_objectives(context.world.facts, context.world.vocabulary), DRIVERS: None
    }
    strange = [each for each in names if each not in known]
    if strange or len({*names}) < len(names) or not names:
        raise Refused("the objectives are declared, and each stands once", list(known), list(names))
    return [known[each] for each in names]


def _point(plan: Plan, verdict: int, by: _By, stated: Any) -> Vector:
    """Return the values of a point of the front; raises Refused where it has others."""
    names, values, missing = stated
    laid = _laid(plan, names)
    found, is_of = worth(laid, by), verdict_of(laid)
    if is_of != verdict:
        raise Refused("a placement of the front has another verdict", WORDS[is_of], names)
    if list(found.values) != values or list(found.missing) != missing:
        raise Refused("a placement of the front has other values",
                      [list(found.values), list(found.missing)], [values, missing])
    return vector(found, by)


def _laid(plan: Plan, names: Sequence[str]) -> Laid:
    if len(names) != len(plan.tasks):
        raise Refused("a placement has a candidate of each task", list(plan.tasks), list(names))
    chosen = {}
    for task, name in zip(plan.tasks, names, strict=True):
        one = [each for each in candidates_of(plan, task) if each.name == name]
        if len(one) != 1:
            raise Refused("the facts allow no such candidate", f"one of {short(task)}", name)
        chosen[task] = one[0]
    return Laid(plan, chosen, plan.world.case)


def _try_all(
    context: Context, plan: Plan, verdict: int, by: _By, points: list[Vector], sentence: str
) -> None:
    """Refuse a front that some placement belies; say what is too large to be tried."""
    _refuse_equal(points)
    if verdict == FEASIBLE:
        search = Search(plan, FEASIBLE, by)
        if search.is_too_large:
            context.unchecked.append(sentence)
            return
        for chosen in search.all():
            values, missing = search.tables.values(chosen)
            found = Worth(tuple(values), tuple(missing))
            _refuse_missing(chosen, vector(found, by), points)
        return
    search = Search(plan, verdict + 1)
    if search.is_too_large:
        context.unchecked.append(sentence)
        return
    better = next(search.all(), None)
    if better is not None:
        raise Refused("a placement is better", sentence, _placed(better))
    if points:
        context.unchecked.append(f"that no other with as few doubts beats them: {sentence}")


def _refuse_equal(points: list[Vector]) -> None:
    for at, one in enumerate(points):
        for other in points[:at]:
            if covers(one, other) or covers(other, one):
                raise Refused("a placement of the front is beaten by another, or equal",
                              list(other), list(one))


def _refuse_missing(chosen: Mapping[str, Candidate], found: Vector, points: list[Vector]) -> None:
    if not any(covers(each, found) for each in points):
        raise Refused("a placement is missing that no other of the front beats",
                      _placed(chosen), list(found))
    beaten = next((each for each in points if beats(found, each)), None)
    if beaten is not None:
        raise Refused("a placement beats one of the front", _placed(chosen), list(beaten))


def _placed(chosen: Mapping[str, Candidate]) -> str:
    return said.placed({task: each.node for task, each in chosen.items()})
