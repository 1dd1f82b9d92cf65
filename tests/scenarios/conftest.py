"""The worked examples: their files, what they have to come out as, and where they come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tierwise.reasoner.engine import Engine

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "scenarios"
Load = Callable[..., Engine]


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Return a loader of an example, with one piece of its text replaced where that is asked."""

    @lru_cache(maxsize=16)  # the examples; each takes some 60 MB
    def loaded(name: str, old: str = "", new: str = "") -> Engine:
        path = FOLDER / name
        if old:
            text = path.read_text(encoding="utf-8")
            assert old in text, f"{name} does not say {old}"
            path = tmp_path_factory.mktemp("scenario") / name
            path.write_text(text.replace(old, new), encoding="utf-8")
        return Engine.load([path])

    return loaded


def expected() -> list[dict[str, Any]]:
    """Return what each example has to come out as: the repository's own list."""
    found: list[dict[str, Any]] = json.loads(
        (Path(__file__).parent / "expected.json").read_text(encoding="utf-8")
    )
    return found
