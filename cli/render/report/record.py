"""Render a report as JSON, in canonical units, as docs/schemas/report.schema.json describes."""

from __future__ import annotations

import json
from typing import Any

from ....reasoner.knowledge import Knowledge
from ....reasoner.plan_report import Architecture, Refusal, Report
from ....reasoner.plan_result import Point
from .words import sentence


def report_json(knowledge: Knowledge, report: Report) -> str:
    """Return the report as JSON."""
    notation = {each.name: each.notation for each in report.result.objectives}
    record = {
        "site": report.result.site, "pipelines": list(report.result.pipelines),
        "prefer": report.result.prefer, "status": report.result.status.value,
        "claim": {"verdict": report.claim.verdict, "sentence": sentence(knowledge, report)},
        "objectives": _objectives(knowledge, report),
        "architectures": [
            _architecture(knowledge, notation, each) for each in report.architectures
        ],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _unit(knowledge: Knowledge, quantity: str) -> str:
    return knowledge.units.unit(knowledge.definitions.quantities[quantity].unit).symbol


def _objectives(knowledge: Knowledge, report: Report) -> list[dict[str, Any]]:
    return [
        {
            "objective": asked.notation, "unit": _unit(knowledge, asked.quantity),
            "better": "less" if asked.less else "more", "best": list(compared.best),
            "claim": compared.claimed,
        }
        for asked, compared in zip(report.result.objectives, report.compared, strict=True)
    ]


def _architecture(
    knowledge: Knowledge, notation: dict[str, str], each: Architecture
) -> dict[str, Any]:
    return {
        "name": each.name, "architecture": each.iri, "verdict": each.verdict.word,
        "on_front": each.on_front, "why": each.why or None,
        "refused": [_refusal(knowledge, refusal) for refusal in each.refusals],
        "drivers": [
            {"driver": favour.driver, "notation": favour.notation, "tasks": list(favour.tasks)}
            for favour in each.favours
        ],
        "best": None if each.point is None else _point(notation, each.point),
    }


def _refusal(knowledge: Knowledge, refusal: Refusal) -> dict[str, Any]:
    demand, supply = (
        list(each) if isinstance(each, tuple) else each
        for each in (refusal.demand, refusal.supply)
    )
    return {
        "requirement": refusal.requirement, "sentence": refusal.sentence, "node": refusal.node,
        "demand": demand, "supply": supply,
        "unit": _unit(knowledge, refusal.quantity) if refusal.quantity else None,
    }


def _point(notation: dict[str, str], point: Point) -> dict[str, Any]:
    return {
        "drivers": point.score,
        "tasks": [
            {"task": e.task, "node": e.node, "level": e.level, "variant": e.variant,
             "unit": e.unit, "runtime": e.runtime, "drivers": list(e.in_favour),
             "conditional": list(e.conditional), "unknown": list(e.unknown)}
            for e in point.placed
        ],
        "values": {notation[each.objective]: each.value for each in point.values},
        "missing": {
            notation[each.objective]: list(each.missing) for each in point.values if each.missing
        },
        "doubts": dict(point.doubts),
    }
