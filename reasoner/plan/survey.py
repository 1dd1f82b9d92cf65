"""Survey a site: every way to run each task, every way each flow can take, and what speaks against.

Strata 1 and 2 judge: each candidate where its data is on its own node, each flow and each input
over every pair of nodes.  Nothing is chosen here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..candidate import Question, Target
from ..chain import Chain, Flow
from ..decide.judge import judge, judge_constraint
from ..decide.targets import bare_targets, questions, targets
from ..definitions import Constraint
from ..errors import TopologyError
from ..formula import variables
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..network import Floats, Ints
from .columns import HERE, RoutedColumns, Ways

Verdicts = NDArray[np.uint8]
OVER_BACKUP = " over backup"  # after the name of a requirement that holds while links are down
ON_THE_WAY = "responseTime"  # the sum of network and computing, which the planner adds up itself


@dataclass(frozen=True)
class Choices:
    """The candidates of one task, node by node: [k] each, with their verdicts on their own node."""

    task: str
    questions: Sequence[Question]
    targets: Sequence[Target]
    columns: RoutedColumns
    row: Ints
    column: Ints
    node: Ints
    verdicts: dict[str, Verdicts]

    def number(self, name: str, what: str) -> Floats:
        """Return a corner, `bound` or `lacks-world` of a quantity for each candidate, [k]."""
        found: Floats = self.columns.spread(name, what)[self.row, self.column]
        return found


@dataclass(frozen=True)
class Leg:
    """Data on its way to a task: a flow from another task, or the input from where it arises.

    `source` is the place of the node of an input, None for a flow.  `ways` are those that carry
    its rate.  `columns` has a row for each
    sender's node and a column for each receiver's; `verdicts` [n, n] are the flow's own.  Those of
    the receiver's candidates if their data comes from each node are in `by_node` [n, n] where all
    candidates of a node agree, else in `pairs` [n, k].

    `degraded` and `degraded_inputs` are the columns while links with a backup may be down; what
    requirements are worse then has verdicts under the name with OVER_BACKUP.
    """

    name: str
    sender: str
    receiver: str
    precedes: bool
    source: int | None
    ways: Ways
    columns: RoutedColumns
    inputs: RoutedColumns | None
    verdicts: dict[str, Verdicts]
    pairs: dict[str, Verdicts]
    by_node: dict[str, Verdicts]
    degraded: RoutedColumns | None = None
    degraded_inputs: RoutedColumns | None = None


@dataclass(frozen=True)
class _Brought:
    """The nodes that data of a task may come from, and the flow that brings it, if one does."""

    sources: Sequence[str]
    flow: str | None = None

    def asked(self, questions: Sequence[Question]) -> list[Question]:
        """Return some questions of the task, each once for each node."""
        return [
            replace(each, source=source, flow=self.flow)
            for source in self.sources for each in questions
        ]


@dataclass(frozen=True)
class Survey:
    """All that is known of some pipelines on one site before anything is chosen.

    `kept` is what follows from it whatever verdict is sought.
    """

    knowledge: Knowledge
    ways: Ways
    chains: tuple[Chain, ...]
    choices: dict[str, Choices]
    legs: tuple[Leg, ...]
    levels: tuple[str | None, ...]
    bare: tuple[Target, ...]
    kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Return the nodes of the site."""
        return self.ways.network.nodes


def survey(knowledge: Knowledge, ways: Ways, chains: Sequence[Chain]) -> Survey:
    """Return all candidates and ways with their verdicts.

    Raises TopologyError for a task that has nothing to run on, and for an input of which nobody
    says where it arises.
    """
    nodes = ways.network.nodes
    bare = tuple(bare_targets(knowledge, nodes))
    units = targets(knowledge, nodes)
    around = _around(knowledge)
    choices, legs = {}, []
    for chain in chains:
        for task in chain.tasks:
            choices[task] = _choices(knowledge, ways, task, units, bare, around)
        for flow in chain.flows:
            theirs = around if flow.precedes else []
            legs.append(_flow_leg(knowledge, ways, flow, choices, bare, theirs))
        for task in chain.tasks:
            if not chain.before[task]:
                legs.append(_input_leg(knowledge, ways, chain, choices[task], bare, around))
    levels = tuple(each.level for each in bare)
    return Survey(knowledge, ways, tuple(chains), choices, tuple(legs), levels, bare)


def _around(knowledge: Knowledge) -> list[Constraint]:
    """Return the constraints on candidates that depend on the way of their data."""
    return _reading(knowledge, [e for e in _of_ways(knowledge) if not _start(knowledge, e)])


