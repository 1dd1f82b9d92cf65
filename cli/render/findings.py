"""Findings as text for people, and in the forms that other programs read."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from ...reasoner.collection import QUERIES
from ...reasoner.namespaces import PREFIXES
from ...reasoner.validate import Finding, Report

_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_GITHUB = {"violation": "error", "warning": "warning", "info": "notice"}
_SHACL = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}


def findings_text(report: Report) -> str:
    """Return each finding with what was expected and found, then the files that conform."""
    bad = {each.place.file for each in report.findings if each.severity == "violation"}
    good = [
        # A rule or a question states no facts that could be counted.
        f"{file}: conforms" if file.endswith(QUERIES) else f"{file}: conforms ({count} facts)"
        for file, count in report.fact_counts
        if file not in bad
    ]
    return "\n".join([*map(_text, report.findings), *good])


def _text(finding: Finding) -> str:
    lines = [f"{_where(finding)}: {finding.severity}: {finding.message}"]
    return "\n".join(lines + [f"  {each}" for each in _parts(finding)])


def _where(finding: Finding) -> str:
    return f"{finding.place}:{finding.column}" if finding.column else str(finding.place)


def _parts(finding: Finding) -> list[str]:
    named = (
        ("expected: ", finding.expected), ("found:    ", finding.found), ("", finding.hint)
    )
    return [f"{head}{text}" for head, text in named if text is not None]


def findings_json(report: Report) -> str:
    """Return a JSON list with an object a finding."""
    rows = [
        {
            "file": each.place.file,
            "line": each.place.line,
            "column": each.column,
            "severity": each.severity,
            "rule": each.rule,
            "message": each.message,
            "expected": each.expected,
            "found": each.found,
            "hint": each.hint,
            "focus": each.focus,
            "fix": {"old": each.fix.old, "new": each.fix.new} if each.fix else None,
            "conforms": report.conforms,
        }
        for each in report.findings
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def findings_sarif(report: Report) -> str:
    """Return SARIF 2.1.0 (OASIS, docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning."""
    run = {
        "tool": {"driver": {
            "name": "tierwise", "version": version("tierwise"),
            "informationUri": "https://w3id.org/tierwise/",
            "rules": [{"id": each} for each in sorted({e.rule for e in report.findings})],
        }},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif(each) for each in report.findings],
    }  # fmt: skip
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
        "runs": [run],
    }  # fmt: skip
    return json.dumps(document, indent=2, ensure_ascii=False)


def _sarif(finding: Finding) -> dict[str, Any]:
    region = {"startLine": finding.place.line, "startColumn": finding.column}
    place: dict[str, Any] = {"artifactLocation": {"uri": finding.place.file}}
    if finding.place.line:
        place["region"] = {key: each for key, each in region.items() if each}
    text = "; ".join([finding.message, *_parts(finding)])
    return {
        "ruleId": finding.rule, "level": _LEVELS[finding.severity], "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }  # fmt: skip


def findings_github(report: Report) -> str:
    """Return the workflow commands by which GitHub Actions marks lines of a change."""
    return "\n".join(map(_github, report.findings))


def _github(finding: Finding) -> str:
    where = {"file": finding.place.file, "line": finding.place.line, "col": finding.column}
    stated = ",".join(f"{key}={_property(str(each))}" for key, each in where.items() if each)
    text = "\n".join([finding.message, *_parts(finding)])
    return f"::{_GITHUB[finding.severity]} {stated}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def findings_turtle(report: Report) -> str:
    """Return a SHACL validation report (W3C SHACL, section 3.6)."""
    head = "".join(f"@prefix {each}: <{PREFIXES[each]}> .\n" for each in ("sh", "tw", "xsd"))
    conforms = "true" if report.conforms else "false"
    results = "".join(f" ;\n    sh:result {_result(each)}" for each in report.findings)
    return f"{head}\n[] a sh:ValidationReport ;\n    sh:conforms {conforms}{results} ."


def _result(finding: Finding) -> str:
    text = " ".join([f"{_where(finding)}: {finding.message}.", *_parts(finding)])
    said = [f"a sh:ValidationResult ; sh:resultSeverity {_SHACL[finding.severity]}"]
    said.append(f"sh:resultMessage {json.dumps(text, ensure_ascii=False)}")
    for term, value in (("focusNode", finding.focus), ("resultPath", finding.path)):
        if value and not value.startswith("_:"):
            said.append(f"sh:{term} <{value}>")
    return f"[ {' ; '.join(said)} ]"
