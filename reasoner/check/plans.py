"""Whole pipelines on a site, each task as a candidate: what is in use, and what verdict it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from .candidates import Candidate, of_flow, of_node
from .cases import Case
from .chains import Chain, Flow, Span, latest, read_chain, then
from .expressions import Number
from .judging import compared_numbers, judged, lacks_of_world
from .modes import Modes, Outage
from .objectives import Objective
from .refusal import Refused
from .stand_ins import ISOLATION, LINK, NODE, groups_of
from .terms import tw
from .vocabulary import CONDITIONAL, FEASIBLE, INFEASIBLE, NOT_ASSESSED, Constraint
from .world import World

END_TO_END = "end-to-end"
OF_TASK, OF_FLOW, OF_INPUT = "timeAtNode", "flowTime", "inputTime"


@dataclass(frozen=True)
class Plan:
    """Some pipelines that are placed together."""

    world: World
    chains: tuple[Chain, ...]

    @classmethod
    def of(cls, world: World, pipelines: list[str]) -> Plan:
        """Return the plan of some pipelines; raises Refused."""
        if world.site is None:
            raise Refused("a plan is of a site", "a site", "none")
        if len({*pipelines}) < len(pipelines) or not pipelines:
            raise Refused("a plan is of some pipelines, each once", "pipelines", pipelines)
        found = cls(world, tuple(read_chain(world.facts, each) for each in pipelines))
        if len({*found.tasks}) < len(found.tasks):
            raise Refused("a task is of two pipelines", "each of one", list(found.tasks))
        return found

    @cached_property
    def tasks(self) -> tuple[str, ...]:
        """Return the tasks of all pipelines, each after what precedes it."""
        return tuple(task for chain in self.chains for task in chain.tasks)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Return the flows of all pipelines."""
        return tuple(flow for chain in self.chains for flow in chain.flows)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Return where the data of each task arises that no other precedes."""
        facts = self.world.facts
        return {
            task: facts.object(task, tw("dataSource")) or ""
            for task in self.tasks if not self.into(task)
        }

    @cached_property
    def _into(self) -> dict[str, list[Flow]]:
        return {
            task: [each for each in self.flows if each.precedes and each.receiver == task]
            for task in self.tasks
        }

    def into(self, task: str) -> list[Flow]:
        """Return the flows that have to arrive before a task can run."""
        return self._into[task]

    @cached_property
    def down(self) -> Plan | None:
        """Return the plan while any link with a backup may be down; None without any."""
        return None if self.world.down is None else Plan(self.world.down, self.chains)

    @cached_property
    def modes(self) -> Modes:
        """Return in which ways the plan works where some tasks stand in for others."""
        return Modes(self.tasks, self.flows, groups_of(self.world.facts, self.tasks))

    def is_counted(self, objective: Objective, *tasks: str) -> bool:
        """Say whether what tasks do, or send one another, counts for an objective.

        Typical times are those without stand-ins; all else is spent by what does not wait.
        """
        ruled_out = (
            self.modes.stands_in if objective.how == "longest-path" else self.modes.is_cold)
        return not any(map(ruled_out, tasks))

    @cached_property
    def of_flows(self) -> list[Constraint]:
        """Return the constraints that flows have to meet."""
        known = self.world.vocabulary.constraints.values()
        return [each for each in known if each.scope == "flow" or each.name == "reachability"]

    @cached_property
    def whole(self) -> Constraint:
        """Return the constraint on the time from end to end."""
        return self.world.vocabulary.constraints[END_TO_END]

    def deadline(self, pipeline: str) -> Number | None:
        """Return the time that a pipeline may take; None where none is stated."""
        property_ = self.world.vocabulary.quantity(self.whole.supply).iri
        figure = self.world.figures.chosen.get((pipeline, property_))
        return Number(figure.low, figure.middle, figure.high) if figure else None


class Laid:
    """A placement: the candidate of each task, whatever its data; `case_of` gives their cases.

    `down_of` gives them while links with a backup may be down, where proofs name the ways.
    """

    def __init__(
        self, plan: Plan, chosen: Mapping[str, Candidate], case_of: Callable[[Candidate], Case],
        down_of: Callable[[Candidate], Case] | None = None,
    ) -> None:
        self.plan, self.world, self.chosen, self.case_of = plan, plan.world, chosen, case_of
        self.down_of = down_of

    @cached_property
    def backed_up(self) -> list[str]:
        """Return the links in use that have a backup."""
        facts = self.world.facts
        return [each for each in self.links if facts.object(each, tw("backedUpBy"))]

    @cached_property
    def down(self) -> Laid | None:
        """Return the same while links with a backup may be down; None where none is in use."""
        if self.plan.down is None or not self.backed_up:
            return None
        case_of = self.down_of or self.plan.down.world.case
        return Laid(self.plan.down, self.chosen, case_of)

    @cached_property
    def nodes(self) -> dict[str, str]:
        """Return the node of each task."""
        return {task: self.chosen[task].node for task in self.plan.tasks}

    def sources(self, task: str) -> list[tuple[str, str | None]]:
        """Return the nodes that a task's data comes from, each with the flow that brings it."""
        into = self.plan.into(task)
        return [(self.nodes[e.sender], e.iri) for e in into] or [(self.plan.inputs[task], None)]

    @cached_property
    def tasks(self) -> dict[str, list[Case]]:
        """Return the cases of each task, one a flow that brings its data."""
        return {
            task: [
                self.case_of(replace(self.chosen[task], source=source or None, flow=flow))
                for source, flow in self.sources(task)
            ]
            for task in self.plan.tasks
        }

    @cached_property
    def flows(self) -> dict[str, Case]:
        """Return the case of each flow."""
        return {
            each.iri: self.case_of(of_flow(
                self.world.facts, each.iri, self.nodes[each.sender], self.nodes[each.receiver]
            ))
            for each in self.plan.flows
        }

    @cached_property
    def hosts(self) -> set[str]:
        """Return the nodes that tasks are on, and those where inputs arise."""
        return {*self.nodes.values(), *filter(None, self.plan.inputs.values())}

    @cached_property
    def in_use(self) -> dict[str, Case]:
        """Return a case of each node in use, whatever runs there, if it only relays, too."""
        used = sorted(self.hosts | {node for case in self.ways for node in relays_of(case)})
        return {
            node: self.case_of(of_node(self.world.facts, self.world.site or "", node))
            for node in used
        }

    @cached_property
    def ways(self) -> list[Case]:
        """Return what data goes over: the flows, then the inputs."""
        return [*self.flows.values(), *(self.tasks[task][0] for task in self.plan.inputs)]

    def whole(self, link: str) -> str:
        """Return the link between places that carries a link, or the link itself."""
        return self.world.facts.object(link, tw("carriedBy")) or link

    @cached_property
    def links(self) -> dict[str, tuple[Case, str]]:
        """Return the links in use, each once for both directions and all that it carries."""
        found: dict[str, tuple[Case, str]] = {}
        for case in self.ways:
            for link in links_of(case):
                found.setdefault(self.whole(link), (case, link))
        return {each: found[each] for each in sorted(found)}

    # Verdicts

    def verdict(self) -> int:
        """Return the least verdict of tasks, flows, and times from end to end."""
        found = [FEASIBLE]
        for cases in self.tasks.values():
            for case in cases:
                found += [judged(e, case).verdict for e in self.world.vocabulary.of_candidates]
        for case in self.flows.values():
            found += [judged(each, case).verdict for each in self.plan.of_flows]
        found += [self.in_time(each) for each in self.plan.chains]
        found += [self.survives(each) for each in self.plan.modes.outages]
        return min(found)

    def survives(self, outage: Outage) -> int:
        """Return the verdict on a task that is to go on through an outage.

        Whether a link leaves the premises may not be stated: then it is not sure to stay.
        """
        if outage.outage == NODE:
            theirs = {self.nodes[each] for each in outage.others}
            return INFEASIBLE if self.nodes[outage.task] in theirs else FEASIBLE
        own = self.crossed([outage.task])
        common = own & (own if outage.outage == ISOLATION else self.crossed(outage.others))
        if outage.outage == LINK:
            return INFEASIBLE if common else FEASIBLE
        wide = {self._leaves(link) for link in common}
        return INFEASIBLE if True in wide else CONDITIONAL if None in wide else FEASIBLE

    def _leaves(self, link: str) -> bool | None:
        """Say whether a link leaves the premises; None where nothing says so."""
        speakers = self.world.ground.network.speakers(link)
        said = (self.world.facts.object(each, tw("crosses")) for each in speakers)
        kind = next(filter(None, said), None)
        return None if kind is None else kind == tw("wide-area-network")

    def needed(self, tasks: Iterable[str]) -> list[Case]:
        """Return the cases of the flows and inputs that tasks need, each once."""
        return [
            self.tasks[each][0] if is_input else self.flows[each]
            for each, is_input in self.plan.modes.needs_of(tasks)
        ]

    def crossed(self, tasks: Iterable[str]) -> set[str]:
        """Return the links that tasks need, each once for both directions and all it carries."""
        return {self.whole(link) for case in self.needed(tasks) for link in links_of(case)}

    def things(self, part: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the nodes, and the links, that some tasks and flows need."""
        nodes, links = set[str](), set[str]()
        for each in part:
            if each in self.nodes:
                nodes |= {self.nodes[each], self.plan.inputs.get(each) or self.nodes[each]}
            case = self.flows.get(each)
            if each in self.plan.inputs:
                case = self.tasks[each][0]
            if case is not None:
                links |= {self.whole(link) for link in links_of(case)}
                nodes |= {*relays_of(case)}
        return nodes, links

    def in_time(self, chain: Chain) -> int:
        """Return the verdict on the time of a pipeline from end to end."""
        deadline, whole = self.plan.deadline(chain.pipeline), self.longest(chain)
        if deadline is None:
            return NOT_ASSESSED
        return compared_numbers(self.plan.whole, whole.time, deadline, whole.lacks_fact)

    def timed(self, chain: Chain) -> Iterator[tuple[Case, str]]:
        """Yield the cases whose times add up to that of a pipeline, with the quantity of each."""
        for task in chain.tasks:
            into = self.plan.into(task)
            yield from ((self.flows[each.iri], OF_FLOW) for each in into)
            if not into:
                yield self.tasks[task][0], OF_INPUT
            yield self.tasks[task][0], OF_TASK

    def longest(self, chain: Chain) -> Span:
        """Return the longest sum of times along the precedence of a pipeline."""
        ends: dict[str, Span] = {}
        for task in chain.tasks:
            own = self.tasks[task][0]
            arrivals = [
                then(ends[each.sender], span(self.flows[each.iri], OF_FLOW))
                for each in self.plan.into(task)
            ] or [span(own, OF_INPUT)]
            ends[task] = then(latest(arrivals), span(own, OF_TASK))
        return latest(ends.values())


def links_of(case: Case) -> list[str]:
    """Return the links that data takes to a node."""
    route = case.route(None)
    return [link for link, _ in route.links] if route else []


def relays_of(case: Case) -> list[str]:
    """Return the nodes that data is led over to a node, and that node where it is led at all."""
    route, facts = case.route(None), case.ground.facts
    ends = ((link, "to" if forwards else "from") for link, forwards in (
        route.links if route else ()))
    return [facts.object(link, tw(end)) or "" for link, end in ends]


def span(case: Case, quantity: str) -> Span:
    """Return how long a quantity of time takes."""
    return Span(case.number(quantity), lacks_of_world(case, case.quantity(quantity)))
