"""A proof document, read from JSON that may be anything, into inferences of known shape."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .refusal import Refused, Unreadable

LARGEST_BYTES = 50 * 2**20  # a proof of one verdict is well under one
_TOP = {"finalConclusion", "site", "files", "inferences"}
_TOLD = "told"  # what no file states: what is asked, and what was read of a model file
_CORNERS = {"low", "middle", "high"}
_COMMON = {"conclusion", "ruleName", "premises", "kind"}

Test = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return type(value) is str


def _maybe(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _list(test: Test) -> Test:
    return lambda value: type(value) is list and all(map(test, value))


def _texts(value: Any) -> bool:
    return type(value) is list and (not value or set(map(type, value)) == {str})


def _dict(value: Any) -> bool:
    return type(value) is dict and (not value or set(map(type, value.values())) == {str})


def _whole(value: Any) -> bool:
    return type(value) is int


def _flag(value: Any) -> bool:
    return type(value) is bool


def _triple(value: Any) -> bool:
    return _texts(value) and len(value) == 3


def _pair(value: Any) -> bool:
    return _texts(value) and len(value) == 2


def _bound(value: Any) -> bool:
    return value is None or _real(value)


def _real(value: Any) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _number(value: Any) -> bool:
    return type(value) is dict and value.keys() == _CORNERS and all(map(_bound, value.values()))


def _score(value: Any) -> bool:
    return (
        type(value) is list and [type(each) for each in value] == [str, str, int, int]
    )


def _point(value: Any) -> bool:
    return type(value) is list and len(value) == 3 and all(
        _list(test)(each) for test, each in zip((_text, _real, _whole), value, strict=True)
    )


_PLACE: dict[str, Test] = {"file": _maybe(_text), "line": _maybe(_whole)}
_OF_CASE: dict[str, Test] = {"quantity": _text, "of": _dict}
_PAIRS = _list(_pair)
FIELDS: dict[str, dict[str, Test]] = {
    "fact": {"triple": _triple, **_PLACE, "source": _maybe(_text)},
    "written": {
        "subject": _text, "property": _text, "text": _text, "conditions": _texts,
        "standing": _maybe(_text), "source": _maybe(_text), **_PLACE,
    },
    "conversion": {
        "subject": _text, "property": _text, "unit": _text, "number": _number,
        "how": _maybe(_text),
    },
    "followed": {"subject": _text, "property": _text, "number": _number},
    "rule": {"rule": _text, "bindings": _PAIRS, "triple": _triple, "cites": _text},
    "definition": {"rule": _text, "bindings": _PAIRS, "triple": _triple},
    "absence": {"pattern": _text, "bindings": _PAIRS},
    "missing": {**_OF_CASE, "subjects": _texts, "property": _text, "is_users": _flag},
    "default": {**_OF_CASE, "subjects": _texts, "property": _text, "number": _number},
    "structure": {**_OF_CASE, "number": _number},
    "lookup": {**_OF_CASE, "number": _number, "key": _dict, "rows": _texts},
    "combination": {**_OF_CASE, "number": _number, "combine": _text},
    "formula": {**_OF_CASE, "number": _number, "formula": _text, "arguments": _dict},
    "choice": {"candidate": _text, "choices": _dict},
    "route": {
        "task": _maybe(_text), "start": _maybe(_text), "source": _text, "node": _text,
        "links": _texts,
    },
    "judgement": {
        "constraint": _text, "candidate": _text, "verdict": _text, "binding": _texts,
        "demand": _maybe(_number), "supply": _maybe(_number), "lacking": _texts,
        "margin": _maybe(_text), "cites": _maybe(_text), "conditions": _whole,
    },
    "candidate verdict": {"candidate": _text, "verdict": _text},
    "refusal": {"candidate": _text, "verdict": _text},
    "node verdict": {
        "task": _text, "node": _text, "verdict": _text, "best": _text, "candidates": _whole,
    },
    "level verdict": {
        "task": _text, "concluded": _texts, "verdict": _text, "decided_by": _text,
        "scores": _list(_score),
    },
    "shared use": {
        "resource": _text, "node": _maybe(_text), "part": _text, "verdict": _text,
        "demand": _number, "supply": _number, "users": _texts,
    },
    "survival": {"task": _text, "outage": _text, "verdict": _text, "others": _texts},
    "over backups": {"verdict": _text, "links": _texts},
    "plan value": {
        "objective": _text, "quantity": _text, "value": _real, "combine": _text, "missing": _whole,
    },
    "plan verdict": {
        "pipelines": _texts, "verdict": _text, "nodes": _dict, "architecture": _maybe(_text),
        "routes": _text,
    },
    "plan front": {
        "pipelines": _texts, "verdict": _text, "combinations": _whole,
        "tasks": _texts, "objectives": _texts, "points": _list(_point),
        "routes": _text,
    },
}


@dataclass(frozen=True)
class Inference:
    """One step as the document has it."""

    conclusion: str
    rule_name: str
    premises: tuple[str, ...]
    kind: str
    fields: dict[str, Any]

    def bindings(self) -> dict[str, str]:
        """Return the bindings of a rule by variable."""
        return dict(self.fields["bindings"])


@dataclass(frozen=True)
class Told:
    """A triple that the document itself states, and what it says that it was read from."""

    triple: tuple[str, str, str]
    file: str
    line: int | None


@dataclass(frozen=True)
class Document:
    """A proof document of known shape: whether it holds is for the checker to say."""

    final: str
    site: str | None
    files: tuple[tuple[str, str], ...]
    inferences: tuple[Inference, ...]
    told: tuple[Told, ...] = ()

    @cached_property
    def by_conclusion(self) -> dict[str, Inference]:
        """Return the inferences by what they conclude."""
        return {each.conclusion: each for each in self.inferences}


def read_document(text: str | bytes) -> Document:
    """Return the document of a JSON text.

    Raises Unreadable for what is not one, and Refused for an inference of another shape.
    """
    if len(text) > LARGEST_BYTES:
        raise Unreadable(f"the file has {len(text)} bytes; at most {LARGEST_BYTES} are read")
    try:
        found = json.loads(
            text, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except RecursionError as error:
        raise Unreadable("the file is nested too deeply for a proof") from error
    except ValueError as error:
        raise Unreadable(f"the file is not JSON: {str(error)[:120]}") from error
    return _document(found)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has a name twice")
    return found


def _document(found: Any) -> Document:
    if type(found) is not dict:
        raise Unreadable(f"a proof is a JSON object, and this is {_kind_of(found)}")
    if "inferences" not in found or "finalConclusion" not in found:
        raise Unreadable("a proof has finalConclusion and inferences, which are missing here")
    if found.keys() - {_TOLD} != _TOP:
        odd = sorted((found.keys() - {_TOLD}) ^ _TOP)
        raise Refused("the document has other parts than a proof", sorted(_TOP), odd)
    if not _text(found["finalConclusion"]) or not _maybe(_text)(found["site"]):
        raise Unreadable("finalConclusion and site are texts")
    if type(found["inferences"]) is not list:
        raise Unreadable("inferences is a list")
    return Document(
        found["finalConclusion"], found["site"], _files(found["files"]),
        tuple(map(_inference, found["inferences"])), _told(found.get(_TOLD, [])),
    )


def _told(found: Any) -> tuple[Told, ...]:
    is_list = type(found) is list and all(
        type(each) is dict and each.keys() == {"triple", "file", "line"}
        and _triple(each["triple"]) and _text(each["file"]) and _maybe(_whole)(each["line"])
        for each in found
    )
    if not is_list:
        raise Unreadable("told is a list of objects with triple, file and line")
    return tuple(
        Told((each["triple"][0], each["triple"][1], each["triple"][2]), each["file"], each["line"])
        for each in found
    )


def _files(found: Any) -> tuple[tuple[str, str], ...]:
    is_list = type(found) is list and all(
        type(each) is dict and each.keys() == {"file", "sha256"} and _dict(each) for each in found
    )
    if not is_list:
        raise Unreadable("files is a list of objects with file and sha256")
    return tuple((each["file"], each["sha256"]) for each in found)


def _inference(found: Any) -> Inference:
    if type(found) is not dict or not (
        type(found.get("conclusion")) is type(found.get("ruleName")) is type(found.get("kind"))
        is str
    ):
        raise Unreadable("an inference is an object with conclusion, ruleName, premises and kind")
    if not _texts(found.get("premises")):
        raise Unreadable("the premises of an inference are conclusions of others")
    step, kind = found["conclusion"], found["kind"]
    if kind not in FIELDS:
        raise Refused("the kind of step is not known", sorted(FIELDS), kind, step)
    fields = {name: value for name, value in found.items() if name not in _COMMON}
    if fields.keys() != FIELDS[kind].keys():
        odd = sorted(fields.keys() ^ FIELDS[kind].keys())
        raise Refused(f"a {kind} has other fields", sorted(FIELDS[kind]), odd, step)
    for name, test in FIELDS[kind].items():
        if not test(fields[name]):
            raise Refused(f"{name} is not of its type", "as docs/proof-format.md says",
                          fields[name], step)
    return Inference(step, found["ruleName"], tuple(found["premises"]), kind, fields)


def _kind_of(found: Any) -> str:
    return {list: "a list", str: "a text", type(None): "null"}.get(type(found), "a number")
