"""What placements are told apart by: the objective that is preferred, then all others in turn."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import UnknownName, UsageError, did_you_mean
from ..namespaces import local_name, tw
from ..plan_objective import Declared, declared
from ..plan_result import Point
from .assemble import Built
from .frame import CONDITIONS, DRIVERS, UNKNOWNS
from .objectives import is_stated
from .survey import Survey

LEVEL_RULE = "levels"  # what is preferred where nothing is stated: tw:level-rule


def preference(survey: Survey, asked: str | None) -> str:
    """Return the objective that is preferred: what is asked, else what a pipeline or site states.

    LEVEL_RULE where nothing is.  Raises UnknownName for a name that no objective has, UsageError
    for an objective of which nothing on the site states a figure.
    """
    prefer = _named(survey, asked)
    known = [each for each in declared(survey.knowledge) if is_stated(survey, each)]
    if prefer != LEVEL_RULE and prefer not in {each.name for each in known}:
        every = {each.name: each.notation for each in declared(survey.knowledge)}
        raise UsageError(
            f"the site has no figures for {every[prefer]}",
            expected=", ".join((*(each.notation for each in known), LEVEL_RULE)),
            found=every[prefer],
        )
    return prefer


def _named(survey: Survey, asked: str | None) -> str:
    facts = survey.knowledge.facts
    known = {each.notation: each.name for each in declared(survey.knowledge)}
    if asked is None:
        subjects = [*(each.pipeline for each in survey.chains), survey.knowledge.site or ""]
        stated = next((o for s in subjects for o in facts.objects(s, tw("prefers"))), None)
        return local_name(stated) if stated else LEVEL_RULE
    if asked == LEVEL_RULE or asked in known.values():
        return asked
    if asked not in known:
        raise UnknownName(
            f"no objective is called {asked}", expected=", ".join((*known, LEVEL_RULE)),
            found=asked, hint=did_you_mean(asked, (*known, LEVEL_RULE)),
        )
    return known[asked]


def searched(built: Built, prefer: str) -> list[str]:
    """Return the objectives that the front is of, with how many figures each lacks.

    By the level rule drivers are one too: what they speak for most may be beaten in all others.
    """
    left_out = {CONDITIONS, UNKNOWNS} | (set() if prefer == LEVEL_RULE else {DRIVERS})
    names = [each.name for each in built.problem.objectives]
    return [each for each in names if each not in left_out]


def order(point: Point, prefer: str, objectives: Iterable[Declared]) -> tuple[object, ...]:
    """Order by what is preferred: what states all of its figures first, then the better value.

    By the level rule: the higher score of drivers, then the cost; then all others in turn.
    """
    ranked = {each.name: each for each in objectives}
    wanted = ["plan-cost"] if prefer == LEVEL_RULE else [prefer]
    names = [*wanted, *(each for each in ranked if each not in wanted)]
    keys: list[object] = [-point.score] if prefer == LEVEL_RULE else []
    for name in names:
        if name in ranked:
            value = point.value(name)
            signed = value.value if ranked[name].less else -value.value
            keys += [len(value.missing), signed]
    return (*keys, tuple(each.node for each in point.placed))
