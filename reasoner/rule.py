"""Rules of the symbolic stratum: a SPARQL CONSTRUCT with a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One CONSTRUCT; `head` and `body` are the texts between its braces."""

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
