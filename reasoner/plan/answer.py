"""Answer a plan: the best verdict that a placement can have, the front, and the recommended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic

import numpy as np

from ..namespaces import tw
from ..network import Ints
from ..plan_result import Alternative, Asked, PlanResult, Point, Relaxation
from ..plan_solution import Best, Clashes, Front, Solver, Status
from ..verdict import Verdict
from .assemble import Built, assemble
from .claim import claim_of
from .conflicts import conflicts
from .describe import Describer
from .doubts import with_fewest_doubts
from .frame import DRIVERS
from .narrowing import at_level
from .nearest import nearest
from .opened import opened
from .preferring import LEVEL_RULE, order, preference, searched
from .search import all_feasible, best, first, front
from .survey import Survey

_LEVELS = tuple(tw(each) for each in ("device-level", "gateway-level", "cloud-level"))
_LISTED = 10_000  # placements that --all describes; the rest are counted


@dataclass(frozen=True)
class Wish:
    """What is asked of a plan: what to prefer, how long to search (s), and what to list.

    `reasons`: where nothing is feasible, which requirements conflict.  `nearest`: what then comes
    nearest; no way is told like a requirement that is not met.
    """

    prefer: str | None = None
    time_limit: float | None = None
    everything: bool = False
    alternatives: bool = False
    reasons: bool = True
    nearest: bool = False


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
        result = _refused(survey, found, prefer, ends, wish)
        if wish.nearest and wish.alternatives:
            result = replace(result, pure=tuple(_pure(survey, prefer, ends, wish)))
        return result
    built = with_fewest_doubts(found.built, _left(ends))
    result = _front(replace(found, built=built), prefer, ends)
    if wish.everything:
        result = replace(result, everything=_everything(built, ends))
    if wish.alternatives:
        pure = tuple(_pure(survey, prefer, ends, wish))
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
    points = sorted(points, key=lambda each: order(each, prefer, built.objectives))
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
    survey: Survey, found: _Found, prefer: str, ends: float | None, wish: Wish
) -> PlanResult:
    """Return why nothing is feasible: minimal conflicts and minimal relaxations, if asked for."""
    is_asked = wish.reasons and found.status is Status.INFEASIBLE
    built = opened(found.built) if wish.nearest and is_asked else found.built
    why = conflicts(built.problem, _left(ends)) if is_asked else Clashes((), (), False, False)
    verdict = Verdict.INFEASIBLE if found.status is Status.INFEASIBLE else Verdict.UNKNOWN
    return PlanResult(
        survey.knowledge.site or "", tuple(each.pipeline for each in survey.chains), verdict,
        found.status, Solver.ENUMERATION,
        tuple(Asked(e.name, e.notation, e.quantity, e.less) for e in found.built.objectives),
        (), None, prefer, "", None, None,
        tuple(each.labels for each in why.conflicts),
        tuple(Relaxation(each.labels) for each in why.relaxations), why.is_complete,
        why.hopeless,
        nearest=nearest(built, why.relaxations, prefer, _left(ends)) if wish.nearest else None,
    )


def _pure(
    survey: Survey, prefer: str, ends: float | None, wish: Wish
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
            asked = Wish(prefer, _left(ends), reasons=wish.reasons, nearest=wish.nearest)
            result = answer(narrowed, asked)
            refused = result.conflicts[0] if result.conflicts else result.hopeless
            found.append(Alternative(
                architecture, result.verdict, result.recommended, refused, result.nearest))
    return found
