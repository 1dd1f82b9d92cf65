"""The site of tests/constraints/base.ttl, and the bundled example."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tierwise
from tierwise.reasoner.bundle import load
from tierwise.reasoner.knowledge import Knowledge

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"


@pytest.fixture(scope="session")
def base(knowledge_of: Callable[..., Knowledge]) -> Knowledge:
    """Return knowledge of the vocabulary and a tiny site on which everything passes."""
    return knowledge_of(BASE.read_text(encoding="utf-8"), str(BASE))


@pytest.fixture(scope="session")
def factory() -> Knowledge:
    """Return knowledge of the bundled example."""
    return load([Path(tierwise.__file__).parent / "examples" / "factory-three-levels.ttl"])
