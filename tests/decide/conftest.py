"""The site of tests/constraints/base.ttl, and the bundled example."""

from __future__ import annotations

from pathlib import Path

import pytest

import tierwise
from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources, load
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.source import Source

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"


@pytest.fixture(scope="session")
def base() -> Knowledge:
    """Return knowledge of the vocabulary and a tiny site on which everything passes."""
    vocabulary = [each for each in bundled_sources() if "catalog/" not in each.name]
    facts = parse([*vocabulary, Source(str(BASE), BASE.read_text(encoding="utf-8"))])
    return build(facts, bundled_rules(), None, {str(BASE)})


@pytest.fixture(scope="session")
def factory() -> Knowledge:
    """Return knowledge of the bundled example."""
    return load([Path(tierwise.__file__).parent / "examples" / "factory-three-levels.ttl"])
