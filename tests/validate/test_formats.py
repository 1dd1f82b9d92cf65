"""Findings in each form: where they stand, in the words of the file, and what mends them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import RDF, SH, Graph, Literal

from tierwise.cli.validate import validate_command

TURTLE = """@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix ex: <https://example.org/x#> .
ex:t a tw:Task ;
    tw:deadlin "10 ms" ; tw:inputRate "5 parsec" .
"""
YAML = """"@context": {ex: "https://example.org/x#"}
id: ex:t
type: Task
deadlin: 10 ms
inputRate: 5 parsec
"""


@pytest.fixture(params=["t.ttl", "t.yaml"])
def file(request, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    path.write_text(TURTLE if request.param == "t.ttl" else YAML, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    return CliRunner().invoke(validate_command, [str(each) for each in arguments]).stdout


def rows_of(file: Path) -> list[dict]:
    return json.loads(run(file, "--format", "json"))


def found(file: Path) -> dict[str, dict]:
    return {each["message"]: each for each in rows_of(file)}


def test_a_finding_has_the_line_and_column_of_what_was_written(file: Path) -> None:
    places = [(e["message"].split(" ")[0], e["line"], e["column"]) for e in rows_of(file)]
    unnamed = ("t:", 3, 1)
    turtle = [unnamed, unnamed, ("tw:deadlin", 4, 5), ("tw:inputRate", 4, 26)]
    yaml = [unnamed, unnamed, ("tw:deadlin", 4, 1), ("tw:inputRate", 5, 1)]
    assert places == (turtle if file.suffix == ".ttl" else yaml)


def test_a_mend_is_said_as_the_file_is_written(file: Path) -> None:
    mend = {".ttl": 'add `rdfs:label "…"@en`', ".yaml": "add `label: …`"}[file.suffix]
    assert found(file)["t: the name of the task is missing"]["hint"] == mend


def test_a_safe_mend_is_applied_and_the_rest_is_told(file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    told = run(file, "--fix")
    assert file.read_text(encoding="utf-8") == before.replace("deadlin", "deadline")
    assert "inputRate of t can't be read" in told and "is not defined" not in told


def test_a_name_that_stands_twice_in_its_line_is_left_to_its_author(tmp_path: Path) -> None:
    path = tmp_path / "twice.ttl"
    path.write_text(TURTLE.replace('"10 ms"', '"10 ms" ; tw:deadlin "9 ms"'), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    run(path, "--fix")
    assert path.read_text(encoding="utf-8") == before


def test_a_name_that_is_like_several_is_not_mended(tmp_path: Path) -> None:
    path = tmp_path / "several.ttl"
    path.write_text(TURTLE.replace("tw:deadlin ", "tw:latencyP9 "), encoding="utf-8")
    assert found(path)["tw:latencyP9 is not defined"]["fix"] is None


def test_sarif_has_a_result_a_finding_with_its_region(file: Path) -> None:
    (sarif,) = json.loads(run(file, "--format", "sarif"))["runs"]
    regions = [e["locations"][0]["physicalLocation"]["region"] for e in sarif["results"]]
    rows = rows_of(file)
    assert regions == [{"startLine": e["line"], "startColumn": e["column"]} for e in rows]
    assert {each["level"] for each in sarif["results"]} == {"error", "warning"}


def test_each_sarif_result_has_a_rule_that_the_tool_declares(file: Path) -> None:
    (sarif,) = json.loads(run(file, "--format", "sarif"))["runs"]
    declared = {each["id"] for each in sarif["tool"]["driver"]["rules"]}
    assert [e["ruleId"] for e in sarif["results"]] == [e["rule"] for e in rows_of(file)]
    assert declared == {e["ruleId"] for e in sarif["results"]} >= {"undefined-name"}


def test_github_commands_are_one_line_each_and_escaped(file: Path) -> None:
    lines = run(file, "--format", "github").splitlines()
    rows = rows_of(file)
    heads = [
        f"::{'error' if e['severity'] == 'violation' else 'warning'} "
        f"file={file},line={e['line']},col={e['column']}::{e['message']}"
        for e in rows
    ]
    assert [line.partition("%0A")[0] for line in lines] == heads


def test_the_report_in_turtle_is_a_shacl_report(file: Path) -> None:
    graph = Graph().parse(data=run(file, "--format", "ttl"), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    assert len(list(graph.objects(report, SH.result))) == len(rows_of(file))


def test_a_file_without_findings_is_an_empty_report(tmp_path: Path) -> None:
    path = tmp_path / "good.ttl"
    path.write_text("", encoding="utf-8")
    assert json.loads(run(path, "--format", "sarif"))["runs"][0]["results"] == []
    assert run(path, "--format", "github") == "\n"
