"""Load the bundled ontology and the user's files into knowledge; keep a snapshot by content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from ..facts import Fact
from ..knowledge import Knowledge
from .cache import read_snapshot, write_snapshot
from .source import Source, read_text

_FOLDERS = ("ontology", "ontology/catalog")


def bundled_sources() -> list[Source]:
    """Return the vocabulary modules and the catalogue, in a fixed order."""
    root = files("tierwise")
    found = []
    for folder in _FOLDERS:
        for each in sorted(root.joinpath(folder).iterdir(), key=lambda entry: entry.name):
            if each.name.endswith(".ttl"):
                found.append(Source(f"{folder}/{each.name}", each.read_text(encoding="utf-8")))
    return found


def bundled_rules() -> list[Source]:
    """Return the rule files."""
    folder = files("tierwise").joinpath("queries/rules")
    return [
        Source(f"queries/rules/{each.name}", each.read_text(encoding="utf-8"))
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".rq")
    ]


def load(
    paths: Sequence[Path] = (), site: str | None = None, extra: Iterable[Fact] = ()
) -> Knowledge:
    """Return the knowledge of the bundle and the given files, with all that follows from it.

    `site` names one of the sites in the files; without it their only site is asked of, or else the
    whole catalogue.  Raises InputError with file and line.
    """
    sources = bundled_sources()
    rules = bundled_rules()
    own = [Source(str(each), read_text(each)) for each in paths]
    more = tuple(extra)
    key = _digest([*sources, *rules, *own], site, more)
    snapshot = read_snapshot(key)
    if snapshot is not None:
        return snapshot
    from .build import build, parse  # rdflib and its parser are heavy: only without a snapshot

    asserted = parse([*sources, *own]) + list(more)
    knowledge = build(asserted, rules, site, {each.name for each in own})
    write_snapshot(key, knowledge)
    return knowledge


def _digest(sources: Sequence[Source], site: str | None, extra: Sequence[Fact]) -> str:
    found = hashlib.sha256()
    code = Path(__file__).parent.parent
    for file in sorted(code.glob("**/*.py")):
        found.update(file.read_bytes())
    for each in sources:
        found.update(f"{each.name}\0{each.text}\0".encode())
    found.update(repr((site, extra)).encode())
    return found.hexdigest()
