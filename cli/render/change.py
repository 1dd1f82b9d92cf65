"""Render what a supposed change comes to: flips with their reasons, levels, and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import local_name
from ...reasoner.sides import Sides
from ...reasoner.verdict import Verdict
from ...reasoner.what_if import Cause, Flip, LevelChange, Movement, WhatIf
from .table import table

_SHOWN = 20  # numbers that fit a screen beside the flips; --all shows every one


def what_if_text(knowledge: Knowledge, found: WhatIf, show_all: bool) -> str:
    """Return the change, the levels and verdicts that it flips with the reason, and the numbers."""
    lines = [
        f"If {local_name(e.subject)}.{local_name(e.property)} were {_words(e.after)} "
        f"({_words(e.before)} now){',' if e != found.stated[-1] else ':'}" for e in found.stated
    ]
    lines += [f"  {_level_line(each)}" for each in found.levels]
    lines += [line for each in found.flips for line in _flip_lines(each)]
    if not found.flips and not found.levels:
        lines.append(f"  None of {found.pairs} verdicts flips.")
    moved = list(_worth_seeing(found)) if not show_all else list(found.movements)
    shown = moved if show_all else moved[:_SHOWN]
    if shown:
        rows = [_movement_row(knowledge, each) for each in shown]
        lines += ["", table(("quantity", "task", "node", "now", "then"), rows)]
    rest = len(found.movements) - len(shown)
    if rest:
        lines.append(f"{rest} more numbers move; --all shows them")
    return "\n".join(lines)


def _words(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "not stated"


def _level_line(change: LevelChange) -> str:
    return (
        f"{local_name(change.task)}: "
        f"{_conclusion(change.before, change.node_before, change.verdict_before)}"
        f" → {_conclusion(change.after, change.node_after, change.verdict_after)}"
    )


def _conclusion(levels: tuple[str, ...], node: str | None, verdict: Verdict) -> str:
    if not levels:
        return f"nowhere ({verdict.word})"
    named = " or ".join(local_name(each).removesuffix("-level") for each in levels)
    return f"{named}{f', on {local_name(node)}' if node else ''} ({verdict.word})"


def _flip_lines(flip: Flip) -> Iterator[str]:
    words = (_verdict(each) or "no candidate" for each in (flip.before, flip.after))
    yield f"  {local_name(flip.task)} on {local_name(flip.node)}: {' → '.join(words)}"
    if flip.choice_after:
        yield f"    chooses {_choice(flip.choice_after)} in place of {_choice(flip.choice_before)}"
    for each in flip.causes:
        yield f"    {each.constraint}: {each.before.word} → {each.after.word}"
        for when, sides in (("now", each.sides_before), ("then", each.sides_after)):
            if sides:
                yield f"      {when:<5}{sides.sentence}"


def _choice(choice: tuple[str, ...]) -> str:
    return " / ".join(map(local_name, choice))


def _worth_seeing(found: WhatIf) -> Iterator[Movement]:
    """Yield the numbers of pairs that flip, then what people compare placements by."""
    flipped = {(each.task, each.node) for each in found.flips}
    for each in found.movements:
        if (each.task, each.node) in flipped:
            yield each
    for each in found.movements:
        if (each.task, each.node) not in flipped and each.is_open:
            yield each


def _movement_row(knowledge: Knowledge, each: Movement) -> tuple[str, ...]:
    numbers = (
        "unknown" if value is None else knowledge.show(each.quantity, value)
        for value in (each.before, each.after)
    )
    return (each.quantity, local_name(each.task), local_name(each.node), *numbers)


def what_if_json(knowledge: Knowledge, found: WhatIf) -> dict[str, Any]:
    """Return all of it for programs; numbers are in the canonical unit that stands beside them."""
    return {
        "changes": [
            {"thing": e.subject, "property": e.property, "before": list(e.before),
             "after": list(e.after)} for e in found.stated
        ],
        "judged": found.pairs,
        "levels": [_level_json(each) for each in found.levels],
        "flips": [
            {"task": e.task, "node": e.node, "before": _verdict(e.before),
             "after": _verdict(e.after), "causes": [_cause_json(c) for c in e.causes]}
            for e in found.flips
        ],
        "numbers": [
            {"quantity": e.quantity, "task": e.task, "node": e.node,
             "unit": knowledge.definitions.quantities[e.quantity].unit,
             "before": e.before, "after": e.after} for e in found.movements
        ],
    }


def _verdict(verdict: Verdict | None) -> str | None:
    return None if verdict is None else verdict.word


def _level_json(change: LevelChange) -> dict[str, Any]:
    return {
        "task": change.task,
        "before": {"levels": list(change.before), "node": change.node_before,
                   "verdict": change.verdict_before.word},
        "after": {"levels": list(change.after), "node": change.node_after,
                  "verdict": change.verdict_after.word},
    }


def _cause_json(cause: Cause) -> dict[str, Any]:
    return {
        "constraint": cause.constraint,
        "before": {"verdict": cause.before.word, **_sides(cause.sides_before)},
        "after": {"verdict": cause.after.word, **_sides(cause.sides_after)},
    }


def _sides(sides: Sides | None) -> dict[str, str | None]:
    return {
        "demand": sides.demand if sides else None, "supply": sides.supply if sides else None,
    }
