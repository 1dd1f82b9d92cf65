"""The tiny site of tests/constraints/base.ttl, on which everything passes until it is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.knowledge import Knowledge

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"


@pytest.fixture(scope="session")
def base(knowledge_of: Callable[..., Knowledge]) -> Engine:
    return Engine(knowledge_of(BASE.read_text(encoding="utf-8"), str(BASE)))
