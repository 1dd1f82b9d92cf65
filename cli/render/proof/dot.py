"""Write a proof in DOT, the language of Graphviz, whose programs draw and lay out graphs."""

from __future__ import annotations

from ....reasoner.proof import Proof
from .graph import FOLDED, Box, boxes
from .outline import View
from .palette import LOOKS, mark
from .wrapping import one_line, wrapped

_FONT = 'fontname="Verdana,DejaVu Sans,Arial,sans-serif"'
_ROOM = 36.0  # of a line, in units of the font size


def proof_dot(proof: Proof, view: View) -> str:
    """Return a directed graph from premises, at the right, to the conclusion."""
    drawn = boxes(proof, view)
    return "\n".join([
        "digraph proof {",
        f"  label={quoted([one_line(proof.root.sentence)], end='')} labelloc=t",
        f"  rankdir=RL nodesep=0.15 ranksep=0.6 {_FONT} fontsize=12",
        f'  node [shape=box style="rounded,filled" {_FONT} fontsize=10 margin="0.12,0.08"]',
        "  edge [arrowsize=0.6 color=\"#57606a\"]",
        *(f"  {each.name} [{_attributes(each)}]" for each in drawn),
        *(
            f"  {drawn[premise].name} -> {each.name}"
            for each in drawn for premise in each.premises
        ),
        "}", "",
    ])


def _attributes(box: Box) -> str:
    look = LOOKS[box.look]
    head = f"{mark(box.mark)} {box.heading}" if box.heading else ""
    said = box.said if box.heading else f"{mark(box.mark)} {box.said}".strip()
    parts = [each for each in (head, said, f"[{box.origin}]" if box.origin else "") if each]
    style = ' style="rounded,filled,dashed"' if box.look == FOLDED else ""
    return (
        f"label={quoted([line for each in parts for line in wrapped(each, _ROOM)])} "
        f'fillcolor="{look.light.fill}" color="{look.light.stroke}" '
        f'fontcolor="{look.light.text}"{style} tooltip='
        + quoted([one_line(box.source or box.kind)], end="")
    )


def quoted(lines: list[str], end: str = "\\l") -> str:
    r"""Return lines as a quoted string of DOT, each set to the left; `&` begins an entity there.

    >>> print(quoted(['say "no"', 'a\\b']))
    "say \"no\"\la\\b\l"
    """
    plain = (
        each.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for each in lines
    )
    return '"' + "".join(f"{each}{end}" for each in plain) + '"'
