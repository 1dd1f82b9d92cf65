"""The command `query`: a bundled question, a file or inline SPARQL over all facts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..reasoner.bundle import load
from ..reasoner.errors import ParseError, Place, UsageError
from ..reasoner.facts import datatype, is_literal, lexical
from ..reasoner.query import ROW_LIMIT, Answer, question, questions, run_query
from ..reasoner.source import read_text
from .options import file_option, format_option
from .render.table import csv_text, json_text, short, table, turtle


@click.command("query")
@click.argument("query", required=False, metavar="[NAME|FILE.rq|-]")
@click.option("--inline", "-q", metavar="SPARQL", help="The query itself.")
@click.option("--list", "is_list", is_flag=True, help="List the bundled questions.")
@click.option("--limit", type=click.IntRange(1), default=ROW_LIMIT, show_default=True,
              help="The most rows to return.")
@file_option
@format_option("table", "json", "csv", "ttl")
def query_command(
    query: str | None, inline: str | None, is_list: bool, limit: int,
    files: tuple[Path, ...], format_: str,
) -> None:
    """Answer a question over asserted and inferred facts.

    The question is the NAME of a bundled one, a file, - for stdin, or given with -q; the prefixes
    tw, cat and the usual ones need no declaration.  ASK exits with 0 for true and 1 for false.

    \b
    Examples:
      tierwise query --list
      tierwise query boards-for-100-kb
      tierwise query -q "ASK { cat:esp32-s3 a tw:MicrocontrollerBoard }"
    """
    if is_list:
        click.echo(_listed(format_))
        return
    text, name = _text(query, inline)
    answer = run_query(load(files), text, limit=limit, name=name)
    click.echo(rendered(answer, format_))
    if answer.is_cut:
        click.echo(f"cut after {limit} rows; --limit N returns more", err=True)
    for each in _never_bound(answer):
        click.echo(f"?{each} has no value in any row: does WHERE bind it?", err=True)
    if answer.boolean is False:
        raise click.exceptions.Exit(1)


def _text(query: str | None, inline: str | None) -> tuple[str, str]:
    """Return the query's text and the name by which errors call it."""
    if (query is None) == (inline is None):
        raise UsageError(
            "what is asked is not clear", expected="a NAME, FILE.rq or -, or else -q SPARQL",
            found="neither" if query is None else "both", hint="tierwise query --list names some",
        )
    if inline is not None:
        return inline, "-q"
    assert query is not None
    if query == "-":
        return _standard_input(), "stdin"
    if query.endswith(".rq") or Path(query).is_file():
        return read_text(Path(query)), query
    return question(query).query, f"queries/questions/{query}.rq"


def _never_bound(answer: Answer) -> list[str]:
    """Return the variables without any value, which may be misspelt; none where nothing is found.

    >>> _never_bound(Answer(("board", "bord"), (("urn:a", None), ("urn:b", None))))
    ['bord']
    """
    cells = zip(*answer.rows, strict=True)
    return [name for name, column in zip(answer.variables, cells, strict=False) if not any(column)]


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise ParseError(
            "is not text in UTF-8", expected="UTF-8",
            found=f"byte 0x{error.object[error.start]:02x}", place=Place("stdin"),
        ) from error


def _listed(format_: str) -> str:
    rows = [(each.name, each.sentence) for each in questions().values()]
    match format_:
        case "json":
            return json_text([{"name": name, "question": text} for name, text in rows])
        case "csv":
            return csv_text(("name", "question"), rows)
        case "ttl":
            raise UsageError("a list of questions is not Turtle", expected="table, json or csv")
    return table(("name", "question"), rows)


def rendered(answer: Answer, format_: str) -> str:
    """Return an answer in a format; raises UsageError where the two do not go together."""
    if format_ == "ttl":
        if answer.triples is None:
            raise UsageError(
                "only triples are written as Turtle", expected="a CONSTRUCT or DESCRIBE query",
                found="ASK" if answer.boolean is not None else "SELECT",
            )
        return turtle(answer.triples)
    if format_ == "json":
        return json_text(_json(answer))
    if answer.boolean is not None:
        return "true" if answer.boolean else "false"
    columns = answer.variables if answer.triples is None else ("subject", "predicate", "object")
    rows = answer.rows if answer.triples is None else answer.triples
    cells = [[short(term) for term in row] for row in rows]
    return csv_text(columns, cells) if format_ == "csv" else table(columns, cells)


def _json(answer: Answer) -> dict[str, object]:
    """Return SPARQL 1.1 Query Results JSON, which for triples has the three as variables."""
    if answer.boolean is not None:
        return {"head": {}, "boolean": answer.boolean}
    columns = answer.variables if answer.triples is None else ("subject", "predicate", "object")
    rows = answer.rows if answer.triples is None else answer.triples
    bindings = [
        {name: _term(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in rows
    ]
    return {
        "head": {"vars": list(columns)}, "results": {"bindings": bindings},
        "is_cut": answer.is_cut,
    }


def _term(term: str) -> dict[str, str]:
    if not is_literal(term):
        if term.startswith("_:"):
            return {"type": "bnode", "value": term[2:]}
        return {"type": "uri", "value": term}
    type_ = datatype(term)
    if type_ is None:
        return {
            "type": "literal", "value": lexical(term), "xml:lang": term[term.rindex("@") + 1 :]
        }
    return {"type": "literal", "value": lexical(term), "datatype": type_}
