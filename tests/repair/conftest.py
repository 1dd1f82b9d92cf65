"""Sites of a few lines beside the tiny one of tests/constraints/base.ttl."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.load.memory import Memory
from tierwise.reasoner.source import Source

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"
PREFIXES = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix : <https://example.org/fixture#> .
"""


def ex(name: str) -> str:
    return f"https://example.org/fixture#{name}"


@pytest.fixture(scope="session")
def site() -> Callable[..., Engine]:
    """Return the maker of engines: the base with more Turtle, then changed as --set says."""
    vocabulary = parse([each for each in bundled_sources() if "catalog/" not in each.name])
    memory = Memory()  # the vocabulary is the same in all builds: compile its formulas once

    @lru_cache(maxsize=8)
    def load(turtle: str) -> Engine:
        own = [Source(str(BASE), BASE.read_text(encoding="utf-8")), Source("more.ttl", turtle)]
        facts = [*vocabulary, *parse(own)]
        return Engine(build(facts, bundled_rules(), None, {each.name for each in own}, memory))

    def site_(*changes: str, turtle: str = "") -> Engine:
        engine = load(PREFIXES + turtle)
        return engine.changed(engine.read_changes(changes))

    return site_
