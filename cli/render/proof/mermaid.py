"""Write a proof as a Mermaid flowchart, for pages that draw one, such as Markdown on a forge."""

from __future__ import annotations

from ....reasoner.proof import Proof
from .graph import FOLDED, Box, boxes
from .outline import View
from .palette import LOOKS, mark
from .wrapping import one_line

# Mermaid reads these in a quoted label as its own, or as HTML; each is written as its code point.
_OWN = {ord(each): f"#{ord(each)};" for each in "\"#&<>`\\;{}[]()|*_~$"}


def proof_mermaid(proof: Proof, view: View) -> str:
    """Return a flowchart that leads from premises, at the right, to the conclusion."""
    drawn = boxes(proof, view)
    used = {each.look for each in drawn}
    return "\n".join([
        "flowchart RL",
        *(f"  {each.name}[\"{_label(each)}\"]:::{_class(each.look)}" for each in drawn),
        *(
            f"  {drawn[premise].name} --> {each.name}"
            for each in drawn for premise in each.premises
        ),
        *(_class_line(name) for name in LOOKS if name in used),
        "",
    ])


def _label(box: Box) -> str:
    parts = []
    if box.heading:
        parts.append(f"<b>{escaped(box.heading)}</b>")
    parts.append(escaped(box.said))
    if box.origin:
        parts.append(f"<i>{escaped(box.origin)}</i>")
    return f"{mark(box.mark)} {'<br/>'.join(parts)}".strip()


def escaped(text: str) -> str:
    """Return text that a quoted label takes as it stands.

    >>> escaped('say "no" [x]')
    'say #34;no#34; #91;x#93;'
    """
    return one_line(text).translate(_OWN)


def _class(look: str) -> str:
    return look.replace("-", "")


def _class_line(name: str) -> str:
    shade = LOOKS[name].light
    dashed = ",stroke-dasharray:5 4" if name == FOLDED else ""
    return (
        f"  classDef {_class(name)} fill:{shade.fill},stroke:{shade.stroke},color:{shade.text},"
        f"text-align:left{dashed}"
    )
