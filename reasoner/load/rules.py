"""Read rules: queries/rules/*.rq with a header, and OWL definitions as rules of their own."""

from __future__ import annotations

import re
from dataclasses import replace

from ..errors import DefinitionError, Place
from ..facts import Facts, lexical
from ..namespaces import OWL, XSD, curie, local_name
from ..rule import Reach, Rule
from .memory import Memory

_HEADER = re.compile(r"^#\s*(rule|says|cites):\s*(.+?)\s*$", re.MULTILINE)
_CONSTRUCT = re.compile(
    r"CONSTRUCT\s*\{(?P<head>[^{}]*)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL
)
_VARIABLE = re.compile(r"\?([A-Za-z]\w*)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_FACETS = {
    "minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<",
}


def read_rule(text: str, file: str) -> Rule:
    """Return the rule of a file; raises DefinitionError with the line of what is wrong."""
    header = dict(_HEADER.findall(text))
    for part in ("rule", "says"):
        if part not in header:
            raise DefinitionError(
                f"a rule has no `# {part}:`", expected=f"`# {part}: …` in its header", found="none",
                place=Place(file, 1),
            )
    # Comments leave an empty line, so that a line of the query is the line of the file.
    body_text = "\n".join("" if line.startswith("#") else line for line in text.splitlines())
    match = _CONSTRUCT.search(body_text)
    if match is None:
        raise DefinitionError(
            f"rule {header['rule']} is not one CONSTRUCT", expected="CONSTRUCT { … } WHERE { … }",
            found=body_text.strip()[:60], place=Place(file, 1),
        )
    rule = Rule(
        header["rule"], header["says"], header.get("cites", ""), 0,
        body_text, match["head"].strip(), match["body"].strip(), body_text[: match.start()].strip(),
        file,
    )
    _check_safe(rule, text)
    return rule


def _check_safe(rule: Rule, text: str) -> None:
    bound = set(_VARIABLE.findall(rule.body))
    for variable in _VARIABLE.findall(rule.head) + re.findall(r"\{(\w+)\}", rule.says):
        if variable not in bound:
            line = next((i for i, each in enumerate(text.splitlines(), 1) if variable in each), 1)
            raise DefinitionError(
                f"rule {rule.name}: ?{variable} is in the head or sentence but not in the body",
                expected="a variable that WHERE binds", found=f"?{variable}",
                place=Place(rule.file, line),
            )


def with_reach(rule: Rule, memory: Memory) -> Rule:
    """Return the rule with what it reads and writes; raises DefinitionError for a bad query."""
    reach = Reach.from_rows(memory.find("reach", rule.query))
    if reach is None:
        # Late import: rdflib's SPARQL parser is heavy, and a rule that is known does without.
        from .reach import read_reach

        reach = read_reach(rule.query, Place(rule.file))
        memory.keep("reach", rule.query, reach.rows())
    return replace(rule, reach=reach)


def definition_rules(facts: Facts) -> list[Rule]:
    """Return one rule per OWL definition: an intersection of named classes and restrictions."""
    found = []
    for class_, predicate, expression in facts.with_predicate(OWL + "equivalentClass"):
        if class_.startswith("http"):
            place = facts.place((class_, predicate, expression)) or Place(class_)
            parts = _Body(facts, place)
            parts.add("?x", expression)
            body = " ".join(parts.patterns)
            head = f"?x a <{class_}>"
            name = local_name(class_)
            an = "an" if name[:1].lower() in "aeiou" else "a"
            says = f"{{x}} is {an} {name}: {facts.text(class_, _DEFINITION) or ''}"
            found.append(
                Rule(
                    f"definition of {curie(class_)}", says, "OWL definition", 0,
                    f"CONSTRUCT {{ {head} }} WHERE {{ {body} }}", head, body, "", str(place), True,
                )
            )
    return sorted(found, key=lambda each: each.name)


_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"


class _Body:
    """The SPARQL patterns that an OWL class expression stands for."""

    def __init__(self, facts: Facts, place: Place) -> None:
        self.facts, self.place = facts, place
        self.patterns: list[str] = []
        self.count = 0

    def add(self, subject: str, expression: str) -> None:
        facts = self.facts
        members = facts.object(expression, OWL + "intersectionOf")
        if members:
            for each in facts.list_items(members):
                self.add(subject, each)
        elif facts.object(expression, OWL + "onProperty"):
            self.restriction(subject, expression)
        elif expression.startswith("http"):
            self.patterns.append(f"{subject} a <{expression}> .")
        else:
            self.refuse("an intersection of named classes and restrictions")

    def restriction(self, subject: str, expression: str) -> None:
        facts = self.facts
        property_ = facts.object(expression, OWL + "onProperty")
        value = facts.object(expression, OWL + "hasValue")
        if value:
            term = value if value.startswith('"') else f"<{value}>"
            self.patterns.append(f"{subject} <{property_}> {term} .")
            return
        filler = facts.object(expression, OWL + "someValuesFrom")
        if filler is None:
            self.refuse("someValuesFrom or hasValue")
        self.count += 1
        variable = f"?v{self.count}"
        self.patterns.append(f"{subject} <{property_}> {variable} .")
        facets = facts.object(filler or "", OWL + "withRestrictions")
        if facets is None:
            self.add(variable, filler or "")
            return
        for node in facts.list_items(facets):
            for predicate, objects in facts.properties(node).items():
                sign = _FACETS.get(predicate.removeprefix(XSD))
                if sign is None:
                    self.refuse("minInclusive, minExclusive, maxInclusive or maxExclusive")
                bound = lexical(objects[0])
                if not _NUMBER.fullmatch(bound):
                    self.refuse("a number in the property's canonical unit, such as 50000.0", bound)
                self.patterns.append(f"FILTER({variable} {sign} {bound})")

    def refuse(self, expected: str, found: str = "another class expression") -> None:
        raise DefinitionError(
            "an OWL definition that the engine does not realise", expected=expected,
            found=found, place=self.place,
        )
