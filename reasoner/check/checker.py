"""Check proof documents: each step against the facts, rules and formulas, and how they join."""

from __future__ import annotations

import contextlib
import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .document import Document, Told, read_document
from .expected import Context
from .expressions import Tree
from .kept import Kept
from .library import File, bearing, installed_facts, installed_rules, installed_runs, user_file
from .linked import ENDS, read_linked
from .rates import is_of_plan, planned, routes_by
from .refusal import Refusal, Refused, Unreadable
from .rules import Rule, read_rule
from .sheets import is_table, read_tables
from .steps import check_steps, differing_facts
from .terms import TYPE, tw
from .turtle import Statement, read_turtle
from .world import World

_MOST_WORLDS = 6  # each takes some 60 MB
_OF_QUESTIONS = "urn:tierwise:"  # how the names of what only a question speaks of begin
_Key = tuple[str | None, tuple[str, ...], tuple[Told, ...]]


@dataclass(frozen=True)
class Report:
    """What checking came to: how many steps hold, or why the proof is refused.

    `unchecked` has what all else holds with, and what rests on the solver's word alone; `told`
    counts the facts that are taken as the proof tells them, by what it read them from.
    """

    steps: int
    refusals: tuple[Refusal, ...] = ()
    unchecked: tuple[str, ...] = ()
    told: tuple[tuple[str, int], ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether the proof is accepted."""
        return not self.refusals


class Checker:
    """Checks proofs on the facts that are installed, and on files of a user.

    With a `cache` folder, what is read of installed files is kept there and read from there.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._kept = Kept(cache)
        self.facts, self.runs = installed_facts(), installed_runs()
        self.rule_files = installed_rules()
        self._worlds: dict[_Key, World] = {}
        self._bearing: dict[tuple[str, ...], list[File]] = {}
        self._statements: dict[str, list[Statement]] = {}
        self._trees: dict[str, Tree] = self._kept.trees()

    @cached_property
    def rules(self) -> list[Rule]:
        """Return the rules, read once."""
        return [read_rule(each.text, each.name) for each in self.rule_files]

    def check(self, text: str | bytes, own: Sequence[Path] | None = None) -> Report:
        """Return whether a proof document holds.

        `own` names the user's files, else they are found under the names in the document.
        """
        try:
            document = read_document(text)
            files = self._own(document, own)
            changed = self._changed(document, files)
            _check_told(document)
            world = self.world(document.site, files, document.told)
            if is_of_plan(document):
                world = planned(world, routes_by(document))
            world.forget()
            context = Context(world, document)
            if changed:
                return Report(0, (_of_other_files(changed), *differing_facts(context)))
            check_steps(context)
            unchecked = tuple(context.unchecked)
            told = tuple(sorted(Counter(each.file for each in document.told).items()))
            return Report(len(document.inferences) - len(unchecked), (), unchecked, told)
        except Unreadable as error:
            return Report(0, (Refusal("", str(error), "", ""),))
        except Refused as error:
            return Report(0, (error.refusal,))

    def _own(self, document: Document, own: Sequence[Path] | None) -> list[File]:
        """Return the user's files that a document rests on."""
        installed = {each.name for each in (*self.facts, *self.runs, *self.rule_files)}
        named = [name for name, _ in document.files if name not in installed]
        if own is None:
            return [user_file(Path(name), name) for name in named]
        if len(own) == len(named):
            return [user_file(path, name) for path, name in zip(own, named, strict=True)]
        raise Refused("the proof rests on other files", named, [str(each) for each in own])

    def _changed(self, document: Document, own: list[File]) -> list[str]:
        """Return the files that are not those that the proof rests on."""
        if not document.files:
            raise Refused(
                "the document does not say which files the proof rests on",
                "files with their digests", "none",
            )
        read = (*self._installed(own), *self.rule_files, *own)
        today = [(each.name, each.sha256) for each in read]
        if list(document.files) == today:
            return []
        was, now = dict(document.files), dict(today)
        changed = sorted(n for n in was.keys() | now.keys() if was.get(n) != now.get(n))
        return changed or ["the same files, named twice or in another order"]

    def world(
        self, site: str | None, own: Sequence[File], told: tuple[Told, ...] = ()
    ) -> World:
        """Return what is known for a site with a user's files, built once if asked soon again."""
        key = (site, tuple(each.sha256 for each in own), told)
        found = self._worlds.pop(key, None) or self._built(site, own, told)
        self._worlds[key] = found  # last, for it is the one that was used last
        while len(self._worlds) > _MOST_WORLDS:
            del self._worlds[next(iter(self._worlds))]
        return found

    def _built(self, site: str | None, own: Sequence[File], told: Sequence[Told]) -> World:
        with _uncollected():
            stated = [s for each in self._installed(own) for s in self._read(each, self._kept)]
            stated += [
                s for each in own if not is_table(each) for s in self._read(each, Kept(None))]
            _check_site(site, stated, {each.name for each in own})
            stated += read_tables(own, site, stated)
            stated += [Statement(each.triple, each.file, each.line) for each in told]
            before = len(self._trees)
            world = World(stated, self.rules, site, self._trees)
        if len(self._trees) > before:
            self._kept.keep_trees(self._trees)
        return world

    def _installed(self, own: Sequence[File]) -> list[File]:
        """Return the installed facts that bear on what is asked with the user's files."""
        key = tuple(each.sha256 for each in own)
        if key not in self._bearing:
            texts = [each for each in own if not is_table(each)]
            self._bearing[key] = bearing(self.runs, self.facts, texts)
        return [*self.facts, *self._bearing[key]]

    def _read(self, file: File, kept: Kept) -> list[Statement]:
        key = f"{file.name} {file.sha256}"
        if key not in self._statements:
            found = kept.statements(file)
            if found is None:
                is_linked = file.name.lower().endswith(ENDS)
                found = (read_linked if is_linked else read_turtle)(file.text, file.name)
                kept.keep_statements(file, found)
            self._statements[key] = found
        return self._statements[key]


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the garbage collector while very many objects are made that all live on."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _check_site(site: str | None, stated: list[Statement], own: set[str]) -> None:
    """Refuse a site that the user's files do not hold, or none where they hold one."""
    sites = {
        each.triple[0] for each in stated
        if each.file in own and each.triple[1:] == (TYPE, tw("Site"))
    }
    if site not in sites and (site is not None or sites):
        raise Refused("the site is not one of the files", sorted(sites) or None, site)


def _check_told(document: Document) -> None:
    """Refuse what a proof tells beside the files, of anything but what its question speaks of."""
    files = {name for name, _ in document.files}
    for each in document.told:
        if each.file in files or not each.triple[0].startswith(_OF_QUESTIONS):
            raise Refused("a proof tells only what is asked, and of which model",
                          f"a subject that begins with {_OF_QUESTIONS}", list(each.triple))


def _of_other_files(changed: list[str]) -> Refusal:
    return Refusal(
        "", "the proof is of other versions of the files", "the files as they are now",
        ", ".join(changed),
    )
