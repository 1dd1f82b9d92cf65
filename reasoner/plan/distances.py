"""The physical lower bound of a link's latency: its length, at the speed of the signal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..knowledge import Knowledge
from ..namespaces import tw
from ..network import Corners, Network


def floors(knowledge: Knowledge, network: Network) -> Corners:
    """Return the least one-way latency of each link in s: as stated, or as its length commands.

    A link is at least as long as its places are apart.  Where no speed is stated, it is that of
    light in optical fibre: tw:propagationSpeed.
    """
    stated = network.figures["latencyFloor"]
    length = network.figures["length"][0]
    for one, other, metres in distances(knowledge):
        apart = _between(knowledge, network, one, other)
        if apart.any():
            length = np.where(apart, np.fmax(length, metres), length)
    if np.isnan(length).all():
        return stated
    speed = network.figures["propagationSpeed"][2]
    usual = knowledge.definitions.quantities["propagationSpeed"].absent or np.inf
    physical = length / np.where(np.isnan(speed), usual, speed)
    low, middle, high = (np.fmax(each, physical) for each in stated)
    return low, middle, high


def distances(knowledge: Knowledge) -> Iterator[tuple[str, str, float]]:
    """Yield the places of which somebody states how far they are apart, with the metres."""
    stated = knowledge.figures.by_property.get(tw("distance"), {})
    for each in knowledge.facts.instances(tw("PlaceDistance")):
        places = sorted(set(knowledge.facts.objects(each, tw("betweenPlaces"))))
        if len(places) == 2 and each in stated:
            yield places[0], places[1], stated[each].lower


def _between(
    knowledge: Knowledge, network: Network, one: str, other: str
) -> NDArray[np.bool_]:
    """Return which links lead from one place to the other, or back."""
    here, there = (
        np.array([place in knowledge.facts.objects(node, tw("withinPlace")) or place == node
                  for node in network.nodes], dtype=bool)
        for place in (one, other)
    )
    start, end = network.start, network.end
    found: NDArray[np.bool_] = (
        (here[start] & there[end] & ~there[start] & ~here[end])
        | (there[start] & here[end] & ~here[start] & ~there[end])
    )
    return found
