"""Of what a fact was first stated: the way back ends, whatever files say; the checker agrees."""

import pytest

from tierwise.reasoner.check import extending as checker_extending
from tierwise.reasoner.check.facts import Facts as CheckerFacts
from tierwise.reasoner.check.turtle import read_turtle
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.inheriting import origin
from tierwise.reasoner.turtle import parse_turtle

DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
FIVE = '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'


@pytest.mark.parametrize(("text", "first"), [
    ("<x:one> {} <x:one> ; <x:p> 5 .", None),
    ("<x:one> {} <x:two> ; <x:p> 5 . <x:two> {} <x:one> ; <x:p> 5 .", "x:two"),
    ("<x:one> {} <x:paper> , <x:two> ; <x:p> 5 . <x:two> <x:p> 5 .", "x:two"),
    ("<x:one> {} <x:two> ; <x:p> 5 .\n<x:two> <x:p> 5 .", None),
])  # fmt: skip
def test_the_way_to_the_origin_of_a_fact_ends(text, first):
    text = text.replace("{}", DERIVED)
    triple = ("x:one", "x:p", FIVE)
    ours = origin(Facts.of(parse_turtle(text, "one.ttl")), triple)
    theirs = checker_extending.origin(CheckerFacts(read_turtle(text, "one.ttl")), triple)
    assert ours == theirs == first


def test_a_chain_of_thousands_has_an_origin():
    lines = [f"<x:{n}> {DERIVED} <x:{n + 1}> ; <x:p> 5 ." for n in range(3000)]
    text = " ".join([*lines, "<x:3000> <x:p> 5 ."])
    triple = ("x:0", "x:p", FIVE)
    ours = origin(Facts.of(parse_turtle(text, "one.ttl")), triple)
    theirs = checker_extending.origin(CheckerFacts(read_turtle(text, "one.ttl")), triple)
    assert ours == theirs == "x:3000"
