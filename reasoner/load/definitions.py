"""Read quantities, sets and constraints out of the ontology and compile their formulas."""

from __future__ import annotations

from collections.abc import Iterable

from ..definitions import Constraint, Definitions, Key, Quantity, SetProperty
from ..errors import DefinitionError, Place, did_you_mean
from ..facts import Facts, lexical
from ..formula import Tree, as_tree, direction, variables
from ..namespaces import OWL, QUDT, RDF_TYPE, SKOS, local_name, tw
from .dimensions import Dimensions
from .memory import Memory

_KINDS = {
    "Quantity": "formula", "Lookup": "lookup", "PathQuantity": "path", "PoolQuantity": "pool",
    "StructuralQuantity": "structural",
}
# What a formula may branch on although its value is not monotone in it: facts that are certain.
_CERTAIN = {"structural"}


def read_definitions(facts: Facts, memory: Memory | None = None) -> Definitions:
    """Return the definitions; raises DefinitionError for one that is not sound."""
    memory = memory or Memory()
    quantities = {each.name: each for each in _quantities(facts, memory)}
    sets = {each.name: each for each in _sets(facts)}
    constraints = tuple(sorted(_constraints(facts, memory), key=lambda each: each.name))
    definitions = Definitions(quantities, sets, constraints)
    _check(definitions, facts)
    return definitions


def _quantities(facts: Facts, memory: Memory) -> Iterable[Quantity]:
    for iri in sorted(set(facts.subjects(RDF_TYPE, OWL + "DatatypeProperty"))):
        scope, unit = facts.object(iri, tw("scope")), facts.object(iri, QUDT + "hasUnit")
        if scope and unit:
            yield _quantity(facts, iri, "figure", memory)
    for class_, kind in _KINDS.items():
        for iri in facts.instances(tw(class_)):
            if kind == "formula" and len(_quantity_classes(facts, iri)) > 1:
                continue
            yield _quantity(facts, iri, kind, memory)


def _quantity_classes(facts: Facts, iri: str) -> list[str]:
    ours = {tw(each) for each in _KINDS}
    return [each for each in facts.objects(iri, RDF_TYPE) if each in ours]


def _quantity(facts: Facts, iri: str, kind: str, memory: Memory) -> Quantity:
    formula = facts.text(iri, tw("formula"))
    source_property = (
        facts.object(iri, tw("ofLink")) or facts.object(iri, tw("poolFigure"))
        or facts.object(iri, tw("rowValue")) or (iri if kind == "figure" else None)
    )
    if kind == "formula" and formula is None:
        kind = "placement"
    return Quantity(
        name=local_name(iri), iri=iri, kind=kind,
        scope=local_name(facts.object(iri, tw("scope")) or "").removesuffix("-scope"),
        unit=facts.object(iri, QUDT + "hasUnit") or "",
        display=facts.object(iri, tw("displayUnit")),
        tree=_tree(formula, _place(facts, iri, "formula"), memory) if formula else None,
        formula=formula, absent=facts.number(iri, tw("absentMeans")),
        set_by_user=facts.object(iri, tw("settableBy")) == tw("user"),
        settles=(facts.text(iri, tw("settles")) or str(kind != "lookup").lower()) == "true",
        below=_name(facts.object(iri, tw("boundedBelowBy"))),
        above=_name(facts.object(iri, tw("boundedAboveBy"))),
        source_property=source_property, combine=_name(facts.object(iri, tw("combine"))),
        is_partial=facts.text(iri, tw("partial")) == "true",
        pool_role=facts.text(iri, tw("poolRole")), row_class=facts.object(iri, tw("rowClass")),
        row_times=facts.object(iri, tw("rowTimes")),
        keys=_keys(facts.text(iri, tw("key")) or ""),
        tells=next(iter(_keys(facts.text(iri, tw("rowTells")) or "")), ()),
    )


def _tree(text: str, place: Place | None, memory: Memory) -> Tree:
    tree = as_tree(memory.find("formula", text))
    if tree is None:
        # Late import: rdflib's SPARQL parser is heavy, and a formula that is known does without.
        from .formulas import compile_formula

        tree = compile_formula(text, place)
        memory.keep("formula", text, tree)
    return tree


def _name(iri: str | None) -> str | None:
    return local_name(iri) if iri else None


def _place(facts: Facts, iri: str, property_: str) -> Place | None:
    found = facts.object(iri, tw(property_))
    return facts.place((iri, tw(property_), found)) if found else None


def _keys(text: str) -> tuple[tuple[Key, ...], ...]:
    alternatives = [each.split() for each in text.split(">") if each.strip()]
    return tuple(tuple(_key(part) for part in each) for each in alternatives)


def _key(part: str) -> Key:
    property_, _, choice = part.partition("=")
    return Key(tw(property_.removeprefix("^")), property_.startswith("^"), choice)


