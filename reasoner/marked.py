"""Read YAML and JSON as JSON's types, of which each value knows the line and column it stands at.

Of YAML only what JSON can say is read: no tags, no anchors and aliases (so nothing can explode), no
second document.  A plain scalar is a number, true, false or null only as JSON spells it; all else
is text: `no` is a word, and `12:30` is no number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from .errors import ParseError, Place

MOST_LEVELS = 64  # of nesting: a site with its parts and figures has six

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORDS = {"true": "boolean", "false": "boolean", "null": "null", "~": "null", "": "null"}
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where it is there


class Text(str):
    """A text with its place."""

    place: Place


class Number(str):
    """A number as it was written, with its place."""

    place: Place


class Flag(str):
    """The word true or false, with its place."""

    place: Place


class Items(list["Value"]):
    """A sequence with its place."""

    place: Place


class Entries(dict[str, "Value"]):
    """A mapping with its place, and that of each key."""

    place: Place
    places: dict[str, Place]


Value = Text | Number | Flag | Items | Entries | None


def read_yaml(text: str, name: str) -> Value:
    """Return the one document of a YAML text; raises ParseError with line and column."""
    try:
        return _Reader(name).read(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ParseError(
            "is not YAML", expected="YAML as JSON can say it",
            found=error.problem or error.context or "something else",
            place=Place(name, min(mark.line + 1, text.count("\n") + 1) if mark else None),
        ) from error
    except yaml.YAMLError as error:  # a character that YAML knows no meaning of
        raise ParseError(
            "is not YAML", expected="printable characters", found=str(error).split("\n")[0],
            place=Place(name, _line_of(text, error)),
        ) from error


def _line_of(text: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", 0)
    return text.count("\n", 0, position) + 1


def read_json(text: str, name: str) -> Value:
    """Return a JSON text's value; raises ParseError with the line."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise ParseError(
            "is not JSON", expected=error.msg, found=text[error.pos : error.pos + 40].strip()
            or "the end of the file", place=Place(name, error.lineno),
        ) from error
    except RecursionError as error:
        raise _too_deep(Place(name)) from error
    # JSON is YAML but for characters that it may write as two halves.
    return read_yaml(_PAIR.sub(_whole, text), name)


def _whole(halves: re.Match[str]) -> str:
    high, low = (int(each, 16) for each in halves.groups())
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


def _too_deep(place: Place) -> ParseError:
    return ParseError(
        "is nested too deeply", expected=f"at most {MOST_LEVELS} levels", found="more", place=place
    )


class _Reader:
    """Builds values from the parser's events, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.open: list[Items | Entries] = []
        self.keys: list[Text | None] = []
        self.documents: list[Value] = []

    def read(self, events: Iterator[Any]) -> Value:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and self.documents:
                raise self._refused(event, "a second document", "one document a file")
            if isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.keys.pop()
                self.open.pop()
        return self.documents[0] if self.documents else None

    def _node(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._refused(event, f"the anchor {event.anchor}", "each value written out")
        if event.tag and event.tag != "!":
            raise self._refused(event, f"the tag {event.tag}", "no tag")
        place = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            self._put(_scalar(event, place), place)
            return
        if len(self.open) >= MOST_LEVELS:
            raise _too_deep(place)
        found: Items | Entries = Items()
        if isinstance(event, yaml.MappingStartEvent):
            found = Entries()
            found.places = {}
        found.place = place
        self._put(found, place)
        self.open.append(found)
        self.keys.append(None)

    def _put(self, value: Value, place: Place) -> None:
        if not self.open:
            self.documents.append(value)
            return
        parent = self.open[-1]
        if isinstance(parent, Items):
            parent.append(value)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = self._key(parent, value, place)
            return
        parent[key] = value
        self.keys[-1] = None

    def _key(self, parent: Entries, value: Value, place: Place) -> Text:
        if not isinstance(value, str):
            raise ParseError("a key is no name", expected="text", found="a list or mapping",
                             place=place)
        if value in parent:
            raise ParseError(
                f"{value} is stated twice", expected="each key once; several values as a list",
                found=f"also at line {parent.places[value].line}", place=place,
            )
        key = Text(value)
        key.place = parent.places[key] = place
        return key

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1)

    def _refused(self, event: Any, found: str, expected: str) -> ParseError:
        return ParseError("is more than is read of YAML", expected=expected, found=found,
                          place=self._place(event))


def _scalar(event: Any, place: Place) -> Value:
    plain = event.style in (None, "")
    word = _WORDS.get(event.value) if plain else None
    if word == "null":
        return None
    kind: type[Text] | type[Number] | type[Flag] = Text
    if word:
        kind = Flag
    elif plain and _NUMBER.fullmatch(event.value):
        kind = Number
    found = kind(event.value)
    found.place = place
    return found
