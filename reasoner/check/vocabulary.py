"""What the ontology declares: quantities, sets and constraints."""

from __future__ import annotations

from dataclasses import dataclass

from .candidates import CHOICES
from .expressions import Tree, parse, variables
from .facts import Facts
from .refusal import Unreadable
from .terms import DCTERMS, OWL, QUDT, SKOS, TYPE, short, text_of, tw

FEASIBLE, CONDITIONAL, UNKNOWN, INFEASIBLE, NOT_ASSESSED = 3, 2, 1, 0, 4
WORDS = {
    FEASIBLE: "feasible", CONDITIONAL: "conditional", UNKNOWN: "unknown",
    INFEASIBLE: "infeasible", NOT_ASSESSED: "not assessed",
}
WITNESS = "witness"  # what a measured run says of whether a candidate fits
VERDICTS = {word: verdict for verdict, word in WORDS.items()}

_KINDS = {
    "Lookup": "lookup", "PathQuantity": "path", "PoolQuantity": "pool",
    "StructuralQuantity": "structural", "Quantity": "formula",
}


@dataclass(frozen=True)
class KeyPart:
    """A property of a lookup's row, and the choice of the candidate that it has to equal."""

    property: str
    is_inverse: bool
    choice: str


@dataclass(frozen=True)
class Quantity:
    """A number for each candidate: a figure, a formula, a lookup, or of its path or structure."""

    name: str
    iri: str
    kind: str
    scope: str
    unit: str
    display: str | None
    label: str
    formula: str | None
    tree: Tree | None
    absent: float | None
    is_users: bool
    settles: bool  # to state it can settle a verdict
    below: str | None
    above: str | None
    property: str | None
    path_from: str | None
    combine: str | None
    is_partial: bool
    pool: str | None
    rows: str | None
    times: str | None  # a second property of a row, which multiplies its value
    keys: tuple[tuple[KeyPart, ...], ...]
    tells: tuple[KeyPart, ...]  # of the rows, beside the choice of a candidate that has it


@dataclass(frozen=True)
class SetOf:
    """A property with several values; where it is open, absence does not mean no."""

    name: str
    iri: str
    scope: str
    label: str
    is_open: bool


@dataclass(frozen=True)
class Constraint:
    """A demand that has to stand in a relation to a supply."""

    name: str
    scope: str
    is_fit: bool
    applies_text: str | None
    applies: Tree | None
    demand: str
    relation: str
    supply: str
    sentence: str
    binding: tuple[str, ...]
    considers: frozenset[str]
    otherwise: str
    only_if_stated: bool
    tolerance: float
    missed_by: str  # what is said after the amount of a miss
    source: str | None

    @property
    def is_numeric(self) -> bool:
        """Say whether numbers are compared."""
        return self.relation in ("at-most", "at-least")


