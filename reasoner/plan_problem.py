"""A placement problem in numbers: what the planner solves, without any knowledge of what it means.

What builds one from knowledge, and what solves one, meet here.  Everything is counted from 0: a
node, task, flow, pipeline or link is its place in the tuple or array that lists it.  An assignment
chooses one option for each task: `options[t]` is a place in the arrays of `tasks[t]`.

n nodes, m links, k options of one task.  Times are in s, rates in bit/s; every other figure is in
the unit that its resource or objective states.  No figure is NaN: what is unknown is settled by
what builds the problem.  Arrays are not changed after they are handed over; several flows may
share one array, and [n, n] ones may be float32 to save memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]
Percentile = Literal["p50", "p95"]


class Combine(Enum):
    """How an objective's value comes from the contributions of what is chosen."""

    SUM = "sum"  # of all tasks, flows, used nodes and used links
    PRODUCT = "product"  # of the same; contributions are factors above 0, such as availabilities
    WORST = "worst pipeline"  # the sum in each pipeline, and the worst of these
    PATH = "longest path"  # the longest path of seconds in each pipeline, and the longest of these
    LOAD = "worst node"  # the greatest weight × (base + use of a node resource) of any used node
    EITHER = "some mode works"  # the probability that in some mode all nodes and links work


@dataclass(frozen=True)
class Objective:
    """What makes one assignment better than another: `less` is better, or more.

    SUM, PRODUCT and WORST read the contributions of tasks and flows under this name, and
    `of_node` [n] and `of_link` [m], which count once for each node and link in use (in WORST:
    once for each pipeline that uses it); what is left out contributes nothing (factor 1).
    PATH reads the seconds of tasks and preceding flows at `percentile`; less is always better.
    LOAD reads `resource`, `weight` [n] (0: the node does not count) and `base` [n] (in the unit
    of the resource); less is always better.
    EITHER reads `of_node` and `of_link` as probabilities above 0 and at most 1, each independent
    of the others, and the modes of the problem; more is always better.
    """

    name: str
    unit: str = ""
    less: bool = True
    combine: Combine = Combine.SUM
    percentile: Percentile = "p50"
    of_node: Floats | None = None
    of_link: Floats | None = None
    resource: str = ""
    weight: Floats | None = None
    base: Floats | None = None


@dataclass(frozen=True)
class Seconds:
    """Times in s at two percentiles: of a task, [k]; of a flow from node i to node j, [n, n]."""

    p50: Floats
    p95: Floats

    def at(self, percentile: Percentile) -> Floats:
        """Return the times at a percentile."""
        return self.p50 if percentile == "p50" else self.p95


@dataclass(frozen=True)
class ProblemTask:
    """A task and its k ≥ 0 options, each a way to run it on some node, best kept in a fixed order.

    `node` [k] is where each option runs; several may be on one node.  `uses`: by node resource,
    how much of it the option takes there [k].  `refused`: by the label of a requirement, which
    options it rules out [k].  A task without options can't be placed, whatever is given up.
    """

    name: str
    pipeline: int
    node: Ints
    seconds: Seconds
    objectives: Mapping[str, Floats] = field(default_factory=dict)
    uses: Mapping[str, Floats] = field(default_factory=dict)
    refused: Mapping[str, Bools] = field(default_factory=dict)


@dataclass(frozen=True)
class Deadline:
    """Flow seconds [i, j] plus the seconds of the receiver's option are at most `at_most` s.

    `seconds` [n, n] replaces those of the flow, such as by a way there and back; -inf where there
    is no deadline, whatever the option takes.
    """

    label: str
    at_most: float
    percentile: Percentile = "p50"
    seconds: Floats | None = None


@dataclass(frozen=True)
class RouteRows:
    """The route of each pair of n nodes over links, as rows of a CSR matrix.

    The route from i to j is `link[start[i * n + j] : start[i * n + j + 1]]`, empty for i = j.
    """

    start: Ints
    link: Ints


