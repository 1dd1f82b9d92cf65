"""Parse and write what people write: Turtle, or YAML and JSON-LD, by the end of the file's name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from .facts import Fact, Facts
from .source import Source
from .turtle import parse_turtle

if TYPE_CHECKING:  # what is imported late, below
    from .linked_data import LinkedData

LINKED = (".yaml", ".yml", ".jsonld", ".json")
CONTEXT = "ontology/context.jsonld"


class Written:
    """Parses files; what linked data needs is read when the first such file is met."""

    @cached_property
    def _linked(self) -> LinkedData:
        # YAML and JSON-LD take a tenth of a second to import, and Turtle needs neither.
        from .linked_data import LinkedData

        return LinkedData(_context())

    def parse(self, text: str, name: str) -> list[Fact]:
        """Return the facts of a file; raises ParseError with file and line."""
        if name.lower().endswith(LINKED):
            return self._linked.parse(text, name)
        return parse_turtle(text, name)


def parse(sources: Sequence[Source]) -> list[Fact]:
    """Return the facts of files, in order; raises ParseError with file and line."""
    written = Written()
    return [fact for each in sources for fact in written.parse(each.text, each.name)]


def write(facts: list[Fact], form: str) -> str:
    """Return facts as `yaml`, `jsonld` or `ttl`."""
    # See Written: only who writes linked data waits for it.
    from .linked_writer import json_ld, turtle, yaml_ld

    held = Facts.of(facts)
    if form == "ttl":
        return turtle(held)
    return {"yaml": yaml_ld, "jsonld": json_ld}[form](held, json.loads(_context())["@context"])


def _context() -> str:
    return files("tierwise").joinpath(CONTEXT).read_text(encoding="utf-8")