def _of_ways(knowledge: Knowledge) -> list[str]:
    quantities = knowledge.definitions.quantities.values()
    return [
        each.name for each in quantities
        if each.kind == "path" or (each.scope == "path" and each.kind == "structural")
    ]


def _start(knowledge: Knowledge, quantity: str) -> str | None:
    iri = knowledge.definitions.quantities[quantity].iri
    return knowledge.facts.object(iri, tw("pathFrom"))


def _reading(knowledge: Knowledge, quantities: Iterable[str]) -> list[Constraint]:
    """Return the constraints on candidates that move with some quantities."""
    definitions = knowledge.definitions
    moved = {name for each in quantities for name in definitions.dependents[each]}
    return [
        each for each in definitions.candidate_constraints()
        if {each.demand, each.supply, *(variables(each.applies) if each.applies else ())} & moved
    ]


def _choices(
    knowledge: Knowledge, ways: Ways, task: str, units: list[Target],
    bare: Sequence[Target], around: Sequence[Constraint],
) -> Choices:
    asked = [replace(each, source=HERE) for each in questions(knowledge, [task])]
    theirs = units if asked[0].variant is not None else list(bare)
    if not theirs:
        raise TopologyError(
            f"the task {local_name(task)} has no node to run on",
            expected="a node with a processing unit and a runtime for it", found="none",
        )
    decision = judge(knowledge, asked, theirs, {})
    columns = RoutedColumns(knowledge, asked, theirs, ways)
    by_name = dict(decision.by_constraint)
    # The ways of updates are judged over the network in arrays too.
    updates = [each for each in _of_ways(knowledge) if _start(knowledge, each)]
    for each in (*around, *_reading(knowledge, updates)):
        by_name[each.name] = judge_constraint(columns, each)
    place_of = ways.network.place_of
    places = np.array([place_of[each.node] for each in theirs], dtype=np.int32)
    row, column = (each.ravel() for each in np.indices((len(asked), len(theirs))))
    order = np.lexsort((column, row, places[column]))
    row, column = row[order], column[order]
    shape = (len(asked), len(theirs))
    verdicts = {
        name: np.ascontiguousarray(np.broadcast_to(each, shape)[row, column])
        for name, each in by_name.items() if not _is_silent(each)
    }
    return Choices(task, asked, theirs, columns, row, column, places[column], verdicts)


def _is_silent(verdicts: Verdicts) -> bool:
    """Say whether a constraint applies to nothing."""
    return bool((verdicts == 4).all())


def _flow_leg(
    knowledge: Knowledge, ways: Ways, flow: Flow, choices: dict[str, Choices],
    bare: Sequence[Target], around: Sequence[Constraint],
) -> Leg:
    asked = [Question(flow.iri, None, None, None, each) for each in ways.network.nodes]
    rates = [_rate(knowledge, ways, asked[:1], bare, "flowRateNeeded")]
    if around:
        theirs = [replace(choices[flow.receiver].questions[0], flow=flow.iri)]
        rates.append(_rate(knowledge, ways, theirs, bare, "uplinkNeeded"))
    ways = ways.carrying(max(rates))
    own = _of_flow(knowledge, asked, bare, ways)
    receiver = choices[flow.receiver]
    inputs, pairs, by_node = None, dict[str, Verdicts](), dict[str, Verdicts]()
    if around:
        brought = _Brought(ways.network.nodes, flow.iri)
        inputs = _inputs(knowledge, ways, receiver, brought, bare)
        pairs, by_node = _pairs(knowledge, ways, receiver, brought, around)
    # What judging worked out is let go: of a thousand nodes each column has a million cells.
    fresh = RoutedColumns(knowledge, asked, list(bare), ways)
    leg = Leg(flow.iri, flow.sender, flow.receiver, flow.precedes, None, ways, fresh, inputs, own,
              pairs, by_node)
    if ways.degraded is None:
        return leg
    worse = RoutedColumns(knowledge, asked, list(bare), ways.degraded)
    leg = replace(leg, degraded=worse, verdicts=own | _worse(
        own, _of_flow(knowledge, asked, bare, ways.degraded)))
    return _backed_up(leg, receiver, _Brought(ways.network.nodes, flow.iri), bare, around)


def _backed_up(
    leg: Leg, receiver: Choices, brought: _Brought, bare: Sequence[Target],
    around: Sequence[Constraint],
) -> Leg:
    """Return a leg with what its receiver's input is like while links with a backup may be down."""
    ways = leg.ways.degraded
    if ways is None or leg.inputs is None:
        return leg
    pairs, by_node = _pairs(ways.knowledge, ways, receiver, brought, around)
    return replace(
        leg, degraded_inputs=_inputs(ways.knowledge, ways, receiver, brought, bare),
        pairs=leg.pairs | _worse(leg.pairs, pairs), by_node=leg.by_node | _worse(
            leg.by_node, by_node),
    )


