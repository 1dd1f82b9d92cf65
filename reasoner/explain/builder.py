"""Build a proof: each step once, premises first."""

from __future__ import annotations

from dataclasses import replace

from ..facts import Triple
from ..proof import Proof, Step


class Builder:
    """Collects steps; adding an equal step again gives the position of the first.

    `facts` has the position of each fact whose proof is complete, `figures` of the number of each
    figure.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.facts: dict[Triple, int] = {}
        self.figures: dict[tuple[str, str, str], int] = {}
        self._known: dict[Step, int] = {}

    def add(self, step: Step) -> int:
        """Keep a step, whose premises have been added before, and return its position."""
        position = self._known.get(step)
        if position is None:
            position = self._known[step] = len(self.steps)
            self.steps.append(step)
        return position

    def proof(self, root: int) -> Proof:
        """Return the proof of a step: it and all that it rests on, in the order of adding."""
        needed: set[int] = set()
        waiting = [root]
        while waiting:
            here = waiting.pop()
            if here not in needed:
                needed.add(here)
                waiting.extend(self.steps[here].premises)
        order = sorted(needed)
        if len(order) == len(self.steps):
            return Proof(tuple(self.steps))
        place = {old: new for new, old in enumerate(order)}
        return Proof(tuple(_moved(self.steps[each], place) for each in order))


def _moved(step: Step, place: dict[int, int]) -> Step:
    moved = replace(step, premises=tuple(place[each] for each in step.premises))
    arguments = getattr(moved, "arguments", None)
    if arguments is None:
        return moved
    renamed = tuple((name, place[at]) for name, at in arguments)
    return replace(moved, arguments=renamed)  # type: ignore[call-arg]
