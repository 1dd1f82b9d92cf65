"""The user's own collection: files of facts, rules and questions that every question is asked with.

It lies in the folder that is given, else in that of the environment variable, else in a folder
`.tierwise` of the working folder or one above it, as git finds a repository, else in the user's
data folder.  The bundled catalogue is never edited.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from .errors import Place, UnknownName, UsageError, did_you_mean
from .source import Source, read_text
from .whole_file import remove_whole, write_whole

VARIABLE = "TIERWISE_COLLECTION"
PROJECT_FOLDER = ".tierwise"
FACTS = (".ttl", ".yaml", ".yml", ".jsonld", ".json")
QUERIES = (".rq",)
_RULE = re.compile(r"^#\s*rule:", re.MULTILINE)
LARGEST_FILES = 10_000  # of a collection: more is a folder that was meant otherwise


@dataclass(frozen=True)
class Collection:
    """A folder of files; one that is not there holds none."""

    folder: Path

    def facts(self) -> list[Source]:
        """Return the files of facts, by name."""
        return self._sources(FACTS)

    def queries(self) -> list[Source]:
        """Return the files of rules and questions, by name."""
        return self._sources(QUERIES)

    def sources(self) -> list[Source]:
        """Return all files, facts first, by name."""
        return [*self.facts(), *self.queries()]

    def names(self) -> list[str]:
        """Return the names of all files, sorted."""
        return [each.name for each in self._paths((*FACTS, *QUERIES))]

    def path(self, name: str) -> Path:
        """Return where a file of this name lies, or would; raises UsageError for a path."""
        if Path(name).name != name or name.startswith(".") or not name.endswith((*FACTS, *QUERIES)):
            raise UsageError(
                f"{name} is no name of a file of the collection",
                expected=f"a name that ends in {', '.join((*FACTS, *QUERIES))}", found=name,
            )
        return self.folder / name

    def read(self, name: str) -> Source | None:
        """Return a file of the collection, or None where there is none of the name."""
        path = self.path(name)
        return Source(str(path), read_text(path)) if path.is_file() else None

    def others(self, name: str) -> list[Source]:
        """Return the files of facts besides the one of this name."""
        return [each for each in self.facts() if each.name != str(self.path(name))]

    def require(self, name: str) -> Path:
        """Return where a file lies, by its name or its stem; raises UnknownName where none does."""
        of_stem = [each for each in self.names() if Path(each).stem == name]
        path = self.path(of_stem[0] if len(of_stem) == 1 else name)
        if not path.is_file():
            raise UnknownName(
                f"the collection holds no {name}", expected=f"a file of {self.folder}", found=name,
                hint=did_you_mean(name, self.names()), place=Place(str(self.folder)),
            )
        return path

    def put(self, name: str, text: str) -> Path:
        """Put a file into the collection, whole or not at all, and return where it lies."""
        path = self.path(name)
        write_whole(path, text)
        return path

    def remove(self, name: str) -> Path:
        """Take a file out of the collection; raises UnknownName where there is none."""
        path = self.require(name)
        remove_whole(path)
        return path

    def _paths(self, ends: tuple[str, ...]) -> list[Path]:
        if not self.folder.is_dir():
            return []
        found = sorted(
            each for each in self.folder.iterdir()
            if each.name.endswith(ends) and not each.name.startswith(".") and each.is_file()
        )
        if len(found) > LARGEST_FILES:
            raise UsageError(
                f"{self.folder} holds too many files for a collection",
                expected=f"at most {LARGEST_FILES:,}", found=f"{len(found):,}",
            )
        return found

    def _sources(self, ends: tuple[str, ...]) -> list[Source]:
        return [Source(str(each), read_text(each)) for each in self._paths(ends)]


def find_collection(
    given: Path | None = None, environ: Mapping[str, str] | None = None, start: Path | None = None
) -> Collection:
    """Return the collection that holds here; see the head of this module."""
    stated = (os.environ if environ is None else environ).get(VARIABLE)
    if given is not None or stated:
        return Collection((given or Path(stated or "")).expanduser())
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / PROJECT_FOLDER).is_dir():
            return Collection(folder / PROJECT_FOLDER)
    return Collection(user_data_path("tierwise") / "collection")


def is_query(source: Source) -> bool:
    """Say whether a file holds a rule or a question, not facts."""
    return source.name.endswith(QUERIES)


def is_rule(source: Source) -> bool:
    """Say whether a file holds a rule: its header says so."""
    return is_query(source) and _RULE.search(source.text) is not None
