"""The list of nodes that `kubectl get nodes -o json` prints, node by node with its line."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import ParseError, Place

LARGEST_LIST = 256 * 2**20  # bytes; a node with all its images takes some 20 kB
_MOST_NODES = 100_000
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_QUANTITY = re.compile(
    r"(\d{1,30}(?:\.\d{1,30})?)(?:[eE]([+-]?\d{1,2})|(m|k|M|G|T|P|E|[KMGTPE]i))?"
)
_SUFFIX = {"": Decimal(1), "m": Decimal("0.001"),
           **{each: Decimal(1000) ** (i + 1) for i, each in enumerate("kMGTPE")},
           **{f"{each}i": Decimal(1024) ** (i + 1) for i, each in enumerate("KMGTPE")}}  # fmt: skip


@dataclass(frozen=True)
class ListedNode:
    """A node as the list states it: amounts in cores, bytes and pieces."""

    name: str
    place: Place
    labels: dict[str, str]
    capacity: dict[str, Decimal]
    allocatable: dict[str, Decimal]
    taints: tuple[str, ...]
    is_cordoned: bool
    is_ready: bool
    seen: str  # the day of the last heartbeat, such as 2026-01-31; nothing where none is stated


def read_list(path: Path) -> str:
    """Return the text of a list, of standard input for `-`; refuse what is too large or no text."""
    if str(path) == "-":
        data, name = sys.stdin.buffer.read(LARGEST_LIST + 1), "standard input"
    else:
        name = str(path)
        try:
            with path.open("rb") as stream:
                data = stream.read(LARGEST_LIST + 1)
        except OSError as error:
            raise ParseError("cannot be read", expected="a file", place=Place(name),
                             found=error.strerror or str(error)) from error
    if len(data) > LARGEST_LIST:
        raise ParseError("is too large", expected=f"at most {LARGEST_LIST} bytes", found="more",
                         place=Place(name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("is not text in UTF-8", expected="UTF-8", place=Place(name),
                         found=f"byte 0x{data[error.start]:02x}") from error


def read_nodes(text: str, name: str) -> list[ListedNode]:
    """Return the nodes of a list, or the one node that the document is.

    Raises ParseError with the line for what is not JSON, no such list, a doubled name, or an amount
    that cannot be read.
    """
    lines = _Lines(text, name)
    found: dict[str, ListedNode] = {}
    for item, at in _items(lines):
        node = _node(item, lines.place(at))
        if node.name in found:
            raise ParseError("a node is listed twice", expected=f"one {node.name}",
                             found=f"another at {found[node.name].place}", place=node.place)
        found[node.name] = node
    if not found:
        raise ParseError("lists no node", expected='"items" with nodes', place=Place(name, 1))
    return list(found.values())


class _Lines:
    """A text that knows the line of each position, asked in rising order."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self._at, self._line = 0, 1

    def place(self, at: int) -> Place:
        """Return the place of a position, no earlier than the last that was asked for."""
        self._line += self.text.count("\n", self._at, at)
        self._at = at
        return Place(self.name, self._line)

    def skip(self, at: int) -> int:
        """Return the next position that is no space."""
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int) -> tuple[Any, int]:
        """Return the JSON value at a position, and where it ends."""
        try:
            return _DECODER.raw_decode(self.text, self.skip(at))
        except json.JSONDecodeError as error:
            raise ParseError("is not JSON", expected="the output of kubectl get nodes -o json",
                             found=error.msg, place=Place(self.name, error.lineno)) from error
        except (ValueError, RecursionError) as error:
            raise ParseError("is JSON of an unusual kind", found=str(error)[:80],
                             expected="a usual depth and usual numbers",
                             place=self.place(max(at, self._at))) from error

    def sign(self, at: int, wanted: str) -> tuple[str, int]:
        """Return the sign at a position, one of those wanted, and where it ends."""
        at = self.skip(at)
        found = self.text[at : at + 1]
        if not found or found not in wanted:
            raise ParseError("is not JSON of a list of nodes", place=self.place(at),
                             expected=" or ".join(wanted),
                             found=found or "the end of the file")
        return found, at + 1


