"""Plan anew since an old plan: what moved and why, what stayed, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from ..plan_problem import Limit, Problem
from ..plan_result import Asked, PlanResult, Point
from ..plan_solution import Replanned, Status
from ..verdict import Verdict
from .answer import Wish, answer
from .assemble import Built, assemble
from .describe import Describer
from .frame import CONDITIONS, DRIVERS, GAPS, UNKNOWNS
from .objectives import UPPER_BOUND
from .old_plan import OldPlan, refuse_other
from .preferring import LEVEL_RULE, preference
from .reasons import Reason, Reasons
from .replan import replan
from .survey import Survey

_COST, _LATENCY = "plan-cost", "plan-latency"


@dataclass(frozen=True)
class Move:
    """A task that is on another node than before: `was` is None for a task that is new.

    `is_gone`: the old node is no longer of the site.  Else `reasons` are the requirements that
    the old place does not meet now; `beside` says that they hold against it where the other tasks
    are now, rather than where they were.
    """

    task: str
    was: str | None
    now: str
    is_gone: bool
    reasons: tuple[Reason, ...]
    beside: bool


@dataclass(frozen=True)
class Since:
    """A plan that was made anew with the fewest moves.

    `is_fewest`: it is proven that no feasible placement moves fewer tasks.  `gone` are nodes of
    the old plan that the site no longer has.  Without a placement nothing moves nor stays.
    """

    result: PlanResult
    old: OldPlan
    moves: tuple[Move, ...]
    stays: tuple[str, ...]
    is_fewest: bool
    gone: tuple[str, ...]


@dataclass(frozen=True)
class _Try:
    built: Built
    found: Replanned


def since(survey: Survey, old: OldPlan, wish: Wish) -> Since:
    """Return the placement that moves the fewest tasks, at least as sure as the old if possible.

    Raises UnknownName for an old plan of another site or of other tasks, UsageError for an
    objective that the site has no figures for.
    """
    refuse_other(old, survey)
    prefer = preference(survey, wish.prefer or old.prefer)
    ends = None if wish.time_limit is None else monotonic() + wish.time_limit
    nodes = survey.nodes
    gone = {each.node for each in old.places.values()} - set(nodes)
    lost = tuple(sorted(gone))
    found = _fewest(survey, old, prefer, ends)
    if found is None:
        left = None if ends is None else max(1e-3, ends - monotonic())
        refused = answer(survey, replace(wish, prefer=prefer, time_limit=left))
        return Since(refused, old, (), (), False, lost)
    return _told(found, old, prefer, lost)


def _fewest(survey: Survey, old: OldPlan, prefer: str, ends: float | None) -> _Try | None:
    """Return the placement with the fewest moves of all that are as sure as the old plan was.

    Where none is, of the surest there are.  Of as few moves the surer one is taken.
    """
    tries: list[_Try] = []
    for least in (Verdict.FEASIBLE, Verdict.CONDITIONAL, Verdict.UNKNOWN):
        built = assemble(survey, least)
        found = _in_turn(built, old, prefer, ends)
        if found is not None:
            tries.append(_Try(built, found))
        if tries and least <= old.verdict:
            break
    return min(tries, key=lambda each: (len(each.found.moved), -int(each.built.least)),
               default=None)


def _in_turn(built: Built, old: OldPlan, prefer: str, ends: float | None) -> Replanned | None:
    """Return the best by each objective in turn, of the fewest moves; None where nothing is."""
    problem = built.p95 if prefer == UPPER_BOUND else built.problem
    nodes = _before(built, old)
    found = None
    for name in _leading(built, problem, prefer):
        left = None if ends is None else max(0.0, ends - monotonic())
        again = replan(problem, nodes, name, left)
        if again.best.assignment is None or again.best.value is None:
            break
        found = again
        if again.best.status is not Status.OPTIMAL:
            break
        limit = Limit(f"best {name}", name, again.best.value)
        problem = replace(problem, limits=(*problem.limits, limit))
    return found


def _leading(built: Built, problem: Problem, prefer: str) -> list[str]:
    """Return the objectives that decide, first one first: doubts, what is preferred, then cost.

    What states its figures comes before what does not, as on the front.
    """
    doubts = {Verdict.CONDITIONAL: [CONDITIONS], Verdict.UNKNOWN: [UNKNOWNS, CONDITIONS]}
    names = doubts.get(built.least, [])
    first = {LEVEL_RULE: DRIVERS, UPPER_BOUND: _LATENCY}.get(prefer, prefer)
    for each in (first, _COST):
        names += [GAPS + each, each]
    known = {each.name for each in problem.objectives}
    return list(dict.fromkeys(each for each in names if each in known))


def _before(built: Built, old: OldPlan) -> list[int | None]:
    """Return the node of each task of a problem before; where data arises never moves."""
    place_of = built.survey.ways.network.place_of
    found: list[int | None] = []
    for place, name in enumerate(built.tasks):
        if place < len(built.survey.choices):
            was = old.places.get(name)
            found.append(place_of.get(was.node) if was else None)
        else:
            found.append(int(built.problem.tasks[place].node[0]))
    return found


def _told(found: _Try, old: OldPlan, prefer: str, gone: tuple[str, ...]) -> Since:
    built, best = found.built, found.found.best
    assert best.assignment is not None
    row = np.array(best.assignment.options, dtype=np.int64)
    [point] = Describer(built).points(row[None, :], [None])
    survey, is_fewest = built.survey, found.found.fewest is not None
    status = Status.OPTIMAL if is_fewest and best.status is Status.OPTIMAL else Status.FEASIBLE
    result = PlanResult(
        survey.knowledge.site or "", tuple(each.pipeline for each in survey.chains), built.least,
        status, best.solver,
        tuple(Asked(e.name, e.notation, e.quantity, e.less) for e in built.objectives),
        (point,), point, prefer, f"fewest moves, then {_word(built, prefer)}", best.gap,
    )
    now = {each.task: each.node for each in point.placed}
    stays = tuple(t for t in now if t in old.places and old.places[t].node == now[t])
    moved = [each for each in now if each not in stays]
    return Since(result, old, _moves(built, row, old, point, moved), stays, is_fewest, gone)


def _word(built: Built, prefer: str) -> str:
    if prefer == LEVEL_RULE:
        return "drivers and cost"
    return next(each.notation for each in built.objectives if each.name == prefer)


def _moves(
    built: Built, row: np.ndarray[tuple[int], np.dtype[np.int64]], old: OldPlan, point: Point,
    moved: Sequence[str],
) -> tuple[Move, ...]:
    why = Reasons(built, row, old)
    now = {each.task: each.node for each in point.placed}
    found = []
    for task in moved:
        was = old.places.get(task)
        is_gone = was is not None and was.node not in built.survey.ways.network.place_of
        reasons, beside = ((), False) if was is None or is_gone else why.against(task)
        found.append(
            Move(task, was.node if was else None, now[task], is_gone, reasons, beside)
        )
    return tuple(found)
