"""What a drawn view draws of a proof: boxes, each step once, however many steps rest on it.

A folded view draws what the outline of the same depth shows, and what it folds is one box; in full
every step of the proof is a box.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ....reasoner.proof import (
    Conversion,
    Fact,
    Proof,
    Step,
    Written,
    verdict_of,
)
from ....reasoner.verdict import Verdict
from .outline import Line, View, heading_of, kind_of, origin, outline

FOLDED = "folded"


@dataclass(frozen=True)
class Box:
    """One step, or one line that stands for folded ones; `premises` are positions of boxes.

    `origin` has the standing and the place, which is a file and a line; `source` is given in full
    only.  `is_cut` says that it has premises that are not drawn.
    """

    name: str
    text: str
    kind: str
    verdict: Verdict | None
    heading: str | None
    origin: str | None
    place: str | None
    source: str | None
    is_cut: bool
    premises: tuple[int, ...]

    @property
    def look(self) -> str:
        """Return what its colour stands for: a verdict, "folded", "stated" or "step"."""
        if self.kind == FOLDED:
            return FOLDED
        return self.mark or ("stated" if self.origin else "step")

    @property
    def mark(self) -> str | None:
        """Return the name of its verdict, which a folded line may have too."""
        return None if self.verdict is None else self.verdict.name.lower().replace("_", "-")

    @property
    def said(self) -> str:
        """Return its text, with an ellipsis where premises are not drawn."""
        return f"{self.text} …" if self.is_cut else self.text


def boxes(proof: Proof, view: View) -> tuple[Box, ...]:
    """Return what is drawn, the conclusion first and each box before what only it rests on."""
    return _whole(proof) if view.is_full else _folded(proof, outline(proof, view))


def conclusions_of(drawn: tuple[Box, ...]) -> list[list[int]]:
    """Return, for each box, the boxes that it is a premise of, in drawing order."""
    found: list[list[int]] = [[] for _ in drawn]
    for at, box in enumerate(drawn):
        for premise in box.premises:
            found[premise].append(at)
    return found


def _whole(proof: Proof) -> tuple[Box, ...]:
    order = list(proof.below(proof.root))
    drawn_at = {id(step): at for at, step in enumerate(order)}
    position = {id(step): at for at, step in enumerate(proof.steps)}
    return tuple(
        Box(
            name=f"s{position[id(step)]}", text=step.sentence, kind=kind_of(step),
            verdict=verdict_of(step), heading=heading_of(proof, step), is_cut=False,
            origin=None if step.premises else origin(proof, step, is_full=False),
            place=_place(proof, step), source=getattr(step, "source", None),
            premises=tuple(dict.fromkeys(drawn_at[id(each)] for each in proof.premises(step))),
        )
        for step in order
    )


def _place(proof: Proof, step: Step) -> str | None:
    """Return the file and line of a fact, or of the figure that a number was read from."""
    if isinstance(step, Conversion):
        return _place(proof, proof.premises(step)[0])
    return str(step.place) if isinstance(step, Fact | Written) and step.place else None


@dataclass
class _Draft:
    """A box as it grows: the deepest of the lines that show its step gives its premises."""

    name: str
    line: Line
    kind: str
    place: str | None
    premises: list[int] = field(default_factory=list)
    is_cut: bool = True


class _Drafts:
    """The boxes of an outline, found again in the proof so that a shared step is one box."""

    def __init__(self, proof: Proof) -> None:
        self.proof = proof
        self.found: list[_Draft] = []
        self._at: dict[int, int] = {}
        self._position = {id(step): at for at, step in enumerate(proof.steps)}

    def add(self, line: Line, step: Step | None) -> int:
        """Add a line with all below it, and return the position of its box."""
        at = self._box(line, step)
        taken: set[int] = set()
        below = []
        for each in line.below:
            premise = self._step_of(each, step, taken) if step else None
            taken.add(id(premise))
            below.append(self.add(each, premise))
        draft = self.found[at]
        draft.premises += [each for each in dict.fromkeys(below) if each not in draft.premises]
        draft.is_cut = draft.is_cut and line.is_cut
        return at

    def _box(self, line: Line, step: Step | None) -> int:
        known = self._at.get(id(step)) if step else None
        if known is not None:
            return known
        at = len(self.found)
        if step:
            self._at[id(step)] = at
        name = f"s{self._position[id(step)]}" if step else f"f{at}"
        kind, place = (kind_of(step), _place(self.proof, step)) if step else (FOLDED, None)
        self.found.append(_Draft(name, line, kind, place))
        return at

    def _step_of(self, line: Line, parent: Step, taken: set[int]) -> Step | None:
        """Return the step that a line shows: a premise, or one of a premise that is not shown."""
        return next(
            (
                each for each in self._near(parent)
                if each.sentence == line.text and verdict_of(each) == line.verdict
                and id(each) not in taken
            ),
            None,
        )

    def _near(self, parent: Step) -> Iterator[Step]:
        yield from self.proof.premises(parent)
        for each in self.proof.premises(parent):
            yield from self.proof.premises(each)


def _folded(proof: Proof, top: Line) -> tuple[Box, ...]:
    drafts = _Drafts(proof)
    drafts.add(top, proof.root)
    return tuple(
        Box(
            name=each.name, text=each.line.text, kind=each.kind, verdict=each.line.verdict,
            heading=each.line.heading, origin=each.line.origin, place=each.place, source=None,
            is_cut=each.is_cut, premises=tuple(each.premises),
        )
        for each in drafts.found
    )
