"""Build knowledge of the bundled ontology and the user's files; keep it by content."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from .collection import find_collection, is_query, is_rule
from .collector import uncollected
from .facts import Fact
from .knowledge import Knowledge
from .load.cache import digest, read_kept, write_kept
from .load.columns import fact_rows, facts_of
from .load.memory import Memory
from .load.snapshot import knowledge_of, knowledge_rows
from .source import Source, read_text

_FOLDERS = ("ontology", "ontology/catalog")
_MEASURED = "ontology/catalog/measured"
_WORKLOADS = "ontology/catalog/workloads.ttl"


def bundled_sources(asked: Iterable[Source] = ()) -> list[Source]:
    """Return the vocabulary, the catalogue, and the measured runs that bear on what is asked.

    Runs lie one module a model, and only those of models that a bundled workload or a file of the
    user names are read: all together they would take longer to load than the rest.
    """
    found = [each for folder in _FOLDERS for each in _turtle(folder)]
    texts = [each.text for each in (*found, *asked) if each.name == _WORKLOADS or each in asked]
    named = [
        stem for stem in _stems() if any(stem.partition("--")[0] in text for text in texts)
    ]
    return [*found, *(_source(f"{_MEASURED}/{stem}.ttl") for stem in named)]


def measured_sources() -> list[Source]:
    """Return all measured runs, also those under other conditions than the catalogue's."""
    return [*_turtle(_MEASURED), *_turtle(f"{_MEASURED}/otherwise")]


def bundled_layouts() -> list[Source]:
    """Return the layouts of the tables that the catalogue was imported from."""
    return _turtle("ontology/layouts")


def _stems() -> list[str]:
    entries = files("tierwise").joinpath(_MEASURED).iterdir()
    # By whole names, as the checker reads them: "model--2.ttl" comes before "model.ttl".
    return [each[:-4] for each in sorted(e.name for e in entries) if each.endswith(".ttl")]


def _turtle(folder: str) -> list[Source]:
    entries = sorted(files("tierwise").joinpath(folder).iterdir(), key=lambda entry: entry.name)
    return [_source(f"{folder}/{e.name}") for e in entries if e.name.endswith(".ttl")]


def _source(name: str) -> Source:
    return Source(name, files("tierwise").joinpath(name).read_text(encoding="utf-8"))


def bundled_rules() -> list[Source]:
    """Return the rule files."""
    folder = files("tierwise").joinpath("queries/rules")
    return [
        Source(f"queries/rules/{each.name}", each.read_text(encoding="utf-8"))
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".rq")
    ]


def load(
    paths: Sequence[Path] = (), site: str | None = None, extra: Iterable[Fact] = (),
    collection: Sequence[Source] | None = None,
) -> Knowledge:
    """Return the knowledge of bundle, collection and the given files, with all that follows.

    `site` names one of the sites in the files; without it their only site is asked of, or else the
    whole catalogue.  `collection` are files of facts and rules; without it those of the collection
    that holds here.  Raises InputError with file and line.
    """
    given = [Source(str(each), read_text(each)) for each in paths]
    held = find_collection().sources() if collection is None else list(collection)
    own = [each for each in given if not is_query(each)]
    kept = [each for each in held if not is_query(each)]
    sources = bundled_sources([*kept, *own])
    rules = [*bundled_rules(), *(each for each in (*held, *given) if is_rule(each))]
    more = tuple(extra)
    key = digest([*_texts([*sources, *rules, *kept, *own]), repr((site, more))])
    with uncollected():
        found = knowledge_of(read_kept("snapshot", key))
        if found is not None:
            return found
        # rdflib and networkx, which building imports, are heavy: only where nothing is kept.
        from .build import build, parse

        asserted = [*_bundled_facts(sources), *parse(kept), *parse(own), *more]
        with remembering() as memory:
            built = build(asserted, rules, site, {each.name for each in own}, memory)
        read = tuple((each.name, each.sha256) for each in (*sources, *rules, *kept, *own))
        knowledge = replace(built, sources=read)
        write_kept("snapshot", key, knowledge_rows(knowledge))
    return knowledge


@contextlib.contextmanager
def remembering() -> Iterator[Memory]:
    """Yield what was kept of texts that were read before; keep what is read meanwhile."""
    memory = Memory(read_kept("memory", digest(())))
    yield memory
    if memory.has_new:
        write_kept("memory", digest(()), memory.rows())


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
