"""What the engine knows when it decides: facts, figures, definitions and rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .definitions import Definitions
from .facts import Facts, Triple
from .figures import Figures
from .namespaces import local_name
from .rule import Rule
from .units import UnitSystem


@dataclass(frozen=True)
class Knowledge:
    """Asserted and inferred facts with what they rest on; `site` is None for the catalogue.

    `sources` has the name and the SHA-256 of each file that was read.
    """

    asserted: Facts
    inferred: dict[Triple, str]
    figures: Figures
    definitions: Definitions
    rules: tuple[Rule, ...]
    units: UnitSystem
    site: str | None
    sources: tuple[tuple[str, str], ...] = ()

    @cached_property
    def facts(self) -> Facts:
        """Return asserted and inferred facts together."""
        return self.asserted.with_triples(self.inferred)

    @cached_property
    def kept(self) -> dict[tuple[str, str], Any]:
        """Return what follows from this knowledge alone, kept by the verbs that work it out."""
        return {}

    def show(self, name: str, value: float) -> str:
        """Return a number of a quantity as people read it, with its unit."""
        quantity = self.definitions.quantities[name]
        return self.units.show(value, quantity.unit, quantity.display)

    def show_difference(self, name: str, value: float) -> str:
        """Return by how much two numbers of a quantity differ, with its unit."""
        quantity = self.definitions.quantities[name]
        return self.units.show_difference(value, quantity.unit, quantity.display)

    def name(self, term: str) -> str:
        """Return what people call a thing: the local name they type."""
        return local_name(term)