@dataclass(frozen=True)
class ProblemFlow:
    """Data from one task to another, over the route from the sender's node to the receiver's.

    Only flows that precede count for paths; they are acyclic and stay in one pipeline.
    `seconds` [n, n] is inf where there is no way from i to j, which no one can give up; a way
    that a requirement rules out is in `refused` (by label, [n, n]).  `bits_per_second` loads each
    link of the route.  `objectives`: by name, contributions [n, n].  `uses_of_sender` and
    `uses_of_receiver`: by node resource, what the flow takes at either end [n, n].
    `routes` are its own, where it takes others than those of the problem's links.
    """

    name: str
    sender: int
    receiver: int
    seconds: Seconds
    precedes: bool = True
    bits_per_second: float = 0.0
    objectives: Mapping[str, Floats] = field(default_factory=dict)
    uses_of_sender: Mapping[str, Floats] = field(default_factory=dict)
    uses_of_receiver: Mapping[str, Floats] = field(default_factory=dict)
    refused: Mapping[str, Bools] = field(default_factory=dict)
    deadlines: tuple[Deadline, ...] = ()
    routes: RouteRows | None = None


@dataclass(frozen=True)
class NodeResource:
    """What tasks and flows of all pipelines share at each node: `capacity` [n].

    inf is unlimited; declared reserves are already taken off.
    """

    name: str
    capacity: Floats
    unit: str = ""


@dataclass(frozen=True)
class Links:
    """Directed links with their shared capacity, and the route of each pair of nodes over them.

    `capacity` [m] in bit/s, inf for unlimited.  The route from i to j is
    `link[start[i * n + j] : start[i * n + j + 1]]`: rows of a CSR matrix, empty for i = j.
    `names` may be any sequence, so that a million of them need not be held.  `is_for_sums`: what
    alone is more than a link has is refused by itself, and counts as all that the link has.
    """

    names: Sequence[str]
    capacity: Floats
    start: Ints
    link: Ints
    is_for_sums: bool = False

    @classmethod
    def none(cls, nodes: int) -> Links:
        """Return the links of a site that has none that could fill up: every route is empty."""
        return cls((), np.zeros(0), np.zeros(nodes * nodes + 1, np.int32), np.zeros(0, np.int32))


@dataclass(frozen=True)
class EndToEnd:
    """The longest path of a pipeline, tasks and preceding flows, takes at most `at_most` s."""

    label: str
    pipeline: int
    at_most: float
    percentile: Percentile = "p95"


@dataclass(frozen=True)
class Limit:
    """An objective's value is no worse than `bound`, such as a budget."""

    label: str
    objective: str
    bound: float


@dataclass(frozen=True)
class Apart:
    """Two parts of an assignment that must have nothing in common: what fails for one may be used
    by the other no more.

    No two of `tasks` of either side are on one node, and no link of which `links` [m] is true is
    crossed by `flows` of both sides.  What stands on both sides may cross no such link at all.
    """

    label: str
    tasks: tuple[tuple[int, ...], tuple[int, ...]]
    flows: tuple[tuple[int, ...], tuple[int, ...]]
    links: Bools


