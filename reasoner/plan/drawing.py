"""Reduce a site's network to what a picture can show, with the way that each flow takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..network import Network
from ..plan_report import LEVELS, DrawnFlow, DrawnLink, DrawnNode, Topology
from ..plan_result import Point
from .backups import BACKUP
from .link_table import Links
from .survey import Leg, Survey
from .twins import REPLICA

_NODES = 40  # that are drawn one by one; of more, those that are alike are one box
_LINKS = 2000  # of a denser network only the ways that are in use are drawn


def topology(survey: Survey, point: Point | None, table: Links | None = None) -> Topology:
    """Return the network as a placement uses it; without one, the bare network."""
    drawing = _Drawing(survey, point, table)
    boxes = drawing.boxes()
    links, unseen = drawing.links()
    return Topology(tuple(boxes), links, tuple(drawing.flows()), unseen)


@dataclass
class _Drawing:
    """One picture in the making: `box_of` [n] and `joined` lead from nodes and links to it."""

    survey: Survey
    point: Point | None
    table: Links | None
    box_of: list[int] = field(default_factory=list)
    joined: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        return self.survey.ways.network

    @property
    def knowledge(self) -> Knowledge:
        return self.survey.knowledge

    def label(self, iri: str) -> str:
        return self.knowledge.facts.label(iri)

    # Nodes

    def places(self) -> dict[str, int]:
        """Return the place of the node of each task."""
        placed = self.point.placed if self.point else ()
        return {each.task: self.network.place_of[each.node] for each in placed}

    def ways(self) -> Iterator[tuple[Leg, list[int]]]:
        """Yield each leg with the links that it takes."""
        places = self.places()
        for leg in self.survey.legs:
            if leg.receiver not in places:
                continue
            start = places[leg.sender] if leg.source is None else leg.source
            end = places[leg.receiver]
            if leg.ways.routes.exists[start, end]:
                yield leg, leg.ways.routes.links(start, end)

    def used_links(self) -> list[int]:
        """Return the links that data takes."""
        return sorted({link for _, links in self.ways() for link in links})

    def boxes(self) -> list[DrawnNode]:
        """Return the nodes; of a large site those that are alike and idle are one box."""
        places = self.places()
        sources = {leg.source for leg in self.survey.legs if leg.source is not None}
        alone = {*places.values(), *sources}
        for link in self.used_links():
            alone |= {int(self.network.start[link]), int(self.network.end[link])}
        groups: dict[object, list[int]] = {}
        for at in self._ordered():
            key: object = at
            if len(self.network.nodes) > _NODES and at not in alone:
                key = (self.survey.levels[at], self._product(at))
            groups.setdefault(key, []).append(at)
        self.box_of = [0] * len(self.network.nodes)
        found = []
        for number, members in enumerate(groups.values()):
            for each in members:
                self.box_of[each] = number
            found.append(self._box(members, places, sources))
        return found

    def _ordered(self) -> list[int]:
        """Return the nodes by level, the cloud first, in the order of their names."""
        nodes = self.network.nodes
        return sorted(range(len(nodes)), key=lambda at: (-self._rank(at), _natural(nodes[at])))

    def _rank(self, at: int) -> int:
        """Return how far up a node is: 0 on the device level, -1 where no level is known."""
        name = local_name(self.survey.levels[at] or "").removesuffix("-level")
        return LEVELS.index(name) if name in LEVELS else -1

    def _product(self, at: int) -> str:
        facts = self.knowledge.facts
        product = facts.object(self.network.nodes[at], tw("instanceOf"))
        return facts.label(product) if product else ""

    def _box(
        self, members: Sequence[int], places: dict[str, int], sources: set[int]
    ) -> DrawnNode:
        at = members[0]
        iri, level = self.network.nodes[at], self.survey.levels[at]
        label = self.label(iri)
        if len(members) > 1:
            label = f"{len(members)} × {self._product(at) or 'node'}"
        elif self._copies(iri) != 1:
            label = f"{self._copies(iri):,g} × {label}"
        return DrawnNode(
            local_name(iri), label, self._product(at) if len(members) == 1 else "",
            local_name(level).removesuffix("-level") if level else None, len(members),
            tuple(self._chip(task) for task, place in places.items() if place == at),
            at in sources,
        )

    def _copies(self, node: str) -> float:
        """Return how many equal nodes a node stands for, where it says so."""
        stated = self.knowledge.figures.by_property.get(tw("copies"), {})
        return stated[node].value if node in stated else 1.0

    def _chip(self, task: str) -> str:
        """Return what a task is called, and what it stands in for."""
        facts = self.knowledge.facts
        if facts.subjects(REPLICA, task):
            return f"{self.label(task)} (replica {task.rpartition('-')[2]})"
        main = next((e.stands_in_for for e in self.point.placed if e.task == task), None) \
            if self.point else None
        return f"{self.label(task)} (for {self.label(main)})" if main else self.label(task)

    # Links

    def links(self) -> tuple[tuple[DrawnLink, ...], int]:
        """Return a line for each pair of boxes that is joined, and how many pairs are left out."""
        network, used = self.network, self.used_links()
        box = np.array(self.box_of, dtype=np.int64)
        ends = np.sort(np.stack([box[network.start], box[network.end]], axis=1), axis=1)
        ends = ends[ends[:, 0] != ends[:, 1]]
        pairs = np.unique(ends, axis=0)
        order = used if len(pairs) > _most(len(set(self.box_of))) else [
            *used, *(range(len(network.start)) if len(network.start) <= _LINKS else ())]
        by_pair: dict[tuple[int, int], list[int]] = {}
        for link in order:
            start, end = self._ends(link)
            if start != end:
                by_pair.setdefault((start, end), []).append(link)
        keys = sorted(by_pair)
        self.joined = {key: at for at, key in enumerate(keys)}
        found = tuple(DrawnLink(*key, tuple(self._words(by_pair[key]))) for key in keys)
        return found, len(pairs) - len(found)

    def _ends(self, link: int) -> tuple[int, int]:
        start, end = int(self.network.start[link]), int(self.network.end[link])
        ends = self.box_of[start], self.box_of[end]
        return min(ends), max(ends)

    def _words(self, links: Sequence[int]) -> Iterator[str]:
        """Yield technology, rate and latency of the first of some links."""
        first = links[0]
        technology = self._technology(first)
        if technology:
            yield technology
        rate = self._shown("uplinkRate", first)
        back = next((self._shown("uplinkRate", each) for each in links
                     if self.network.start[each] == self.network.end[first]), None)
        if rate and back and rate != back:
            start, end = int(self.network.start[first]), int(self.network.end[first])
            if self._rank(start) > self._rank(end):
                rate, back = back, rate
            are_level = self._rank(start) == self._rank(end)
            yield f"{rate} / {back}" if are_level else f"{rate} up, {back} down"
        elif rate:
            yield rate
        latency = self._shown("latencyP50", first)
        if latency:
            yield latency

    def _is_first(self, link: int) -> bool:
        """Say whether a link leads from the first of its two boxes to the second."""
        return self.box_of[int(self.network.start[link])] == self._ends(link)[0]

    def _shown(self, name: str, link: int) -> str | None:
        if name == "uplinkRate" and self.network.unlimited[link]:
            return "unlimited"
        value = float(self.network.figures[name][1][link])
        return self.knowledge.show(name, value) if np.isfinite(value) else None

    def _technology(self, link: int) -> str | None:
        names = self.network.names
        row = int(names.row[link])
        if row < len(names.stated):
            facts = self.knowledge.facts
            stated = facts.objects(self.knowledge.site or "", tw("hasLink"))
            link_ = next((each for each in stated if local_name(each) == names.stated[row]), "")
            both = (link_, facts.object(link_, BACKUP) or "")
            found = [facts.object(each, tw("technology")) for each in both]
            return ", else ".join(self.label(each) for each in found if each) or None
        if self.table is None:
            return None
        known = self.table.technologies[self.table.technology[row - len(names.stated)]]
        return self.label(known) if known else None

    # Flows

    def flows(self) -> Iterator[DrawnFlow]:
        """Yield each flow and input with the lines that it takes."""
        for leg, links in self.ways():
            steps = [
                (self.joined[self._ends(link)], self._is_first(link)) for link in links
                if self._ends(link) in self.joined
            ]
            is_input = leg.source is not None
            receiver = self._chip(leg.receiver)
            name = f"input of {receiver}" if is_input else self.label(leg.name)
            size = ("inputBytes", "inputRate") if is_input else ("flowBytes", "flowRate")
            yield DrawnFlow(
                name, self._chip(leg.sender), receiver,
                self._size(leg, *size), is_input, tuple(steps),
            )

    def _size(self, leg: Leg, *names: str) -> str:
        """Return how much is sent and how often, as far as it is stated."""
        subject = leg.receiver if leg.source is not None else leg.name
        found = []
        for name in names:
            quantity = self.knowledge.definitions.quantities.get(name)
            if quantity is None:
                continue
            stated = self.knowledge.figures.by_property.get(quantity.iri, {}).get(subject)
            if stated is not None:
                found.append(self.knowledge.show(name, stated.value))
        return " at ".join(found)


def _natural(iri: str) -> tuple[tuple[int, str], ...]:
    """Return what a name is sorted by, its numbers as numbers: eye2 before eye10."""
    parts = re.split(r"(\d+)", local_name(iri))
    return tuple((int(e), "") if e.isdecimal() else (-1, e) for e in parts)


def _most(boxes: int) -> int:
    """Return how many lines a picture of some boxes can hold and stay legible."""
    return max(40, 2 * boxes)
