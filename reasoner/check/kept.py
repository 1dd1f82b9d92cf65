"""What was read of files and formulas, kept in a folder by their content: plain JSON.

Each stands under a digest of the text and of all of this package's code, so that what was kept of
another text or by other code is never read. Who can write to the folder can put false facts there,
as they could into the package itself: for a check that trusts neither, make a Checker without it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import rdflib

from .expressions import Tree
from .library import File
from .terms import Triple
from .turtle import Statement

_MOST_FILES = 1_000  # some ten times what is installed; each is some kilobytes
_COLUMNS = ("subjects", "predicates", "objects")
_WRONG = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


class Kept:
    """A folder of what was read before, or none; one that can't be written to is no error."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def statements(self, file: File) -> list[Statement] | None:
        """Return the statements that were kept of a file; None where there are none to be read."""
        try:
            return _statements(self._get(f"{file.name} {file.sha256}"), file.name)
        except _WRONG:
            return None

    def keep_statements(self, file: File, statements: list[Statement]) -> None:
        """Keep the statements of a file."""
        self._put(f"{file.name} {file.sha256}", _rows(statements))

    def trees(self) -> dict[str, Tree]:
        """Return the trees that were kept, by their formulas."""
        try:
            return {str(text): _tree(tree) for text, tree in self._get("formulas").items()}
        except _WRONG:
            return {}

    def keep_trees(self, trees: Mapping[str, Tree]) -> None:
        """Keep the trees of formulas."""
        self._put("formulas", trees)

    def _get(self, key: str) -> Any:
        if self.folder is None:
            return None
        try:
            check, _, data = self._path(self.folder, key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return json.loads(data) if check == _digest(data) else None

    def _put(self, key: str, value: Any) -> None:
        folder = self.folder
        if folder is None:
            return
        data = json.dumps(value, separators=(",", ":")).encode()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
            with os.fdopen(handle, "wb") as stream:
                stream.write(_digest(data) + b"\n" + data)
            os.replace(name, self._path(folder, key))
            _forget(folder)
        except OSError:
            return

    def _path(self, folder: Path, key: str) -> Path:
        return folder / f"{hashlib.sha256(f'{self._code} {key}'.encode()).hexdigest()}.json"

    @cached_property
    def _code(self) -> str:
        """Return a digest of the code that reads."""
        found = hashlib.sha256(rdflib.__version__.encode())
        for path in sorted(Path(__file__).parent.glob("*.py")):
            found.update(path.read_bytes())
        return found.hexdigest()


def _forget(folder: Path) -> None:
    """Remove the older half of the files where there are too many."""
    kept = list(folder.glob("*.json"))
    if len(kept) > _MOST_FILES:
        kept.sort(key=lambda each: each.stat().st_mtime)
        for each in kept[: _MOST_FILES // 2]:
            each.unlink(missing_ok=True)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _rows(statements: list[Statement]) -> dict[str, Any]:
    """Return statements as columns of numbers: of the terms, each once, and the lines."""
    terms: dict[str, int] = {}
    columns = {
        name: [terms.setdefault(each.triple[at], len(terms)) for each in statements]
        for at, name in enumerate(_COLUMNS)
    }
    return {"terms": list(terms), **columns, "lines": [each.line for each in statements]}


def _statements(rows: Any, file: str) -> list[Statement]:
    terms = [str(each) for each in rows["terms"]]
    columns = ([terms[number] for number in rows[name]] for name in _COLUMNS)
    triples: list[Triple] = list(zip(*columns, strict=True))
    return [
        Statement(triple, file, None if line is None else int(line))
        for triple, line in zip(triples, rows["lines"], strict=True)
    ]


def _tree(rows: Any) -> Any:
    return tuple(map(_tree, rows)) if isinstance(rows, list) else rows
