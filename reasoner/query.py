"""Answer SPARQL queries over all facts, and the bundled competency questions."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue

import pyoxigraph as ox

from .collection import find_collection, is_rule
from .errors import Place, QueryError, UnknownName, did_you_mean
from .facts import Facts, Triple
from .knowledge import Knowledge
from .namespaces import PREFIXES, curie
from .query_text import OURS, bare, names_of_ours, syntax_error
from .source import Source
from .store import from_term, new_store

ROW_LIMIT = 10_000
TIME_LIMIT_S = 10.0  # a join without bounds takes 0.2 GB a second

# A query this long, nested as deeply as its length allows, fits into this stack; pyoxigraph
# recurses, and on the usual 8 MiB a chain of 4,000 brackets ends the process.
LONGEST_QUERY = 20_000  # characters
_STACK_BYTES = 512 * 2**20

_BLANK = r"(?:\s|#[^\n\r]*(?:[\n\r]|$))*"
# pyoxigraph would call the service, so its clause is looked for in the text as it stands, where
# no reading of quotes, comments and IRIs can hide it; a comment that holds one is refused as well.
_SERVICE = re.compile(
    rf"service{_BLANK}(?:silent{_BLANK})?(?:<[^>]*>|[?$]\w+|[^\s{{}}]*:[^\s{{}}]*){_BLANK}\{{",
    re.IGNORECASE,
)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATE = re.compile(
    r"^\s*(?:(?:PREFIX|BASE)\s+)*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"^#\s*question:\s*(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What a query found: rows of terms (SELECT), a boolean (ASK) or triples (CONSTRUCT).

    `is_cut` says that there is more than the limit let through.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class Question:
    """A bundled competency question: its name, its sentence and its query."""

    name: str
    sentence: str
    query: str


def questions() -> dict[str, Question]:
    """Return the bundled questions and those of the collection, by name."""
    folder = files("tierwise").joinpath("queries/questions")
    bundled = [
        Source(each.name, each.read_text(encoding="utf-8"))
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".rq")
    ]
    own = [each for each in find_collection().queries() if not is_rule(each)]
    found = (_question(each) for each in (*bundled, *own))
    return {each.name: each for each in found}


def _question(source: Source) -> Question:
    said = _SENTENCE.search(source.text)
    return Question(Path(source.name).stem, said[1] if said else "", source.text)


def question(name: str) -> Question:
    """Return a bundled question; raises UnknownName."""
    known = questions()
    if name not in known:
        raise UnknownName(
            f"unknown question {name}", expected="a bundled question, FILE.rq or -", found=name,
            hint=did_you_mean(name, known) or "tierwise query --list names them",
        )
    return known[name]


def run_query(
    knowledge: Knowledge,
    text: str,
    *,
    limit: int = ROW_LIMIT,
    time_limit_s: float = TIME_LIMIT_S,
    name: str = "query",
) -> Answer:
    """Return the answer of a query over asserted and inferred facts, at most `limit` rows.

    Rows stand in the order of the query's ORDER BY, else sorted.  Raises QueryError for a query
    that is wrong, that changes data, that asks elsewhere (SERVICE, FROM) or that takes too long,
    and UnknownName for a name of the vocabulary or the catalogue that nothing defines: it would
    match nothing, without a word.
    """
    _checked(text, name)
    _require_names(knowledge.facts, text, name)
    return ask(knowledge.facts.triples, text, limit=limit, time_limit_s=time_limit_s, name=name)


def _require_names(facts: Facts, text: str, name: str) -> None:
    for term, line in names_of_ours(text):
        if facts.properties(term):
            continue
        known = {each for triple in facts.triples for each in triple[:3:2]}
        if term not in known:
            raise UnknownName(
                f"unknown name {curie(term)}", expected="a term of the vocabulary or catalogue",
                found=curie(term), place=Place(name, line),
                hint=did_you_mean(curie(term), (curie(e) for e in known if e.startswith(OURS))),
            )


def ask(
    triples: tuple[Triple, ...],
    text: str,
    *,
    limit: int = ROW_LIMIT,
    time_limit_s: float = TIME_LIMIT_S,
    name: str = "query",
) -> Answer:
    """Return the answer of a query over triples, as `run_query` does over knowledge."""
    words = _checked(text, name)
    is_ordered = re.search(r"\border\s+by\b", words, re.IGNORECASE) is not None
    store = new_store(triples)

    def work() -> Answer:
        found = store.query(text, prefixes=PREFIXES)
        match found:
            case ox.QueryBoolean():
                return Answer(boolean=bool(found))
            case ox.QueryTriples():
                made = [
                    (from_term(each.subject), each.predicate.value, from_term(each.object))
                    for each in islice(found, limit + 1)
                ]
                return Answer(triples=tuple(sorted(made[:limit])), is_cut=len(made) > limit)
        variables = tuple(each.value for each in found.variables)
        rows = [
            tuple(None if term is None else from_term(term) for term in row)
            for row in islice(found, limit + 1)
        ]
        kept = rows[:limit] if is_ordered else sorted(rows[:limit], key=_sort_key)
        return Answer(variables, tuple(kept), is_cut=len(rows) > limit)

    return _timed(work, text, name, time_limit_s)


def _sort_key(row: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(term or "" for term in row)


def _timed(work: Callable[[], Answer], text: str, name: str, seconds: float) -> Answer:
    """Run in a thread with a deep stack; one that takes too long is left behind.

    Nothing can stop it: it runs on until it ends or the process does, as a command's does at once.
    """
    results: SimpleQueue[Answer | Exception] = SimpleQueue()

    def run() -> None:
        try:
            results.put(work())
        except Exception as error:  # handed over to the thread that waits, which raises it
            results.put(error)

    before = threading.stack_size(_STACK_BYTES)
    try:
        threading.Thread(target=run, daemon=True).start()
    finally:
        threading.stack_size(before)
    try:
        result = results.get(timeout=seconds)
    except Empty:
        raise QueryError(
            "the query takes too long", expected=f"an answer within {seconds:g} s", found="none",
            place=Place(name),
        ) from None
    if isinstance(result, Answer):
        return result
    if isinstance(result, SyntaxError):
        raise syntax_error(result, text, name) from result
    if isinstance(result, (ValueError, OSError, RuntimeError)):
        raise QueryError(
            "the query cannot be answered", found=str(result), place=Place(name)
        ) from result
    raise result


def _checked(text: str, name: str) -> str:
    """Return the query without its strings, names and comments; refuse what is not allowed."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            "the query is too long", expected=f"at most {LONGEST_QUERY} characters",
            found=str(len(text)), place=Place(name),
        )
    plain = _CODEPOINT.sub(_character, text)
    words = bare(plain)
    service = _SERVICE.search(plain) or _SERVICE.search(text)
    if service:
        raise _refusal("SERVICE is refused: tierwise asks no other server", plain, service, name)
    update = _UPDATE.match(words)
    if update:
        word = update.group(1).upper()
        raise _refusal(f"{word} is refused: a query changes nothing", plain, update, name)
    other = re.search(r"\bfrom\b", words, re.IGNORECASE)
    if other:
        thing = "FROM is refused: there is one graph, and nothing is fetched"
        raise _refusal(thing, plain, other, name)
    return words


def _character(found: re.Match[str]) -> str:
    code = int(found.group(1) or found.group(2), 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _refusal(thing: str, text: str, found: re.Match[str], name: str) -> QueryError:
    at = found.start(found.lastindex or 0)
    line = text.count("\n", 0, at) + 1
    return QueryError(
        thing, expected="SELECT, ASK, CONSTRUCT or DESCRIBE over the facts at hand",
        found=text[at:].split("\n", 1)[0].strip()[:60], place=Place(name, line),
    )