class Vocabulary:
    """All declared quantities, sets and constraints of one set of facts.

    `trees` has the formulas that were read before, and gets those that are read.
    """

    def __init__(self, facts: Facts, trees: dict[str, Tree]) -> None:
        self.facts, self.trees = facts, trees
        self.quantities = self._quantities()
        self.starts = sorted({e.path_from for e in self.quantities.values() if e.path_from})
        self.sets = self._sets()
        found = [
            self._constraint(iri, class_ == "FitConstraint")
            for class_ in ("FitConstraint", "RequirementConstraint")
            for iri in facts.instances(tw(class_))
        ]
        self.constraints = {e.name: e for e in sorted(found, key=lambda e: e.name)}
        self.of_candidates = [e for e in self.constraints.values() if e.scope == "candidate"]
        self.dependents = self._dependents()
        self.of_route: set[str] = set()  # the quantities that depend on what a route crosses
        self.reads: dict[str, tuple[str, ...]] = {}
        for name in self.quantities:
            self._reads(name)
        self.judge_routes = {
            each.name for each in self.constraints.values()
            if not self.of_route.isdisjoint(self.numbers_of(each))
        }
        self.applied_on = {e.name: self._applied_on(e) for e in self.constraints.values()}
        self.judged_on = {e.name: self._judged_on(e) for e in self.constraints.values()}

    def _parsed(self, text: str | None) -> Tree | None:
        if text is None:
            return None
        if text not in self.trees:
            self.trees[text] = parse(text)
        return self.trees[text]

    def _quantities(self) -> dict[str, Quantity]:
        facts, found = self.facts, {}
        for iri in sorted(set(facts.subjects(TYPE, OWL + "DatatypeProperty"))):
            if facts.object(iri, tw("scope")) and facts.object(iri, QUDT + "hasUnit"):
                found[short(iri)] = self._quantity(iri, "figure")
        special = {
            iri: kind for class_, kind in _KINDS.items() if kind != "formula"
            for iri in facts.instances(tw(class_))
        }
        for iri in facts.instances(tw("Quantity")):
            special.setdefault(iri, "formula")
        return found | {short(iri): self._quantity(iri, kind) for iri, kind in special.items()}

    def _quantity(self, iri: str, kind: str) -> Quantity:
        facts = self.facts
        formula = facts.text(iri, tw("formula"))
        read = next(
            (o for p in ("ofLink", "poolFigure", "rowValue") if (o := facts.object(iri, tw(p)))),
            iri if kind == "figure" else None,
        )
        below, above, combine = (
            facts.object(iri, tw(p)) for p in ("boundedBelowBy", "boundedAboveBy", "combine")
        )
        return Quantity(
            short(iri), iri, kind, _scope(facts, iri), facts.object(iri, QUDT + "hasUnit") or "",
            facts.object(iri, tw("displayUnit")), facts.label(iri), formula,
            self._parsed(formula), facts.number(iri, tw("absentMeans")),
            facts.object(iri, tw("settableBy")) == tw("user"),
            (facts.text(iri, tw("settles")) or str(kind != "lookup").lower()) == "true",
            short(below) if below else None, short(above) if above else None, read,
            facts.object(iri, tw("pathFrom")),
            short(combine) if combine else None, facts.text(iri, tw("partial")) == "true",
            facts.text(iri, tw("poolRole")), facts.object(iri, tw("rowClass")),
            facts.object(iri, tw("rowTimes")),
            _keys(facts.text(iri, tw("key")) or ""),
            next(iter(_keys(facts.text(iri, tw("rowTells")) or "")), ()),
        )

    def _sets(self) -> dict[str, SetOf]:
        facts = self.facts
        return {
            short(iri): SetOf(
                short(iri), iri, _scope(facts, iri), facts.label(iri),
                facts.object(iri, tw("absence")) == tw("open"),
            )
            for iri in sorted(set(facts.subjects(TYPE, OWL + "ObjectProperty")))
            if facts.object(iri, tw("scope"))
        }

    def _constraint(self, iri: str, is_fit: bool) -> Constraint:
        facts = self.facts

        def named(property_: str) -> str:
            return short(facts.object(iri, tw(property_)) or "")

        applies = facts.text(iri, tw("appliesWhen"))
        relation = facts.object(iri, tw("relation")) or ""
        return Constraint(
            short(iri), _scope(facts, iri) or "candidate", is_fit, applies, self._parsed(applies),
            named("demand"), short(relation), named("supply"),
            facts.text(iri, tw("sentence")) or "",
            tuple(text_of(e) for e in facts.objects(iri, SKOS + "notation")),
            frozenset(facts.objects(iri, tw("considersOnly"))), named("otherwise"),
            facts.text(iri, tw("onlyIfSupplyStated")) == "true",
            facts.number(relation, tw("tolerance")) or 0.0,
            facts.text(iri, tw("missedBy")) or "too much",
            facts.object(iri, DCTERMS + "source"),
        )

    def _dependents(self) -> dict[str, frozenset[str]]:
        """Return, for each quantity, all that would change with it."""
        direct: dict[str, set[str]] = {}
        for each in self.quantities.values():
            used = [*variables(each.tree)] if each.tree else []
            for name in (*used, *(e for e in (each.below, each.above) if e and each.tree)):
                direct.setdefault(name, set()).add(each.name)
        found = {}
        for name in self.quantities:
            reached, waiting = {name}, [name]
            while waiting:
                fresh = direct.get(waiting.pop(), set()) - reached
                reached |= fresh
                waiting += fresh
            found[name] = frozenset(reached)
        return found

    def _reads(self, name: str) -> tuple[str, ...]:
        """Return the choices of a candidate that a quantity depends on, whatever their values."""
        if name not in self.reads:
            quantity = self.quantities[name]
            found, of_route = set(read_by(quantity)), is_of_route(quantity)
            self.reads[name] = ()  # of a quantity that needs itself there is no number
            for each in used_by(quantity):
                if each in self.quantities:
                    found |= set(self._reads(each))
                    of_route |= each in self.of_route
            if of_route:
                self.of_route.add(name)
            self.reads[name] = tuple(each for each in CHOICES if each in found)
        return self.reads[name]

    def _applied_on(self, constraint: Constraint) -> tuple[str, ...]:
        """Return the choices of a candidate that the condition of a constraint depends on."""
        read = variables(constraint.applies) if constraint.applies else ()
        found = {each for name in read for each in self.reads.get(name, ())}
        return tuple(each for each in CHOICES if each in found)

    def _judged_on(self, constraint: Constraint) -> tuple[str, ...]:
        """Return the choices of a candidate that the verdict of a constraint depends on."""
        found = {each for name in self.numbers_of(constraint) for each in self.reads[name]}
        if not constraint.is_numeric:
            sets = (self.sets[each] for each in (constraint.demand, constraint.supply))
            found |= {"task", *(each for of in sets for each in HOLDERS.get(of.scope, ("unit",)))}
        return tuple(each for each in CHOICES if each in found)

    def numbers_of(self, constraint: Constraint) -> list[str]:
        """Return the quantities that the verdict of a constraint depends on."""
        found = [*variables(constraint.applies)] if constraint.applies else []
        found += [constraint.demand, constraint.supply] if constraint.is_numeric else []
        found += [WITNESS] if constraint.is_fit else []
        return [each for each in dict.fromkeys(found) if each in self.quantities]

    def quantity(self, name: str) -> Quantity:
        """Return a quantity by name."""
        if name not in self.quantities:
            raise Unreadable(f"{name} is not a declared quantity")
        return self.quantities[name]


