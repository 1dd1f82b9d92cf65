"""Knowledge as plain JSON rows, and back; rows that are not ours give None."""

from __future__ import annotations

import dataclasses
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
_WRONG = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, InputError,
)
# Fields of other types are checked where they are made.
_TYPES: dict[object, tuple[type, ...]] = {
    "str": (str,), "str | None": (str, NoneType), "bool": (bool,), "int": (int,),
    "float": (float, int), "float | None": (float, int, NoneType),
}


def knowledge_rows(knowledge: Knowledge) -> dict[str, Any]:
    """Return knowledge as rows."""
    definitions, facts = knowledge.definitions, knowledge.asserted
    rules = {each.name: number for number, each in enumerate(knowledge.rules)}
    return {
        "facts": table_rows(
            [*facts.triples, *knowledge.inferred],
            [*map(facts.place, facts.triples), *(None for _ in knowledge.inferred)],
        ),
        "by": [rules[each] for each in knowledge.inferred.values()],
        "figures": figure_rows(knowledge.figures.all),
        "rules": [_rule_row(each) for each in knowledge.rules],
        "quantities": [dataclasses.asdict(each) for each in definitions.quantities.values()],
        "sets": [dataclasses.asdict(each) for each in definitions.sets.values()],
        "constraints": [dataclasses.asdict(each) for each in definitions.constraints],
        "units": knowledge.units.rows(),
        "site": knowledge.site,
        "sources": knowledge.sources,
    }


def knowledge_of(data: Any) -> Knowledge | None:
    """Return the knowledge that `knowledge_rows` gave."""
    try:
        return _knowledge(data)
    except _WRONG:
        return None


def _rule_row(rule: Rule) -> dict[str, Any]:
    stated = {each.name: getattr(rule, each.name) for each in dataclasses.fields(rule)}
    return stated | {"reach": rule.reach.rows()}


def _knowledge(data: Any) -> Knowledge:
    table = table_of(data["facts"])
    rules = tuple(_rule(each) for each in data["rules"])
    made = [rules[each].name for each in data["by"]]
    asserted = len(table.at) - len(made)
    inferred = dict(zip(table.rows(asserted).triples, made, strict=True))
    quantities = {each["name"]: _quantity(each) for each in data["quantities"]}
    sets = {each["name"]: _typed(SetProperty(**each)) for each in data["sets"]}
    constraints = tuple(_constraint(each) for each in data["constraints"])
    site = data["site"]
    if not isinstance(site, str | None):
        raise TypeError("the site is not a name")
    known = Knowledge(
        TabledFacts(table.rows(0, asserted)), inferred, Figures(figures_of(data["figures"])),
        Definitions(quantities, sets, constraints), rules, UnitSystem.from_rows(data["units"]),
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
