"""What one product takes over from another: copies of its parts, their figures and its runs."""

from __future__ import annotations

from hashlib import sha256

from .errors import InputError, Place, QuantityError, UnknownName, did_you_mean
from .facts import Fact, Facts, Triple, is_literal, lexical, literal
from .namespaces import DCTERMS, PREFIXES, RDF_TYPE, RDFS_LABEL, SKOS, XSD, local_name, tw
from .said import Said
from .units import UnitSystem

EXTENDS, WITHOUT = tw("extends"), tw("without")
DERIVED_FROM = PREFIXES["prov"] + "wasDerivedFrom"
_INHERITED = "inherited from "
_HAS_PART, _FIGURE, _CAPACITY = tw("hasPart"), tw("hasFigure"), tw("capacity")
_OF, _VALUE, _CHOSEN, _CONDITION = (
    tw(each) for each in ("figureOf", "value", "chosen", "condition")
)
_STANDING, _SOURCE = tw("standing"), DCTERMS + "source"
_NEVER = {
    PREFIXES["rdfs"] + "isDefinedBy", _SOURCE, _STANDING, EXTENDS, WITHOUT, DERIVED_FROM,
}  # fmt: skip
_OF_ONE_PRODUCT = {RDFS_LABEL, SKOS + "definition", DCTERMS + "identifier"}
# What only names a thing, or says where its facts are from, changes no run.
_NAMING = (PREFIXES["rdfs"], SKOS, DCTERMS, _STANDING, EXTENDS)

_Stated = dict[str, list[Fact]]


