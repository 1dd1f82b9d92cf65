"""Render proofs: a tree for people, JSON in the shape that proof viewers read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from ...reasoner.proof import Step
from ...reasoner.verdict import Verdict

_FULL = 50  # the depth that stands for "down to every sourced fact"
_MARK = {
    Verdict.FEASIBLE: ("✓", "green"), Verdict.CONDITIONAL: ("~", "yellow"),
    Verdict.UNKNOWN: ("?", "cyan"), Verdict.INFEASIBLE: ("✗", "red"),
}


def proof_text(proofs: Sequence[Step], depth: int) -> str:
    """Return proofs as trees, cut at a depth; what is cut says so."""
    stream = io.StringIO()
    terminal = Console().is_terminal
    console = Console(
        file=stream, width=Console().width if terminal else 160, force_terminal=terminal,
        highlight=False,
    )
    for each in proofs:
        tree = Tree(_line(each))
        _grow(tree, each, depth)
        console.print(tree)
    return stream.getvalue()


def _grow(tree: Tree, step: Step, depth: int) -> None:
    if depth == 0 and step.premises:
        return
    for each in step.premises:
        left = min(depth, 1) - 1 if _is_plain(each, depth) else depth - 1
        _grow(tree.add(_line(each, left == 0)), each, left)


def _is_plain(step: Step, depth: int) -> bool:
    """Say whether a step passed and so needs no premises on a first screen."""
    return step.kind == "constraint" and step.verdict == Verdict.FEASIBLE and depth < _FULL


def _line(step: Step, is_cut: bool = False) -> Text:
    text = Text()
    if step.verdict is not None and step.verdict in _MARK:
        mark, colour = _MARK[step.verdict]
        text.append(f"{mark} ", style=colour)
    if step.notations:
        text.append(f"{step.name}: ", style="bold")
    text.append(step.sentence)
    if is_cut and step.premises:
        text.append(" …", style="dim")
    origin = ", ".join(
        str(each)
        for each in (step.standing, step.place, None if step.premises else step.source)
        if each
    )
    if origin and not step.notations:
        text.append(f"  [{origin}]", style="dim")
    return text


def proof_json(proofs: Sequence[Step], depth: int) -> str:
    """Return JSON as docs/schemas/explain.schema.json describes it; shared steps stand once."""
    found = [
        {"finalConclusion": each.sentence, "inferences": list(_inferences(each, set()))}
        for each in proofs
    ]
    return json.dumps({"proofs": found}, indent=2, ensure_ascii=False) + "\n"


def _inferences(step: Step, seen: set[str]) -> Iterator[dict[str, Any]]:
    if step.sentence in seen:
        return
    seen.add(step.sentence)
    for each in step.premises:
        yield from _inferences(each, seen)
    yield {
        "conclusion": step.sentence, "ruleName": f"{step.kind} {step.name}",
        "premises": [each.sentence for each in step.premises],
        "verdict": step.verdict.word if step.verdict is not None else None,
        "file": step.place.file if step.place else None,
        "line": step.place.line if step.place else None,
        "standing": step.standing, "source": step.source, "margin": step.margin,
        "binding": list(step.notations),
    }