def _items(lines: _Lines) -> Iterator[tuple[Any, int]]:
    """Yield each node with where it begins; nothing but one node is held at a time."""
    _, at = lines.sign(0, "{")
    alone: dict[str, Any] = {}
    count = 0
    while True:
        at = lines.skip(at)
        if lines.text[at : at + 1] == "}" and not alone and not count:
            return
        key, at = lines.value(at)
        _, at = lines.sign(at, ":")
        if key == "items":
            for item, begin, end in _array(lines, at):
                count, at = count + 1, end
                if item is not _END:
                    yield item, begin
        else:
            alone[str(key)], at = lines.value(at)
        sign, at = lines.sign(at, ",}")
        if sign == "}":
            break
    if alone.get("kind") == "Node":
        yield alone, lines.skip(0)


_END = object()


def _array(lines: _Lines, at: int) -> Iterator[tuple[Any, int, int]]:
    """Yield the values of an array with begin and end, and at last where the array ends."""
    _, at = lines.sign(at, "[")
    if lines.text[lines.skip(at) : lines.skip(at) + 1] == "]":
        yield _END, at, lines.skip(at) + 1
        return
    for count in range(_MOST_NODES + 1):
        begin = lines.skip(at)
        if count == _MOST_NODES:
            raise ParseError("lists too many nodes", expected=f"at most {_MOST_NODES:,}",
                             place=lines.place(begin))
        item, at = lines.value(begin)
        yield item, begin, at
        sign, at = lines.sign(at, ",]")
        if sign == "]":
            yield _END, at, at
            return


def _node(item: Any, place: Place) -> ListedNode:
    if not isinstance(item, dict) or item.get("kind", "Node") != "Node":
        found = item.get("kind", "?") if isinstance(item, dict) else type(item).__name__
        raise ParseError("is no node", expected='"kind": "Node"', found=str(found)[:80],
                         place=place)
    metadata, status = _mapping(item, "metadata", place), _mapping(item, "status", place)
    spec = _mapping(item, "spec", place)
    name = metadata.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?", name):
        raise ParseError("a node has no name", expected="metadata.name, as of RFC 1123",
                         found=str(name)[:80], place=place)
    conditions = [e for e in _listed(status, "conditions", place) if isinstance(e, dict)]
    heartbeats = [str(e.get("lastHeartbeatTime") or "")[:10] for e in conditions]
    return ListedNode(
        name, place,
        {str(k): str(v) for k, v in _mapping(metadata, "labels", place).items()},
        _amounts(status, "capacity", name, place), _amounts(status, "allocatable", name, place),
        tuple(_taint(e) for e in _listed(spec, "taints", place) if isinstance(e, dict)),
        spec.get("unschedulable") is True,
        all(e.get("status") == "True" for e in conditions if e.get("type") == "Ready"),
        max((e for e in heartbeats if re.fullmatch(r"\d{4}-\d\d-\d\d", e)), default=""),
    )


def _mapping(item: dict[str, Any], key: str, place: Place) -> dict[str, Any]:
    found = item.get(key)
    if found is not None and not isinstance(found, dict):
        raise ParseError(f"{key} of a node is no object", expected="an object",
                         found=type(found).__name__, place=place)
    return found or {}


def _listed(item: dict[str, Any], key: str, place: Place) -> list[Any]:
    found = item.get(key)
    if found is not None and not isinstance(found, list):
        raise ParseError(f"{key} of a node is no list", expected="a list",
                         found=type(found).__name__, place=place)
    return found or []


def _taint(taint: dict[str, Any]) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint.get('key', '?')}{value}:{taint.get('effect', '?')}"[:200]


def _amounts(status: dict[str, Any], key: str, name: str, place: Place) -> dict[str, Decimal]:
    return {
        str(resource): amount(written, f"{key}.{resource} of {name}", place)
        for resource, written in _mapping(status, key, place).items()
    }


def amount(written: Any, what: str, place: Place) -> Decimal:
    """Return an amount as Kubernetes writes it: 3920m, 16393244Ki, 1e3, 2.5G.

    >>> amount("3920m", "cpu", Place("nodes.json"))
    Decimal('3.920')
    """
    found = _QUANTITY.fullmatch(str(written)) if isinstance(written, (str, int, float)) else None
    if found is None or isinstance(written, bool):
        raise ParseError(f"{what} is no amount", expected="such as 4, 3920m or 16393244Ki",
                         found=str(written)[:80], place=place)
    number, exponent, suffix = found.groups()
    return Decimal(number) * Decimal(10) ** int(exponent or 0) * _SUFFIX[suffix or ""]
