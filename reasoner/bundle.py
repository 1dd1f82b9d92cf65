"""Build knowledge of the bundled ontology and the user's files; keep it by content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from .facts import Fact
from .knowledge import Knowledge
from .load.cache import digest, read_kept, uncollected, write_kept
from .load.memory import Memory
from .load.snapshot import fact_rows, facts_of, knowledge_of, knowledge_rows
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
    key = digest([*_texts([*sources, *rules, *own]), repr((site, more))])
    with uncollected():
        found = knowledge_of(read_kept("snapshot", key))
        if found is not None:
            return found
        # rdflib and networkx, which building imports, are heavy: only where nothing is kept.
        from .build import build, parse

        memory = Memory(read_kept("memory", digest(())))
        asserted = [*_bundled_facts(sources), *parse(own), *more]
        built = build(asserted, rules, site, {each.name for each in own}, memory)
        read = tuple((each.name, each.sha256) for each in (*sources, *rules, *own))
        knowledge = replace(built, sources=read)
        if memory.has_new:
            write_kept("memory", digest(()), memory.rows())
        write_kept("snapshot", key, knowledge_rows(knowledge))
    return knowledge


def _bundled_facts(sources: Sequence[Source]) -> list[Fact]:
    """Return the facts of the bundle, which are kept apart from those of the user's files."""
    key = digest(_texts(sources))
    found = facts_of(read_kept("facts", key))
    if found is None:
        from .build import parse  # as in load: rdflib is heavy

        found = parse(sources)
        write_kept("facts", key, fact_rows(found))
    return found


def _texts(sources: Iterable[Source]) -> list[str]:
    return [text for each in sources for text in (each.name, each.text)]
