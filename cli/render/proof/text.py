"""Draw a proof as a tree for a terminal."""

from __future__ import annotations

from rich.text import Text
from rich.tree import Tree

from ....reasoner.proof import Proof
from ....reasoner.verdict import Verdict
from ..terminal import draw
from .outline import Line, View, outline

MARKS = {
    Verdict.FEASIBLE: ("✓", "green"), Verdict.CONDITIONAL: ("~", "yellow"),
    Verdict.UNKNOWN: ("?", "cyan"), Verdict.INFEASIBLE: ("✗", "red"),
    Verdict.NOT_ASSESSED: ("·", "dim"),
}


def proof_text(proof: Proof, view: View) -> str:
    """Return a proof as a tree, cut at a depth; what is cut says so."""
    return draw(_tree(outline(proof, view)))


def _tree(line: Line) -> Tree:
    tree = Tree(_text(line))
    for each in line.below:
        _grow(tree, each)
    return tree


def _grow(tree: Tree, line: Line) -> None:
    branch = tree.add(_text(line))
    for each in line.below:
        _grow(branch, each)


def _text(line: Line) -> Text:
    text = Text()
    if line.verdict is not None:
        mark, colour = MARKS[line.verdict]
        text.append(f"{mark} ", style=colour)
    if line.heading:
        text.append(f"{line.heading}: ", style="bold")
    text.append(line.text)
    if line.is_cut:
        text.append(" …", style="dim")
    if line.origin:
        text.append(f"  [{line.origin}]", style="dim")
    return text
