"""Place a pipeline anew: each task at its best on each node, each flow, and all combinations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .candidates import Candidate, of_flow
from .cases import Case
from .chains import Chain, Ends, Flow, Span, end_of, latest, read_chain
from .expressions import Number
from .judging import compared_numbers, judged, lacks_of_world
from .refusal import Refused
from .terms import short, tw
from .vocabulary import FEASIBLE, INFEASIBLE, NOT_ASSESSED, Constraint
from .world import World

MOST_COMBINATIONS = 10**6  # that are tried; a larger claim rests on who searched
END_TO_END = "end-to-end"
_NONE = -1  # worse than any verdict
Nodes = Mapping[str, str]
Key = tuple[int, int, float, str]  # −verdict, failures, time, name: the least is the best


@dataclass(frozen=True)
class Spot:
    """A task's best candidate at a node, for where the tasks before it are."""

    key: Key
    span: Span

    @property
    def verdict(self) -> int:
        """Return the verdict of the best candidate."""
        return -self.key[0]


@dataclass(frozen=True)
class Leg:
    """A flow between two nodes."""

    verdict: int
    span: Span


class Board:
    """One pipeline on the nodes of a site; what is judged once is kept."""

    def __init__(self, world: World, chain: Chain) -> None:
        self.world, self.chain = world, chain
        self.whole = world.vocabulary.constraints[END_TO_END]
        self._spots: dict[tuple[str, tuple[str, ...], str, int], Spot | None] = {}
        self._legs: dict[tuple[str, str, str], Leg] = {}
        self._better: dict[int, dict[str, str] | None] = {}

    @cached_property
    def deadline(self) -> Number | None:
        """Return the time that the whole pipeline may take; None where none is stated."""
        property_ = self.world.vocabulary.quantity(self.whole.supply).iri
        figure = self.world.figures.chosen.get((self.chain.pipeline, property_))
        return Number(figure.low, figure.middle, figure.high) if figure else None

    @property
    def of_flows(self) -> list[Constraint]:
        """Return the constraints that flows have to meet."""
        known = self.world.vocabulary.constraints.values()
        return [each for each in known if each.scope == "flow" or each.name == "reachability"]

    @property
    def combinations(self) -> int:
        """Return how many placements there are."""
        return int(len(self.world.nodes()) ** len(self.chain.tasks))

    def sources(self, task: str, nodes: Nodes) -> tuple[str, ...]:
        """Return where a task's data arises: at the tasks before it, else where it says."""
        own = self.world.facts.object(task, tw("dataSource")) or ""
        return self.chain.nodes_before(task, nodes) or (own,)

    def candidates(self, task: str, sources: tuple[str, ...], node: str) -> Iterator[
        tuple[Candidate, ...]
    ]:
        """Yield each candidate of a task at a node, once for each source of its data."""
        for each in self.world.candidates(task, node):
            yield tuple(replace(each, source=source or None) for source in sources)

    def spot(self, task: str, sources: tuple[str, ...], node: str, above: int = _NONE
             ) -> Spot | None:
        """Return a task at its best at a node; None if no candidate is better than `above`."""
        at = (task, sources, node, above)
        if at not in self._spots:
            self._spots[at] = self._find_spot(*at)
        return self._spots[at]

    def _find_spot(
        self, task: str, sources: tuple[str, ...], node: str, above: int
    ) -> Spot | None:
        found = (
            self._judge([Case(self.world.ground, each) for each in candidates], above)
            for candidates in self.candidates(task, sources, node)
        )
        return min((e for e in found if e is not None), key=lambda e: e.key, default=None)

    def _judge(self, cases: list[Case], above: int) -> Spot | None:
        """Return how a candidate fares for all sources of its data together."""
        verdicts = []
        for constraint in self.world.vocabulary.of_candidates:
            verdict = min(judged(constraint, each).verdict for each in cases)
            if verdict <= above:
                return None
            verdicts.append(verdict)
        name = self.chain.time_of(cases[0].candidate.task)
        return Spot(order(cases[0], verdicts), span(cases[0], name))

    def leg(self, flow: Flow, nodes: Nodes) -> Leg:
        """Return how a flow fares between the nodes of its tasks."""
        at = (flow.iri, nodes[flow.sender], nodes[flow.receiver])
        if at not in self._legs:
            case = Case(self.world.ground, of_flow(self.world.facts, *at))
            verdicts = (judged(each, case).verdict for each in self.of_flows)
            self._legs[at] = Leg(min([FEASIBLE, *verdicts]), span(case, "flowTime"))
        return self._legs[at]

    def verdict(self, whole: Span) -> int:
        """Return the verdict on a time from end to end."""
        if self.deadline is None:
            return NOT_ASSESSED
        return compared_numbers(self.whole, whole.time, self.deadline, whole.lacks_fact)

    def verdict_at(self, nodes: Nodes) -> int | None:
        """Return the verdict of one placement; None where a task can't run on its node."""
        spots = {e: self.spot(e, self.sources(e, nodes), nodes[e]) for e in self.chain.tasks}
        legs = {each.iri: self.leg(each, nodes) for each in self.chain.flows}
        ends: dict[str, Span] = {}
        found = [FEASIBLE, *(each.verdict for each in legs.values())]
        for task, spot in spots.items():
            if spot is None:
                return None
            flows = {name: each.span for name, each in legs.items()}
            ends[task] = end_of(self.chain, task, ends, flows, spot.span)
            found.append(spot.verdict)
        return min(*found, self.verdict(latest(ends.values())))

    def better_than(self, verdict: int) -> dict[str, str] | None:
        """Return a placement with a better verdict, of all that there are; None for none.

        A part of a placement is left off once it is no better: tasks, flows and the time of
        what follows can only make it worse.
        """
        if verdict not in self._better:
            open_ = self._open(verdict)
            self._better[verdict] = (
                self._search(verdict, open_, {}, {}) if all(open_.values()) else None
            )
        return self._better[verdict]

    def _open(self, above: int) -> dict[str, list[str]]:
        """Return the nodes where a task is better for some source of its data at least."""
        found: dict[str, list[str]] = {}
        for task in self.chain.tasks:
            senders = {each.sender for each in self.chain.into(task)}
            sources = {node for each in senders for node in found[each]} or set(
                self.sources(task, {})
            )
            found[task] = [
                node for node in self.world.nodes()
                if any(self.spot(task, (e,), node, above) is not None for e in sorted(sources))
            ]
            if not found[task]:
                return {task: []}
        return found

    def _search(
        self, above: int, open_: Mapping[str, list[str]], nodes: dict[str, str], ends: Ends
    ) -> dict[str, str] | None:
        """Return the first placement that is better, with some tasks on their nodes already."""
        if len(nodes) == len(self.chain.tasks):
            return dict(nodes)
        task = self.chain.tasks[len(nodes)]
        sources = self.sources(task, nodes)
        for node in open_[task]:
            spot = self.spot(task, sources, node, above)
            if spot is None:
                continue
            here = {**nodes, task: node}
            so_far = self._with_flows(above, here, ends, task, spot)
            found = self._search(above, open_, here, so_far) if so_far is not None else None
            if found is not None:
                return found
        return None

    def _with_flows(
        self, above: int, nodes: dict[str, str], ends: Ends, task: str, spot: Spot
    ) -> dict[str, Span] | None:
        """Return when each placed task ends; None if a flow or the time is no better."""
        legs = {
            each.iri: self.leg(each, nodes) for each in self.chain.flows
            if task in (each.sender, each.receiver)
            and each.sender in nodes and each.receiver in nodes
        }
        if any(each.verdict <= above for each in legs.values()):
            return None
        flows = {name: each.span for name, each in legs.items()}
        found = {**ends, task: end_of(self.chain, task, ends, flows, spot.span)}
        return found if self.verdict(latest(found.values())) > above else None


