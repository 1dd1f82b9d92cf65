"""What a whole placement is: the architecture of its levels, and the room that its time leaves."""

from __future__ import annotations

import math
from collections.abc import Mapping

from . import words
from .expected import Context
from .expressions import Number
from .terms import tw
from .vocabulary import Quantity

# Tasks that do one of these make the architecture; a task that states none of all counts too.
_COUNTED = {tw(each) for each in ("detect", "correlate", "infer", "train", "store")}


def architecture(context: Context, nodes: Mapping[str, str]) -> str | None:
    """Return the architecture by the levels of what processes, trains on or keeps data."""
    facts = context.world.facts
    stated = {task: set(facts.objects(task, tw("function"))) for task in nodes}
    levels = {
        facts.object(node, tw("nodeLevel")) for task, node in nodes.items()
        if stated[task] & _COUNTED or not stated[task]
    }
    if len(levels) > 1:
        return tw("hybrid")
    level = next(iter(levels), None)
    return min(facts.subjects(tw("ofLevel"), level), default=None) if level else None


def margin(
    context: Context, need: tuple[Quantity, Number], have: tuple[Quantity, Number], room: float
) -> str | None:
    """Return by how much a time passes or misses; None where that is not certain."""
    def shown(value: float, of: Quantity) -> str:
        return context.world.units.show(value, of.unit, of.display)

    (demand, time), (supply, deadline) = need, have
    if time.high <= deadline.low * room:
        left = max(0.0, deadline.low - time.high)
        return words.spare(shown(left, supply)) if math.isfinite(deadline.low) else ""
    if time.low > deadline.high * room:
        return words.missed(shown(time.low - deadline.high, demand))
    return None
