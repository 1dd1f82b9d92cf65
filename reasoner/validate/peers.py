"""Unit slips: a figure that stands apart from its peers by the step between two units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts import Fact, Facts, is_literal, lexical
from ..namespaces import curie, tw
from .finding import Finding
from .naming import name
from .usual import class_keys
from .vocabulary import Vocabulary

_STEPS = (1000.0, 1024.0)  # kB or KiB taken for B, ms for s, MHz for kHz
_APART = 8.0  # so far beyond the peers a value may be without suspicion
_FEWEST = 8  # peers that say what is usual


def unit_slips(flat: Iterable[Fact], facts: Facts, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each figure of hardware beyond its peers that a step of 1000 or 1024 brings among them.

    Peers are the same figures of things of the same class in the catalogue; of a part, of such
    parts in products of the same class. What two values are stated of has a finding already.
    """
    ours = [each for each in flat if len(facts.objects(each.subject, each.predicate)) < 2]
    peers = vocabulary.peers
    told: set[tuple[str, str]] = set()
    for fact in ours:
        if fact.predicate not in vocabulary.unit_of or not is_literal(fact.object):
            continue
        value = float(lexical(fact.object))
        for key in class_keys(fact.subject, fact.predicate, facts, vocabulary.facts):
            known = [each for other, each in peers.get(key, ()) if other != fact.subject]
            if len(known) >= _FEWEST and (fact.subject, fact.predicate) not in told:
                if _is_slip(value, min(known), max(known)):
                    told.add((fact.subject, fact.predicate))
                    yield _finding(fact, facts, vocabulary, key, known)
                break


def _is_slip(value: float, least: float, greatest: float) -> bool:
    if least <= 0 or value <= 0 or least / _APART <= value <= greatest * _APART:
        return False
    return any(least <= value * f <= greatest for each in _STEPS for f in (each, 1 / each))


def _finding(
    fact: Fact, facts: Facts, vocabulary: Vocabulary, key: tuple[str, str], known: list[float]
) -> Finding:
    unit = vocabulary.unit_of[fact.predicate]
    display = vocabulary.facts.object(fact.predicate, tw("displayUnit"))
    least, greatest = (
        vocabulary.units.show(each, unit, display) for each in (min(known), max(known))
    )
    written = facts.objects(fact.subject, fact.predicate)
    found = lexical(written[0]) if written else vocabulary.units.show(
        float(lexical(fact.object)), unit, display
    )
    classes = " of ".join(curie(each) for each in reversed(key[0].split()))
    return Finding(
        fact.place, "warning",
        f"{curie(fact.predicate)} of {name(fact.subject, facts)} looks like a slip of units",
        f"{least} to {greatest}, as of the {len(known)} other {classes} in the catalogue", found,
        "check the unit; where the number is right, leave it", fact.subject,
    )
