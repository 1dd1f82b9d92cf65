"""What a rule reads: the patterns of its body, what it negates, and the patterns of its head."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..facts import Facts, Triple, is_literal, lexical
from ..namespaces import PREFIXES, RDF_TYPE, local_name
from ..rule import Rule

_NAME = r"\^?(?:<[^>]*>|[\w-]*:[\w.-]*[\w-])[?+*]?"
_TOKEN = re.compile(rf'{_NAME}(?:[/|]{_NAME})*|"[^"]*"\S*|\?\w+|\ba\b|[;.,{{}}]')
_STEP = re.compile(r"(\^?)(<[^>]*>|[\w-]*:[\w.-]*[\w-])([?+*]?)")
_NO_PATTERN = re.compile(
    r"(FILTER|BIND)\s*(NOT EXISTS\s*)?(\([^{}]*?\)\s*(?=[.}\n]|$)|\{[^{}]*\})"
)
_NOT_EXISTS = re.compile(r"NOT\s+EXISTS\s*\{")


@dataclass(frozen=True)
class Body:
    """A rule's patterns, with variables as `?name`; `absences` are texts of NOT EXISTS groups."""

    head: tuple[Triple, ...]
    patterns: tuple[Triple, ...]
    absences: tuple[str, ...]


def body_of(rule: Rule) -> Body:
    """Return what a rule reads and concludes."""
    absences = tuple(_groups(rule.body))
    return Body(tuple(patterns(rule.head)), tuple(patterns(rule.body)), absences)


def _groups(text: str) -> list[str]:
    """Return the inside of each outermost NOT EXISTS { … }."""
    found, at = [], 0
    while match := _NOT_EXISTS.search(text, at):
        depth, end = 1, match.end()
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        found.append(" ".join(text[match.end() : end - 1].split()))
        at = end
    return found


def filled_pattern(pattern: str, bound: dict[str, str]) -> str:
    """Return a negated pattern in words, with what its variables are bound to."""

    def word(match: re.Match[str]) -> str:
        value = bound.get(match[1])
        if value is None:
            return match[0]
        return lexical(value) if is_literal(value) else local_name(value)

    return re.sub(r"\?(\w+)", word, pattern)


def patterns(text: str) -> list[Triple]:
    """Return the triple patterns of a simple graph pattern; what is not one is passed over.

    >>> patterns("?a a tw:Task ; tw:deadline ?d .")[1]
    ('?a', 'https://w3id.org/tierwise/ontology#deadline', '?d')
    """
    text = _NO_PATTERN.sub(" . ", text)
    found: list[Triple] = []
    subject = ""
    buffer: list[str] = []
    for token in [*_TOKEN.findall(text), "."]:
        if token in ";.{},":
            if len(buffer) == 3:
                subject = buffer[0]
                found.append((buffer[0], buffer[1], buffer[2]))
            elif len(buffer) == 2 and subject:
                found.append((subject, buffer[0], buffer[1]))
            buffer = []
        else:
            buffer.append(_term(token))
    return found


def is_path(predicate: str) -> bool:
    """Say whether the predicate of a pattern is a property path rather than a property."""
    return predicate.startswith("path ")


def path_steps(path: str) -> list[tuple[str, bool]]:
    """Return the properties of a path, and of each whether it is taken against its direction."""
    steps = _STEP.findall(path.removeprefix("path "))
    return [(_term(name), bool(inverse)) for inverse, name, _ in steps]


def named(text: str) -> frozenset[str]:
    """Return all IRIs that a rule's text names."""
    return frozenset(_term(name) for _, name, _ in _STEP.findall(text))


def chains(facts: Facts, start: str, path: str) -> dict[str, tuple[Triple, ...]]:
    """Return the triples that lead from a subject along a property path to each object.

    The shortest chain of each; a path is a sequence, its steps with ^, ?, + or * if need be.
    """
    here: dict[str, tuple[Triple, ...]] = {start: ()}
    for inverse, name, often in _STEP.findall(path.removeprefix("path ")):
        step, reached = _term(name), {}
        if often in ("?", "*"):
            reached.update(here)
        fresh = _along(facts, here, step, bool(inverse))
        while fresh:
            fresh = {node: way for node, way in fresh.items() if node not in reached}
            reached.update(fresh)
            if often not in ("+", "*"):
                break
            fresh = _along(facts, fresh, step, bool(inverse))
        here = reached
    return here


def _along(
    facts: Facts, here: dict[str, tuple[Triple, ...]], step: str, inverse: bool
) -> dict[str, tuple[Triple, ...]]:
    found: dict[str, tuple[Triple, ...]] = {}
    for node, way in here.items():
        for other in facts.subjects(step, node) if inverse else facts.objects(node, step):
            triple = (other, step, node) if inverse else (node, step, other)
            found.setdefault(other, (*way, triple))
    return found


def _term(token: str) -> str:
    if len(_STEP.findall(token)) > 1 or (_STEP.fullmatch(token) and token[0] == "^") or (
        token[-1:] in "?+*" and not token.startswith('"')
    ):
        return f"path {token}"
    if token == "a":
        return RDF_TYPE
    if token.startswith("<"):
        return token[1:-1]
    prefix, sign, rest = token.partition(":")
    if sign and prefix in PREFIXES and not token.startswith(('"', "?")):
        return PREFIXES[prefix] + rest
    return token


def unify(pattern: Triple, triple: Triple) -> dict[str, str] | None:
    """Return the bindings under which a pattern is a triple, or None."""
    bound: dict[str, str] = {}
    for part, value in zip(pattern, triple, strict=True):
        if part.startswith("?"):
            if bound.setdefault(part[1:], value) != value:
                return None
        elif part != value:
            return None
    return bound
