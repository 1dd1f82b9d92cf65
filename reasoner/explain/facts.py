"""Prove facts: asserted ones by place and source, inferred ones by the rules that give them.

Of several derivations the one of the least height is taken, so that a proof is as short as it can
be and rests on nothing that rests on it: Knuth, A generalization of Dijkstra's algorithm, 1977.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

import pyoxigraph as ox

from ..decide.judge import Decision
from ..facts import Triple, datatype, is_literal, lexical
from ..figures import Figure
from ..inheriting import origin
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, RDF_TYPE, local_name
from ..proof import Absence, Bindings, Conversion, Definition, Fact, Followed, Rule, Written
from ..rule import Rule as RuleText
from ..store import from_term, new_store, to_term
from .bodies import Body, body_of, chains, filled_pattern, is_path, named, unify
from .builder import Builder
from .case import Alike
from .nearby import Group, group_of, nearby
from .words import fact_words, figure_shown, filled, shown, source_title, spaced

_MOST_SOLUTIONS = 50  # bindings of one rule for one fact that are compared for the shortest proof


@dataclass(frozen=True)
class Derivation:
    """One way to infer a fact: a rule, its bindings, and the facts that it reads."""

    rule: RuleText
    bindings: Bindings
    premises: tuple[Triple, ...]


class FactProver:
    """Proves facts of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._chosen: dict[Triple, dict[Triple, Derivation]] = {}
        self._groups: dict[str, Group] = {}
        self._held: dict[Triple, bool] = {}
        self._labels: dict[str, str] = {}
        self._sources: dict[str | None, str | None] = {}
        self._alike: Alike | None = None

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """Return what each rule reads and concludes."""
        return {each.name: body_of(each) for each in self.knowledge.rules}

    @cached_property
    def store(self) -> ox.Store:
        """Return the facts that rules read, in a store: to look for what some rule lacks."""
        read = {each for rule in self.knowledge.rules for each in named(rule.body)} | {RDF_TYPE}
        return new_store(t for t in self.knowledge.facts.triples if t[1] in read)

    def add_figure(self, builder: Builder, figure: Figure) -> int:
        """Add a figure as written and its number; return the position of the latter."""
        key = (figure.subject, figure.property, figure.text)
        position = builder.figures.get(key)
        if position is None:
            position = builder.figures[key] = (
                self._followed(builder, figure) if figure.follows else
                add_figure(builder, self.knowledge, figure, self.source(figure.source))
            )
        return position

    def _followed(self, builder: Builder, figure: Figure) -> int:
        """Add a figure that nobody wrote, with those that it follows from."""
        chosen, name = self.knowledge.figures.chosen, local_name(figure.property)
        below = tuple(self.add_figure(builder, chosen[each]) for each in figure.follows)
        number = Interval(figure.lower, figure.value, figure.upper)
        said = (
            f"{spaced(name)} of {local_name(figure.subject)} is "
            f"{shown(self.knowledge, name, number)}: {figure.text}"
        )
        return builder.add(Followed(said, below, figure.subject, figure.property, number))

    def source(self, source: str | None) -> str | None:
        """Return a source as title, identifier and locator."""
        if source not in self._sources:
            self._sources[source] = source_title(self.knowledge, source)
        return self._sources[source]

    def alike(self, decision: Decision) -> Alike:
        """Return what is known of the numbers of a decision, of which many steps are proved."""
        if self._alike is None or self._alike.decision is not decision:
            self._alike = Alike(decision)
        return self._alike

    def label(self, term: str) -> str:
        """Return the label of a term."""
        if term not in self._labels:
            self._labels[term] = self.knowledge.facts.label(term)
        return self._labels[term]

    def holds(self, triple: Triple) -> bool:
        """Say whether a fact holds: asked of the same facts for each of many candidates."""
        found = self._held.get(triple)
        if found is None:
            known = self.knowledge.facts.objects(triple[0], triple[1])
            found = self._held[triple] = triple[2] in known
        return found

    def add(self, builder: Builder, triple: Triple) -> int:
        """Add the proof of a fact that holds, and return its position."""
        position = builder.facts.get(triple)
        if position is None:
            if triple not in self._chosen:
                self._chosen[triple] = self._shortest(triple)
            position = builder.facts[triple] = self._add(builder, triple, self._chosen[triple])
        return position

    def _add(self, builder: Builder, triple: Triple, chosen: dict[Triple, Derivation]) -> int:
        derivation = chosen.get(triple)
        if derivation is None:
            return self._asserted(builder, triple)
        premises = [self._add(builder, each, chosen) for each in derivation.premises]
        rule, bound = derivation.rule, dict(derivation.bindings)
        for pattern in self.bodies[rule.name].absences:
            said = f"no fact matches {filled_pattern(pattern, bound)}"
            premises.append(builder.add(Absence(said, (), pattern, derivation.bindings)))
        said, below = filled(rule.says, bound), tuple(dict.fromkeys(premises))
        if rule.is_definition:
            return builder.add(Definition(said, below, rule.name, derivation.bindings, triple))
        return builder.add(
            Rule(said, below, rule.name, derivation.bindings, triple, rule.cites)
        )

    def _asserted(self, builder: Builder, triple: Triple) -> int:
        knowledge = self.knowledge
        figure = knowledge.figures.chosen.get((triple[0], triple[1]))
        if figure is not None:
            return self.add_figure(builder, figure)
        place = knowledge.facts.place(triple)
        first = origin(knowledge.facts, triple)
        source = self.source(knowledge.facts.object(first or triple[0], DCTERMS + "source"))
        return builder.add(Fact(fact_words(triple, first), (), triple, place, source))

    def _shortest(self, goal: Triple) -> dict[Triple, Derivation]:
        """Return, for each inferred fact below a goal, the derivation of the least height."""
        ways = self._ways(goal)
        done: dict[Triple, Derivation] = {}
        while len(done) < len(ways):
            ready = {
                triple: way
                for triple, each in ways.items() if triple not in done
                for way in reversed(each)
                if all(p in done or p not in ways for p in way.premises)
            }
            if not ready:
                break
            done.update(ready)
        return done

    def _ways(self, goal: Triple) -> dict[Triple, list[Derivation]]:
        found: dict[Triple, list[Derivation]] = {}
        waiting = [goal]
        while waiting:
            triple = waiting.pop()
            if triple in found or triple not in self.knowledge.inferred:
                continue
            found[triple] = sorted(self._derivations(triple), key=_simplest)
            waiting += [p for each in found[triple] for p in each.premises]
        return found

    def _derivations(self, triple: Triple) -> Iterator[Derivation]:
        for rule in self.knowledge.rules:
            body = self.bodies[rule.name]
            for head in body.head:
                bound = unify(head, triple)
                if bound is not None:
                    yield from self._solutions(rule, body, bound)

    def _solutions(
        self, rule: RuleText, body: Body, bound: dict[str, str]
    ) -> Iterator[Derivation]:
        if rule.name not in self._groups:
            self._groups[rule.name] = group_of(rule.body)
        near = nearby(self.knowledge.facts, self._groups[rule.name], bound)
        store = new_store(sorted(near))  # in the same order in every process
        found = store.query(
            f"{rule.prologue} SELECT * WHERE {{ {rule.body} }} LIMIT {_MOST_SOLUTIONS}",
            substitutions={ox.Variable(k): to_term(v) for k, v in bound.items()},
        )
        assert isinstance(found, ox.QuerySolutions)
        variables = [each.value for each in found.variables]
        for solution in found:
            values = {n: from_term(solution[n]) for n in variables if solution[n] is not None}
            values = bound | values
            yield Derivation(rule, tuple(sorted(values.items())), self._read(body, values))

    def _read(self, body: Body, bound: dict[str, str]) -> tuple[Triple, ...]:
        """Return the facts that a body's patterns stand for; what an OPTIONAL lacks is left out."""
        known = self.knowledge.facts
        found: dict[Triple, None] = {}
        for pattern in body.patterns:
            s, p, o = (bound.get(t[1:], t) if t.startswith("?") else t for t in pattern)
            if is_path(p):
                ways = chains(known, s, p)
                found.update(dict.fromkeys(ways.get(_stated(list(ways), o) or "", ())))
                continue
            stated = _stated(known.objects(s, p), o)
            if stated is not None:
                found.setdefault((s, p, stated))
        return tuple(found)


