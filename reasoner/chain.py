"""Read a pipeline: its tasks in the order of precedence, and its flows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .errors import Place, TopologyError, UnknownName, did_you_mean
from .facts import Facts
from .namespaces import local_name, tw
from .placement import time_of


@dataclass(frozen=True)
class Flow:
    """What one task sends to another."""

    iri: str
    sender: str
    receiver: str
    precedes: bool


@dataclass(frozen=True)
class Chain:
    """A pipeline's tasks, each after all that precede it, and its flows by name."""

    pipeline: str
    tasks: tuple[str, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def before(self) -> dict[str, tuple[str, ...]]:
        """Return the tasks that directly precede each task."""
        return {
            task: tuple(
                sorted({f.sender for f in self.flows if f.precedes and f.receiver == task})
            )
            for task in self.tasks
        }

    def time_of(self, task: str) -> str:
        """Return the quantity of a task that counts towards the time from end to end."""
        return time_of(bool(self.before[task]))


def read_chain(facts: Facts, pipeline: str) -> Chain:
    """Return a pipeline; raises TopologyError for a cycle or a flow that leads nowhere."""
    known = facts.instances(tw("Pipeline"))
    if pipeline not in known:
        names = [local_name(each) for each in known]
        raise UnknownName(
            f"no Pipeline is called {local_name(pipeline)}",
            expected="a tw:Pipeline of the catalogue or your files", found=pipeline,
            hint=did_you_mean(local_name(pipeline), names),
        )
    tasks = sorted(set(facts.objects(pipeline, tw("hasTask"))))
    if not tasks:
        raise TopologyError(
            f"the pipeline {local_name(pipeline)} has no tasks",
            expected="at least one tw:hasTask", found="none", place=_place(facts, pipeline),
        )
    stated = sorted(set(facts.objects(pipeline, tw("hasFlow"))))
    flows = [_flow(facts, each, tasks) for each in stated]
    return Chain(pipeline, _in_order(facts, pipeline, tasks, flows), tuple(flows))


def _flow(facts: Facts, flow: str, tasks: Iterable[str]) -> Flow:
    ends = {}
    for name in ("fromTask", "toTask"):
        task = facts.object(flow, tw(name))
        if task is None or task not in tasks:
            names = [local_name(each) for each in tasks]
            raise TopologyError(
                f"the flow {local_name(flow)} does not join tasks of its pipeline",
                expected=f"tw:{name} one of {', '.join(names)}",
                found=local_name(task) if task else f"no tw:{name}",
                hint=did_you_mean(local_name(task), names) if task else None,
                place=_place(facts, flow),
            )
        ends[name] = task
    precedes = facts.text(flow, tw("precedes")) not in ("false", "0")
    return Flow(flow, ends["fromTask"], ends["toTask"], precedes)


def _in_order(
    facts: Facts, pipeline: str, tasks: list[str], flows: list[Flow]
) -> tuple[str, ...]:
    import networkx as nx  # takes as long as numpy to import; only a pipeline needs it

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(tasks)
    graph.add_edges_from((each.sender, each.receiver) for each in flows if each.precedes)
    try:
        cycle = [start for start, _ in nx.find_cycle(graph)]
    except nx.NetworkXNoCycle:
        return tuple(nx.lexicographical_topological_sort(graph))
    first = cycle.index(min(cycle))
    turned = [*cycle[first:], *cycle[:first], cycle[first]]
    raise TopologyError(
        f"the tasks of {local_name(pipeline)} precede one another in a circle",
        expected="flows that order the tasks",
        found=" → ".join(local_name(each) for each in turned),
        hint="state tw:precedes false on the flow that only feeds back",
        place=_place(facts, pipeline),
    )


def _place(facts: Facts, subject: str) -> Place | None:
    for predicate, objects in facts.properties(subject).items():
        for each in objects:
            if (subject, predicate, each) in facts.places:
                return facts.places[subject, predicate, each]
    return None
