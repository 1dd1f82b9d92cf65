"""Knowledge as plain JSON rows, and back; rows that are not ours give None."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import cache
from types import NoneType
from typing import Any, TypeVar

from ..definitions import Constraint, Definitions, Key, Quantity, SetProperty
from ..errors import InputError
from ..fact_table import TabledFacts
from ..figures import Figures
from ..formula import as_tree
from ..knowledge import Knowledge
from ..rule import Reach, Rule
from ..units import UnitSystem
from .columns import figure_rows, figures_of, table_of, table_rows, texts

_Row = TypeVar("_Row")
WRONG = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, InputError,
)
# Fields of other types are checked where they are made.
_TYPES: dict[object, tuple[type, ...]] = {
    "str": (str,), "str | None": (str, NoneType), "bool": (bool,), "int": (int,),
    "float": (float, int), "float | None": (float, int, NoneType),
}


def knowledge_rows(knowledge: Knowledge) -> dict[str, Any]:
    """Return knowledge as rows."""
    facts = knowledge.asserted
    rules = {each.name: number for number, each in enumerate(knowledge.rules)}
    return {
        "facts": table_rows(
            [*facts.triples, *knowledge.inferred],
            [*map(facts.place, facts.triples), *(None for _ in knowledge.inferred)],
        ),
        "by": [rules[each] for each in knowledge.inferred.values()],
        "figures": figure_rows(knowledge.figures.all),
        "rules": rule_rows(knowledge.rules),
        **definition_rows(knowledge.definitions),
        "units": knowledge.units.rows(),
        "site": knowledge.site,
        "sources": knowledge.sources,
    }


def knowledge_of(data: Any) -> Knowledge | None:
    """Return the knowledge that `knowledge_rows` gave."""
    try:
        return read_knowledge(data)
    except WRONG:
        return None


def definition_rows(definitions: Definitions) -> dict[str, Any]:
    """Return definitions as rows."""
    return {
        "quantities": [dataclasses.asdict(each) for each in definitions.quantities.values()],
        "sets": [dataclasses.asdict(each) for each in definitions.sets.values()],
        "constraints": [dataclasses.asdict(each) for each in definitions.constraints],
    }


def rule_rows(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Return rules as rows."""
    return [
        {each.name: getattr(rule, each.name) for each in dataclasses.fields(rule)}
        | {"reach": rule.reach.rows()}
        for rule in rules
    ]


def read_rules(data: Any) -> tuple[Rule, ...]:
    """Return the rules that `rule_rows` gave; raises one of WRONG for anything else."""
    return tuple(_rule(each) for each in data)


def read_definitions_of(data: Any) -> Definitions:
    """Return what `definition_rows` gave; raises one of WRONG for anything else."""
    return Definitions(
        {each["name"]: _quantity(each) for each in data["quantities"]},
        {each["name"]: _typed(SetProperty(**each)) for each in data["sets"]},
        tuple(_constraint(each) for each in data["constraints"]),
    )


def read_knowledge(data: Any) -> Knowledge:
    """Return the knowledge that `knowledge_rows` gave; raises one of WRONG for anything else."""
    table = table_of(data["facts"])
    rules = read_rules(data["rules"])
    made = [rules[each].name for each in data["by"]]
    asserted = len(table.at) - len(made)
    inferred = dict(zip(table.rows(asserted).triples, made, strict=True))
    site = data["site"]
    if not isinstance(site, str | None):
        raise TypeError("the site is not a name")
    known = Knowledge(
        TabledFacts(table.rows(0, asserted)), inferred, Figures(figures_of(data["figures"])),
        read_definitions_of(data), rules, UnitSystem.from_rows(data["units"]),
        site, tuple((str(name), str(digest)) for name, digest in data["sources"]),
    )
    known.__dict__["facts"] = TabledFacts(table)  # what the property would put together
    return known


def _rule(row: dict[str, Any]) -> Rule:
    reach = Reach.from_rows(row["reach"])
    if reach is None:
        raise TypeError("the reach of a rule is not one")
    return _typed(Rule(**(row | {"reach": reach})))


def _quantity(row: dict[str, Any]) -> Quantity:
    keys = tuple(tuple(_typed(Key(**part)) for part in each) for each in row["keys"])
    tells = tuple(_typed(Key(**part)) for part in row["tells"])
    return _typed(Quantity(**(row | {"keys": keys, "tells": tells, "tree": _tree(row["tree"])})))


def _constraint(row: dict[str, Any]) -> Constraint:
    several = {name: tuple(texts(row[name])) for name in ("notations", "considers_only")}
    return _typed(Constraint(**(row | several | {"applies": _tree(row["applies"])})))


def _tree(rows: Any) -> Any:
    tree = None if rows is None else as_tree(rows)
    if tree is None and rows is not None:
        raise TypeError("a formula is not one")
    return tree


def _typed(row: _Row) -> _Row:
    """Return a dataclass whose texts, flags and numbers are such; raises TypeError for another."""
    class_: Any = type(row)
    for name, types in _checked(class_):
        if not isinstance(getattr(row, name), types):
            raise TypeError(f"{name} is not of its type")
    return row


@cache
def _checked(class_: Any) -> list[tuple[str, tuple[type, ...]]]:
    # The annotations are texts: all modules have `from __future__ import annotations`.
    return [(f.name, _TYPES[f.type]) for f in dataclasses.fields(class_) if f.type in _TYPES]
