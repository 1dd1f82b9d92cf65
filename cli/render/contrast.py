"""Render the difference of two places of a task."""

from __future__ import annotations

import json

from rich.table import Table
from rich.text import Text

from ...reasoner.contrast import Contrast, Difference, Score
from ...reasoner.namespaces import local_name
from .proof.document import interval_document
from .proof.text import MARKS
from .terminal import draw


def contrast_text(contrast: Contrast) -> str:
    """Return the differences of two proofs and two objective vectors as tables."""
    return draw(_heading(contrast), _differences(contrast), Text(), _scores(contrast))


def _heading(contrast: Contrast) -> Text:
    lines = [f"{local_name(contrast.task)}: {contrast.sentence}"]
    for side in contrast.sides:
        mark, _ = MARKS[side.verdict]
        level = local_name(side.level or "no level").removesuffix("-level")
        drivers = ", ".join(local_name(each) for each in side.drivers) or "none"
        lines.append(f"  {mark} {side.candidate} ({level}; drivers for it: {drivers})")
    return Text("\n".join([*lines, ""]))


def _differences(contrast: Contrast) -> Table:
    table = Table(title="Constraints that differ", title_justify="left", show_lines=True)
    table.add_column("constraint")
    for side in contrast.sides:
        table.add_column(side.name, ratio=1)
    for each in contrast.differences:
        table.add_row(each.constraint, *(_cell(each, at) for at in (0, 1)))
    return table


def _cell(difference: Difference, at: int) -> Text:
    mark, colour = MARKS[difference.verdicts[at]]
    text = Text(f"{mark} ", style=colour)
    text.append(difference.sentences[at], style="default")
    for each in difference.only[at]:
        text.append(f"\n  {each}", style="dim")
    return text


def _scores(contrast: Contrast) -> Table:
    table = Table(title="Objectives", title_justify="left")
    table.add_column("objective")
    for side in contrast.sides:
        table.add_column(side.name, justify="right")
    table.add_column("better")
    for each in contrast.scores:
        table.add_row(each.objective, *each.shown, _better(contrast, each))
    return table


def _better(contrast: Contrast, score: Score) -> str:
    if score.better is None:
        known = all(each.is_known for each in score.numbers)
        return "equal" if known else "unknown"
    name = contrast.sides[score.better].name
    return name if score.is_told_apart else f"{name}, but the intervals overlap"


def contrast_json(contrast: Contrast) -> str:
    """Return JSON as docs/schemas/compare.schema.json describes it."""
    return json.dumps(_document(contrast), indent=2, ensure_ascii=False) + "\n"


def _document(contrast: Contrast) -> dict[str, object]:
    return {
        "task": contrast.task,
        "sentence": contrast.sentence,
        "sides": [
            {
                "node": each.name, "candidate": each.candidate, "verdict": each.verdict.word,
                "level": each.level, "drivers": list(each.drivers),
            }
            for each in contrast.sides
        ],
        "differences": [
            {
                "constraint": each.constraint, "verdicts": [v.word for v in each.verdicts],
                "sentences": list(each.sentences), "onlyThere": [list(e) for e in each.only],
            }
            for each in contrast.differences
        ],
        "objectives": [
            {
                "objective": each.objective, "quantity": each.quantity,
                "numbers": [interval_document(e) for e in each.numbers],
                "shown": list(each.shown), "better": each.better,
                "toldApart": each.is_told_apart,
            }
            for each in contrast.scores
        ],
    }
