"""Set pure device, gateway and cloud and the best hybrid of a site side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import monotonic

from ..namespaces import PREFIXES, local_name, tw
from ..plan_report import HYBRID, LEVELS, Architecture, Compared, Favour, Refusal, Report
from ..plan_result import Alternative, Claim, PlanResult, Point
from ..plan_solution import Status
from ..verdict import Verdict
from .answer import Wish, answer
from .claim import CONFIRMED, TIED, by_objective, claim_of, compared
from .drawing import topology
from .link_table import Links
from .narrowing import at_level
from .objectives import UPPER_BOUND
from .preferring import LEVEL_RULE
from .refusals import refusals
from .survey import Survey

_NO_NODE = "the site has no node of this level"
_TIME = "not decided in the time there was"
_ONE_LEVEL = "no placement over several levels is feasible"
_NO_PLACEMENT = "no placement meets these requirements together"


def report(survey: Survey, wish: Wish, links: Links | None = None) -> Report:
    """Return the report of a site; raises UnknownName where nothing declares what is preferred."""
    ends = None if wish.time_limit is None else monotonic() + wish.time_limit
    result = answer(survey, replace(wish, everything=False, alternatives=True))
    pure = result.pure or tuple(_pure(survey, wish, ends))
    claim = result.claim or claim_of(result, pure)
    found = [*(_one_level(survey, each) for each in pure), _hybrid(survey, result, wish, ends)]
    pictures = [(each.name, topology(survey, each.point, links)) for each in reversed(found)
                if each.point is not None]
    if not pictures:
        pictures = [("", topology(survey, None, links))]
    return Report(result, tuple(found), tuple(_compared(result, found, claim)), claim,
                  tuple(pictures))


def _left(ends: float | None) -> float | None:
    return None if ends is None else max(0.0, ends - monotonic())


def _pure(survey: Survey, wish: Wish, ends: float | None) -> Iterable[Alternative]:
    """Yield the architectures of one level where nothing at all is feasible: why not."""
    for name in LEVELS:
        level = tw(f"{name}-level")
        narrowed = at_level(survey, level)
        for iri in sorted(survey.knowledge.facts.subjects(tw("ofLevel"), level)):
            if narrowed is None:
                yield Alternative(iri, Verdict.INFEASIBLE, None)
                continue
            result = answer(narrowed, Wish(wish.prefer, _left(ends)))
            labels = result.conflicts[0] if result.conflicts else result.hopeless
            yield Alternative(iri, result.verdict, result.recommended, labels)


def _one_level(survey: Survey, each: Alternative) -> Architecture:
    level = survey.knowledge.facts.object(each.architecture, tw("ofLevel")) or ""
    name = local_name(level).removesuffix("-level")
    told: tuple[Refusal, ...] = ()
    why = ""
    if each.point is None:
        narrowed = at_level(survey, level)
        if each.verdict is not Verdict.INFEASIBLE:
            why = _TIME
        elif narrowed is None:
            why = _NO_NODE
        else:
            why = _NO_PLACEMENT
            told = tuple(refusals(narrowed, each.refused))
    return Architecture(
        name, each.architecture, each.verdict, each.point, why, told,
        tuple(_favours(survey, level)), False,
    )


def _favours(survey: Survey, level: str) -> Iterable[Favour]:
    """Yield the drivers of the tasks that favour a level."""
    facts = survey.knowledge.facts
    yield from _grouped(survey, [
        (driver, task) for task in survey.choices
        for driver in sorted(set(facts.objects(task, tw("hasDriver"))))
        if level in facts.objects(driver, tw("favours"))
    ])


def _grouped(survey: Survey, pairs: Sequence[tuple[str, str]]) -> Iterable[Favour]:
    facts = survey.knowledge.facts
    for driver in sorted({each for each, _ in pairs}):
        notation = facts.text(driver, PREFIXES["skos"] + "notation") or local_name(driver)
        yield Favour(driver, notation, facts.label(driver),
                     tuple(task for each, task in pairs if each == driver))


def _hybrid(
    survey: Survey, result: PlanResult, wish: Wish, ends: float | None
) -> Architecture:
    """Return the best hybrid: on the front if one is there, else the best that is feasible."""
    iri = tw("hybrid")
    point = next((each for each in result.points if each.architecture == iri), None)
    on_front = point is not None and not any(_beats(e, point, result) for e in result.points)
    if point is None and result.points:
        point = _beaten(survey, result, wish, ends, iri)
    told: tuple[Refusal, ...] = ()
    why, verdict = "", result.verdict
    if point is None and result.points:
        why, verdict = _ONE_LEVEL, Verdict.INFEASIBLE
        if result.status is not Status.OPTIMAL:
            why, verdict = _TIME, Verdict.UNKNOWN
    elif point is None:
        labels = result.conflicts[0] if result.conflicts else result.hopeless
        told = tuple(refusals(survey, labels))
        why = _NO_PLACEMENT if told else _TIME
    favours = () if point is None else tuple(_grouped(survey, [
        (driver, each.task) for each in point.placed for driver in each.in_favour
    ]))
    return Architecture(HYBRID, iri, verdict, point, why, told, favours, on_front)


def _beats(one: Point, other: Point, result: PlanResult) -> bool:
    """Say whether a placement is as good as another in all objectives, and better in one."""
    better, as_good = False, True
    for asked in result.objectives:
        if asked.name != UPPER_BOUND:
            pair = [each.value(asked.name) for each in (one, other)]
            ours, theirs = (e.value if asked.less else -e.value for e in pair)
            lacks = [len(each.missing) for each in pair]
            as_good &= ours <= theirs and lacks[0] <= lacks[1]
            better |= ours < theirs or lacks[0] < lacks[1]
    return as_good and better


def _beaten(
    survey: Survey, result: PlanResult, wish: Wish, ends: float | None, iri: str
) -> Point | None:
    """Return the best hybrid among all that is feasible, where none is on the front."""
    every = answer(survey, Wish(wish.prefer, _left(ends), everything=True)).everything or ()
    less = {each.name: each.less for each in result.objectives}
    by_rule = result.prefer == LEVEL_RULE
    leading = "plan-cost" if by_rule else result.prefer

    def rank(point: Point) -> tuple[float, ...]:
        keys = [-float(point.score)] if by_rule else []
        for name in (leading, *less):
            if name in less:
                value = point.value(name)
                keys += [len(value.missing), value.value if less[name] else -value.value]
        return tuple(keys)

    return min((e for e in every if e.architecture == iri), key=rank, default=None)


def _compared(
    result: PlanResult, found: Sequence[Architecture], claim: Claim
) -> Iterable[Compared]:
    """Yield for each objective which architectures are surely best, and the best rival's name."""
    placed = [(each.name, each.point) for each in found
              if each.point is not None and each.verdict >= Verdict.CONDITIONAL]
    hybrid = next((point for name, point in placed if name == HYBRID), None)
    pure = [point for name, point in placed if name != HYBRID]
    told = dict(claim.by_objective)
    if hybrid is not None and pure and not told:  # a hybrid that is beaten, but there is one
        told = dict(by_objective(result, hybrid, pure))
    for asked in result.objectives:
        best = tuple(
            name for name, point in placed
            if all(compared(point, other, asked.name, asked.less) in (CONFIRMED, TIED)
                   for _, other in placed)
        ) if len(placed) > 1 else ()
        rivals = [
            (point.value(asked.name).value * (1 if asked.less else -1), name)
            for name, point in placed if name != HYBRID
        ]
        yield Compared(
            asked.name, best, told.get(asked.name), min(rivals)[1] if rivals else None)
