"""The splitter: where to cut a model file between two nodes and the link that joins them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .bundle import load
from .decide.targets import nodes
from .errors import Place, TopologyError, UnknownName, did_you_mean
from .facts import Fact
from .inspect import inspect_layers
from .interval import Interval
from .knowledge import Knowledge
from .namespaces import RDF_TYPE, local_name, tw
from .reading import find_instance
from .split.answer import answer
from .split_problem import Objective, Side, SplitProblem, Way
from .split_result import SplitResult
from .split_sides import SideReader, link_ends, read_way
from .verdict import Verdict

_VALUES = {"latency": "latency", "energy": "energy", "bytes": "sent_bytes"}  # of a cut


@dataclass(frozen=True)
class Asked:
    """What is asked of a model file, as the user wrote it; several links are one way, in order."""

    model: Path
    start: str
    end: str
    links: Sequence[str]
    objective: Objective = "latency"
    raw_stays: bool = False
    returns: bool = False
    dimensions: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Splitter:
    """A model's layers, between nodes of a site or products of the catalogue."""

    knowledge: Knowledge
    reader: SideReader

    @classmethod
    def load(cls, asked: Asked, files: Sequence[Path] = ()) -> Splitter:
        """Read the model and the files; raises ModelFileError, or InputError with file and line."""
        graph, facts = inspect_layers(asked.model, dimensions=asked.dimensions)
        variant, place = facts[0].subject, Place("the question")
        task = variant + ".task"
        own = [
            Fact(task, RDF_TYPE, tw("Task"), place),
            Fact(task, tw("standing"), tw("assumed"), place),
            Fact(task, tw("hasVariant"), variant, place),
        ]
        knowledge = load(files, None, [*facts, *own])
        return cls(knowledge, SideReader(knowledge, graph, variant, task))

    def split(self, asked: Asked) -> SplitResult:
        """Return the best cut over all units, runtimes and layouts of both nodes.

        Raises UnknownName with "did you mean", and TopologyError for links that do not join the
        nodes.
        """
        start, end = self._node(asked.start), self._node(asked.end)
        if start == end:
            raise TopologyError(
                f"{local_name(start)} is both ends of the split", expected="two nodes",
                found="one",
            )
        way = self._way(start, end, asked.links)
        here, there = self._sides(start, start), self._sides(end, start)
        found = [
            answer(SplitProblem(self.reader.graph, one, other, way, asked.objective,
                                asked.raw_stays, asked.returns))
            for one in here for other in there
        ]
        return min(found, key=_rank)

    def _node(self, name: str) -> str:
        """Return a node of the site, or without a site a product of the catalogue."""
        known = nodes(self.knowledge)
        found = find_instance(self.knowledge, name, "Node")
        if found not in known:
            site = self.knowledge.site
            where = f"the site {local_name(site)}" if site else "the catalogue"
            raise UnknownName(
                f"{local_name(found)} is no node of {where}", expected="one of its nodes",
                found=name, hint=did_you_mean(name, map(local_name, known)),
            )
        return found

    def _sides(self, node: str, source: str) -> list[Side]:
        found = self.reader.read(node, source)
        if not found:
            raise UnknownName(
                f"{local_name(node)} has no processing unit that a known runtime executes on",
                expected="a node with a unit of a supported family", found=local_name(node),
            )
        return found

    def _way(self, start: str, end: str, names: Sequence[str]) -> Way:
        if self.knowledge.site is None:
            kinds = [find_instance(self.knowledge, each, "LinkTechnology") for each in names]
            return read_way(self.knowledge, [(each, True) for each in kinds])
        links = [find_instance(self.knowledge, each, "Link") for each in names]
        return read_way(self.knowledge, self._joined(start, end, links))

    def _joined(self, start: str, end: str, links: Sequence[str]) -> list[tuple[str, bool]]:
        """Return links in the directions that lead from start to end; raises TopologyError."""
        at, found = start, []
        for link in links:
            near, far, is_both = link_ends(self.knowledge.facts, link)
            if near == at and far is not None:
                at = far
                found.append((link, True))
            elif is_both and far == at and near is not None:
                at = near
                found.append((link, False))
            else:
                raise self._apart(start, end, links, link)
        if at != end:
            raise self._apart(start, end, links, links[-1])
        return found

    def _apart(self, start: str, end: str, links: Sequence[str], link: str) -> TopologyError:
        near, far, is_both = link_ends(self.knowledge.facts, link)
        arrow = "with" if is_both else "to"
        what = "does not join" if len(links) == 1 else "do not lead, in this order, between"
        return TopologyError(
            f"{' and '.join(local_name(each) for each in links)} {what} "
            f"{local_name(start)} and {local_name(end)}",
            expected=f"each link from {local_name(start)} to {local_name(end)}, in order",
            found=f"{local_name(link)} joins {local_name(near or '?')} {arrow} "
            f"{local_name(far or '?')}",
            hint=self._hint(start, end),
        )

    def _hint(self, start: str, end: str) -> str | None:
        """Return the links that do lead there, by the quickest way."""
        from .decide.paths import paths  # only a wrong call asks for the way

        path = paths(self.knowledge, [start], [end])[start, end]
        if not path.exists or not path.links:
            return None
        way = [f"--link {local_name(each)}" for each, _ in path.links]
        return f"the quickest way is {' '.join(way)}"


def _rank(result: SplitResult) -> tuple[object, ...]:
    """Order answers by different units and runtimes: the best one that is known to be.

    Of equal ones, that whose sides can do more, and more quickly: the others stand beside it.
    """
    problem, best = result.problem, result.best
    sides = (
        len(problem.device.blocked) + len(problem.remote.blocked),
        _known(result.remote_only.latency), _known(result.device_only.latency),
    )
    if best is None:
        return (2, len(result.missing), *sides)
    found = getattr(best, _VALUES[problem.objective])
    value = found if isinstance(found, int) else _known(found)
    return (result.verdict is Verdict.UNKNOWN, value, _known(best.latency), *sides)


def _known(one: Interval) -> float:
    return math.inf if one.middle is None else one.middle