# The choices whose statements make up a set, by its scope.
HOLDERS = {
    "task": ("task",), "variant": ("variant", "model"), "support": ("support",),
    "node": ("node", "hardware"),
    "layout": ("node", "hardware", "unit", "support", "workPool", "weightPool"),
}


def used_by(quantity: Quantity) -> list[str]:
    """Return the quantities that a formula names, and those that bound it."""
    if quantity.tree is None:
        return []
    bounds = [each for each in (quantity.below, quantity.above) if each]
    return list(dict.fromkeys([*variables(quantity.tree), *bounds]))


_OF_SCOPE = {
    "task": ("task",), "flow": ("flow", "task"), "variant": ("variant", "model"),
    "node": ("node", "hardware"), "unit": ("unit", "bus"), "support": ("support", "runtime"),
}
_OF_POOL = {
    "work": ("workPool",), "weights": ("weightPool",), "storage": ("storagePool",),
    "host": ("host",),
}
_OF_STRUCTURE = {
    "hasModel": ("variant",), "weightsResident": ("workPool", "weightPool"),
    "hasRelease": ("release",), "hasWorkingPool": ("workPool",), "poolIsVideoMemory": ("workPool",),
}


def is_of_route(quantity: Quantity) -> bool:
    """Say whether a quantity is a number of the route to the node."""
    return quantity.kind == "path" or (quantity.kind == "structural" and quantity.scope == "path")


def read_by(quantity: Quantity) -> tuple[str, ...]:
    """Return the choices that a quantity which is no formula depends on."""
    if quantity.kind == "figure":
        return _OF_SCOPE.get(quantity.scope, ())
    if quantity.kind == "pool":
        return _OF_POOL.get(quantity.pool or "", ())
    if quantity.kind == "lookup":
        named = [part.choice for key in (*quantity.keys, quantity.tells) for part in key]
        # What is of a task's data is of the flow that brings it.
        return ("task", "flow", *named) if "source" in named else tuple(named)
    if is_of_route(quantity):
        return ("node",) if quantity.path_from else ("task", "source", "flow", "node")
    return _OF_STRUCTURE.get(quantity.name, ())


def _scope(facts: Facts, iri: str) -> str:
    found = facts.object(iri, tw("scope"))
    return short(found).removesuffix("-scope") if found else ""


def _keys(text: str) -> tuple[tuple[KeyPart, ...], ...]:
    """Read "a=x b=y > a=x": alternatives, the most specific first; ^ marks an inverse property."""
    return tuple(
        tuple(
            KeyPart(tw(name.removeprefix("^")), name.startswith("^"), choice)
            for name, _, choice in (part.partition("=") for part in alternative.split())
        )
        for alternative in text.split(">") if alternative.strip()
    )
