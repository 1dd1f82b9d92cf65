"""Knowledge and facts as plain JSON rows, and back; rows that are not ours give None."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cache
from types import NoneType
from typing import Any, TypeVar

from ..definitions import Constraint, Definitions, Key, Quantity, SetProperty
from ..errors import InputError, Place
from ..facts import Fact, Facts, Triple
from ..figures import Figure, Figures
from ..formula import as_tree
from ..knowledge import Knowledge
from ..rule import Reach, Rule
from ..units import UnitSystem

_Row = TypeVar("_Row")
_WRONG = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, InputError,
)
# Fields of other types are checked where they are made.
_TYPES: dict[object, tuple[type, ...]] = {
    "str": (str,), "str | None": (str, NoneType), "bool": (bool,), "int": (int,),
    "float": (float, int), "float | None": (float, int, NoneType),
}
_FIGURE = (
    "subject", "property", "value", "lower", "upper", "text", "unit", "standing", "source",
    "conversion",
)


class _Numbers(dict[Any, int]):
    """The number of each thing, in the order in which they are met."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = number = len(self)
        return number


def fact_rows(facts: Sequence[Fact]) -> dict[str, Any]:
    """Return facts as columns of numbers, with each term, file name and place once."""
    return _columns([each.triple for each in facts], [each.place for each in facts])


def _columns(triples: Sequence[Triple], at: Sequence[Place | None]) -> dict[str, Any]:
    terms, places, files = _Numbers(), _Numbers(), _Numbers()
    number = terms.__getitem__
    return {
        "subjects": [number(s) for s, _, _ in triples],
        "predicates": [number(p) for _, p, _ in triples],
        "objects": [number(o) for _, _, o in triples],
        "at": [None if each is None else places[each.file, each.line] for each in at],
        "terms": list(terms),
        "places": [[files[file], line] for file, line in places],
        "files": list(files),
    }


def facts_of(data: Any) -> list[Fact] | None:
    """Return the facts that `fact_rows` gave."""
    try:
        triples, places = _read_columns(data)
        pairs = zip(triples, places, strict=True)
        return None if None in places else [Fact(*triple, at) for triple, at in pairs if at]
    except _WRONG:
        return None


def _read_columns(data: Any) -> tuple[list[Triple], list[Place | None]]:
    term, files = _texts(data["terms"]).__getitem__, _texts(data["files"])
    places = [_place(files, file, line) for file, line in data["places"]]
    columns = (map(term, data[each]) for each in ("subjects", "predicates", "objects"))
    return (
        list(zip(*columns, strict=True)),
        [None if each is None else places[each] for each in data["at"]],
    )


def _place(files: Sequence[str], file: int, line: int | None) -> Place:
    if not isinstance(line, int | None):
        raise TypeError("a line is not a number")
    return Place(files[file], line)


def knowledge_rows(knowledge: Knowledge) -> dict[str, Any]:
    """Return knowledge as rows."""
    definitions, facts = knowledge.definitions, knowledge.asserted
    rules = {each.name: number for number, each in enumerate(knowledge.rules)}
    return {
        "asserted": _columns(facts.triples, [facts.places.get(each) for each in facts.triples]),
        "inferred": _columns(list(knowledge.inferred), []),
        "by": [rules[each] for each in knowledge.inferred.values()],
        "figures": [_figure_row(each) for each in knowledge.figures.all],
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


def _figure_row(figure: Figure) -> list[Any]:
    place = figure.place
    return [
        *(getattr(figure, name) for name in _FIGURE), figure.conditions, place.file, place.line
    ]


def _knowledge(data: Any) -> Knowledge:
    triples, at = _read_columns(data["asserted"])
    places = {
        triple: place for triple, place in zip(triples, at, strict=True) if place is not None
    }
    rules = tuple(_rule(each) for each in data["rules"])
    made = [rules[each].name for each in data["by"]]
    inferred = dict(zip(_read_columns(data["inferred"])[0], made, strict=True))
    quantities = {each["name"]: _quantity(each) for each in data["quantities"]}
    sets = {each["name"]: _typed(SetProperty(**each)) for each in data["sets"]}
    constraints = tuple(_constraint(each) for each in data["constraints"])
    site = data["site"]
    if not isinstance(site, str | None):
        raise TypeError("the site is not a name")
    return Knowledge(
        Facts(tuple(triples), places), inferred, Figures(tuple(map(_figure, data["figures"]))),
        Definitions(quantities, sets, constraints), rules, UnitSystem.from_rows(data["units"]),
        site, tuple((str(name), str(digest)) for name, digest in data["sources"]),
    )


def _texts(found: Any) -> Sequence[str]:
    if not isinstance(found, list) or not all(type(each) is str for each in found):
        raise TypeError("the terms are not texts")
    return found


def _rule(row: dict[str, Any]) -> Rule:
    reach = Reach.from_rows(row["reach"])
    if reach is None:
        raise TypeError("the reach of a rule is not one")
    return _typed(Rule(**(row | {"reach": reach})))


def _figure(row: list[Any]) -> Figure:
    stated = dict(zip(_FIGURE, row, strict=False))
    conditions, file, line = row[len(_FIGURE) :]
    place = _place(_texts([file]), 0, line)
    return _typed(Figure(conditions=tuple(_texts(conditions)), place=place, **stated))


def _quantity(row: dict[str, Any]) -> Quantity:
    keys = tuple(tuple(_typed(Key(**part)) for part in each) for each in row["keys"])
    return _typed(Quantity(**(row | {"keys": keys, "tree": _tree(row["tree"])})))


def _constraint(row: dict[str, Any]) -> Constraint:
    several = {name: tuple(_texts(row[name])) for name in ("notations", "considers_only")}
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
