"""Render a plan: the recommended placement, the front, pure levels beside it, or what conflicts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import PREFIXES, local_name
from ...reasoner.plan_report import Refusal
from ...reasoner.plan_result import Alternative, Asked, Placed, PlanResult, Point, Value
from ...reasoner.plan_solution import Status
from ...reasoner.verdict import Verdict
from .plan_conflicts import conflict_lines
from .terminal import draw, fitted

CLAIM = "Hybrid usually wins on cost, latency and reliability"
_SHOWN = 12  # placements that fit a screen; --all shows every one
_INVERSE = {"batteryDrain": "batteryLife"}  # how fast it empties is told as how long it lasts


def plan_text(knowledge: Knowledge, result: PlanResult, told: Sequence[Refusal] = ()) -> str:
    """Return the answer for people: what is recommended first, then what else nothing beats.

    Where nothing is feasible, `told` are the numbers of the requirements that conflict.
    """
    parts: list[RenderableType] = [_headline(result)]
    if result.recommended is not None:
        parts += _recommended(knowledge, result)
        if len(result.points) > 1:
            parts += ["", _front_line(result), _front(knowledge, result, result.points, _SHOWN)]
        parts += _gaps(result)
    else:
        parts += conflict_lines(result, told)
    if result.pure:
        parts += ["", _beside(knowledge, result), *_why_not(result), _claim(result)]
    if result.everything is not None:
        distinct = _by_nodes(result.everything)
        parts += ["", f"All {len(result.everything)} feasible placements, on {len(distinct)} "
                  "choices of nodes; of each the first:",
                  _front(knowledge, result, distinct, len(distinct))]
    return draw(*parts)


def _by_nodes(points: Sequence[Point]) -> list[Point]:
    """Return one placement for each choice of nodes."""
    found: dict[tuple[str, ...], Point] = {}
    for each in points:
        found.setdefault(tuple(placed.node for placed in each.placed), each)
    return list(found.values())


def _level(iri: str | None) -> str:
    return local_name(iri or "-").removesuffix("-level")


def _headline(result: PlanResult) -> str:
    names = ", ".join(local_name(each) for each in result.pipelines)
    if result.recommended is None:
        undecided = result.verdict is Verdict.UNKNOWN and result.status is Status.UNKNOWN
        word = "not decided in the time there was" if undecided else result.verdict.word
        return f"{names} on {local_name(result.site)}: {word}"
    architecture = local_name(result.recommended.architecture or "no architecture")
    decided = result.decided_by if len(result.points) < 2 else f"decided by {result.decided_by}"
    return f"{names} on {local_name(result.site)}: {architecture} ({result.verdict.word}; " \
        f"{decided}{_sure(result)})"


def _sure(result: PlanResult) -> str:
    if result.status is Status.OPTIMAL:
        return ""
    gap = "unknown" if result.gap is None else f"{result.gap:.1%}"
    return f"; time was up: best found, proven gap {gap}"


def _recommended(knowledge: Knowledge, result: PlanResult) -> Iterator[RenderableType]:
    point = result.recommended
    assert point is not None
    rows = [
        (
            _task_name(each), local_name(each.node), _level(each.level), _choice(each),
            ", ".join(_code(knowledge, driver) for driver in each.in_favour) or "-",
            ", ".join((*each.conditional, *(f"unknown {e}" for e in each.unknown))) or "-",
        )
        for each in point.placed
    ]
    headings = ("task", "node", "level", "with", "drivers for this level", "depends on")
    yield fitted(headings, rows, headings[:2], (headings[4], headings[3], headings[5]))
    yield "; ".join(
        f"{objective_label(knowledge, each.name)} {_shown(knowledge, each, point)}"
        for each in result.objectives
    )
    if result.is_bound:
        yield "The availability is a lower bound: with so many stand-ins, all are taken to fall " \
            "back together"
    if point.doubts:
        yield "In doubt on the way: " + ", ".join(f"{n} is {word}" for n, word in point.doubts)
    for end in point.ends:
        bound = "at most" if result.verdict is Verdict.FEASIBLE else "at least"
        taken, allowed = (_time(knowledge, each) for each in (end.seconds, end.at_most))
        yield f"{local_name(end.pipeline)} takes {bound} {taken} from end to end, " \
            f"{allowed} are allowed"


def _time(knowledge: Knowledge, seconds: float) -> str:
    return knowledge.show("endToEndTime", seconds)


def objective_label(knowledge: Knowledge, objective: str) -> str:
    """Return what people call an objective: that of the quantity as which its values are shown."""
    iri = PREFIXES["tw"] + objective
    quantity = local_name(knowledge.facts.object(iri, PREFIXES["tw"] + "ofQuantity") or "")
    shown = _INVERSE.get(quantity)
    return knowledge.facts.label(PREFIXES["tw"] + shown if shown else iri)


def _task_name(placed: Placed) -> str:
    if placed.stands_in_for is None:
        return local_name(placed.task)
    return f"{local_name(placed.task)} (for {local_name(placed.stands_in_for)})"


def _choice(placed: Placed) -> str:
    return " / ".join(local_name(each) for each in (placed.variant, placed.runtime) if each) or "-"


def _code(knowledge: Knowledge, driver: str) -> str:
    return knowledge.facts.text(driver, PREFIXES["skos"] + "notation") or local_name(driver)


def _shown(knowledge: Knowledge, asked: Asked, point: Point) -> str:
    return shown_value(knowledge, asked, point.value(asked.name))


def shown_value(knowledge: Knowledge, asked: Asked, value: Value) -> str:
    """Return a value as people read it; with figures missing it is the bound that is known."""
    if asked.quantity in _INVERSE:
        if value.value <= 0:
            return "no battery in use"
        text = knowledge.show(_INVERSE[asked.quantity], 1 / value.value)
    else:
        text = knowledge.show(asked.quantity, value.value)
    return f"{bound_sign(asked, value)}{text}"


def bound_sign(asked: Asked, value: Value) -> str:
    """Return the sign of a bound before a value that figures are missing for, else nothing."""
    if not value.missing:
        return ""
    # A sum grows with what is missing, a product of shares and the life of a battery shrink.
    return "≥ " if asked.less and asked.quantity not in _INVERSE else "≤ "


def _front_line(result: PlanResult) -> str:
    count = len(result.points)
    whole = "" if result.status is Status.OPTIMAL else " so far"
    return f"{count} placements that no other beats{whole}:"


def _front(
    knowledge: Knowledge, result: PlanResult, points: Sequence[Point], most: int
) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("architecture", "nodes", *(e.notation for e in result.objectives), "drivers"):
        table.add_column(heading, overflow="fold")
    for each in points[:most]:
        table.add_row(
            local_name(each.architecture or "-").removesuffix("-architecture"),
            ", ".join(local_name(p.node) for p in each.placed),
            *(_shown(knowledge, asked, each) for asked in result.objectives), f"{each.score:+d}",
        )
    if len(points) > most:
        table.caption = f"and {len(points) - most} more: --all or --format json"
    return table


def _gaps(result: PlanResult) -> Iterator[str]:
    """Yield which figures nobody states, for the recommended placement."""
    assert result.recommended is not None
    for each in result.recommended.values:
        if each.missing:
            notation = next(a.notation for a in result.objectives if a.name == each.objective)
            yield f"Nobody states, for {notation}: {', '.join(each.missing)}"


# Pure levels beside the best


def _columns(result: PlanResult) -> list[tuple[str, Point | None]]:
    pure = [(local_name(e.architecture).removesuffix("-architecture"), e.point)
            for e in result.pure]
    return [*pure, ("hybrid", result.claim.hybrid if result.claim else None)]


def _beside(knowledge: Knowledge, result: PlanResult) -> Table:
    table = Table(box=None, pad_edge=False)
    columns = _columns(result)
    for heading in ("", *(name for name, _ in columns)):
        table.add_column(heading, overflow="fold")
    words = [each.verdict.word for each in result.pure]
    table.add_row("verdict", *words, result.verdict.word if columns[-1][1] else "not on the front")
    for asked in result.objectives:
        table.add_row(
            objective_label(knowledge, asked.name),
            *("-" if point is None else _shown(knowledge, asked, point) for _, point in columns),
        )
    return table


def _why_not(result: PlanResult) -> Iterator[str]:
    for each in result.pure:
        if each.point is None:
            why = " + ".join(each.refused) or "the site has no node of this level"
            yield f"{local_name(each.architecture)} alone is infeasible: {why}"


def _claim(result: PlanResult) -> str:
    """Return the sentence that confirms or refutes the framework's claim for this site."""
    claim = result.claim
    assert claim is not None
    head = f'"{CLAIM}" is {claim.verdict} here'
    if claim.hybrid is None:
        return f"{head}: no placement over several levels is among those that nothing beats."
    if not claim.by_objective:
        return f"{head}: a hybrid is {result.verdict.word}, and no architecture of one level is."
    notation = {each.name: each.notation for each in result.objectives}
    told = {
        "confirmed": "better than the best pure one", "refuted": "worse than the best pure one",
        "tied": "as good as the best pure one", "undecided": "not told apart, figures are missing",
    }
    parts = "; ".join(f"{notation[name]} {told[each]}" for name, each in claim.by_objective)
    return f"{head}: {parts}."


