"""The sentences of a placement: of its verdict, its time from end to end, and its certificate."""

from __future__ import annotations

from collections.abc import Mapping

from . import words
from .expressions import Number
from .quantities import Units
from .terms import short
from .vocabulary import WORDS, Quantity


def placement_verdict(
    pipeline: str, verdict: int, architecture: str | None, nodes: Mapping[str, str]
) -> str:
    """Say how a pipeline fares with each task on its node."""
    shape = f" as {short(architecture)}" if architecture else ""
    return f"{short(pipeline)} is {WORDS[verdict]}{shape}: {placed(nodes)}"


def placed(nodes: Mapping[str, str]) -> str:
    """Say which task is on which node."""
    return ", ".join(f"{short(task)} on {short(node)}" for task, node in nodes.items())


def certificate(pipeline: str, verdict: int, combinations: int) -> str:
    """Say that no other placement comes out better."""
    return (
        f"none of the {combinations:,} placements of {short(pipeline)} is better than "
        f"{WORDS[verdict]}"
    )


def whole_time(units: Units, of: Quantity, found: Number) -> str:
    """Say how long a pipeline takes from end to end."""
    return (
        f"{words.quantity(units, of, found)}: the longest sum of times at nodes and on flows along "
        "the precedence"
    )
