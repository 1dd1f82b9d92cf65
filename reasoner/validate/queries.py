"""Names that nothing defines, and blanks, in the SPARQL of rules and questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import Place
from ..facts import Fact
from ..namespaces import PREFIXES
from ..template import BLANK
from .finding import Finding
from .names import unknown_names
from .vocabulary import OURS, Vocabulary

_BLANK_HEADER = re.compile(rf"^#\s*(\w+):\s*{BLANK}")
# Strings and comments are passed over, so that no name is read out of a sentence.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|' r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|' r"'(?:[^'\\\n]|\\.)*'|"
    r"<(?P<iri>[^<>\s]*)>|#[^\n]*|(?P<prefix>PREFIX\s+\S+\s*<[^>]*>)|"
    r"(?<![\w:-])(?P<space>tw|cat):(?P<local>\w(?:[\w.-]*\w)?)",
    re.DOTALL | re.IGNORECASE,
)


def query_findings(
    text: str, file: str, asserted: Sequence[Fact], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Find what is not filled in, and each name of ours that is not defined, in a query."""
    for number, line in enumerate(text.splitlines(), 1):
        if blank := _BLANK_HEADER.match(line):
            yield Finding(
                Place(file, number), "violation", f"{blank[1]} is not filled in", "a sentence",
                BLANK, "fill it in, or delete the line",
            )
    named = [Fact(each, each, each, place) for each, place in _named(text, file)]
    told = unknown_names([*asserted, *named], vocabulary)
    yield from (each for each in told if each.place.file == file)


def _named(text: str, file: str) -> Iterator[tuple[str, Place]]:
    """Yield each name of ours that a query has, with its line."""
    for found in _TOKEN.finditer(text):
        term = found["iri"] or (PREFIXES[found["space"]] + found["local"] if found["local"] else "")
        if term.startswith(OURS) and term not in OURS:
            yield term, Place(file, text.count("\n", 0, found.start()) + 1)
