"""Names that nothing defines, and blanks, in the SPARQL of rules and questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import Place
from ..facts import Fact
from ..query_text import names_of_ours
from ..template import BLANK
from .finding import Finding
from .names import unknown_names
from .vocabulary import Vocabulary

_BLANK_HEADER = re.compile(rf"^#\s*(\w+):\s*{BLANK}")
_RULE = re.compile(r"^#\s*rule:", re.MULTILINE)
_QUESTION = re.compile(r"^#\s*question:", re.MULTILINE)


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
    if not _RULE.search(text) and not _QUESTION.search(text):
        yield Finding(
            Place(file, 1), "warning", "the question is not said in words", "`# question: …`",
            None, "`tierwise query --list` shows it",
        )
    named = [Fact(each, each, each, Place(file, line)) for each, line in names_of_ours(text)]
    told = unknown_names([*asserted, *named], vocabulary)
    yield from (each for each in told if each.place.file == file)

