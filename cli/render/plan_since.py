"""Render a plan that was made anew: what moved and why, what stayed, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isclose
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import local_name
from ...reasoner.plan.reasons import Reason
from ...reasoner.plan.since import Move, Since
from ...reasoner.plan_result import Asked, Value
from ...reasoner.plan_solution import Status
from ...reasoner.verdict import Verdict
from .plan import plan_json, plan_text, shown_value
from .terminal import draw

_ROUNDED = 1e-9  # relative: what sums of the same in another order may differ by
_TIMES = 9.0  # from this share on an increase is told as how many times as much
_RELATIONS = {"at-most": "at most", "at-least": "at least"}


def since_text(knowledge: Knowledge, since: Since) -> str:
    """Return what moved for people, and the new placement below it."""
    parts: list[RenderableType] = [_headline(since)]
    if since.gone:
        parts.append(f"Gone from the site: {', '.join(map(local_name, since.gone))}")
    if since.moves:
        parts += ["", _moves(knowledge, since)]
    if since.stays:
        parts += ["", f"Stay: {', '.join(_stays(since))}"]
    if since.result.recommended is not None:
        parts += ["", _costs(knowledge, since)]
    return draw(*parts) + "\n" + plan_text(knowledge, since.result)


def _headline(since: Since) -> str:
    names = ", ".join(local_name(each) for each in since.result.pipelines)
    head = f"{names} on {local_name(since.result.site)}, since {since.old.file.name}"
    if since.result.recommended is None:
        timed_out = since.result.status is Status.UNKNOWN
        left = "none found in the time there was" if timed_out else "no placement is left"
        return f"{head}: {left}"
    old = [each for each in since.moves if each.was is not None]
    count = len(old) + len(since.stays)
    sure = "no placement moves fewer" if since.is_fewest else "time was up: fewer may suffice"
    if not since.moves:
        return f"{head}: all {count} tasks stay"
    new = len(since.moves) - len(old)
    more = f", {new} new" if new else ""
    verb = "moves" if len(old) == 1 else "move"
    return f"{head}: {len(old)} of {count} tasks {verb}{more} ({sure})"


def _stays(since: Since) -> Iterator[str]:
    for task in since.stays:
        yield f"{local_name(task)} on {local_name(since.old.places[task].node)}"


def _moves(knowledge: Knowledge, since: Since) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("task", "was on", "now on", "why"):
        table.add_column(heading, overflow="fold")
    for each in since.moves:
        table.add_row(
            local_name(each.task), local_name(each.was or "-"), local_name(each.now),
            _why(knowledge, each),
        )
    return table


def _why(knowledge: Knowledge, move: Move) -> str:
    if move.was is None:
        return "it is new"
    if move.is_gone:
        return "its node is gone"
    if not move.reasons:
        return "not known to be needed: time was up"
    head = "beside what moved: " if move.beside else ""
    return head + "\n".join(_reason(knowledge, each) for each in move.reasons)


def _reason(knowledge: Knowledge, reason: Reason) -> str:
    """Return `flow-deadline of findings: 12 s, at most 10 s are allowed, over fibre-t4`."""
    over = f", over {' and '.join(reason.over)}" if reason.over else ""
    if reason.verdict is Verdict.UNKNOWN:
        return f"{reason.requirement} is unknown{over}"
    if reason.demand is None or reason.supply is None:
        return f"{reason.requirement} is {_met(reason)}{over}"
    demand, supply = (_shown(knowledge, reason, e) for e in (reason.demand, reason.supply))
    sure = "" if reason.verdict is Verdict.INFEASIBLE else " at worst"
    relation = _RELATIONS.get(reason.relation, reason.relation)
    return f"{reason.requirement}: {demand}{sure}, {relation} {supply}{over}"


def _met(reason: Reason) -> str:
    return "not met" if reason.verdict is Verdict.INFEASIBLE else reason.verdict.word


def _shown(knowledge: Knowledge, reason: Reason, value: float) -> str:
    if reason.quantity is None:
        return f"{value:.4g} {reason.unit}".strip()
    return knowledge.show(reason.quantity, value)


def _costs(knowledge: Knowledge, since: Since) -> Table:
    """Return each objective before and after."""
    table = Table(box=None, pad_edge=False)
    for heading in ("objective", "before", "after", "change"):
        table.add_column(heading, overflow="fold")
    for asked, before, after in _pairs(since):
        table.add_row(
            asked.notation, shown_value(knowledge, asked, before) if before else "-",
            shown_value(knowledge, asked, after), _change(before, after),
        )
    return table


def _pairs(since: Since) -> Iterator[tuple[Asked, Value | None, Value]]:
    """Yield each objective with its value in the old plan, None where that has none, and now."""
    point, old = since.result.recommended, since.old
    assert point is not None
    for each in since.result.objectives:
        before = None
        if each.notation in old.values:
            missing = old.missing.get(each.notation, ())
            before = Value(each.name, old.values[each.notation], missing)
        yield each, before, point.value(each.name)


def _change(before: Value | None, after: Value) -> str:
    if before is None:
        return "-"
    if isclose(before.value, after.value, rel_tol=_ROUNDED):
        return "none"
    # Bounds do not tell how much the values themselves differ.
    about = "≈ " if before.missing or after.missing else ""
    if not before.value:
        return f"{about}from nothing"
    share = (after.value - before.value) / abs(before.value)
    if share >= _TIMES:
        return f"{about}{after.value / before.value:.3g} times as much"
    return f"{about}{share:+.2%}" if abs(share) >= 5e-5 else f"{about}{share:+.1e}"


# JSON


def since_json(knowledge: Knowledge, since: Since) -> str:
    """Return the JSON of a plan, with what has changed `since` an old one."""
    record = json.loads(plan_json(knowledge, since.result))
    record["since"] = {
        "file": since.old.file.name, "fewest": since.is_fewest, "gone": list(since.gone),
        "moved": [_move(knowledge, each) for each in since.moves],
        "stayed": [
            {"task": each, "node": since.old.places[each].node} for each in since.stays
        ],
        "costs": [
            {"objective": asked.notation, "before": before.value if before else None,
             "after": after.value}
            for asked, before, after in (_pairs(since) if since.result.recommended else ())
        ],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _move(knowledge: Knowledge, move: Move) -> dict[str, Any]:
    return {
        "task": move.task, "was": move.was, "now": move.now, "node_gone": move.is_gone,
        "beside_what_moved": move.beside,
        "reasons": [
            {"requirement": each.requirement, "verdict": each.verdict.word,
             "relation": each.relation, "demand": each.demand, "supply": each.supply,
             "unit": _unit(knowledge, each), "over": list(each.over)}
            for each in move.reasons
        ],
    }


def _unit(knowledge: Knowledge, reason: Reason) -> str:
    if reason.quantity is None:
        return reason.unit
    return knowledge.units.unit(knowledge.definitions.quantities[reason.quantity].unit).symbol
