"""Read rules, and the fixtures of the shipped ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from tierwise.reasoner.bundle import bundled_rules
from tierwise.reasoner.facts import Facts, Triple
from tierwise.reasoner.load.memory import Memory
from tierwise.reasoner.load.rules import read_rule, with_reach
from tierwise.reasoner.rule import Rule
from tierwise.reasoner.store import from_term

HERE = Path(__file__).parent
BASE = "https://example.org/fixture"


@pytest.fixture(scope="session")
def shipped() -> dict[str, Rule]:
    """Return the rules of the package by name, not yet stratified."""
    found = [with_reach(read_rule(each.text, each.name), Memory()) for each in bundled_rules()]
    return {each.name: each for each in found}


@pytest.fixture(scope="session")
def graph():
    """Return the reader of a graph of a rule's fixture: `fires`, `concludes` or `silent`."""

    @cache
    def read(name: str, graph: str) -> Facts:
        text = (HERE / f"{name}.trig").read_text(encoding="utf-8")
        quads = ox.parse(text, format=ox.RdfFormat.TRIG, base_iri=BASE)
        found: list[Triple] = [
            (from_term(each.subject), from_term(each.predicate), from_term(each.object))
            for each in quads
            if each.graph_name == ox.NamedNode(f"{BASE}#{graph}")
        ]
        return Facts(tuple(found))

    return read


@pytest.fixture(scope="session")
def rule():
    """Return the maker of a rule of a head and a body, as a file of that name has it."""

    def make(name: str, head: str, body: str) -> Rule:
        text = (
            f"# rule: {name}\n# says: so it is.\nPREFIX : <https://example.org/rule#>\n"
            f"CONSTRUCT {{ {head} }}\nWHERE {{\n  {body}\n}}\n"
        )
        return with_reach(read_rule(text, f"{name}.rq"), Memory())

    return make