# JSON


def plan_json(knowledge: Knowledge, result: PlanResult) -> str:
    """Return JSON as docs/schemas/plan.schema.json describes; values in canonical units."""
    quantities = knowledge.definitions.quantities
    symbol = {
        each.name: knowledge.units.unit(quantities[each.quantity].unit).symbol
        for each in result.objectives
    }
    record: dict[str, Any] = {
        "site": result.site, "pipelines": list(result.pipelines), "verdict": result.verdict.word,
        "status": result.status.value, "solver": result.solver.value, "gap": result.gap,
        "prefer": result.prefer, "decided_by": result.decided_by,
        "objectives": [
            {"objective": e.notation, "unit": symbol[e.name], "better": "less" if e.less else
             "more"} for e in result.objectives
        ],
        "recommended": _point(result, result.recommended),
        "front": [_point(result, each) for each in result.points],
        "conflicts": [list(each) for each in result.conflicts],
        "relaxations": [list(each.requirements) for each in result.relaxations],
        "complete": result.is_complete, "hopeless": list(result.hopeless),
    }
    if result.is_bound:
        record["availability_is_lower_bound"] = True
    if result.everything is not None:
        record["all"] = [_point(result, each) for each in result.everything]
    if result.claim is not None:
        record["hybrid"] = {
            "pure": [_alternative(result, each) for each in result.pure],
            "hybrid": _point(result, result.claim.hybrid), "claim": result.claim.verdict,
            "by_objective": {
                _notation(result, name): each for name, each in result.claim.by_objective
            },
            "sentence": _claim(result),
        }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _notation(result: PlanResult, name: str) -> str:
    return next(each.notation for each in result.objectives if each.name == name)


def _alternative(result: PlanResult, each: Alternative) -> dict[str, Any]:
    return {"architecture": each.architecture, "verdict": each.verdict.word,
            "best": _point(result, each.point), "refused": list(each.refused)}


def _point(result: PlanResult, point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {
        "architecture": point.architecture, "drivers": point.score, "ties": point.ties,
        "tasks": [_task(each) for each in point.placed],
        "values": {_notation(result, each.objective): each.value for each in point.values},
        "missing": {
            _notation(result, each.objective): list(each.missing)
            for each in point.values if each.missing
        },
        "doubts": dict(point.doubts),
        "end_to_end": [
            {"pipeline": e.pipeline, "time_s": e.seconds, "deadline_s": e.at_most}
            for e in point.ends
        ],
    }


def _task(each: Placed) -> dict[str, Any]:
    stands_in = {} if each.stands_in_for is None else {"stands_in_for": each.stands_in_for}
    return stands_in | {
        "task": each.task, "node": each.node, "level": each.level, "variant": each.variant,
        "unit": each.unit, "runtime": each.runtime, "drivers": list(each.in_favour),
        "conditional": list(each.conditional), "unknown": list(each.unknown),
    }


