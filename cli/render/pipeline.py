"""Render a pipeline's placement: where each task lands, and what one level alone would do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from ...reasoner.interval import Interval
from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import local_name
from ...reasoner.pipeline_result import PipelineResult
from ...reasoner.placement import FlowResult
from .placement import MONTH_S
from .terminal import draw, fitted


def pipelines_text(knowledge: Knowledge, results: Sequence[PipelineResult]) -> str:
    """Return, for each pipeline, its architecture, its tasks and flows, and the alternatives."""
    parts: list[RenderableType] = []
    for each in results:
        name = local_name(each.architecture) if each.architecture else "no architecture"
        said = "; ".join(filter(None, (each.verdict.word, each.decided_by)))
        parts.append(f"{local_name(each.pipeline)}: {name} ({said})")
        if each.placements:
            parts.append(_tasks(knowledge, each))
        for flow in each.flows:
            parts.append(_flow(knowledge, flow))
        parts += _whole(knowledge, each)
        for other in each.alternatives:
            lacks = ", ".join(
                f"{local_name(s.thing)} fails {s.constraint}" for s in other.failed
            )
            why = f": {lacks}" if lacks else ""
            parts.append(f"{local_name(other.architecture)} alone is {other.verdict.word}{why}")
    return draw(*parts)


def _whole(knowledge: Knowledge, result: PipelineResult) -> Iterator[str]:
    """Yield what is said of all tasks together."""
    if result.end_to_end.sentence:
        yield f"End to end: {result.end_to_end.sentence}"
    if result.least_monthly_cost is not None:
        least = "at least " if result.monthly_cost is None else ""
        cost = knowledge.show("monthlyCost", result.least_monthly_cost)
        yield f"All of it costs {least}{cost}, each node counted once"
    if result.failed:
        lacks = ", ".join(f"{local_name(s.thing)} fails {s.constraint}" for s in result.failed)
        yield f"Nothing comes nearer: {lacks}"
    if result.is_held_down_by_sharing:
        yield ("What its tasks share is not sure to be enough: "
               f"`tierwise explain {local_name(result.pipeline)}` says of what")
    if not result.is_proven:
        yield "Better ones may exist: not all were tried in the time there was"


def _tasks(knowledge: Knowledge, result: PipelineResult) -> Table:
    rows = []
    for task, node in result.placements.items():
        cost = node.monthly_cost
        main = result.stands_in.get(task)
        rows.append((
            f"{local_name(task)} (for {local_name(main)})" if main else local_name(task),
            local_name(node.node),
            local_name(node.level or "").removesuffix("-level"), node.verdict.word,
            "unknown" if cost is None else knowledge.show("monthlyCost", cost),
        ))
    headings = ("task", "node", "level", "verdict", "monthly cost")
    return fitted(headings, rows, headings, ("monthly cost", "level"))


def _flow(knowledge: Knowledge, flow: FlowResult) -> str:
    ends = f"{local_name(flow.from_node)} → {local_name(flow.to_node)}"
    if "reachability" in flow.failed:
        return f"{local_name(flow.flow)}: {ends}, no path leads there ({flow.verdict.word})"
    return f"{local_name(flow.flow)}: {ends} in {_time(knowledge, flow.time)} ({flow.verdict.word})"


def _time(knowledge: Knowledge, time: Interval) -> str:
    if time.middle is None:
        return "unknown time"
    return knowledge.show("responseTime", time.middle)


def pipelines_json(knowledge: Knowledge, results: Sequence[PipelineResult]) -> str:
    """Return JSON as the `pipelines` of docs/schemas/place.schema.json."""
    return json.dumps({"site": knowledge.site, "pipelines": [_record(e) for e in results]},
                      indent=2) + "\n"


def _record(result: PipelineResult) -> dict[str, Any]:
    time, cost = result.end_to_end.time, result.monthly_cost
    return {
        "pipeline": result.pipeline, "verdict": result.verdict.word,
        "architecture": result.architecture, "decided_by": result.decided_by,
        "is_proven": result.is_proven,
        "monthly_cost_usd": None if cost is None else cost * MONTH_S,
        "placements": [
            {"task": task, "node": node.node, "level": node.level, "verdict": node.verdict.word,
             "stands_in_for": result.stands_in.get(task)}
            for task, node in result.placements.items()
        ],
        "failed": [[each.thing, each.constraint] for each in result.failed],
        "flows": [
            {"flow": f.flow, "from_node": f.from_node, "to_node": f.to_node,
             "verdict": f.verdict.word, "time_s": f.time.middle}
            for f in result.flows
        ],
        "end_to_end": {"verdict": result.end_to_end.verdict.word, "time_s": time.middle},
        "alternatives": [
            {"architecture": a.architecture, "verdict": a.verdict.word,
             "failed": [[s.thing, s.constraint] for s in a.failed]}
            for a in result.alternatives
        ],
    }
