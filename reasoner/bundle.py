"""Build knowledge of the bundled ontology and the user's files; keep it by content."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from .collection import find_collection, is_query, is_rule
from .collector import uncollected
from .fact_table import FactTable, TabledFacts
from .facts import Fact, Facts
from .ground import Ground
from .knowledge import Knowledge
from .load.cache import digest, read_kept, write_kept
from .load.columns import fact_rows, facts_in, table_of, written_of
from .load.grounds import added_of, added_rows, ground_of, ground_rows
from .load.memory import Memory
from .load.merging import laid
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
    own = tuple(each for each in given if not is_query(each))
    kept = tuple(each for each in held if not is_query(each))
    bundled = Bundled.of(bundled_sources([*kept, *own]), bundled_rules())
    rules = tuple(each for each in (*held, *given) if is_rule(each))
    with uncollected():
        return _loaded(bundled, _Asked(rules, kept, own, site, tuple(extra)))


@dataclass(frozen=True)
class _Asked:
    """What a question is asked with beside the bundle."""

    rules: tuple[Source, ...]
    kept: tuple[Source, ...]
    own: tuple[Source, ...]
    site: str | None
    more: tuple[Fact, ...]

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the digest of each file."""
        return tuple((e.name, e.sha256) for e in (*self.rules, *self.kept, *self.own))

    def texts(self) -> list[str]:
        """Return all texts that the answer depends on."""
        said = repr((self.site, self.more))
        return [said, *_texts((*self.rules, *self.kept, *self.own))]

    def facts(self) -> list[Fact]:
        """Return the facts that are stated in files, and with the question."""
        from .written import parse  # rdflib, which that imports, is heavy

        return [*parse(self.kept), *parse(self.own), *self.more]

    def names(self) -> set[str]:
        """Return the names of the user's files."""
        return {each.name for each in self.own}


@dataclass(frozen=True)
class Bundled:
    """The files of the bundle that bear on a question; `key` is the digest of them and the code."""

    key: str
    facts: tuple[Source, ...] = field(compare=False)
    rules: tuple[Source, ...] = field(compare=False)

    @classmethod
    def of(cls, facts: Sequence[Source], rules: Sequence[Source]) -> Bundled:
        """Return files of facts and files of rules."""
        return cls(digest(_texts((*facts, *rules))), tuple(facts), tuple(rules))

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the digest of each file."""
        return tuple((each.name, each.sha256) for each in (*self.facts, *self.rules))

    def written(self) -> Facts:
        """Return the facts as they were written, before what is inherited is written out."""
        return TabledFacts(bundled_table(self.facts))


def _loaded(bundled: Bundled, asked: _Asked) -> Knowledge:
    """Return the knowledge of files, as it was kept, or built upon the bundle's."""
    key = digest([bundled.key, *asked.texts()])
    kept = read_kept("snapshot", key)
    whole = knowledge_of(kept)
    if whole is not None:
        return whole
    ground = bundled_ground(bundled)
    added = added_of(kept)
    if added is not None:
        return laid(ground, added, asked.sources)
    # The store of triples, and what building imports, are heavy: only where nothing is kept.
    from .upon import Asked, added_to

    rules = (*bundled.rules, *asked.rules)
    with remembering() as memory:
        facts = asked.facts()
        added = added_to(
            ground, facts, Asked(rules, asked.site, asked.names()), memory, bundled.written
        )
        if added is not None:
            write_kept("snapshot", key, added_rows(added))
            return laid(ground, added, asked.sources)
        from .build import build

        every = [*facts_in(bundled_table(bundled.facts)), *facts]
        built = build(every, rules, asked.site, asked.names(), memory)
    knowledge = replace(built, sources=(*bundled.sources, *asked.sources))
    write_kept("snapshot", key, knowledge_rows(knowledge))
    return knowledge


@lru_cache(maxsize=2)  # of a key there is one ground: a process that loads again shares it
def bundled_ground(bundled: Bundled) -> Ground:
    """Return what the bundle comes to by itself."""
    found = ground_of(read_kept("ground", bundled.key))
    if found is None:
        from .build import ground_from  # as in _loaded: what that imports is heavy

        with remembering() as memory:
            built = ground_from(
                facts_in(bundled_table(bundled.facts)), bundled.rules, memory, bundled.sources
            )
        rows = ground_rows(built)
        write_kept("ground", bundled.key, rows)
        found = ground_of(json.loads(json.dumps(rows)))
        assert found, "a ground is read as it was written"
    return found


@contextlib.contextmanager
def remembering() -> Iterator[Memory]:
    """Yield what was kept of texts that were read before; keep what is read meanwhile."""
    memory = Memory(read_kept("memory", digest(())))
    yield memory
    if memory.has_new:
        write_kept("memory", digest(()), memory.rows())


def bundled_table(sources: Sequence[Source]) -> FactTable:
    """Return the facts of the bundle, which are kept apart from those of the user's files."""
    key = digest(_texts(sources))
    found = written_of(read_kept("facts", key))
    if found is None:
        from .written import parse  # as in _Asked: rdflib is heavy

        rows = fact_rows(parse(sources))
        write_kept("facts", key, rows)
        found = table_of(rows)
    return found


def _texts(sources: Iterable[Source]) -> list[str]:
    return [text for each in sources for text in (each.name, each.text)]
