"""The ways that a placement's data takes, by the links that facts state: what its proof tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..candidate import Path
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..plan_placement import Paths
from .columns import Ways
from .survey import Survey


class ToldWays:
    """The ways of a survey over links of some knowledge, which may be facts where the survey's are
    rows of a table.
    """

    def __init__(self, survey: Survey, told: Knowledge) -> None:
        self.survey, self.told, self.place_of = survey, told, survey.ways.network.place_of

    def of(self, nodes: Mapping[str, str]) -> Paths:
        """Return the ways of flows, of inputs of tasks, and of updates, by what goes and ends."""
        found: Paths = {}
        for leg in self.survey.legs:
            is_flow = leg.source is None
            source, node = nodes[leg.sender] if is_flow else leg.sender, nodes[leg.receiver]
            path = self._path(leg.ways, source, node)
            found[leg.name if is_flow else leg.receiver, source, node] = path
        facts, site = self.told.facts, self.told.site or ""
        for start in facts.objects(site, tw("updatesComeFrom")):
            for node in dict.fromkeys((*nodes.values(), *self._inputs())):
                found["", start, node] = self._path(self.survey.ways, start, node)
        return found

    def _inputs(self) -> list[str]:
        return [each.sender for each in self.survey.legs if each.source is not None]

    def _path(self, ways: Ways, source: str, node: str) -> Path:
        if source not in self.place_of:
            return Path((), 0, False)
        start, end = self.place_of[source], self.place_of[node]
        if ways.routes.hops[start, end] < 0:
            return Path((), 0, False)
        taken = ways.routes.links(start, end)
        links = tuple(self._link(each) for each in taken)
        return Path(links, sum(float(ways.network.wide[each]) for each in taken))

    def _link(self, at: int) -> tuple[str, bool]:
        """Return a directed link of the network as facts call it."""
        network = self.survey.ways.network
        forwards = bool(network.names.forwards[at])
        ends = [network.nodes[int(each[at])] for each in (network.start, network.end)]
        name = network.names.whole(at)
        for link in self._by_ends.get((*(ends if forwards else ends[::-1]),), ()):
            if name in self._names(link):
                return link, forwards
        raise AssertionError(f"no fact tells of {name}")

    def _names(self, link: str) -> tuple[str, ...]:
        """Return how the network may call a link: it, what carries it, or its row."""
        facts = self.told.facts
        whole = facts.object(link, tw("carriedBy")) or link
        start = facts.object(whole, tw("from")) or ""
        place = self.told.asserted.places.get((whole, tw("from"), start))
        return local_name(link), local_name(whole), f"link at {place}"

    @cached_property
    def _by_ends(self) -> dict[tuple[str, ...], list[str]]:
        facts, found = self.told.facts, dict[tuple[str, ...], list[str]]()
        for link in facts.objects(self.told.site or "", tw("hasLink")):
            ends = facts.object(link, tw("from")), facts.object(link, tw("to"))
            if None not in ends:
                found.setdefault((ends[0] or "", ends[1] or ""), []).append(link)
        return found
