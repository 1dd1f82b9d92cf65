"""What depends on a text alone, remembered by that text: compiled formulas, what rules read."""

from __future__ import annotations

from typing import Any

_MOST = 5000  # texts; the bundle has some 150


class Memory:
    """Plain values by kind and text; who asks for one checks it, and keeps one that is better."""

    def __init__(self, kept: Any = None) -> None:
        self._kept: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
        self._fresh: dict[str, Any] = {}

    def find(self, kind: str, text: str) -> Any:
        """Return the value of a text, or None."""
        key = f"{kind} {text}"
        return self._fresh.get(key, self._kept.get(key))

    def keep(self, kind: str, text: str, value: Any) -> None:
        """Remember the value of a text, made of strings, numbers and lists."""
        self._fresh[f"{kind} {text}"] = value

    @property
    def has_new(self) -> bool:
        """Say whether something was kept that was not remembered."""
        return bool(self._fresh)

    def rows(self) -> dict[str, Any]:
        """Return all that is remembered; where that is too much, only what is new."""
        every = self._kept | self._fresh
        return every if len(every) <= _MOST else self._fresh
