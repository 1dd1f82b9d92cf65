"""Render a pipeline's placement: where each task lands, and what one level alone would do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from ...reasoner.interval import Interval
from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import local_name
from ...reasoner.pipeline_result import PipelineResult
from ...reasoner.placement import FlowResult
from .terminal import draw, fitted


def pipelines_text(knowledge: Knowledge, results: Sequence[PipelineResult]) -> str:
    """Return, for each pipeline, its architecture, its tasks and flows, and the alternatives."""
    parts: list[RenderableType] = []
    for each in results:
        name = local_name(each.architecture) if each.architecture else "no architecture"
        parts.append(f"{local_name(each.pipeline)}: {name} ({each.verdict.word})")
        parts.append(_tasks(knowledge, each))
        for flow in each.flows:
            parts.append(_flow(knowledge, flow))
        if each.end_to_end.sentence:
            parts.append(f"End to end: {each.end_to_end.sentence}")
        for other in each.alternatives:
            lacks = ", ".join(
                f"{local_name(s.thing)} fails {s.constraint}" for s in other.failed
            )
            why = f": {lacks}" if lacks else ""
            parts.append(f"{local_name(other.architecture)} alone is {other.verdict.word}{why}")
    return draw(*parts)


def _tasks(knowledge: Knowledge, result: PipelineResult) -> Table:
    rows = []
    for task, node in result.placements.items():
        cost = node.monthly_cost
        rows.append((
            local_name(task), local_name(node.node),
            local_name(node.level or "").removesuffix("-level"), node.verdict.word,
            "unknown" if cost is None else knowledge.show("monthlyCost", cost),
        ))
    headings = ("task", "node", "level", "verdict", "monthly cost")
    return fitted(headings, rows, headings, ("monthly cost", "level"))


def _flow(knowledge: Knowledge, flow: FlowResult) -> str:
    ends = f"{local_name(flow.from_node)} → {local_name(flow.to_node)}"
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
    time = result.end_to_end.time
    return {
        "pipeline": result.pipeline, "verdict": result.verdict.word,
        "architecture": result.architecture,
        "placements": [
            {"task": task, "node": node.node, "level": node.level, "verdict": node.verdict.word}
            for task, node in result.placements.items()
        ],
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
