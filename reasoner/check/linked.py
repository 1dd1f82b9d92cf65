"""Read YAML and JSON-LD with PyYAML and rdflib, and note the line of each statement."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from typing import Any

import yaml
from rdflib import Graph
from rdflib.plugins.parsers.jsonld import Parser
from rdflib.plugins.shared.jsonld.context import Context

from .refusal import Unreadable
from .terms import spell
from .turtle import Statement

ENDS = (".yaml", ".yml", ".jsonld", ".json")
OURS = "https://w3id.org/tierwise/context.jsonld"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES = (
    (re.compile(r"true|false"), "boolean"),
    (re.compile(r"-?(0|[1-9]\d*)"), "integer"),
    (re.compile(r"-?(0|[1-9]\d*)\.\d+"), "decimal"),
    (re.compile(r"-?(0|[1-9]\d*)(\.\d+)?[eE][-+]?\d+"), "double"),
)
_HALVES = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})+")
_DEEPEST = 64


class _Line:
    """What carries a line: a text or an object of JSON-LD."""

    line: int


class _Word(str, _Line):
    pass


class _Object(dict[str, Any], _Line):
    pass


class _Statements(Graph):
    """Takes triples from the parser, with the line that it is at."""

    def __init__(self, parser: _Lines, file: str, prefix: str) -> None:
        super().__init__()
        self.parser, self.file, self.prefix = parser, file, prefix
        self.found: list[Statement] = []
        self.blank: dict[str, int] = {}

    def add(self, triple: Any) -> _Statements:
        s, p, o = (spell(each, self.blank, self.prefix) for each in triple)
        self.found.append(Statement((s, p, o), self.file, self.parser.line))
        return self


class _Lines(Parser):
    """rdflib's parser, which also knows the line of the last value."""

    line = 1

    def _to_object(self, *arguments: Any, **named: Any) -> Any:
        found = super()._to_object(*arguments, **named)
        node = arguments[4]
        if found is None and isinstance(node, _Line):
            raise ValueError(f"{node} is no name")
        self.line = getattr(node, "line", self.line)
        return found


def read_linked(text: str, file: str) -> list[Statement]:
    """Return the statements of a YAML or JSON-LD text; raises Unreadable."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    parser = _Lines()
    sink = _Statements(parser, file, f"b{digest}n")
    try:
        _refuse_depth(text)
        document = yaml.compose(_HALVES.sub(_whole, text), Loader=yaml.SafeLoader)
        context = Context(base="https://example.org/")
        context.load(_bundled())
        own = context.subcontext({"@base": f"https://example.org/{digest}/"})
        parser.parse(_plain(document), own, sink)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise Unreadable(f"{file}:{parser.line}: is not YAML or JSON-LD") from error
    return sink.found


def _bundled() -> Any:
    text = files("tierwise").joinpath("ontology/context.jsonld").read_text(encoding="utf-8")
    return json.loads(text)["@context"]


def _whole(halves: re.Match[str]) -> str:
    return str(json.loads(f'"{halves[0]}"'))


def _refuse_depth(text: str) -> None:
    """Refuse what is nested too deeply to be composed, and aliases, which may explode."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            raise ValueError("deeper than a file of facts")


def _plain(node: Any, key: str = "") -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, key) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        found = _Object()
        found.line = line
        for name, value in node.value:
            said = _context(value) if name.value == "@context" else _plain(value, name.value)
            if said or name.value != "@context":
                found[name.value] = said
        return found
    return _scalar(node, line)


def _scalar(node: Any, line: int) -> Any:
    if node.style in (None, "") and node.value in ("null", "~", ""):
        return None
    if node.style in (None, ""):
        for pattern, name in _TYPES:
            if pattern.fullmatch(node.value):
                typed = _Object({"@value": node.value, "@type": _XSD + name})
                typed.line = line
                return typed
    word = _Word(node.value)
    word.line = line
    return word


def _context(node: Any) -> Any:
    """Return a context as plain JSON; refuses one that would be fetched."""
    if isinstance(node, yaml.SequenceNode):
        return [each for each in map(_context, node.value) if each]
    if isinstance(node, yaml.MappingNode):
        names = {name.value for name, _ in node.value}
        if names & {"@import", "@context"}:
            raise ValueError("a context within a context")
        return {name.value: _inner(value) for name, value in node.value}
    if node.value == OURS:
        return {}
    raise ValueError("a context that would be fetched")


def _inner(node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        plain = node.style in (None, "")
        words = {"true": True, "false": False, "null": None}
        return words.get(node.value, node.value) if plain else node.value
    return _context(node)
