"""Why a proof is refused, and why a document can't be checked at all."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 300  # characters of a value that a message shows


@dataclass(frozen=True)
class Refusal:
    """One thing that is wrong: the step, what was expected there and what the proof says.

    `step` is empty for the whole document, and so is `expected` where it can't be read.
    """

    step: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        what = _cut(self.what)
        head = f"step: {_cut(self.step)}\n  {what}" if self.step else what
        if not self.expected:
            return head
        return f"{head}\n  expected: {_cut(self.expected)}\n  found:    {_cut(self.found)}"


class Refused(Exception):
    """A proof does not hold; raised with the first refusal."""

    def __init__(self, what: str, expected: object, found: object, step: str = "") -> None:
        self.refusal = Refusal(step, what, _text(expected), _text(found))
        super().__init__(str(self.refusal))

    def at(self, step: str) -> Refused:
        """Return the same refusal, with its step named."""
        mine = self.refusal
        return Refused(mine.what, mine.expected, mine.found, mine.step or step)


class Unreadable(Exception):
    """What was read is no proof document, or its knowledge can't be read."""


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _cut(text: str) -> str:
    """Return a text that a terminal can show: not too long, and what can't be printed escaped."""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in shown)