class Product:
    """One product that extends another; its `names` has what its copy of each thing is called."""

    def __init__(self, link: Fact, said: Said, units: UnitSystem) -> None:
        self.iri, self.base, self.place = link.subject, link.object, link.place
        self._said, self._units = said, units
        self._parents = self._closure()
        self.names = {each: self._name(each) for each in self._parents}

    def write_out(self) -> list[InputError]:
        """Add to what is said all that the product inherits; return what is refused."""
        gone, refused = self._gone()
        stated = {each: self._said.own(name) for each, name in self.names.items()}
        runs = self._runs() if self._leaves_runs(stated) else []
        for thing in self._parents:
            if thing not in gone:
                self._copy(thing, stated[thing], gone)
        for run in runs:
            name = self.names[run] = f"{self.iri}--{local_name(run)}"
            self._copy(run, {}, gone)
            for predicate in (_SOURCE, _STANDING):  # of a run nothing is stated anew
                for fact in self._said.of(run, self.place).get(predicate, ()):
                    self._said.add(Fact(name, predicate, fact.object, fact.place))
        return refused

    def _closure(self) -> dict[str, str | None]:
        """Return the base, its parts and their nodes but for figures, each with what has it."""
        found: dict[str, str | None] = {self.base: None}
        waiting = [self.base]
        while waiting:
            at = waiting.pop(0)
            for predicate, facts in self._said.of(at, self.place).items():
                if predicate == _FIGURE or self._said.is_quantity(predicate):
                    continue
                for thing in (fact.object for fact in facts):
                    is_own = thing.startswith("_:") or predicate == _HAS_PART
                    if is_own and thing not in found and self._said.of(thing, self.place):
                        found[thing] = at
                        waiting.append(thing)
        return found

    def _name(self, thing: str) -> str:
        if thing.startswith("_:"):
            return _node(self.iri, thing)
        name, base = local_name(thing), local_name(self.base)
        return self.iri + (name[len(base) :] if name.startswith(base) else f"-{name}")

    def _gone(self) -> tuple[set[str], list[InputError]]:
        """Return what the product is without, with what that has; refuse what was never there."""
        old = {new: thing for thing, new in self.names.items()}
        held = {
            fact.object for thing in self._parents
            for facts in self._said.of(thing, self.place).values() for fact in facts
        }
        gone: set[str] = set()
        refused: list[InputError] = []
        for fact in self._said.own(self.iri).get(WITHOUT, ()):
            thing = old.get(fact.object, fact.object)
            gone.add(thing)
            if thing not in held:
                name, base = local_name(fact.object), local_name(self.base)
                refused.append(UnknownName(
                    f"{local_name(self.iri)} is without {name}, which {base} has not",
                    expected=f"a part or a value of {base}", found=name, place=fact.place,
                    hint=did_you_mean(name, [local_name(e) for e in held if not is_literal(e)]),
                ))
        for thing, parent in self._parents.items():  # parents stand before what they have
            if parent in gone:
                gone.add(thing)
        return gone, refused

    def _runs(self) -> list[str]:
        """Return the measured runs on the base."""
        runs = self._said.with_predicate(tw("onHardware"))
        return list(dict.fromkeys(run for run, hardware in runs if hardware == self.base))

    def _leaves_runs(self, stated: dict[str, _Stated]) -> bool:
        """Say whether what runs on the base is true here: all that differs bears on no run."""
        spared = {s for s, o in self._said.with_predicate(tw("leavesRuns")) if lexical(o) == "true"}
        return all(
            property_ in spared or property_.startswith(_NAMING)
            or self._is_no_less(thing, property_, facts)
            or all(self._is_spared_value(thing, fact, spared) for fact in facts)
            for thing, said in stated.items() for property_, facts in said.items()
        )

    def _is_spared_value(self, thing: str, fact: Fact, spared: set[str]) -> bool:
        """Say whether a fact states a figure that bears on no run, or what is so anyway."""
        if fact.predicate == _FIGURE:
            return set(self._said.objects(fact.object, _OF)) <= spared
        before = self._said.objects(thing, fact.predicate)
        return fact.object in {e for value in before for e in (value, self.names.get(value))}

    def _is_no_less(self, thing: str, property_: str, facts: list[Fact]) -> bool:
        """Say whether memory is stated anew, and there is as much of it as there was, or more."""
        before = self._said.of(thing, self.place).get(_CAPACITY, [])
        if property_ != _CAPACITY or len(before) != 1 or len(facts) != 1:
            return False
        unit = self._said.objects(_CAPACITY, PREFIXES["qudt"] + "hasUnit")[0]
        try:
            least, now = (
                self._units.canonical(lexical(each.object), unit).value
                for each in (before[0], facts[0])
            )
        except QuantityError:  # which is told where figures are read
            return False
        return now >= least

    def _copy(self, thing: str, stated: _Stated, gone: set[str]) -> None:
        """Add what the copy of a thing takes over: all but what it states anew."""
        name, said = self.names[thing], self._said.of(thing, self.place)
        anew = set(stated) | {
            of for fact in stated.get(_FIGURE, ()) for of in self._said.objects(fact.object, _OF)
        }
        for property_, facts in said.items():
            is_named = thing == self.base and property_ in _OF_ONE_PRODUCT
            is_anew = property_ in anew and property_ not in (_HAS_PART, _FIGURE)
            if property_ in _NEVER or is_named or is_anew:
                continue
            for fact in (each for each in facts if each.object not in gone):
                if property_ == _FIGURE:
                    self._copy_figure(thing, fact, anew, said)
                elif self._said.is_quantity(property_):
                    self._add_figure(thing, fact)
                else:
                    self._said.add(Fact(name, property_, self._value(fact), fact.place))
        self._said.add(Fact(name, DERIVED_FROM, thing, self.place))

    def _value(self, fact: Fact) -> str:
        labels = [self._said.objects(each, RDFS_LABEL) for each in (self.base, self.iri)]
        if fact.predicate != RDFS_LABEL or not all(labels):
            return self.names.get(fact.object, fact.object)
        return fact.object.replace(lexical(labels[0][0]), lexical(labels[1][0]))

    def _copy_figure(self, thing: str, fact: Fact, anew: set[str], said: _Stated) -> None:
        """Add a figure that has a node, unless its property is stated anew."""
        of = self._said.objects(fact.object, _OF)
        if not of or of[0] in anew:
            return
        node, figure = _node(self.iri, fact.object), self._said.of(fact.object, self.place)
        for property_, facts in figure.items():
            if property_ != _CHOSEN or of[0] not in said:  # the short form comes before it
                for each in facts:
                    self._said.add(Fact(node, property_, each.object, each.place))
        self._add_origin(thing, node, fact.place, figure)
        self._said.add(Fact(self.names[thing], _FIGURE, node, fact.place))

    def _add_figure(self, thing: str, fact: Fact) -> None:
        """Add a figure in short form as a node, which can say where it is from."""
        node, place = _node(self.iri, thing, fact.predicate, fact.object), fact.place
        for property_, value in (
            (RDF_TYPE, tw("Figure")), (_OF, fact.predicate), (_VALUE, fact.object),
            (_CHOSEN, literal("true", XSD + "boolean")),
        ):
            self._said.add(Fact(node, property_, value, place))
        self._add_origin(thing, node, place, {})
        self._said.add(Fact(self.names[thing], _FIGURE, node, place))

    def _add_origin(self, thing: str, node: str, place: Place, figure: _Stated) -> None:
        """Say of a figure whom it is inherited from, its standing and its source."""
        conditions = [lexical(each.object) for each in figure.get(_CONDITION, ())]
        if not any(each.startswith(_INHERITED) for each in conditions):
            holder = thing
            while holder.startswith("_:"):  # a peak rate, say, is its unit's
                holder = self._parents[holder] or self.base
            said = literal(_INHERITED + local_name(holder))
            self._said.add(Fact(node, _CONDITION, said, place))
        for property_ in (_STANDING, _SOURCE):
            at: str | None = None if property_ in figure else thing
            while at is not None:
                found = self._said.of(at, place).get(property_, [])
                for each in found:
                    self._said.add(Fact(node, property_, each.object, each.place))
                at = None if found else self._parents.get(at)


def _node(*parts: str) -> str:
    """Return the name of a node that is copied, the same in every process."""
    return "_:e" + sha256(" ".join(parts).encode()).hexdigest()[:16]


def origin(facts: Facts, triple: Triple) -> str | None:
    """Return the thing that a fact was first stated of; None for one that is not inherited."""
    found, seen = None, {triple[0]}
    at = _copied(facts, triple)
    while at is not None and at[0] not in seen:  # files may say that things derive from themselves
        found = at[0]
        seen.add(found)
        at = _copied(facts, at)
    return found


def _copied(facts: Facts, triple: Triple) -> Triple | None:
    """Return the fact that a fact is a copy of: of what its subject derives from, at its place."""
    subject, property_, value = triple
    for base in facts.objects(subject, DERIVED_FROM):
        for each in facts.objects(base, property_):
            is_like = (
                value == each or (is_literal(value) and is_literal(each))
                or each in facts.objects(value, DERIVED_FROM)
            )
            if is_like and facts.place((base, property_, each)) == facts.place(triple):
                return base, property_, each
    return None
