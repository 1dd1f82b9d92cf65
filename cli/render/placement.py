"""Render placements: a table for people, JSON, CSV and Turtle for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import PREFIXES, curie, local_name
from ...reasoner.placement import NodeResult, TaskResult
from ...reasoner.verdict import Verdict
from .terminal import draw, fitted

_SHOWN = 8  # nodes of a task that fit a screen; --all shows every one
MONTH_S = 2629800  # a twelfth of the Julian year, as unit:MO_MeanJulian
_BUNDLED = "ontology/"  # what the names of bundled files begin with
_COLOUR = {
    Verdict.FEASIBLE: "green", Verdict.CONDITIONAL: "yellow", Verdict.UNKNOWN: "cyan",
    Verdict.INFEASIBLE: "red",
}


def _level(iri: str | None) -> str:
    return local_name(iri or "").removesuffix("-level")


def _money(knowledge: Knowledge, value: float | None, name: str) -> str:
    return "unknown" if value is None else knowledge.show(name, value)


def _reason(result: NodeResult) -> str:
    parts = []
    for word, names in (
        ("fails", result.failed), ("unknown", result.unknown), ("depends on", result.conditional),
    ):
        if names:
            parts.append(f"{word} {', '.join(names)}")
    return "; ".join(parts)


def placements_text(
    knowledge: Knowledge, results: Sequence[TaskResult], show_all: bool
) -> str:
    """Return a table a task: nodes best first, with verdict, choice, cost, time and reason."""
    parts: list[RenderableType] = []
    for result in results:
        if len(results) > 1 and not show_all:
            continue
        parts.append(_headline(knowledge, result))
        parts.append(_table(knowledge, result, show_all))
    if len(results) > 1 and not show_all:
        parts.append(_summary(knowledge, results))
    if knowledge.site is None:
        parts.append("No site was given: all products were asked, and no network is assessed.")
    return draw(*parts)


def why_text(results: Sequence[TaskResult], options: str) -> str:
    """Return the call that explains the one answer; nothing where there are several, or none."""
    # A task straight from a model file has no name that another command would know.
    named = len(results) == 1 and not results[0].task.startswith("urn:")
    if not named or results[0].recommended is None:
        return ""
    task, node = local_name(results[0].task), local_name(results[0].recommended.node)
    return f"Why: tierwise explain {task} {node}{options}\n"


def _headline(knowledge: Knowledge, result: TaskResult) -> str:
    name = local_name(result.task)
    if not result.concluded:
        return f"{name}: {result.verdict.word} - {result.decided_by}"
    levels = " or ".join(_level(each) for each in result.concluded)
    on = f", on {local_name(result.recommended.node)}" if result.recommended else ""
    winner = next(each for each in result.levels if each.level == result.concluded[0])
    codes = [
        knowledge.facts.text(d, PREFIXES["skos"] + "notation") or local_name(d)
        for d in winner.in_favour
    ]
    drivers = f"; drivers {', '.join(codes)}" if codes else ""
    return f"{name}: {levels}{on} ({result.verdict.word}; decided by {result.decided_by}{drivers})"


def _summary(knowledge: Knowledge, results: Sequence[TaskResult]) -> Table:
    rows = []
    for each in results:
        best = each.recommended or (each.nodes[0] if each.nodes else None)
        cost = best.monthly_cost if best else None
        time = best.response_time if best else None
        rows.append((
            local_name(each.task), " or ".join(_level(x) for x in each.concluded) or "-",
            local_name(best.node) if best else "-", _verdict(each.verdict),
            _money(knowledge, cost, "monthlyCost").removesuffix(" USD/month"),
            _money(knowledge, time, "responseTime"), each.decided_by,
        ))
    headings = ("task", "level", "node", "verdict", "USD/month", "time", "decided by")
    first_to_go = ("decided by", "USD/month", "time", "node")
    return fitted(headings, rows, ("task", "node", "time"), first_to_go)


def _table(knowledge: Knowledge, result: TaskResult, show_all: bool) -> Table:
    nodes = result.nodes if show_all else _shown(knowledge, result.nodes)
    rows = []
    for each in nodes:
        choice = " / ".join(
            local_name(x) for x in (each.question.variant, each.target.runtime) if x
        )
        rows.append((
            local_name(each.node), _level(each.level), _verdict(each.verdict), choice,
            _money(knowledge, each.monthly_cost, "monthlyCost"),
            _money(knowledge, each.response_time, "responseTime"), _reason(each),
        ))
    headings = ("node", "level", "verdict", "with", "monthly cost", "time", "because")
    whole = ("node", "verdict", "monthly cost", "time")
    table = fitted(headings, rows, whole, ("with", "monthly cost", "time", "level"))
    if len(nodes) < len(result.nodes):
        more = f"{len(result.nodes) - len(nodes)} more; --all shows them"
        table.caption = f"{more}; {table.caption}" if table.caption else more
    return table


def _shown(knowledge: Knowledge, nodes: Sequence[NodeResult]) -> list[NodeResult]:
    """Return the best nodes, and of the whole catalogue also what the user's own files state."""
    own = [] if knowledge.site else [each for each in nodes[_SHOWN:] if _is_own(knowledge, each)]
    return [*nodes[:_SHOWN], *own[:_SHOWN]]


