"""Sites of a few lines beside the tiny one of tests/constraints/base.ttl."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.source import Source
from tierwise.reasoner.written import parse

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"
PREFIXES = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix : <https://example.org/fixture#> .
"""


def ex(name: str) -> str:
    return f"https://example.org/fixture#{name}"


@pytest.fixture(scope="session")
def site(built_upon) -> Callable[..., Engine]:
    """Return the maker of engines: the base with more Turtle, then changed as --set says."""

    @lru_cache(maxsize=8)
    def load(turtle: str) -> Engine:
        own = [Source(str(BASE), BASE.read_text(encoding="utf-8")), Source("more.ttl", turtle)]
        return Engine(built_upon(parse(own), {each.name for each in own}))

    def site_(*changes: str, turtle: str = "") -> Engine:
        engine = load(PREFIXES + turtle)
        return engine.changed(engine.read_changes(changes))

    return site_
