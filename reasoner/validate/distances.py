"""Links whose stated latency no signal can keep, over the length or distance that is stated."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Place
from ..facts import Facts, lexical
from ..namespaces import tw
from .either import number_in, object_in
from .finding import Finding
from .naming import name
from .vocabulary import Vocabulary

_LIGHT = 299_792_458.0  # m/s in vacuum, by the definition of the metre: no signal is faster
_TOLERANCE = 1.001  # printed numbers are rounded
_SPEED, _LENGTH = tw("propagationSpeed"), tw("length")
_STATED = tuple(tw(each) for each in ("latencyP50", "latencyP95", "latencyP99", "latencyWorst"))


def beyond_light(facts: Facts, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each link that is quicker than its length allows: at any speed, or at that of its kind.

    Quicker than light in vacuum is a violation; quicker than the speed that the link or its
    technology states (in optical fibre where none does) is a warning.
    """
    both = (facts, vocabulary.facts)
    fibre = float(lexical(vocabulary.facts.object(_SPEED, tw("absentMeans")) or '"inf"'))
    for link in facts.instances(tw("Link")):
        length = _length(both, link, vocabulary)
        stated = next((each for each in _STATED if facts.objects(link, each)), None)
        latency = number_in(both, link, stated, vocabulary) if stated else None
        if length is None or latency is None or stated is None:
            continue
        technology = facts.object(link, tw("technology"))
        own = (number_in(both, each, _SPEED, vocabulary) for each in (link, technology))
        speed = min(next((each for each in own if each), fibre), _LIGHT)
        if latency * _TOLERANCE < length / speed:
            is_impossible = latency * _TOLERANCE < length / _LIGHT
            yield _finding(facts, vocabulary, link, stated, length, is_impossible, speed)


def _finding(
    facts: Facts, vocabulary: Vocabulary, link: str, stated: str, length: float,
    is_impossible: bool, speed: float,
) -> Finding:
    shown = _LIGHT if is_impossible else speed
    floor, far = _shown(vocabulary, stated, length / shown), _shown(vocabulary, _LENGTH, length)
    written = facts.objects(link, stated)[0]
    return Finding(
        facts.places.get((link, stated, written), Place("the bundled catalogue")),
        "violation" if is_impossible else "warning",
        f"{name(link, facts)} is quicker than a signal over {far}",
        f"at least {floor}, at {_shown(vocabulary, _SPEED, shown)}", lexical(written),
        "correct the latency or the length, or state the `tw:propagationSpeed` of the link", link,
    )


def _shown(vocabulary: Vocabulary, property_: str, value: float) -> str:
    display = vocabulary.facts.object(property_, tw("displayUnit"))
    return vocabulary.units.show(value, vocabulary.unit_of[property_], display)


def _length(both: tuple[Facts, ...], link: str, vocabulary: Vocabulary) -> float | None:
    """Return the length of a link in m, or how far its places are at least apart."""
    found = number_in(both, link, _LENGTH, vocabulary)
    here, there = (_places(both, object_in(both, link, tw(each))) for each in ("from", "to"))
    for facts in both:
        for each in facts.instances(tw("PlaceDistance")):
            places = sorted(set(facts.objects(each, tw("betweenPlaces"))))
            if len(places) == 2 and _lie_apart(here, there, *places):
                apart = number_in(both, each, tw("distance"), vocabulary)
                found = max(filter(None, (found, apart)), default=None)
    return found


def _lie_apart(here: set[str], there: set[str], one: str, other: str) -> bool:
    """Say whether one end is in one place and the other in the other, and neither in both."""
    return ({one, other} & here, {one, other} & there) in (({one}, {other}), ({other}, {one}))


def _places(both: tuple[Facts, ...], node: str | None) -> set[str]:
    """Return a node with all the places that it stands in."""
    found, waiting = set(), [node] if node else []
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting += [
            place for facts in both for place in facts.objects(each, tw("standsIn"))
            if place not in found
        ]
    return found