def _stated(objects: list[str], wanted: str) -> str | None:
    """Return a term as the facts write it: a store gives 1 for 1.0."""
    if wanted in objects or not is_literal(wanted):
        return wanted if wanted in objects else None
    type_ = datatype(wanted)
    for each in objects:
        if datatype(each) == type_ and is_literal(each) and _number(each) == _number(wanted):
            return each
    return None


def _number(term: str) -> Decimal | None:
    try:
        return Decimal(lexical(term))
    except InvalidOperation:
        return None


def _simplest(derivation: Derivation) -> tuple[int, str, Bindings]:
    return len(derivation.premises), derivation.rule.name, derivation.bindings


def add_figure(
    builder: Builder, knowledge: Knowledge, figure: Figure, source: str | None
) -> int:
    """Add a figure as written and its number in the canonical unit; return the latter's place.

    `source` is the title of its source.
    """
    words = f"{spaced(local_name(figure.property))}"
    who = local_name(figure.subject)
    under = f" ({'; '.join(figure.conditions)})" if figure.conditions else ""
    standing = local_name(figure.standing).replace("-", " ") if figure.standing else None
    written = builder.add(
        Written(
            f"{who} states {words} {figure.text}{under}", (), figure.subject, figure.property,
            figure.text, figure.conditions, standing, source, figure.place,
        )
    )
    number = Interval(figure.lower, figure.value, figure.upper)
    said = f"{words} of {who} is {figure_shown(knowledge, figure.property, figure.unit, number)}"
    return builder.add(
        Conversion(said, (written,), figure.subject, figure.property, figure.unit, number,
                   figure.conversion)
    )
