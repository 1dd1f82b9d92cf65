"""A finding in the words of its file: the column it is about, and a mend as it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..namespaces import curie, local_name
from ..written import LINKED
from .finding import Finding

# A property and its value in Turtle: in YAML the value stands without quotes.
_SNIPPET = re.compile(r'`\w+:(\w+) "([^"`]*)"(?:@\w+|\^\^[\w:]+)?`')
_LONGEST_LINE = 2_000  # characters of a line that are looked through
_LONGEST_SHOWN = 300  # characters of what is shown of anything
_NAME = re.compile(r"`\w+:(\w+)`")


def with_columns(findings: Iterable[Finding], texts: Mapping[str, str]) -> list[Finding]:
    """Return findings with columns, counted from 1, in the texts of their files.

    The parsers know the line of a statement.  In it stands, as it was written, what was found, or
    the property or thing that the finding names; where none does, the line begins there.
    """
    lines = {name: text.splitlines() for name, text in texts.items()}
    return [_placed(_shortened(each), lines) for each in findings]


def _shortened(finding: Finding) -> Finding:
    """Return a finding without the end of what is longer than anybody reads."""
    parts = {each: getattr(finding, each) for each in ("message", "expected", "found", "hint")}
    long = {name: text for name, text in parts.items() if text and len(text) > _LONGEST_SHOWN}
    if not long:
        return finding
    cut: dict[str, Any] = {name: f"{text[:_LONGEST_SHOWN]}…" for name, text in long.items()}
    return replace(finding, **cut)


def _placed(finding: Finding, lines: Mapping[str, list[str]]) -> Finding:
    here = lines.get(finding.place.file)
    at = finding.place.line
    if here is None or at is None or not 1 <= at <= len(here):
        return finding
    hint = finding.hint
    if hint and finding.place.file.lower().endswith(LINKED):
        hint = _NAME.sub(r"`\1`", _SNIPPET.sub(r"`\1: \2`", hint))
    return replace(finding, column=_column(here[at - 1], finding), hint=hint)


def _column(line: str, finding: Finding) -> int:
    for wanted in _spellings(finding):
        if len(wanted) > _LONGEST_SHOWN or wanted not in line:
            continue  # to compile a pattern takes a hundred times as long
        found = re.search(rf"(?<![\w:-]){re.escape(wanted)}(?![\w-])", line[:_LONGEST_LINE])
        if found:
            return found.start() + 1
    return len(line) - len(line.lstrip()) + 1


def _spellings(finding: Finding) -> Iterable[str]:
    """Yield how a line may spell what a finding is about, the most telling first."""
    if finding.found:
        yield finding.found
        yield finding.found.strip('"')
        yield finding.found.rpartition(":")[2]
        if finding.focus is None and finding.found.strip():  # of a text that was cut
            yield finding.found.split()[0]
    if finding.path:
        yield curie(finding.path)
        yield local_name(finding.path)
    if finding.focus and not finding.focus.startswith("_:"):
        yield curie(finding.focus)
        yield f"<{finding.focus}>"
        yield local_name(finding.focus)