def order(case: Case, verdicts: list[int]) -> Key:
    """Return how good a candidate is: verdict, then failures, then time, then name."""
    time = case.number("inferenceTime").middle
    c = case.candidate
    name = " ".join(short(e or "") for e in (c.variant, c.unit, c.runtime, c.weight_pool))
    return (
        -min([FEASIBLE, *verdicts]), verdicts.count(INFEASIBLE),
        float("inf") if time is None else time, name,
    )


def span(case: Case, quantity: str) -> Span:
    """Return how long a quantity of time takes."""
    return Span(case.number(quantity), lacks_of_world(case, case.quantity(quantity)))


@dataclass(frozen=True)
class Placed:
    """A pipeline's tasks, in their order, each on a node of the site."""

    board: Board
    nodes: dict[str, str]

    @classmethod
    def of(cls, board: Board, nodes: Nodes) -> Placed:
        """Return a placement; raises Refused if a task is missing, or a node is not the site's."""
        if board.world.site is None:
            raise Refused("a pipeline is placed on a site", "a site", "none")
        tasks, known = board.chain.tasks, board.world.nodes()
        if nodes.keys() != set(tasks):
            raise Refused("the tasks are not those of the pipeline", list(tasks), list(nodes))
        strange = sorted(set(nodes.values()) - set(known))
        if strange:
            raise Refused("a node is not one of the site", known, strange)
        return cls(board, {task: nodes[task] for task in tasks})

    def sources(self, task: str) -> list[str]:
        """Return where a task's data arises, in the order of the flows that bring it."""
        senders = [self.nodes[each.sender] for each in self.board.chain.into(task)]
        return list(dict.fromkeys(senders)) or list(self.board.sources(task, self.nodes))

    @cached_property
    def flows(self) -> dict[str, Candidate]:
        """Return what each flow is judged as."""
        return {
            each.iri: of_flow(
                self.board.world.facts, each.iri, self.nodes[each.sender], self.nodes[each.receiver]
            )
            for each in self.board.chain.flows
        }

    def candidates(self, task: str, node: str) -> list[Candidate]:
        """Return a task's candidates at its node, with the sources that the placement gives it."""
        if self.nodes.get(task) != node:
            return []
        sources = tuple(self.sources(task))
        return [e for found in self.board.candidates(task, sources, node) for e in found]


def placed_by(world: World, fields: Mapping[str, Any]) -> Placed:
    """Return what a step's fields place; raises Refused."""
    board = board_of(world, read_chain(world.facts, fields["pipeline"]))
    return Placed.of(board, fields["nodes"])


def board_of(world: World, chain: Chain) -> Board:
    """Return the board of a pipeline, made once for each world."""
    found = world.derived.get(("board", chain.pipeline))
    if not isinstance(found, Board):
        found = world.derived["board", chain.pipeline] = Board(world, chain)
    return found
