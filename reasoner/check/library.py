"""The files that proofs rest on: those that are installed, and those that a user names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from .refusal import Unreadable

_FACTS = ("ontology", "ontology/catalog")
_RULES = "queries/rules"
_RUNS = "ontology/catalog/measured"
_WORKLOADS = "ontology/catalog/workloads.ttl"
_LARGEST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class File:
    """A file by the name that proofs give it; `data` is what one holds that is no text."""

    name: str
    text: str
    data: bytes | None = None

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the text in UTF-8, or of what else it holds."""
        if self.data is not None:
            return hashlib.sha256(self.data).hexdigest()
        return hashlib.sha256(self.text.encode()).hexdigest()


def installed_facts() -> list[File]:
    """Return the vocabulary and the catalogue that are installed."""
    return [each for folder in _FACTS for each in _of(folder, ".ttl")]


def installed_runs() -> list[File]:
    """Return the measured runs that are installed, one module a model and table."""
    return _of(_RUNS, ".ttl")


def bearing(runs: Iterable[File], facts: Iterable[File], own: Sequence[File]) -> list[File]:
    """Return the runs of models that a reference workload or a file of the user names.

    A run's file is named after its model, two hyphens and its table.
    """
    texts = [each.text for each in (*(e for e in facts if e.name == _WORKLOADS), *own)]
    return [each for each in runs if any(_model(each) in text for text in texts)]


def _model(run: File) -> str:
    return run.name.removeprefix(f"{_RUNS}/").removesuffix(".ttl").partition("--")[0]


def installed_rules() -> list[File]:
    """Return the rules that are installed."""
    return _of(_RULES, ".rq")


def _of(folder: str, ending: str) -> list[File]:
    root = files((__package__ or "").split(".")[0]).joinpath(folder)
    if not root.is_dir():
        return []
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
        if path.suffix == ".parquet":
            return File(name or str(path), "", path.read_bytes())
        return File(name or str(path), path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"{path}: the proof rests on this file, and it can't be read; name it with --file"
        ) from error
