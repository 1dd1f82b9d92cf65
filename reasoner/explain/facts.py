"""Prove facts: asserted ones by place and source, inferred ones by the rule that made them."""

from __future__ import annotations

import re
from functools import cached_property

import pyoxigraph as ox

from ..facts import Triple, is_literal, lexical
from ..figures import Figure
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, PREFIXES, RDF_TYPE, TW, local_name
from ..proof import Step
from ..rule import Rule
from ..store import from_term, new_store, to_term

_TOKEN = re.compile(r'<[^>]*>|"[^"]*"\S*|\?\w+|[\w-]*:[\w.-]*[\w-]|\ba\b|[;.,{}]')
_NO_PATTERN = re.compile(
    r"(FILTER|BIND)\s*(NOT EXISTS\s*)?(\([^{}]*?\)\s*(?=[.}\n]|$)|\{[^{}]*\})"
)
_DEEPEST = 12  # rules chain far less; a longer chain is cut with a leaf that says so


class FactProver:
    """Proves facts of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.rules = {each.name: each for each in knowledge.rules}

    @cached_property
    def store(self) -> ox.Store:
        """Return the facts whose predicates rules read, in a store, for the bindings of rules."""
        read = {_term(t) for each in self.rules.values() for t in _TOKEN.findall(each.body)}
        return new_store(t for t in self.knowledge.facts.triples if t[1] in read)

    def prove(self, triple: Triple, above: frozenset[Triple] = frozenset()) -> Step:
        """Return a proof of a fact that holds."""
        knowledge = self.knowledge
        place = knowledge.asserted.places.get(triple)
        figure = knowledge.figures.chosen.get((triple[0], triple[1]))
        if figure is not None:
            return figure_step(knowledge, figure.subject, figure.property)
        if triple not in knowledge.inferred or triple in above or len(above) > _DEEPEST:
            source = source_of(knowledge, triple[0])
            return Step("fact", local_name(triple[1]), self.words(triple), (), None, place,
                        None, source)
        rule = self.rules[knowledge.inferred[triple]]
        bindings = self.bindings(rule, triple)
        premises = tuple(
            self.prove(each, above | {triple}) for each in self.premises(rule, bindings, triple)
        )
        return Step(
            "definition" if rule.is_definition else "rule", rule.name,
            _filled(rule.says, bindings), premises,
        )

    def words(self, triple: Triple) -> str:
        """Return a fact as a sentence of local names."""
        subject, predicate, object_ = triple
        value = lexical(object_) if is_literal(object_) else local_name(object_)
        if predicate == RDF_TYPE:
            return f"{local_name(subject)} is a {value}"
        return f"{local_name(subject)} {_spaced(local_name(predicate))} {value}"

    def bindings(self, rule: Rule, triple: Triple) -> dict[str, str]:
        """Return one set of bindings of a rule's body that has the triple as its head."""
        for pattern in patterns(rule.head):
            bound = _unify(pattern, triple)
            if bound is None:
                continue
            found = self.store.query(
                f"{rule.prologue} SELECT * WHERE {{ {rule.body} }} LIMIT 1",
                substitutions={ox.Variable(k): to_term(v) for k, v in bound.items()},
            )
            assert isinstance(found, ox.QuerySolutions)
            names = [each.value for each in found.variables]
            for solution in found:
                values = {n: solution[n] for n in names if solution[n] is not None}
                return bound | {name: from_term(value) for name, value in values.items()}
        return {}

    def premises(self, rule: Rule, bindings: dict[str, str], head: Triple) -> list[Triple]:
        """Return the facts that the body's patterns stand for under the bindings."""
        known = self.knowledge.facts
        found: dict[Triple, None] = {}
        for pattern in patterns(rule.body):
            terms = tuple(bindings.get(t[1:], t) if t.startswith("?") else t for t in pattern)
            triple = (terms[0], terms[1], terms[2])
            if triple != head and triple[2] in known.objects(triple[0], triple[1]):
                found.setdefault(triple)
        return list(found)


