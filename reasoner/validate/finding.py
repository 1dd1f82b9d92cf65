"""What validation hands back: findings, each at the line it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Place, TierwiseError

Severity = Literal["violation", "warning", "info"]


@dataclass(frozen=True)
class Fix:
    """A safe mend of one line: a text that stands there once, and what it should be."""

    old: str
    new: str


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or missing, where it stands, and how to mend it."""

    place: Place
    severity: Severity
    message: str
    expected: str | None = None
    found: str | None = None
    hint: str | None = None
    focus: str | None = None  # the IRI or blank node that it is about
    path: str | None = None  # the property that it is about
    fix: Fix | None = None
    column: int | None = None  # counted from 1
    rule: str = "syntax"  # which check found it: a name that stays, for programs


@dataclass(frozen=True)
class Report:
    """All findings, by file and line, and how many facts each file holds."""

    findings: tuple[Finding, ...]
    fact_counts: tuple[tuple[str, int], ...] = ()

    @property
    def conforms(self) -> bool:
        """Say whether there is no violation; warnings don't count."""
        return all(each.severity != "violation" for each in self.findings)

    @property
    def fixable(self) -> tuple[Finding, ...]:
        """Return the findings that can be mended safely."""
        return tuple(each for each in self.findings if each.fix and each.place.line)


def of_rule(rule: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings as those of a check."""
    return (replace(each, rule=rule) for each in findings)


def in_order(finding: Finding) -> tuple[str, int, str, str, str, str]:
    """Return the key by which findings are sorted: file, line, then what they say."""
    place = finding.place
    rest = (finding.severity, finding.message, finding.focus or "", finding.found or "")
    return (place.file, place.line or 0, *rest)


def from_error(error: TierwiseError, place: Place, message: str | None = None) -> Finding:
    """Return the finding that an error of a floor below stands for."""
    return Finding(
        error.place or place,
        "violation",
        message or error.thing,
        error.expected,
        error.found,
        error.hint,
    )
