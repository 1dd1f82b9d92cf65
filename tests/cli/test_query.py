"""The command `query`, and what it refuses."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from tierwise.cli.query import query_command
from tierwise.reasoner.errors import QueryError, UnknownName, UsageError
from tierwise.reasoner.namespaces import RDFS_LABEL
from tierwise.reasoner.query import ask

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schemas/query.schema.json").read_text(encoding="utf-8")
)
TRIPLES = tuple((f"urn:s{each}", RDFS_LABEL, f'"{each}"') for each in range(5))


def query(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(query_command, args, input=stdin)


def refused(text: str) -> str:
    with pytest.raises(QueryError) as refusal:
        ask(TRIPLES, text)
    return refusal.value.message()


def test_a_bundled_question_is_answered_by_its_name():
    assert "cat:mcunet-in4-int8" in query("runs-out-of-memory").stdout


def test_a_misspelt_question_is_refused_with_the_nearest_name():
    error = query("slow-link").exception
    assert isinstance(error, UnknownName) and error.hint == "did you mean slow-links?"


def test_an_inline_ask_prints_true_and_exits_with_0():
    found = query("-q", "ASK { cat:esp32-s3 a tw:HardwareModel }")
    assert (found.stdout, found.exit_code) == ("true\n", 0)


def test_an_ask_that_does_not_hold_prints_false_and_exits_with_1():
    found = query("-q", "ASK { cat:esp32-s3 a tw:Gpu }")
    assert (found.stdout, found.exit_code) == ("false\n", 1)


def test_a_query_is_read_from_a_file(tmp_path: Path):
    (tmp_path / "mine.rq").write_text("SELECT ?l { tw:privacy skos:notation ?l }")
    assert query(str(tmp_path / "mine.rq"), "--format", "csv").stdout == "l\nprivacy\n"


def test_a_query_is_read_from_stdin():
    found = query("-", "--format", "csv", stdin="SELECT ?l { tw:privacy skos:notation ?l }")
    assert found.stdout == "l\nprivacy\n"


def test_facts_of_the_users_files_are_asked_too(tmp_path: Path):
    (tmp_path / "mine.ttl").write_text(
        '<urn:mine> <http://www.w3.org/2000/01/rdf-schema#label> "mine" .'
    )
    found = query("-q", "ASK { <urn:mine> rdfs:label ?l }", "--file", str(tmp_path / "mine.ttl"))
    assert found.stdout == "true\n"


def test_a_construct_is_written_as_turtle_with_the_prefixes_that_it_uses():
    text = "CONSTRUCT { tw:privacy a tw:Constraint } { tw:privacy a tw:RequirementConstraint }"
    assert query("-q", text, "--format", "ttl").stdout == (
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "@prefix tw: <https://w3id.org/tierwise/ontology#> .\n\n"
        "tw:privacy a tw:Constraint .\n"
    )


def test_rows_are_not_written_as_turtle():
    assert isinstance(query("-q", "ASK {}", "--format", "ttl").exception, UsageError)


def test_a_cut_is_said_on_stderr():
    found = query("-q", "SELECT ?c { ?c a tw:Constraint }", "--limit", "2", "--format", "csv")
    assert (len(found.stdout.splitlines()), found.stderr) == (
        3, "cut after 2 rows; --limit N returns more\n"
    )


def test_an_answer_of_just_as_many_rows_as_the_limit_is_not_cut():
    assert not ask(TRIPLES, "SELECT * { ?s ?p ?o }", limit=5).is_cut


def test_rows_without_an_order_are_sorted():
    rows = ask(TRIPLES, "SELECT ?s { ?s ?p ?o }").rows
    assert rows == tuple(sorted(rows))


def test_rows_with_an_order_keep_it():
    rows = ask(TRIPLES, "SELECT ?s { ?s ?p ?o } ORDER BY DESC(?s)").rows
    assert rows == tuple(sorted(rows, reverse=True))


@pytest.mark.parametrize(
    "args",
    [
        ("slow-links",), ("does-a-task-have-to-work-offline",), ("--list",),
        ("-q", "CONSTRUCT WHERE { tw:privacy ?p ?o }"),
        ("-q", "SELECT ?l ?none { tw:privacy rdfs:label ?l OPTIONAL { ?l ?p ?none } }"),
    ],
)
def test_json_keeps_to_its_schema(args: tuple[str, ...]):
    jsonschema.validate(json.loads(query(*args, "--format", "json").stdout), SCHEMA)


def test_neither_a_name_nor_a_query_is_a_wrong_call():
    assert isinstance(query().exception, UsageError)


def test_both_a_name_and_a_query_are_a_wrong_call():
    assert isinstance(query("slow-links", "-q", "ASK {}").exception, UsageError)


def test_a_syntax_error_is_refused_with_its_line_and_what_was_found():
    message = refused("SELECT ?s\nWHERE { ?s ?p }")
    assert message.startswith("query:2: is not SPARQL") and "found:    ?s ?p }" in message


SYNTAX = {
    "SELEC ?x {}": ("SELECT, ASK, CONSTRUCT or DESCRIBE", "did you mean SELECT?"),
    "SELECT ?x WHER { ?x a ?y }": ("WHERE { … }", "found:    WHER"),
    "SELECT ?x { ?x a ?y": ("a } for each {", "there are 1 { and 0 }"),
    "SELECT ?x { ?x a ?y } ORDER ?x": ("ORDER BY", "found:    ORDER ?x"),
    "SELECT ?x { ?x a ?y FILTER ?y > 3 }": ("FILTER as SPARQL 1.1 has it", "found:    FILTER"),
    "SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }": ("SPARQL 1.1", "a variable that is unbound"),
}


@pytest.mark.parametrize("text", SYNTAX)
def test_a_syntax_error_says_what_may_stand_where_it_breaks(text):
    expected, rest = SYNTAX[text]
    message = refused(text)
    assert expected in message.split("found:")[0] and rest in message


UNKNOWN = {
    "ASK { ?x a tw:Nodde }": "did you mean tw:Node",
    "SELECT ?x { ?x tw:clok ?y }": "did you mean tw:clock",
    "ASK { cat:esp32-s33 ?p ?o }": "did you mean cat:esp32-s3",
    "ASK { ?x a <https://w3id.org/tierwise/ontology#Nodde> }": "did you mean tw:Node",
}


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_name_that_nothing_defines_is_refused_with_the_nearest(text):
    found = query("-q", f"\n{text}").exception
    assert isinstance(found, UnknownName)
    assert found.message().startswith("-q:2: unknown name") and UNKNOWN[text] in found.message()


def test_a_name_within_a_string_or_a_comment_is_not_looked_for():
    assert query("-q", 'ASK { ?x a tw:Node FILTER("tw:Nodde" != "") } # tw:Nodde').exit_code == 0


def test_a_variable_that_nothing_binds_is_told():
    found = query("-q", "SELECT ?nod { ?node a tw:Site }")
    assert found.exit_code == 0 and "?nod has no value in any row" in found.stderr


def test_an_unknown_prefix_is_refused_with_the_nearest_known_one():
    assert "did you mean tw?" in refused("ASK { ?x a tww:Gpu }")


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:b> <a:c> 1 }", "PREFIX a: <b:>\nDELETE WHERE { ?s ?p ?o }", "CLEAR ALL"],
)
def test_an_update_is_refused(text: str):
    assert "a query changes nothing" in refused(text)


@pytest.mark.parametrize("text", ["SELECT * FROM <a:b> { ?s ?p ?o }", "ASK from named <a:b> {}"])
def test_from_is_refused(text: str):
    assert "FROM is refused" in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?from { ?from ?p "from, service" } # from',
        "SELECT ?service { ?service <urn:from> <urn:service> }",
    ],
)
def test_the_words_in_names_strings_and_comments_are_no_reason_to_refuse(text: str):
    assert ask(TRIPLES, text).rows == ()


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <%s> {}", "service silent <%s> {}", "SERVICE#x\n<%s>#y\n{}",
        "BIND(<%s> AS ?s) SERVICE ?s {}", "\\u0053ERVICE <%s> {}", "?a ?b trueSERVICE<%s>{}",
        "FILTER(1<2#>'''\n) SERVICE <%s> {} #'''",
    ],
)
def test_no_form_of_a_service_is_ever_called(clause: str):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        refused("SELECT * { %s }" % (clause % f"http://127.0.0.1:{server.getsockname()[1]}/"))
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("inside", ["{" * 9000 + "}" * 9000, "FILTER(" + "1+" * 9000 + "1)"])
def test_a_deeply_nested_query_does_not_end_the_process(inside: str):
    try:
        assert ask((), f"SELECT * {{ {inside} }}", time_limit_s=30).variables == ()
    except QueryError as refusal:
        assert refusal.place is not None


def test_a_query_that_is_too_long_is_refused():
    assert "the query is too long" in refused("ASK {}" + " " * 20_000)


def test_a_query_that_takes_too_long_is_refused():
    # It keeps no rows, and ends by itself soon: a thread in native code cannot be stopped.
    many = tuple((f"urn:s{each}", RDFS_LABEL, f'"{each}"') for each in range(100))
    with pytest.raises(QueryError, match="takes too long"):
        ask(many, 'ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(?c, ?f, ?i) = "no") }',
            time_limit_s=0.02)


def test_an_aggregate_that_cannot_be_computed_leaves_its_cell_empty():
    assert query("-q", "SELECT (SUM(?l) AS ?n) { tw:privacy rdfs:label ?l }", "--format", "csv"
                 ).stdout == 'n\n""\n'
