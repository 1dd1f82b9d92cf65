"""Apply the safe mends of findings to the files that they are about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ..source import read_text
from ..whole_file import write_whole
from .finding import Finding


def apply_fixes(findings: Iterable[Finding]) -> list[Finding]:
    """Mend what can be mended safely, and return the findings that were; each file at once.

    A mend is safe where the text to replace stands once in its line.
    """
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for each in findings:
        by_file[each.place.file].append(each)
    done: list[Finding] = []
    for file, theirs in by_file.items():
        lines = read_text(Path(file)).splitlines(keepends=True)
        mended = [each for each in theirs if _mend(lines, each)]
        if mended:
            write_whole(Path(file), "".join(lines))
        done += mended
    return done


def _mend(lines: list[str], finding: Finding) -> bool:
    at = (finding.place.line or 0) - 1
    if finding.fix is None or not 0 <= at < len(lines):
        return False
    pattern = rf"(?<![\w-]){re.escape(finding.fix.old)}(?![\w-])"
    if len(re.findall(pattern, lines[at])) != 1:
        return False
    new = finding.fix.new
    lines[at] = re.sub(pattern, lambda _: new, lines[at])
    return True
