"""`tierwise validate` prints file:line findings, and exits 1 on a violation."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tierwise.cli.validate import validate_command

CASES = Path(__file__).parent / "shapes"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(validate_command, [*arguments])


def test_a_file_that_conforms_is_named_with_its_facts() -> None:
    path = CASES / "Model" / "conforms.ttl"
    result = run(str(path))
    assert (result.exit_code, result.output) == (0, f"{path}: conforms (2 facts)\n")


def test_a_violation_is_printed_with_file_line_and_mend() -> None:
    path = CASES / "Model" / "violates.ttl"
    result = run(str(path))
    assert result.exit_code == 1
    assert result.output == (
        f"{path}:8:1: violation: model: the name of the model is missing\n"
        '  expected: at least 1 rdfs:label\n  add `rdfs:label "…"@en`\n'
    )


def test_json_has_a_row_a_finding() -> None:
    path = CASES / "Model" / "violates.ttl"
    assert json.loads(run("--format", "json", str(path)).output) == [
        {
            "file": str(path),
            "line": 8,
            "column": 1,
            "severity": "violation", "rule": "shape",
            "message": "model: the name of the model is missing",
            "expected": "at least 1 rdfs:label",
            "found": None,
            "hint": 'add `rdfs:label "…"@en`',
            "focus": "https://example.org/acme#model",
            "fix": None,
            "conforms": False,
        }
    ]


@pytest.mark.parametrize("arguments", [(), ("--format", "xml", "a.ttl")])
def test_a_wrong_call_is_exit_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
