"""Explain why a fact does not hold: what is missing for each rule that could conclude it."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ..denial import Denial, Obstacle
from ..facts import Triple, is_literal
from ..namespaces import QUDT, RDF_TYPE, RDFS_SUBCLASS_OF, local_name
from ..rule import Rule
from ..store import from_term, to_term
from .bodies import filled_pattern, is_path, unify
from .facts import FactProver
from .words import fact_words, filled, spaced

_NEAREST = 5  # facts that are shown beside the one that was asked for


def deny(facts: FactProver, triple: Triple) -> Denial:
    """Return why a fact that does not hold does not: obstacles of rules, and the nearest facts."""
    known = facts.knowledge.facts
    is_figure = known.object(triple[1], QUDT + "hasUnit") is not None
    if is_figure and not known.objects(triple[0], triple[1]):
        return _unstated(triple)
    found = sorted(dict.fromkeys(_obstacles(facts, triple)), key=lambda each: not each.is_unknown)
    obstacles = tuple(found)
    unknown = any(each.is_unknown for each in obstacles)
    end = "it is unknown" if unknown else "it does not hold"
    said = f"nobody states that {fact_words(triple)}, and no rule concludes it: {end}"
    return Denial(triple, said, obstacles, tuple(_nearest(facts, triple)))


def _unstated(triple: Triple) -> Denial:
    """Return that a figure is not known: whether the asked one holds can't be said."""
    who, property_ = local_name(triple[0]), local_name(triple[1])
    said = f"no {spaced(property_)} of {who} is known: state tw:{property_} on it"
    return Denial(triple, said, (Obstacle("", said, True),), ())


def _obstacles(facts: FactProver, triple: Triple) -> Iterator[Obstacle]:
    for rule in facts.knowledge.rules:
        for head in facts.bodies[rule.name].head:
            bound = unify(head, triple)
            if bound is not None:
                yield from _of_rule(facts, rule, bound)


def _of_rule(facts: FactProver, rule: Rule, bound: dict[str, str]) -> Iterator[Obstacle]:
    """Yield the patterns that alone keep a rule from its conclusion; else what negates it."""
    patterns = tuple(e for e in facts.bodies[rule.name].patterns if not is_path(e[1]))
    whole = _solve(facts, patterns, bound)
    if whole is not None:
        yield from _condition(facts, rule, bound | whole)
        return
    for at, pattern in enumerate(patterns):
        if pattern[1] == RDFS_SUBCLASS_OF:
            continue  # nobody is advised to change the vocabulary
        rest = _solve(facts, (*patterns[:at], *patterns[at + 1 :]), bound)
        if rest is not None:
            yield _lacking(facts, rule, pattern, bound | rest)


def _solve(
    facts: FactProver, patterns: tuple[Triple, ...], bound: dict[str, str]
) -> dict[str, str] | None:
    if not patterns:
        return {}
    read = {term[1:] for each in patterns for term in each if term.startswith("?")}
    if not read:
        return {} if all(_holds(facts, each) for each in patterns) else None
    body = " . ".join(" ".join(map(_written, each)) for each in patterns)
    found = facts.store.query(
        f"SELECT * WHERE {{ {body} }} LIMIT 1",
        substitutions={ox.Variable(k): to_term(v) for k, v in bound.items() if k in read},
    )
    assert isinstance(found, ox.QuerySolutions)
    names = [each.value for each in found.variables]
    for solution in found:
        return {n: from_term(solution[n]) for n in names if solution[n] is not None}
    return None


def _holds(facts: FactProver, triple: Triple) -> bool:
    return triple[2] in facts.knowledge.facts.objects(triple[0], triple[1])


def _written(term: str) -> str:
    return term if term.startswith("?") else str(to_term(term))


def _lacking(
    facts: FactProver, rule: Rule, pattern: Triple, bound: dict[str, str]
) -> Obstacle:
    subject, predicate, object_ = (
        bound.get(each[1:], each) if each.startswith("?") else each for each in pattern
    )
    is_figure = facts.knowledge.facts.object(predicate, QUDT + "hasUnit") is not None
    who = local_name(subject).removeprefix("?")
    if is_figure and object_.startswith("?"):
        said = (
            f"{rule.name} would conclude it, but no {spaced(local_name(predicate))} of {who} is "
            f"known: state tw:{local_name(predicate)} on it"
        )
        return Obstacle(rule.name, said, True)
    what = fact_words((subject, predicate, object_)).replace("?", "any ")
    return Obstacle(rule.name, f"{rule.name} would conclude it, but not: {what}", False)


def _condition(facts: FactProver, rule: Rule, bound: dict[str, str]) -> Iterator[Obstacle]:
    negated = facts.bodies[rule.name].absences
    said = filled(rule.says, bound).rstrip(".")
    for each in negated:
        why = f"{rule.name} does not conclude it, for there is: {filled_pattern(each, bound)}"
        yield Obstacle(rule.name, why, False)
    if not negated:
        yield Obstacle(
            rule.name, f"{rule.name} does not conclude it, as its condition fails: {said}", False
        )


def _nearest(facts: FactProver, triple: Triple) -> list[Triple]:
    """Return facts that hold and differ from the asked one in the object, else in the subject."""
    subject, predicate, object_ = triple
    known = facts.knowledge.facts
    found = [(subject, predicate, each) for each in known.objects(subject, predicate)]
    if predicate == RDF_TYPE or not found:
        found += [(each, predicate, object_) for each in known.subjects(predicate, object_)]
    if not found and not is_literal(object_):
        found = [
            (subject, p, object_) for p, each in known.properties(subject).items()
            if object_ in each
        ]
    return [each for each in dict.fromkeys(found) if each != triple][:_NEAREST]