def _is_own(knowledge: Knowledge, result: NodeResult) -> bool:
    facts, product = knowledge.asserted, result.target.hardware
    said = (  # all of it: the class of what extends a product is said where that product is
        facts.place((product, predicate, each))
        for predicate, objects in facts.properties(product).items() for each in objects
    )
    return any(each is not None and not each.file.startswith(_BUNDLED) for each in said)


def _verdict(verdict: Verdict) -> Text:
    return Text(verdict.word, _COLOUR[verdict])


def _record(knowledge: Knowledge, result: NodeResult) -> dict[str, Any]:
    target = result.target
    return {
        "node": result.node, "hardware": target.hardware, "level": _level(result.level),
        "verdict": result.verdict.word, "variant": result.question.variant, "unit": target.unit,
        "runtime": target.runtime, "working_pool": target.work_pool,
        "weight_pool": target.weight_pool, "failed": list(result.failed),
        "unknown": list(result.unknown), "conditional": list(result.conditional),
        "monthly_cost_usd": None if result.monthly_cost is None else result.monthly_cost * MONTH_S,
        "price_usd": result.price, "response_time_s": result.response_time,
    }


def placements_json(
    knowledge: Knowledge, results: Sequence[TaskResult], show_all: bool
) -> str:
    """Return JSON as docs/schemas/place.schema.json describes it."""
    found = [
        {
            "task": each.task, "verdict": each.verdict.word,
            "levels": [_level(x) for x in each.concluded], "decided_by": each.decided_by,
            "recommended": each.recommended.node if each.recommended else None,
            "scores": [
                {
                    "level": _level(x.level), "verdict": x.verdict.word, "score": x.score,
                    "in_favour": list(x.in_favour), "for_others": list(x.for_others),
                }
                for x in each.levels
            ],
            "nodes": [_record(knowledge, x) for x in each.nodes],
        }
        for each in results
    ]
    return json.dumps({"site": knowledge.site, "tasks": found}, indent=2) + "\n"


def placements_csv(
    knowledge: Knowledge, results: Sequence[TaskResult], show_all: bool
) -> str:
    """Return CSV, one row for each task and node."""
    stream = io.StringIO()
    rows = [
        {"task": each.task} | _record(knowledge, node) for each in results for node in each.nodes
    ]
    if rows:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: " ".join(v) if isinstance(v, list) else v for k, v in row.items()})
    return stream.getvalue()


def placements_turtle(
    knowledge: Knowledge, results: Sequence[TaskResult], show_all: bool
) -> str:
    """Return each task's verdict at each node as tw:Placement individuals."""
    lines = [f"@prefix {each}: <{PREFIXES[each]}> ." for each in ("cat", "tw", "xsd")] + [""]
    for result in results:
        for node in result.nodes:
            parts = [f"tw:placesTask {_iri(node.task)}", f"tw:onNode {_iri(node.node)}",
                     f"tw:hasVerdict tw:{node.verdict.word}"]
            if node.question.variant:
                parts.append(f"tw:withVariant {_iri(node.question.variant)}")
            if node.target.runtime:
                parts.append(f"tw:placedRuntime {_iri(node.target.runtime)}")
            lines.append("[] a tw:Placement ;\n    " + " ;\n    ".join(parts) + " .")
    return "\n".join(lines) + "\n"


def _iri(iri: str) -> str:
    short = curie(iri)
    return short if short.startswith(("cat:", "tw:")) else f"<{iri}>"
