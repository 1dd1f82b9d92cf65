"""What the ontology declares for the numeric stratum: quantities, sets and constraints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .formula import Tree, variables
from .namespaces import tw

TARGET_SCOPES = ("node", "unit", "support", "layout")
QUESTION_SCOPES = ("task", "variant", "flow", "placement", "site")


@dataclass(frozen=True)
class Key:
    """One part of a lookup's key: a property of the row, and the choice it has to equal."""

    row_property: str
    is_inverse: bool
    choice: str


@dataclass(frozen=True)
class Quantity:
    """A number per key of its scope: stated as a figure, looked up, combined or derived.

    `kind` is figure, formula, lookup, path, pool, structural or placement.
    """

    name: str
    iri: str
    kind: str
    scope: str
    unit: str
    display: str | None = None
    tree: Tree | None = None
    formula: str | None = None
    absent: float | None = None
    set_by_user: bool = False
    settles: bool = True  # to state it can settle a verdict
    below: str | None = None
    above: str | None = None
    source_property: str | None = None  # of the link, pool or row that is read
    combine: str | None = None
    is_partial: bool = False
    pool_role: str | None = None
    row_class: str | None = None
    row_times: str | None = None  # a second property of the row, which multiplies its value
    keys: tuple[tuple[Key, ...], ...] = ()
    tells: tuple[Key, ...] = ()  # of a row beside the choice, where a candidate has it

    @property
    def is_of_run(self) -> bool:
        """Say whether rows of measured runs are looked up."""
        return self.row_class in (tw("Measurement"), tw("PublishedRun"))


@dataclass(frozen=True)
class SetProperty:
    """A set-valued property; `is_open` says that absence means unknown."""

    name: str
    iri: str
    scope: str
    is_open: bool


@dataclass(frozen=True)
class Constraint:
    """`demand relation supply`, with the sentence of its proof step."""

    name: str
    iri: str
    notations: tuple[str, ...]
    scope: str
    is_fit: bool
    applies: Tree | None
    applies_text: str | None
    demand: str
    relation: str
    supply: str
    sentence: str
    considers_only: tuple[str, ...] = ()
    otherwise: str = "infeasible"
    only_if_supply_stated: bool = False
    tolerance: float = 0.0
    missed_by: str = "too much"  # what is said after the amount of a miss

    @property
    def is_numeric(self) -> bool:
        """Say whether numbers are compared, rather than sets."""
        return self.relation in ("at-most", "at-least")


@dataclass(frozen=True)
class Definitions:
    """All declared quantities, set properties and constraints, by name."""

    quantities: dict[str, Quantity]
    sets: dict[str, SetProperty]
    constraints: tuple[Constraint, ...]

    @cached_property
    def by_name(self) -> dict[str, Constraint]:
        """Return the constraints by name."""
        return {each.name: each for each in self.constraints}

    @cached_property
    def dependents(self) -> dict[str, frozenset[str]]:
        """Return, for each quantity, those that move with it: itself and all computed from it."""
        above: dict[str, set[str]] = {each: set() for each in self.quantities}
        for name, quantity in self.quantities.items():
            read = variables(quantity.tree) if quantity.tree else ()
            for each in (*read, quantity.below, quantity.above):
                if each:
                    above[each].add(name)
        return {each: frozenset(_closure(each, above)) for each in above}

    def candidate_constraints(self) -> tuple[Constraint, ...]:
        """Return the constraints on one task at one target."""
        return tuple(each for each in self.constraints if each.scope == "candidate")


def _closure(start: str, above: dict[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = above[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found
