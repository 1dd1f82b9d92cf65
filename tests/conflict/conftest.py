"""The tiny site of tests/constraints/base.ttl, on which everything passes until it is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.source import Source

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"


@pytest.fixture(scope="session")
def base() -> Engine:
    vocabulary = [each for each in bundled_sources() if "catalog/" not in each.name]
    facts = parse([*vocabulary, Source(str(BASE), BASE.read_text(encoding="utf-8"))])
    return Engine(build(facts, bundled_rules(), None, {str(BASE)}))
