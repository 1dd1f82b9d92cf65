"""Write a proof as Markdown: a nested list, for an issue, a review or a design document."""

from __future__ import annotations

import re

from ....reasoner.proof import Proof
from .graph import Box, boxes
from .outline import View
from .palette import mark
from .wrapping import one_line

_ANYWHERE = re.compile(r"([\\`*\[\]<>&|~$]|(?<![^\W_])_|_(?![^\W_]))")
_AT_START = re.compile(r"^([-+#=]|\d+(?=[.)]))")


def proof_markdown(proof: Proof, view: View) -> str:
    """Return a nested list, the conclusion first; what several steps rest on is unfolded once."""
    drawn = boxes(proof, view)
    seen: set[int] = set()
    return "\n".join(_items(drawn, 0, 0, seen)) + "\n"


def _items(drawn: tuple[Box, ...], at: int, depth: int, seen: set[int]) -> list[str]:
    box, indent = drawn[at], "  " * depth
    if at in seen:
        return [f"{indent}- *as above:* {escaped(box.text)}"]
    seen.add(at)
    found = [f"{indent}- {_said(box)}"]
    for each in box.premises:
        found += _items(drawn, each, depth + 1, seen)
    return found


def _said(box: Box) -> str:
    parts = [mark(box.mark), f"**{escaped(box.heading)}:**" if box.heading else ""]
    parts += [escaped(box.said), f"({_origin(box)})" if box.origin else ""]
    return " ".join(each for each in parts if each)


def _origin(box: Box) -> str:
    """Return standing, file with line as code, and source."""
    before, place, after = (box.origin or "").partition(box.place or "\0")
    found = escaped(before)
    if place:
        found = f"{f'{found} ' if found else ''}{code(place)}{escaped(after)}"
    return f"{found}, {escaped(box.source)}" if box.source else found


def escaped(text: str) -> str:
    r"""Return text that Markdown shows as it stands, on one line.

    >>> print(escaped("1. *all* <b> of AVG_POOL_2D"))
    1\. \*all\* \<b\> of AVG_POOL_2D
    """
    plain = _ANYWHERE.sub(r"\\\1", one_line(text).strip())
    start = _AT_START.match(plain)
    if start is None:
        return plain
    return f"{start[0]}\\{plain[start.end():]}" if start[0].isdigit() else f"\\{plain}"


def code(text: str) -> str:
    """Return text as code, fenced by more backticks than it has in a row.

    >>> code("a.ttl:3"), code("a`b")
    ('`a.ttl:3`', '`` a`b ``')
    """
    plain = one_line(text).strip()
    longest = max((len(each) for each in re.findall("`+", plain)), default=0)
    if not longest:
        return f"`{plain}`"
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}"
