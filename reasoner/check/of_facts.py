"""What steps on facts must be: asserted, read, converted, inferred, or known to be absent."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from . import words
from .document import Inference
from .expected import Claim, Context, Expected
from .expressions import Number
from .extending import origin
from .figures import Figure
from .matching import solutions, triples_of
from .refusal import Refused
from .rules import Rule
from .terms import DCTERMS, Triple, short, shortest, tw

_VARIABLE = re.compile(r"[A-Za-z]\w*")
_TERM = re.compile(
    r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^<[^<>"\s]+>)?|_:\w+|[^<>"\s]+', re.DOTALL
)
_LISTED = "?holder tw:"  # how the pattern of a set's missing members begins


def fact(context: Context, step: Inference) -> Expected:
    """A triple that is written in a file, at its line, with the source of its subject."""
    triple: Triple = tuple(step.fields["triple"])
    facts = context.world.facts
    if triple not in facts.places:
        inferred = "it is inferred, and needs its rule" if triple in facts else "nothing states it"
        raise Refused("the fact is not written anywhere", "a triple of the files", inferred)
    if (triple[0], triple[1]) in context.world.figures.chosen:
        raise Refused("the fact is a figure", "a written figure and its conversion", "a fact")
    file, line = facts.places[triple]
    first = origin(facts, triple)
    source = words.source_title(facts, facts.object(first or triple[0], DCTERMS + "source"))
    fields = {"triple": list(triple), "file": file, "line": line, "source": source}
    return Expected(words.fact(triple, first), "", (), fields)


def written(context: Context, step: Inference) -> Expected:
    """A figure as it is written: of rival figures the one that counts."""
    figure = _figure(context, step)
    return Expected(
        words.written(figure), short(figure.property), (),
        {
            "subject": figure.subject, "property": figure.property, "text": figure.text,
            "conditions": list(figure.conditions), "standing": words.standing(figure),
            "source": words.source_title(context.world.facts, figure.source),
            "file": figure.file, "line": figure.line,
        },
    )


def conversion(context: Context, step: Inference) -> Expected:
    """A figure's number in the unit of its property."""
    figure, world = _figure(context, step), context.world
    number = Number(figure.low, figure.middle, figure.high)
    return Expected(
        words.conversion(figure, world.units, world.facts), short(figure.property),
        (("written", figure.subject, figure.property),),
        {
            "subject": figure.subject, "property": figure.property, "unit": figure.unit,
            "number": number.document(), "how": figure.how,
        },
    )


def _figure(context: Context, step: Inference) -> Figure:
    subject, property_ = step.fields["subject"], step.fields["property"]
    found = context.world.figures.chosen.get((subject, property_))
    if found is None or (subject, property_) in context.world.followed:
        raise Refused("nobody states this figure", "a figure of the files",
                      f"{short(property_)} of {short(subject)}")
    return found


def inferred(context: Context, step: Inference) -> Expected:
    """A fact that a rule or definition gives: its body holds of the premises, and of all facts."""
    rule = _rule(context, step)
    triple: Triple = tuple(step.fields["triple"])
    bindings = step.bindings()
    if step.fields["bindings"] != sorted([list(pair) for pair in bindings.items()]):
        raise Refused("bindings stand once each, by name", sorted(bindings),
                      step.fields["bindings"])
    if triple not in context.world.facts.inferred:
        raise Refused("the fact does not follow from the rules", "an inferred fact", list(triple))
    if triple not in _heads(rule, bindings):
        raise Refused("the rule does not conclude this", _heads(rule, bindings), list(triple))
    _check_terms(bindings)
    read = _read(context, rule, bindings)
    _hold(context, rule, bindings, read)
    absent: list[Claim] = [
        ("absent", each, tuple(sorted(bindings.items()))) for each in rule.absences
    ]
    premises = tuple(dict.fromkeys([*(context.holds(each) for each in read), *absent]))
    fields: dict[str, Any] = {
        "rule": rule.name, "bindings": step.fields["bindings"], "triple": list(triple)
    }
    if not rule.is_definition:
        fields["cites"] = rule.cites
    return Expected(words.rule(rule.says, bindings), rule.name, premises, fields)