def _worse(usual: dict[str, Verdicts], degraded: dict[str, Verdicts]) -> dict[str, Verdicts]:
    """Return the verdicts that are worse than usual, under names of their own."""
    found = {}
    for name, each in degraded.items():
        known = usual.get(name, np.full(each.shape, 4, dtype=np.uint8))
        if known.shape == each.shape and (each < known).any():
            found[name + OVER_BACKUP] = np.where(each < known, each, np.uint8(4))
    return found


def _of_flow(
    knowledge: Knowledge, asked: Sequence[Question], bare: Sequence[Target], ways: Ways
) -> dict[str, Verdicts]:
    """Return the verdicts of a flow's own constraints over some ways, [n, n]."""
    judged = RoutedColumns(knowledge, asked, list(bare), ways)
    constraints = [
        each for each in knowledge.definitions.constraints
        if each.scope == "flow" or each.name == "reachability"
    ]
    shape = (len(asked), len(bare))
    found = {each.name: judge_constraint(judged, each) for each in constraints}
    return {
        name: np.broadcast_to(each, shape) for name, each in found.items() if not _is_silent(each)
    }


def _rate(
    knowledge: Knowledge, ways: Ways, asked: Sequence[Question], bare: Sequence[Target], name: str
) -> float:
    """Return the rate that a flow or input needs at most, in bit/s; 0 where nobody states it."""
    bits = float(RoutedColumns(knowledge, asked, list(bare[:1]), ways).spread(name, "high")[0, 0])
    return bits if np.isfinite(bits) else 0.0


def _input_leg(
    knowledge: Knowledge, ways: Ways, chain: Chain, receiver: Choices, bare: Sequence[Target],
    around: Sequence[Constraint],
) -> Leg:
    source = knowledge.facts.object(receiver.task, tw("dataSource"))
    if source not in ways.network.place_of or source is None:
        raise TopologyError(
            f"nobody says where the data of {local_name(receiver.task)} arises"
            if source is None else
            f"the data of {local_name(receiver.task)} arises at no node of the site",
            expected="tw:dataArisesAt, a node of the site, on the site or on the task",
            found=local_name(source) if source else "none",
        )
    place = ways.network.place_of[source]
    ways = ways.carrying(_rate(knowledge, ways, receiver.questions[:1], bare, "uplinkNeeded"))
    arises = _Brought([source])
    columns = _inputs(knowledge, ways, receiver, arises, bare)
    pairs, by_node = _pairs(knowledge, ways, receiver, arises, around)
    name = f"input of {local_name(receiver.task)}"
    leg = Leg(name, source, receiver.task, True, place, ways, columns, columns, {}, pairs, by_node)
    leg = _backed_up(leg, receiver, arises, bare, around)
    return replace(leg, degraded=leg.degraded_inputs)


def _inputs(
    knowledge: Knowledge, ways: Ways, receiver: Choices, brought: _Brought,
    bare: Sequence[Target],
) -> RoutedColumns:
    """Return the columns of a task's input from some nodes to all nodes."""
    return RoutedColumns(knowledge, brought.asked(receiver.questions[:1]), list(bare), ways)


def _pairs(
    knowledge: Knowledge, ways: Ways, receiver: Choices, brought: _Brought,
    constraints: Iterable[Constraint],
) -> tuple[dict[str, Verdicts], dict[str, Verdicts]]:
    """Judge a task's candidates for each node that their data may come from.

    Return what differs between candidates of a node, [sources, k], and what does not, [sources, n].
    """
    asked, sources = brought.asked(receiver.questions), brought.sources
    columns = RoutedColumns(knowledge, asked, receiver.targets, ways)
    shape = (len(asked), len(receiver.targets))
    split = (len(sources), len(receiver.questions), len(receiver.targets))
    starts = np.nonzero(np.diff(receiver.node, prepend=-1))[0]
    pairs: dict[str, Verdicts] = {}
    by_node: dict[str, Verdicts] = {}
    for each in constraints:
        if each.demand == ON_THE_WAY:
            continue
        verdicts = judge_constraint(columns, each)
        if not _is_silent(verdicts):
            whole = np.broadcast_to(verdicts, shape).reshape(split)
            found = whole[:, receiver.row, receiver.column]
            worst = np.minimum.reduceat(found, starts, axis=1)
            if (worst == np.maximum.reduceat(found, starts, axis=1)).all():
                nodes = np.full((len(sources), len(ways.network.nodes)), 4, dtype=np.uint8)
                nodes[:, receiver.node[starts]] = worst
                by_node[each.name] = nodes
            else:
                pairs[each.name] = found
    return pairs, by_node
