"""Rules of the symbolic stratum: a SPARQL CONSTRUCT with a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .namespaces import RDF_TYPE, curie


@dataclass(frozen=True)
class Pattern:
    """The triples that a rule reads or writes, by predicate and, where that is a type, class.

    None is any: a variable predicate stands for all predicates, a variable class for all classes.
    """

    predicate: str | None
    class_: str | None = None

    def meets(self, other: Pattern) -> bool:
        """Say whether a triple can match both patterns.

        >>> Pattern(RDF_TYPE, "https://example.org/A").meets(Pattern(RDF_TYPE))
        True
        """
        if None in (self.predicate, other.predicate):
            return True
        if self.predicate != other.predicate:
            return False
        return self.class_ == other.class_ or None in (self.class_, other.class_)

    def __str__(self) -> str:
        if self.predicate is None:
            return "any property"
        if self.predicate == RDF_TYPE:
            return f"a {curie(self.class_)}" if self.class_ else "a type"
        return curie(self.predicate)


@dataclass(frozen=True)
class Reach:
    """What a rule writes, what it reads, and what it reads in a way that is not monotone."""

    writes: tuple[Pattern, ...] = ()
    reads: tuple[Pattern, ...] = ()
    negates: tuple[Pattern, ...] = ()

    def rows(self) -> list[list[list[str | None]]]:
        """Return the reach as plain rows, which `from_rows` reads back."""
        return [
            [[each.predicate, each.class_] for each in patterns]
            for patterns in (self.writes, self.reads, self.negates)
        ]

    @classmethod
    def from_rows(cls, rows: object) -> Reach | None:
        """Return the reach that `rows` gave; None for anything else."""
        if not isinstance(rows, list) or len(rows) != 3:
            return None
        if not all(isinstance(each, list) and all(map(_is_pattern, each)) for each in rows):
            return None
        writes, reads, negates = (tuple(Pattern(*row) for row in each) for each in rows)
        return cls(writes, reads, negates)


def _is_pattern(row: object) -> bool:
    return (
        isinstance(row, list) and len(row) == 2
        and all(each is None or isinstance(each, str) for each in row)
    )


@dataclass(frozen=True)
class Rule:
    """One CONSTRUCT; `head` and `body` are the texts between its braces.

    `query` has the line breaks of its file, so that a line of the one is a line of the other.
    `stratum` is 0 until the rules are stratified together.
    """

    name: str
    says: str
    cites: str
    stratum: int
    query: str
    head: str
    body: str
    prologue: str
    file: str
    is_definition: bool = False
    reach: Reach = Reach()

    def in_stratum(self, stratum: int) -> Rule:
        """Return the rule, of a stratum."""
        return replace(self, stratum=stratum)
