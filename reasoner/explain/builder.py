"""Build a proof: each step once, premises first."""

from __future__ import annotations

from dataclasses import replace

from ..facts import Triple
from ..proof import Bindings, Proof, Step


class Builder:
    """Collects steps; adding an equal step again gives the position of the first.

    `facts` has the position of each fact whose proof is complete, `figures` of the number of each
    figure, `numbers` of each quantity of the choices that it depends on.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.facts: dict[Triple, int] = {}
        self.figures: dict[tuple[str, str, str], int] = {}
        self.numbers: dict[tuple[str, Bindings], int] = {}
        self._known: dict[Step, int] = {}

    def add(self, step: Step) -> int:
        """Keep a step, whose premises have been added before, and return its position."""
        position = self._known.setdefault(step, len(self.steps))
        if position == len(self.steps):
            self.steps.append(step)
        return position

    def new(self, step: Step) -> int:
        """Keep a step that is known to be told from all others, and return its position."""
        self.steps.append(step)
        return len(self.steps) - 1

    def proof(self, root: int) -> Proof:
        """Return the proof of a step: it and all that it rests on, in the order of adding."""
        needed = [False] * root + [True]
        for here in range(root, -1, -1):  # premises stand before what they support
            if needed[here]:
                for each in self.steps[here].premises:
                    needed[each] = True
        if len(needed) == len(self.steps) and all(needed):
            return Proof(tuple(self.steps))
        order = [each for each, is_needed in enumerate(needed) if is_needed]
        place = {old: new for new, old in enumerate(order)}
        return Proof(tuple(_moved(self.steps[each], place) for each in order))


def _moved(step: Step, place: dict[int, int]) -> Step:
    moved = replace(step, premises=tuple(place[each] for each in step.premises))
    arguments = getattr(moved, "arguments", None)
    if arguments is None:
        return moved
    renamed = tuple((name, place[at]) for name, at in arguments)
    return replace(moved, arguments=renamed)  # type: ignore[call-arg]
