"""Draw what rich can draw into text: with colour and width on a terminal, plainly elsewhere."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

_WIDTH = 160  # where there is no terminal, such as in a pipe or a test
_GAP = 2  # between columns
_NARROW = 16  # text in a narrower column is hard to read
Columns = dict[str, list[Text]]  # cells by heading


def draw(*parts: RenderableType) -> str:
    """Return the parts as text, one after the other."""
    stream = io.StringIO()
    # NO_COLOR asks for no codes at all; rich would leave what is bold.
    has_codes = Console().is_terminal and not os.environ.get("NO_COLOR")
    console = Console(file=stream, width=width(), force_terminal=has_codes, highlight=False)
    for each in parts:
        console.print(each)
    return stream.getvalue()


def width() -> int:
    """Return how many characters a line has."""
    # Not COLUMNS in a pipe: whoever uses readline sets it for all that it starts.
    terminal = Console()
    return terminal.width if terminal.is_terminal else _WIDTH


def fitted(
    headings: Sequence[str], rows: Sequence[Sequence[str | Text]], whole: Sequence[str],
    first_to_go: Sequence[str],
) -> Table:
    """Return a table in which no word is broken, and no cell of the columns that stay `whole`.

    Columns that leave no room for that are left out, in the order of `first_to_go`; the caption
    names them.
    """
    columns = {
        heading: [Text(each) if isinstance(each, str) else each for each in cells]
        for heading, *cells in zip(headings, *rows, strict=True)
    }
    gone: list[str] = []
    while len(gone) < len(first_to_go) and sum(_least(columns, whole)) > _room(columns):
        gone.append(first_to_go[len(gone)])
        del columns[gone[-1]]
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), caption_justify="left")
    for heading, each in zip(columns, _widths(columns, whole), strict=True):
        table.add_column(heading, overflow="fold", width=each)
    for row in zip(*columns.values(), strict=True):
        table.add_row(*row)
    if gone:
        table.caption = f"no room for: {', '.join(gone)}"
    return table


def _room(columns: Columns) -> int:
    return width() - _GAP * (len(columns) - 1)


def _least(columns: Columns, whole: Sequence[str]) -> list[int]:
    """Return the widths at which columns break no word, and are not a few letters wide."""
    found = []
    for heading, cells in columns.items():
        texts = [heading, *map(str, cells)]
        full = max(map(len, texts))
        longest = max(len(word) for each in texts for word in each.split() or [""])
        found.append(full if heading in whole else max(longest, min(full, _NARROW)))
    return found


def _widths(columns: Columns, whole: Sequence[str]) -> list[int]:
    """Return the widths of columns: what is left is shared, to those that need little first."""
    found = _least(columns, whole)
    full = [max(len(str(e)) for e in (heading, *cells)) for heading, cells in columns.items()]
    left = _room(columns) - sum(found)
    order = sorted(range(len(found)), key=lambda i: full[i] - found[i])
    for turn, i in enumerate(order):
        more = max(0, min(full[i] - found[i], left // (len(order) - turn)))
        found[i] += more
        left -= more
    return found