@dataclass(frozen=True)
class Problem:
    """Tasks of some pipelines to be placed on the nodes of one site.

    Labels are the requirements that could be given up: those of tasks, flows, deadlines, ends,
    limits and what is to be apart, and `resource_label` and `link_label` for capacities.  One
    label may stand in several places: it is given up in all of them.

    `modes` are the ways in which all of it can work: the tasks that take part in each, with the
    flows between them.  Without any there is one mode, in which all take part.
    """

    nodes: tuple[str, ...]
    pipelines: tuple[str, ...]
    tasks: tuple[ProblemTask, ...]
    flows: tuple[ProblemFlow, ...]
    objectives: tuple[Objective, ...]
    links: Links
    resources: tuple[NodeResource, ...] = ()
    ends: tuple[EndToEnd, ...] = ()
    limits: tuple[Limit, ...] = ()
    apart: tuple[Apart, ...] = ()
    modes: tuple[frozenset[int], ...] = ()

    def __post_init__(self) -> None:
        for wrong in _wrong(self):
            raise AssertionError(f"not a problem: {wrong}")

    def objective(self, name: str) -> Objective:
        """Return an objective by its name."""
        return next(each for each in self.objectives if each.name == name)

    def resource_label(self, resource: int, node: int) -> str:
        """Return the label of a node resource's capacity: `memory of gw-3`."""
        return f"{self.resources[resource].name} of {self.nodes[node]}"

    def flows_among(self, tasks: frozenset[int]) -> tuple[int, ...]:
        """Return the places of the flows that join some tasks."""
        return tuple(
            place for place, flow in enumerate(self.flows)
            if flow.sender in tasks and flow.receiver in tasks
        )

    def routes_of(self, flow: ProblemFlow) -> RouteRows:
        """Return the routes that a flow takes."""
        return flow.routes or RouteRows(self.links.start, self.links.link)

    def link_label(self, link: int) -> str:
        """Return the label of a link's capacity: `rate of gw-3 -> cloud`."""
        return f"rate of {self.links.names[link]}"


def _wrong(problem: Problem) -> Iterator[str]:
    """Yield what is wrong with the shapes and references of a problem."""
    n, m = len(problem.nodes), len(problem.links.capacity)
    if len(problem.links.names) != m or problem.links.start.shape != (n * n + 1,):
        yield "names, capacities or routes of links differ in number"
    names = [each.name for each in problem.objectives]
    if len(set(names)) != len(names) or not {e.objective for e in problem.limits} <= set(names):
        yield "objectives have one name each, and a limit names one of them"
    if any(each.capacity.shape != (n,) for each in problem.resources):
        yield "a node resource has one capacity a node"
    if any(each.links.shape != (m,) for each in problem.apart):
        yield "what is to be apart says of each link whether it counts"
    if any(e.combine is Combine.EITHER and e.less for e in problem.objectives):
        yield "of what works in some mode, more is better"
    for task in problem.tasks:
        shape = task.node.shape
        arrays = _arrays(task.seconds, task.objectives, task.uses, task.refused)
        if any(each.shape != shape for each in arrays) or not 0 <= task.pipeline < len(
            problem.pipelines
        ):
            yield f"task {task.name} has one figure an option, and a pipeline"
        if shape != (0,) and not 0 <= task.node.min() <= task.node.max() < n:
            yield f"task {task.name} is on a node that is not there"
    for flow in problem.flows:
        both = (flow.objectives, flow.uses_of_sender, flow.uses_of_receiver, flow.refused)
        if any(each.shape != (n, n) for each in _arrays(flow.seconds, *both)):
            yield f"flow {flow.name} has one figure a pair of nodes"
        if problem.routes_of(flow).start.shape != (n * n + 1,):
            yield f"flow {flow.name} has one route a pair of nodes"
    yield from _wrong_order(problem)


def _arrays(seconds: Seconds, *mappings: Mapping[str, NDArray[Any]]) -> Iterator[NDArray[Any]]:
    yield from (seconds.p50, seconds.p95)
    for each in mappings:
        yield from each.values()


def _wrong_order(problem: Problem) -> Iterator[str]:
    """Yield a cycle in precedence, and flows that precede from one pipeline into another."""
    waits = [
        {f.sender for f in problem.flows if f.precedes and f.receiver == place}
        for place in range(len(problem.tasks))
    ]
    done: set[int] = set()
    while ready := {t for t, before in enumerate(waits) if before <= done} - done:
        done |= ready
    if len(done) < len(problem.tasks):
        yield "flows that precede run in a cycle"
    for flow in problem.flows:
        ends = {problem.tasks[flow.sender].pipeline, problem.tasks[flow.receiver].pipeline}
        if flow.precedes and len(ends) > 1:
            yield f"flow {flow.name} precedes, and runs from one pipeline into another"
