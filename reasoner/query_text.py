"""The text of a SPARQL query: its names and prefixes, and where its syntax breaks."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from .errors import Place, QueryError, did_you_mean
from .namespaces import PREFIXES

# A string, a name in angle brackets, a comment, a variable, a language, or a name with a prefix.
TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|' r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    r'"(?:[^"\\\n\r]|\\.)*"|' r"'(?:[^'\\\n\r]|\\.)*'|"
    r"<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n\r]*|[?$]\w+|@[A-Za-z]+(?:-\w+)*|(?:[A-Za-z][\w.-]*)?:[\w.:%-]*",
    re.DOTALL,
)
OURS = (PREFIXES["tw"], PREFIXES["cat"])
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s*(?:(?:PREFIX|BASE)\b\s*)*(\S*)", re.IGNORECASE)  # of a bare text
_NOT_OURS = ("LATERAL", "SERVICE")  # the parser names them wherever a pattern may go on
_ERROR = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:The )?SELECT [^,]*(?:is|contains) [^,]*|IRI parsing failed")
_READ_AGAIN = 5_000  # characters; the second parser may take long over more


def bare(text: str) -> str:
    """Return a query with blanks in place of its strings, names and comments."""
    return TOKEN.sub(lambda found: " " * len(found.group()), text)


def names_of_ours(text: str) -> Iterator[tuple[str, int]]:
    """Yield each IRI of the vocabulary and the catalogue that a query names, with its line."""
    declared = PREFIXES | dict(_DECLARED.findall(text))
    for found in TOKEN.finditer(_DECLARED.sub(lambda each: re.sub(r"\S", " ", each.group()), text)):
        token = found.group()
        prefix, colon, local = token.partition(":")
        term = token[1:-1] if token.startswith("<") else ""
        if colon and prefix in declared:
            term = declared[prefix] + local.rstrip(".")
        if term.startswith(OURS) and term not in OURS:
            yield term, text.count("\n", 0, found.start()) + 1


def syntax_error(error: SyntaxError, text: str, name: str) -> QueryError:
    """Return the refusal of a query that does not parse, with the line on which it breaks."""
    unknown = undeclared(text, PREFIXES)
    if unknown is not None:
        return _prefix_error(*unknown, name)
    first = _PROLOGUE.match(bare(text))
    word = first[1] if first else ""
    if first and not word.upper().startswith(_FORMS):
        line = text.count("\n", 0, first.start(1)) + 1
        return QueryError(
            "is not SPARQL", expected="SELECT, ASK, CONSTRUCT or DESCRIBE",
            found=word[:60] or "the end of the query", place=Place(name, line),
            hint=did_you_mean(re.sub(r"\W.*", "", word), _FORMS),
        )
    on_line, at, expected, found = _where(error, text)
    return QueryError(
        "is not SPARQL", expected=_balance(text) or expected,
        found=found or _at(text, at), place=Place(name, on_line),
    )


def _where(error: SyntaxError, text: str) -> tuple[int | None, int, str, str | None]:
    """Return line, position and what was expected there; also what was found, if it is said."""
    parts = _ERROR.match(str(error))
    if parts is None:
        return None, 0, "SPARQL 1.1", str(error)[:200]
    line, column = int(parts[1]), int(parts[2])
    said = _SENTENCE.search(parts[3])
    if said:
        return line, 0, "SPARQL 1.1", said.group()
    again = _read_again(text)
    if again is not None:
        return text.count("\n", 0, again) + 1, again, _expected_at(text, again), None
    at = sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
    return line, at, _expected(parts[3]), None


def _read_again(text: str) -> int | None:
    """Return the position at which the first thing begins that cannot be read.

    The store's parser names the furthest place that it tried, often behind what is wrong.
    """
    if len(text) > _READ_AGAIN:
        return None
    # Late imports: rdflib and its parser are heavy, and only a query that is wrong needs them.
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text)
    except ParseBaseException as error:
        return int(error.loc)
    except RecursionError:
        return None
    return None


def _balance(text: str) -> str | None:
    """Return which bracket lacks its other half, or None.

    >>> _balance("SELECT ?x { ?x a ?y")
    'a } for each {: there are 1 { and 0 }'
    """
    plain = bare(text)
    for one, other in ("{}", "()", "[]"):
        if plain.count(one) != plain.count(other):
            counts = f"{plain.count(one)} {one} and {plain.count(other)} {other}"
            return f"a {other} for each {one}: there are {counts}"
    return None


def _at(text: str, at: int) -> str:
    """Return what stands at a position, up to the end of its line."""
    before, rest = text[:at].strip(), text[at:].strip().split("\n")[0]
    end = "the end of the query"
    return rest[:60] or (f"{end} after {before[-60:]}" if before else end)


def _expected_at(text: str, at: int) -> str:
    """Return what may begin at a position, by the braces before it."""
    plain = bare(text)[:at]
    if plain.count("{") > plain.count("}"):
        word = re.match(r"[A-Za-z]+", text[at:])
        return (
            f"{word.group().upper()} as SPARQL 1.1 has it" if word
            else "a triple, subject property object, or FILTER, OPTIONAL …, or }"
        )
    if "{" in plain:
        return "the end of the query, or GROUP BY, HAVING, ORDER BY, LIMIT or OFFSET"
    return "WHERE { … }" if "?" in text[:at] else "variables or *, then WHERE { … }"


def _expected(text: str) -> str:
    r"""Return the words and signs that the parser expected, without its classes of characters.

    >>> _expected('''expected one of "(", OPTIONAL, ['a' ..= 'z'], [_]''')
    '( or OPTIONAL'
    """
    words = re.findall(r'"([^"\s]+)"|\b([A-Z]{2,})\b', text)
    found = [each for each in dict.fromkeys(map("".join, words)) if each not in _NOT_OURS]
    return " or ".join(found[:8]) or "SPARQL 1.1"


def _prefix_error(prefix: str, line: int, name: str) -> QueryError:
    return QueryError(
        f"unknown prefix {prefix}:",
        expected=f"PREFIX {prefix}: <...>, or one of {', '.join(PREFIXES)}",
        found=f"{prefix}:", hint=did_you_mean(prefix, PREFIXES), place=Place(name, line),
    )


def undeclared(text: str, known: Container[str]) -> tuple[str, int] | None:
    """Return the first prefix that is neither known nor declared in a query, and its line."""
    declared = {each for each, _ in _DECLARED.findall(text)}
    blanked = _DECLARED.sub(lambda each: re.sub(r"\S", " ", each.group()), text)
    for each in TOKEN.finditer(blanked):
        prefix, colon, _ = each.group().partition(":")
        is_prefix = colon and re.fullmatch(r"[A-Za-z][\w.-]*|", prefix)
        if is_prefix and prefix not in declared and prefix not in known:
            return prefix, text.count("\n", 0, each.start()) + 1
    return None
