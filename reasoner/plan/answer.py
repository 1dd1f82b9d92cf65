"""Answer a plan: the best verdict that a placement can have, the front, and the recommended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic

import numpy as np

from ..namespaces import tw
from ..network import Ints
from ..plan_problem import Limit, Problem
from ..plan_result import Alternative, Asked, PlanResult, Point, Relaxation
from ..plan_solution import Best, Clashes, Front, Solver, Status
from ..verdict import Verdict
from .assemble import Built, assemble
from .claim import claim_of
from .conflicts import conflicts
from .describe import COUNTED, Describer
from .frame import CONDITIONS, DRIVERS, UNKNOWNS
from .preferring import LEVEL_RULE, preference
from .search import all_feasible, best, first, front
from .survey import Survey

_LEVELS = tuple(tw(each) for each in ("device-level", "gateway-level", "cloud-level"))
_LISTED = 10_000  # placements that --all describes; the rest are counted


@dataclass(frozen=True)
class Wish:
    """What is asked of a plan: what to prefer, how long to search (s), and what to list.

    `reasons`: where nothing is feasible, which requirements conflict.
    """

    prefer: str | None = None
    time_limit: float | None = None
    everything: bool = False
    alternatives: bool = False
    reasons: bool = True


@dataclass(frozen=True)
class _Found:
    """A problem with something feasible in it, or with what nothing meets."""

    built: Built
    some: Best

    @property
    def status(self) -> Status:
        """Return whether anything is feasible."""
        return self.some.status


def answer(survey: Survey, wish: Wish) -> PlanResult:
    """Return the front of all placements of the best verdict, or why there are none.

    Raises UnknownName where nothing declares what is preferred.
    """
    ends = None if wish.time_limit is None else monotonic() + wish.time_limit
    prefer = preference(survey, wish.prefer)
    found = _best_verdict(survey, ends)
    if found.status is not Status.FEASIBLE:
        return _refused(survey, found, prefer, _left(ends), wish.reasons)
    limited = _fewest_doubts(found.built, ends)
    built = replace(found.built, problem=limited)
    result = _front(replace(found, built=built), prefer, ends)
    if wish.everything:
        result = replace(result, everything=_everything(built, ends))
    if wish.alternatives:
        pure = tuple(_pure(survey, prefer, ends, wish.reasons))
        result = replace(result, pure=pure, claim=claim_of(result, pure))
    return result


def _left(ends: float | None) -> float | None:
    return None if ends is None else max(0.0, ends - monotonic())


def _best_verdict(survey: Survey, ends: float | None) -> _Found:
    """Return the first problem that something solves: all passes, then conditions, then unknowns.

    UNKNOWN where the time was up before that was known.
    """
    for least in (Verdict.FEASIBLE, Verdict.CONDITIONAL, Verdict.UNKNOWN):
        built = assemble(survey, least)
        some = first(built.problem, _left(ends))
        if some.status is not Status.INFEASIBLE:
            break
    return _Found(built, some)


def _fewest_doubts(built: Built, ends: float | None) -> Problem:
    """Return the problem limited to the fewest unknowns, and of these the fewest conditions."""
    problem = built.problem
    asked = {Verdict.CONDITIONAL: (CONDITIONS,), Verdict.UNKNOWN: (UNKNOWNS, CONDITIONS)}
    for name in asked.get(built.least, ()):
        found = best(problem, name, _left(ends))
        if found.value is not None:
            limit = Limit(f"fewest {name}", name, found.value)
            problem = replace(problem, limits=(*problem.limits, limit))
    return problem


def searched(built: Built, prefer: str) -> list[str]:
    """Return the objectives that the front is of, with how many figures each lacks.

    By the level rule drivers are one too: what they speak for most may be beaten in all others.
    """
    left_out = {CONDITIONS, UNKNOWNS} | (set() if prefer == LEVEL_RULE else {DRIVERS})
    names = [each.name for each in built.problem.objectives]
    return [each for each in names if each not in left_out]


def _front(known: _Found, prefer: str, ends: float | None) -> PlanResult:
    """Return the front, or as much of it as there was time for, the best of the preferred first."""
    left, built = _left(ends), known.built
    names = searched(built, prefer)
    found = front(built.problem, names, None if left is None else left / 2)
    rows = np.array([each.assignment.options for each in found.points], dtype=np.int64)
    describer = Describer(built)
    points = describer.points(rows, [each.ties for each in found.points]) if len(rows) else []
    gap: float | None = 0.0 if found.status is Status.OPTIMAL else None
    if found.status is not Status.OPTIMAL:
        leading = DRIVERS if prefer == LEVEL_RULE else prefer
        sure = best(built.problem, leading, _left(ends))
        for each in (sure.assignment, known.some.assignment if not points else None):
            if each is not None:
                points += describer.points(np.array([each.options]), [None])
        gap = _gap(points, leading, sure)
        found = replace(found, status=Status.FEASIBLE if points else found.status)
    points = sorted(points, key=lambda each: _order(each, prefer, built))
    return _result(built, found, points, prefer, gap)


def _gap(points: Sequence[Point], leading: str, sure: Best) -> float | None:
    """Return how far the best of some points may be from the best there is, by one objective."""
    if not points:
        return None
    values = [
        float(each.score) if leading == DRIVERS else each.value(leading).value for each in points
    ]
    nearest = min(values, key=lambda each: abs(each - (sure.bound or 0.0)))
    return replace(sure, value=nearest).gap


def _result(
    built: Built, found: Front, points: list[Point], prefer: str, gap: float | None
) -> PlanResult:
    return PlanResult(
        built.survey.knowledge.site or "", tuple(e.pipeline for e in built.survey.chains),
        built.least, found.status, found.solver,
        tuple(Asked(e.name, e.notation, e.quantity, e.less) for e in built.objectives),
        tuple(points), points[0] if points else None, prefer,
        _decided_by(points, prefer, built, found.status is Status.OPTIMAL),
        gap, is_bound=built.is_bound,
    )


def _order(point: Point, prefer: str, built: Built) -> tuple[object, ...]:
    """Order by what is preferred: what states all of its figures first, then the better value.

    By the level rule: the higher score of drivers, then the cost; then all others in turn.
    """
    ranked = {each.name: each for each in built.objectives}
    wanted = ["plan-cost"] if prefer == LEVEL_RULE else [prefer]
    names = [*wanted, *(each for each in ranked if each not in wanted)]
    keys: list[object] = [-point.score] if prefer == LEVEL_RULE else []
    for name in names:
        if name in ranked:
            value = point.value(name)
            signed = value.value if ranked[name].less else -value.value
            keys += [len(value.missing), signed]
    return (*keys, tuple(each.node for each in point.placed))


def _decided_by(
    points: Sequence[Point], prefer: str, built: Built, is_whole: bool
) -> str:
    """Say what set the recommended placement apart from the others of the front."""
    if len(points) < 2:
        alone = "the only one that nothing beats" if is_whole else "the only one found in time"
        return alone if points else ""
    if prefer != LEVEL_RULE:
        return next(each.notation for each in built.objectives if each.name == prefer)
    return "drivers" if points[0].score > points[1].score else "cost, for drivers tie"


def _everything(built: Built, ends: float | None) -> tuple[Point, ...]:
    """Return all feasible placements, as far as they can be listed."""
    describer = Describer(built)
    blocks: list[Ints] = []
    count = 0
    for rows in all_feasible(built.problem, _left(ends)):
        blocks.append(rows)
        count += len(rows)
        if count >= _LISTED:
            break
    found: list[Point] = []
    for rows in blocks:
        found += describer.points(rows[: _LISTED - len(found)], [None] * len(rows))
    return tuple(islice(found, _LISTED))


def _refused(
    survey: Survey, found: _Found, prefer: str, left: float | None, reasons: bool
) -> PlanResult:
    """Return why nothing is feasible: minimal conflicts and minimal relaxations, if asked for."""
    is_asked = reasons and found.status is Status.INFEASIBLE
    why = conflicts(found.built.problem, left) if is_asked else Clashes((), (), False, False)
    verdict = Verdict.INFEASIBLE if found.status is Status.INFEASIBLE else Verdict.UNKNOWN
    return PlanResult(
        survey.knowledge.site or "", tuple(each.pipeline for each in survey.chains), verdict,
        found.status, Solver.ENUMERATION,
        tuple(Asked(e.name, e.notation, e.quantity, e.less) for e in found.built.objectives),
        (), None, prefer, "", None, None,
        tuple(each.labels for each in why.conflicts),
        tuple(Relaxation(each.labels) for each in why.relaxations), why.is_complete,
        why.hopeless,
    )


def _pure(
    survey: Survey, prefer: str, ends: float | None, reasons: bool
) -> list[Alternative]:
    """Return the best of each architecture that has one level only."""
    facts = survey.knowledge.facts
    found = []
    for level in _LEVELS:
        for architecture in sorted(facts.subjects(tw("ofLevel"), level)):
            narrowed = at_level(survey, level)
            if narrowed is None:
                found.append(Alternative(architecture, Verdict.INFEASIBLE, None))
                continue
            result = answer(narrowed, Wish(prefer, _left(ends), reasons=reasons))
            refused = result.conflicts[0] if result.conflicts else result.hopeless
            found.append(
                Alternative(architecture, result.verdict, result.recommended, refused)
            )
    return found


def at_level(survey: Survey, level: str) -> Survey | None:
    """Return a survey in which tasks that count run at one level; None where it has no node."""
    facts = survey.knowledge.facts
    ours = np.array([each == level for each in survey.levels])
    if not ours.any():
        return None
    choices = dict(survey.choices)
    for task, each in survey.choices.items():
        functions = set(facts.objects(task, tw("function")))
        if functions and not functions & COUNTED:
            continue
        kept = np.nonzero(ours[each.node])[0]
        choices[task] = replace(
            each, row=each.row[kept], column=each.column[kept], node=each.node[kept],
            verdicts={name: values[kept] for name, values in each.verdicts.items()},
        )
    legs = tuple(
        replace(leg, pairs={
            name: values[:, np.nonzero(ours[survey.choices[leg.receiver].node])[0]]
            for name, values in leg.pairs.items()
        }) if choices[leg.receiver] is not survey.choices[leg.receiver] else leg
        for leg in survey.legs
    )
    return replace(survey, choices=choices, legs=legs, kept={})

