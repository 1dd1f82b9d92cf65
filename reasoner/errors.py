"""Every error that tierwise raises on purpose.

    TierwiseError                 the base: a message for people, with its parts as attributes
    ├── UsageError                the call itself is wrong: exit 2
    └── InputError                what was read is wrong: exit 1
        ├── ParseError            a file that does not parse
        ├── UnknownName           a name that nothing defines, with "did you mean"
        ├── QuantityError         a figure whose number or unit cannot be read
        ├── ModelFileError        a model file that is truncated, empty or hostile
        ├── QueryError            a SPARQL query that is wrong or not allowed
        ├── DefinitionError       a rule, formula, quantity or constraint that is not sound
        └── TopologyError         a site or pipeline whose shape is wrong: a cycle, no path
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

_LONGEST_NAME = 100  # characters of what may be a misspelt name; ours have at most 60
_SHORTEST_PART = 3  # letters and digits that tell a name: fewer are in too many
_PART_WITHIN = 5  # letters and digits that tell a name wherever in a word they stand
_NEAREST = 3  # names that are offered


@dataclass(frozen=True)
class Place:
    """Where something was written: a file and, if known, its line (1-based)."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class TierwiseError(Exception):
    """The base of all errors: what it is about, what was expected and what was found."""

    exit_code = 1

    def __init__(
        self,
        thing: str,
        *,
        expected: str | None = None,
        found: str | None = None,
        hint: str | None = None,
        place: Place | None = None,
    ) -> None:
        self.thing, self.expected, self.found, self.hint = thing, expected, found, hint
        self.place = place
        super().__init__(self.message())

    def message(self) -> str:
        """Return the whole message: place, thing, expected, found and the way on."""
        head = f"{self.place}: {self.thing}" if self.place else self.thing
        lines = [head]
        if self.expected is not None:
            lines.append(f"  expected: {self.expected}")
        if self.found is not None:
            lines.append(f"  found:    {self.found}")
        if self.hint is not None:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class UsageError(TierwiseError):
    """The call itself is wrong."""

    exit_code = 2


class InputError(TierwiseError):
    """What was read is wrong."""


class ParseError(InputError):
    """A file that does not parse."""


class UnknownName(InputError):
    """A name that nothing defines."""


class QuantityError(InputError):
    """A figure whose number or unit cannot be read."""


class ModelFileError(InputError):
    """A model file that is truncated, empty or hostile."""


class QueryError(InputError):
    """A SPARQL query that is wrong or not allowed."""


class DefinitionError(InputError):
    """A rule, formula, quantity or constraint that is not sound."""


class TopologyError(InputError):
    """A site or pipeline whose shape is wrong."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return "did you mean …?" for the names nearest to `name`, or None.

    >>> did_you_mean("raspbery-pi-5", ["raspberry-pi-5", "jetson-nano"])
    'did you mean raspberry-pi-5?'
    >>> did_you_mean("pi5", ["raspberry-pi-5-4gb", "raspberry-pi-400", "rpi"])
    'did you mean raspberry-pi-5-4gb or rpi?'

    A few letters from within a word are no part of it:

    >>> did_you_mean("hab", ["reachability"])
    """
    if len(name) > _LONGEST_NAME:
        return None
    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(each.casefold(), each)
    part = _bare(name)
    # A part of a name, such as of a product without its size, is nearer than another spelling.
    longer = [key for key, each in folded.items() if _has_part(each, part)]
    spelt = get_close_matches(name.casefold(), folded, n=_NEAREST, cutoff=0.6)
    near = list(dict.fromkeys([*sorted(longer, key=lambda each: (len(each), each)), *spelt]))
    return f"did you mean {' or '.join(folded[e] for e in near[:_NEAREST])}?" if near else None


def _has_part(name: str, part: str) -> bool:
    """Say whether a part stands in a name: a short one where a word of it begins."""
    if len(part) < _SHORTEST_PART or part not in _bare(name):
        return False
    begins = (
        at for at, (before, each) in enumerate(pairwise(f"-{name}"))
        if not before.isalnum() or before.isdigit() != each.isdigit()
        or (each.isupper() and before.islower())
    )
    return len(part) >= _PART_WITHIN or any(_bare(name[at:]).startswith(part) for at in begins)


def _bare(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())