def patterns(text: str) -> list[tuple[str, str, str]]:
    """Return the triple patterns of a simple graph pattern; what is not one is passed over.

    >>> patterns("?a a tw:Task ; tw:deadline ?d .")[1]
    ('?a', 'https://w3id.org/tierwise/ontology#deadline', '?d')
    """
    text = _NO_PATTERN.sub(" . ", text)
    found: list[tuple[str, str, str]] = []
    subject = ""
    buffer: list[str] = []
    for token in [*_TOKEN.findall(text), "."]:
        if token in ";.{},":
            if len(buffer) == 3:
                subject = buffer[0]
                found.append((buffer[0], buffer[1], buffer[2]))
            elif len(buffer) == 2 and subject:
                found.append((subject, buffer[0], buffer[1]))
            buffer = []
        else:
            buffer.append(_term(token))
    return found


def _term(token: str) -> str:
    if token == "a":
        return RDF_TYPE
    if token.startswith("<"):
        return token[1:-1]
    prefix, sign, rest = token.partition(":")
    if sign and prefix in PREFIXES and not token.startswith(('"', "?")):
        return PREFIXES[prefix] + rest
    return token


def _unify(pattern: tuple[str, str, str], triple: Triple) -> dict[str, str] | None:
    bound: dict[str, str] = {}
    for part, value in zip(pattern, triple, strict=True):
        if part.startswith("?"):
            if bound.setdefault(part[1:], value) != value:
                return None
        elif part != value:
            return None
    return bound


def _filled(says: str, bindings: dict[str, str]) -> str:
    def word(match: re.Match[str]) -> str:
        value = bindings.get(match[1])
        if value is None:
            return match[1]
        return lexical(value) if is_literal(value) else local_name(value)

    return re.sub(r"\{(\w+)\}", word, says)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name).lower()


def source_of(knowledge: Knowledge, subject: str) -> str | None:
    """Return the title of the source that a thing states, or None."""
    return source_title(knowledge, knowledge.facts.object(subject, DCTERMS + "source"))


def source_title(knowledge: Knowledge, source: str | None) -> str | None:
    """Return a source as title, identifier and locator."""
    if source is None:
        return None
    if is_literal(source):
        return lexical(source)
    facts = knowledge.facts
    title = facts.text(source, DCTERMS + "title") or facts.label(source)
    parts = [title, facts.text(source, DCTERMS + "identifier"),
             facts.text(source, PREFIXES["tw"] + "locator")]
    return ", ".join(dict.fromkeys(each for each in parts if each))


def figure_step(knowledge: Knowledge, subject: str, property_: str) -> Step:
    """Return the leaf of a figure: as written, with conversion, standing, source and place."""
    figure = knowledge.figures.chosen[subject, property_]
    shown = _figure_text(knowledge, figure)
    said = f"{_spaced(local_name(property_))} of {local_name(subject)} is {shown}"
    if figure.conditions:
        said += f" ({'; '.join(figure.conditions)})"
    standing = local_name(figure.standing).replace("-", " ") if figure.standing else None
    source = source_title(knowledge, figure.source)
    if not figure.conversion or len(figure.conversion) > 90:
        return Step("figure", local_name(property_), said, (), None, figure.place, standing, source)
    written = Step(
        "fact", "written", f"written as {figure.text}: {figure.conversion}", (), None,
        figure.place, standing, source,
    )
    return Step("figure", local_name(property_), said, (written,), None, figure.place, standing)


def _figure_text(knowledge: Knowledge, figure: Figure) -> str:
    """Return a figure in the unit that people read it in, with its interval."""
    display = knowledge.facts.object(figure.property, TW + "displayUnit")
    shown = [
        knowledge.units.show(each, figure.unit, display)
        for each in (figure.value, figure.lower, figure.upper)
    ]
    return shown[0] if figure.is_exact else f"{shown[0]} ({shown[1]} to {shown[2]})"


def interval_text(
    knowledge: Knowledge, name: str, low: float, middle: float, high: float
) -> str:
    """Return a number with its unit, and its interval where it has one."""
    quantity = knowledge.definitions.quantities.get(name)
    if quantity is None:
        return f"{middle:g}"
    if low == high:
        return knowledge.show(name, middle)
    if high == float("inf"):
        if low == 0:
            return "unknown"
        return f"at least {knowledge.show(name, low)}"
    return (
        f"{knowledge.show(name, middle)} "
        f"({knowledge.show(name, low)} to {knowledge.show(name, high)})"
    )
