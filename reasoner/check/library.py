"""The files that proofs rest on: those that are installed, and those that a user names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from .refusal import Unreadable

_FACTS = ("ontology", "ontology/catalog")
_RULES = "queries/rules"
_LARGEST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class File:
    """A file by the name that proofs give it."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """Return the digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def installed_facts() -> list[File]:
    """Return the vocabulary and the catalogue that are installed."""
    return [each for folder in _FACTS for each in _of(folder, ".ttl")]


def installed_rules() -> list[File]:
    """Return the rules that are installed."""
    return _of(_RULES, ".rq")


def _of(folder: str, ending: str) -> list[File]:
    root: Traversable = files((__package__ or "").split(".")[0]).joinpath(folder)
    entries = sorted(root.iterdir(), key=lambda each: each.name)
    return [
        File(f"{folder}/{each.name}", each.read_text(encoding="utf-8"))
        for each in entries if each.name.endswith(ending)
    ]


def user_file(path: Path, name: str | None = None) -> File:
    """Return a user's file; raises Unreadable."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise Unreadable(f"{path} has more than {_LARGEST_BYTES} bytes")
        return File(name or str(path), path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"{path}: the proof rests on this file, and it can't be read; name it with --file"
        ) from error