def _sets(facts: Facts) -> Iterable[SetProperty]:
    for iri in sorted(set(facts.subjects(RDF_TYPE, OWL + "ObjectProperty"))):
        scope = facts.object(iri, tw("scope"))
        if scope:
            is_open = facts.object(iri, tw("absence")) == tw("open")
            yield SetProperty(
                local_name(iri), iri, local_name(scope).removesuffix("-scope"), is_open
            )


def _constraints(facts: Facts, memory: Memory) -> Iterable[Constraint]:
    for class_ in ("FitConstraint", "RequirementConstraint"):
        for iri in facts.instances(tw(class_)):
            applies = facts.text(iri, tw("appliesWhen"))
            relation = facts.object(iri, tw("relation")) or ""
            scope = facts.object(iri, tw("scope"))
            yield Constraint(
                name=local_name(iri), iri=iri,
                notations=tuple(lexical(each) for each in facts.objects(iri, SKOS + "notation")),
                scope=local_name(scope).removesuffix("-scope") if scope else "candidate",
                is_fit=class_ == "FitConstraint",
                applies=(
                    _tree(applies, _place(facts, iri, "appliesWhen"), memory) if applies else None
                ),
                applies_text=applies, demand=local_name(facts.object(iri, tw("demand")) or ""),
                relation=local_name(relation),
                supply=local_name(facts.object(iri, tw("supply")) or ""),
                sentence=facts.text(iri, tw("sentence")) or "",
                considers_only=tuple(facts.objects(iri, tw("considersOnly"))),
                otherwise=local_name(facts.object(iri, tw("otherwise")) or "infeasible"),
                only_if_supply_stated=facts.text(iri, tw("onlyIfSupplyStated")) == "true",
                tolerance=facts.number(relation, tw("tolerance")) or 0.0,
                missed_by=facts.text(iri, tw("missedBy")) or "too much",
            )


def _check(definitions: Definitions, facts: Facts) -> None:
    quantities = definitions.quantities
    dimensions = Dimensions(facts, quantities)
    for each in quantities.values():
        if each.tree:
            place = _place(facts, each.iri, "formula")
            _check_names(each.name, each.tree, quantities, place)
            _check_monotone(each, quantities, place)
            dimensions.check(each.name, each.tree, place)
    for constraint in definitions.constraints:
        place = _place(facts, constraint.iri, "demand")
        known: set[str] = set(quantities) if constraint.is_numeric else set(definitions.sets)
        for name in (constraint.demand, constraint.supply):
            if name not in known:
                raise DefinitionError(
                    f"constraint {constraint.name} reads {name or 'nothing'}",
                    expected="a declared quantity" if constraint.is_numeric else "a declared set",
                    found=name, hint=did_you_mean(name, known), place=place,
                )
        if constraint.is_numeric:
            units = {quantities[each].unit for each in (constraint.demand, constraint.supply)}
            if len(units) > 1:
                raise DefinitionError(
                    f"constraint {constraint.name} compares quantities of different units",
                    expected="one unit", found=" and ".join(sorted(units)), place=place,
                )
        if constraint.applies:
            _check_names(constraint.name, constraint.applies, quantities, place)
            dimensions.check_condition(constraint.applies, place)
    _check_acyclic(definitions)


def _check_names(
    name: str, tree: Tree, quantities: dict[str, Quantity], place: Place | None
) -> None:
    for variable in variables(tree):
        if variable not in quantities:
            raise DefinitionError(
                f"the formula of {name} reads ?{variable}", expected="a declared quantity",
                found=f"?{variable}", hint=did_you_mean(variable, quantities), place=place,
            )


def _check_monotone(
    quantity: Quantity, quantities: dict[str, Quantity], place: Place | None
) -> None:
    """Refuse a formula that both rises and falls with what can be uncertain.

    A quantity that a condition compares counts as certain there: figures that a formula branches
    on are flags, percentiles and prices of zero.
    """
    assert quantity.tree is not None
    inside = _without_conditions(quantity.tree)
    for variable in set(variables(inside)):
        if quantities[variable].kind in _CERTAIN:
            continue
        if direction(inside, variable) == "mixed":
            raise DefinitionError(
                f"the formula of {quantity.name} is not monotone in ?{variable}",
                expected="a quantity that it only rises or only falls with",
                found=quantity.formula, place=place,
            )


def _without_conditions(tree: Tree) -> Tree:
    if tree[0] == "if":
        return ("coalesce", _without_conditions(tree[2]), _without_conditions(tree[3]))
    return tuple(_without_conditions(e) if isinstance(e, tuple) else e for e in tree)


def _check_acyclic(definitions: Definitions) -> None:
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise DefinitionError(
                "formulas run in a circle", expected="none",
                found=" → ".join((*trail[trail.index(name) :], name)),
            )
        tree = definitions.quantities[name].tree
        if name not in done and tree:
            for each in dict.fromkeys(variables(tree)):
                visit(each, (*trail, name))
        done.add(name)

    for name in definitions.quantities:
        visit(name, ())