def _rule(context: Context, step: Inference) -> Rule:
    name, is_definition = step.fields["rule"], step.kind == "definition"
    found = context.world.rules.get(name)
    if found is None or found.is_definition != is_definition:
        raise Refused(f"there is no such {step.kind}", f"a {step.kind} of the files", name)
    return found


def _check_terms(bindings: dict[str, str]) -> None:
    """Refuse bindings that are no variables and terms, before they get into a query."""
    for name, value in bindings.items():
        if not _VARIABLE.fullmatch(name) or not _TERM.fullmatch(value):
            raise Refused("a binding is no variable with a term", "a name and a term",
                          [name, value])


def _heads(rule: Rule, bindings: dict[str, str]) -> list[Triple]:
    return [
        tuple(bindings.get(p[1:], p) if p.startswith("?") else p for p in head)  # type: ignore
        for head in rule.heads
    ]


def _read(context: Context, rule: Rule, bindings: dict[str, str]) -> list[Triple]:
    """Return the facts that a body reads under bindings, in the order of its patterns."""
    facts = context.world.facts
    found = (triples_of(each, bindings, facts) for each in rule.patterns)
    return list(dict.fromkeys(t for each in found if each for t in each))


def _hold(
    context: Context, rule: Rule, bindings: dict[str, str], read: list[Triple]
) -> None:
    """Refuse bindings under which a body does not hold of its premises alone, or of all facts."""
    of_premises = solutions(rule.select_positive, context.world.graph_of(read), bindings)
    if not any(_same(each, bindings) for each in of_premises):
        raise Refused(f"rule {rule.name} does not hold of its premises", "bindings that match",
                      bindings)
    of_all = solutions(rule.select, context.world.graph, bindings)
    if not any(_same(each, bindings) for each in of_all):
        raise Refused(f"rule {rule.name} does not hold of all facts", "bindings that match",
                      bindings)


def _same(found: dict[str, str], stated: dict[str, str]) -> bool:
    return found.keys() == stated.keys() and all(
        stated[name] in (value, shortest(value)) for name, value in found.items()
    )


def absence(context: Context, step: Inference) -> Expected:
    """That nothing matches a pattern: of a rule's NOT EXISTS, or of members that a set lacks."""
    pattern = step.fields["pattern"]
    fields = {"pattern": pattern, "bindings": step.fields["bindings"]}
    if pattern.startswith(_LISTED):
        return Expected(_unlisted(context, step), "", (), fields)
    rule = next((e for e in context.world.rules.values() if pattern in e.absences), None)
    if rule is None:
        raise Refused("no rule negates this", "a NOT EXISTS group of a rule", pattern)
    bindings = step.bindings()
    _check_terms(bindings)
    graph = context.world.graph
    if any(True for _ in solutions(rule.query_of(pattern), graph, bindings)):
        raise Refused("a fact matches after all", "none", words.absence(pattern, bindings))
    return Expected(words.absence(pattern, bindings), "", (), fields)


def _unlisted(context: Context, step: Inference) -> str:
    """Return the sentence of members that a set lacks, none of which any holder states."""
    pairs = step.fields["bindings"]
    property_ = tw(step.fields["pattern"].removeprefix(_LISTED).removesuffix(" ?member"))
    if step.fields["pattern"] != f"{_LISTED}{short(property_)} ?member":
        raise Refused("the pattern is no set's", f"{_LISTED}NAME ?member", step.fields["pattern"])
    holders = [value for name, value in pairs if name == "holder"]
    lacking = [value for name, value in pairs if name == "member"]
    ordered = [["holder", e] for e in holders] + [["member", e] for e in sorted(set(lacking))]
    if pairs != ordered:
        raise Refused("bindings are holders, then members by name", ordered, pairs)
    for holder, member in product(holders, lacking):
        if (holder, property_, member) in context.world.facts:
            raise Refused("a fact says so after all", "none", [holder, property_, member])
    return words.unlisted(holders, property_, lacking)
