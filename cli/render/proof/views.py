"""The views of a proof to be drawn, published or queried, by the name of their format."""

from __future__ import annotations

from collections.abc import Callable

from ....reasoner.knowledge import Knowledge
from ....reasoner.proof import Proof
from .dot import proof_dot
from .html import proof_html
from .markdown import proof_markdown
from .mermaid import proof_mermaid
from .outline import View
from .svg import proof_svg
from .turtle import proof_turtle

_DRAWN: dict[str, Callable[[Proof, View], str]] = {
    "dot": proof_dot, "markdown": proof_markdown, "mermaid": proof_mermaid, "svg": proof_svg,
}


def proof_view(knowledge: Knowledge, proof: Proof, view: View, form: str) -> str:
    """Return a proof in a format: dot, html, markdown, mermaid, svg or ttl."""
    if form == "html":
        return proof_html(knowledge, proof, view)
    if form == "ttl":
        return proof_turtle(knowledge, proof)
    return _DRAWN[form](proof, view)
