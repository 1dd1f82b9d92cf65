"""Draw what rich can draw into text: with colour and width on a terminal, plainly elsewhere."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

_WIDTH = 160  # where there is no terminal, such as in a pipe or a test


def draw(*parts: RenderableType) -> str:
    """Return the parts as text, one after the other."""
    stream = io.StringIO()
    terminal = Console()
    console = Console(
        file=stream, width=terminal.width if terminal.is_terminal else _WIDTH,
        force_terminal=terminal.is_terminal, highlight=False,
    )
    for each in parts:
        console.print(each)
    return stream.getvalue()
