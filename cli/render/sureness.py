"""Render how sure a verdict is."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from ...reasoner.sureness import ConstraintDoubt, Sureness
from .proof.text import MARKS
from .terminal import draw

_MOST_FIGURES = 12  # unmeasured figures that are listed; the rest are counted


def sureness_text(sureness: Sureness) -> str:
    """Return what is measured, what the intervals come from, and what to measure first."""
    parts: list[Text | Table] = [_heading(sureness)]
    if sureness.constraints:
        parts += [_doubts(sureness), Text()]
    return draw(*parts, _figures(sureness))


def _heading(sureness: Sureness) -> Text:
    mark, _ = MARKS[sureness.verdict]
    count = ", ".join(f"{number} {name}" for name, number in sureness.standings) or "none"
    lines = [
        f"{mark} {sureness.candidate} is {sureness.verdict.word}", f"it rests on {count} figures",
    ]
    first = sureness.measure_first
    if first is not None and sureness.is_open:
        lines.append(f"to settle it: {first.sentence}")
    return Text("\n".join([*lines, ""]))


def _doubts(sureness: Sureness) -> Table:
    table = Table(title="What its intervals come from", title_justify="left", show_lines=True)
    table.add_column("constraint")
    table.add_column("share", justify="right")
    table.add_column("uncertain number", ratio=1)
    for each in sureness.constraints:
        table.add_row(*_row(each))
    return table


def _row(doubt: ConstraintDoubt) -> tuple[Text, str, str]:
    mark, colour = MARKS[doubt.verdict]
    name = Text(f"{mark} ", style=colour).append(doubt.constraint, style="default")
    lines = list(_lines(doubt))
    return name, "\n".join(share for share, _ in lines), "\n".join(said for _, said in lines)


def _lines(doubt: ConstraintDoubt) -> Iterator[tuple[str, str]]:
    for each in doubt.doubts:
        yield f"{each.share:.0%}", f"{each.sentence} [{each.standing or 'computed'}]"
    for option in doubt.settled_by:
        yield "", option.sentence


def _figures(sureness: Sureness) -> Text:
    lines = ["Figures that nobody measured:"] if sureness.unmeasured else []
    for each in sureness.unmeasured[:_MOST_FIGURES]:
        lines.append(f"  {each.sentence}  [{each.standing or 'no standing'}, {each.place}]")
    left = len(sureness.unmeasured) - _MOST_FIGURES
    return Text("\n".join([*lines, f"  and {left} more"] if left > 0 else lines))


def sureness_json(sureness: Sureness) -> str:
    """Return JSON as docs/schemas/sure.schema.json describes it."""
    first = sureness.measure_first
    found = {
        "candidate": sureness.candidate,
        "verdict": sureness.verdict.word,
        "standings": dict(sureness.standings),
        "measureFirst": first.sentence if first and sureness.is_open else None,
        "constraints": [
            {
                "constraint": each.constraint, "verdict": each.verdict.word,
                "sentence": each.sentence,
                "doubts": [
                    {"quantity": d.quantity, "sentence": d.sentence, "standing": d.standing,
                     "share": round(d.share, 6)}
                    for d in each.doubts
                ],
                "settledBy": [
                    {"quantity": s.quantity, "sentence": s.sentence, "measured": s.is_measured}
                    for s in each.settled_by
                ],
            }
            for each in sureness.constraints
        ],
        "unmeasured": [
            {"sentence": each.sentence, "standing": each.standing, "file": each.place.file,
             "line": each.place.line}
            for each in sureness.unmeasured
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
