"""Whole pipelines on a site, each task as a candidate: what counts, and what verdict it has."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from .candidates import Candidate, of_flow, of_node
from .cases import Case
from .chains import Chain, Flow, Span, latest, read_chain, then
from .expressions import Number
from .judging import compared_numbers, judged, lacks_of_world
from .objectives import BATTERY, STANDBY, Objective
from .placing import END_TO_END
from .refusal import Refused
from .terms import tw
from .vocabulary import FEASIBLE, NOT_ASSESSED, Constraint, Quantity
from .world import World

_ON_THE_WAY = "responseTime"  # of a task, without the time to wake up
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
        found.refuse_untold()
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

    def refuse_untold(self) -> None:
        """Refuse what proofs of plans do not tell: stand-ins, backups, and some deadlines."""
        facts = self.world.facts
        for task in self.tasks:
            if self.is_late(task):
                raise Refused("a task that another starts has a deadline", "no proof", task)
            if facts.object(task, tw("fallback")) or self._replicas(task) > 1:
                raise Refused("another task stands in for a task", "no proof", task)
        for link in facts.objects(self.world.site or "", tw("hasLink")):
            if facts.object(link, tw("backedUpBy")) is not None:
                raise Refused("a link is backed up by another", "no proof", link)

    def _replicas(self, task: str) -> float:
        figure = self.world.figures.chosen.get((task, tw("replicas")))
        return 1.0 if figure is None else figure.middle

    def is_late(self, task: str) -> bool:
        """Say whether a task that another starts, and has to wake up, has a deadline."""
        world = self.world
        supplies = [
            world.vocabulary.quantity(each.supply).iri for each in world.vocabulary.of_candidates
            if each.demand == _ON_THE_WAY
        ]
        is_started = world.facts.object(task, tw("startedBy")) is not None
        return is_started and any((task, each) in world.figures.chosen for each in supplies)

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


@dataclass(frozen=True)
class Term:
    """A number that counts: a quantity of a case, or of one of the links that it crosses."""

    quantity: Quantity
    case: Case
    link: str | None = None

    @property
    def value(self) -> float | None:
        """Return the central value; None where it is not known."""
        if self.link is None:
            return self.case.number(self.quantity.name).middle
        figure = self.case.ground.network.figure(self.link, self.quantity.iri)
        return self.quantity.absent if figure is None else figure.middle

    @property
    def at_least(self) -> float:
        """Return the central value, or what the number is at least."""
        value = self.value
        return self.case.number(self.quantity.name).low if value is None else value


class Laid:
    """A placement: the candidate of each task, whatever its data; `case_of` gives their cases."""

    def __init__(
        self, plan: Plan, chosen: Mapping[str, Candidate], case_of: Callable[[Candidate], Case]
    ) -> None:
        self.plan, self.world, self.chosen, self.case_of = plan, plan.world, chosen, case_of

    @cached_property
    def nodes(self) -> dict[str, str]:
        """Return the node of each task."""
        return {task: self.chosen[task].node for task in self.plan.tasks}

    def sources(self, task: str) -> list[str]:
        """Return the nodes that a task's data comes from, each once."""
        senders = [self.nodes[each.sender] for each in self.plan.into(task)]
        return list(dict.fromkeys(senders)) or [self.plan.inputs[task]]

    @cached_property
    def tasks(self) -> dict[str, list[Case]]:
        """Return the cases of each task, one a source of its data."""
        return {
            task: [
                self.case_of(replace(self.chosen[task], source=source or None))
                for source in self.sources(task)
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
    def in_use(self) -> dict[str, Case]:
        """Return a case of each node in use, whatever runs there."""
        used = sorted({*self.nodes.values(), *filter(None, self.plan.inputs.values())})
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
            route = case.route(None)
            for link, _ in route.links if route else ():
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
        return min(found)

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

    # Values

    def terms(self, objective: Objective) -> list[Term]:
        """Return all that counts for an objective, in the order in which proofs name it."""
        if objective.how == "longest-path":
            return [each for part in self._along(objective) for each in part]
        if objective.how == "worst-node":
            return [each for _, part in self.drawn(objective) for each in part]
        return [
            *(each for task in self.plan.tasks for each in self._of(objective, "task", task)),
            *(each for flow in self.flows for each in self._of(objective, "flow", flow)),
            *(each for task in self.plan.inputs for each in self._of(objective, "input", task)),
            *(
                Term(self.world.vocabulary.quantity(name), case)
                for case in self.in_use.values() for name in objective.of("node")
            ),
            *(
                Term(self.world.vocabulary.quantity(name), case, link)
                for case, link in self.links.values() for name in objective.of("link")
            ),
        ]

    def _of(self, objective: Objective, scope: str, what: str) -> list[Term]:
        case = self.flows[what] if scope == "flow" else self.tasks[what][0]
        return [Term(case.quantity(name), case) for name in objective.of(scope)]

    def _along(self, objective: Objective) -> Iterator[list[Term]]:
        """Yield the times of each way to a task in turn, then of the task."""
        for task in self.plan.tasks:
            into = self.plan.into(task)
            yield from (self._of(objective, "flow", each.iri) for each in into)
            if not into:
                yield self._of(objective, "input", task)
            yield self._of(objective, "task", task)

    def drawn(self, objective: Objective) -> Iterator[tuple[float, list[Term]]]:
        """Yield what each battery in use holds, and what is drawn from it."""
        for node, case in self.in_use.items():
            held = case.number(BATTERY).middle
            if held is None or held <= 0:
                continue
            drawn = [Term(self.world.vocabulary.quantity(STANDBY), case)]
            for task, at in self.nodes.items():
                drawn += self._of(objective, "task", task) if at == node else []
            for flow in self.plan.flows:
                at = self.nodes[flow.sender]
                drawn += self._of(objective, "flow", flow.iri) if at == node else []
            for task, at in self.plan.inputs.items():
                drawn += self._of(objective, "input", task) if at == node else []
            yield held, drawn

    def batteries(self) -> list[str]:
        """Return the nodes in use that state a battery."""
        held = ((node, case.number(BATTERY).middle) for node, case in self.in_use.items())
        return [node for node, stored in held if stored is not None and stored > 0]

    def value(self, objective: Objective) -> float:
        """Return what the placement is worth: terms that are not known leave a bound."""
        if objective.how == "longest-path":
            return self._longest(objective)
        if objective.how == "worst-node":
            return max(
                (_sum(_known(drawn)) / battery for battery, drawn in self.drawn(objective)),
                default=0.0,
            )
        known = _known(self.terms(objective))
        if objective.how in ("multiply", "some-way"):
            return reduce(lambda a, b: a * b, known, 1.0)
        return _sum(known)

    def _longest(self, objective: Objective) -> float:
        ends: dict[str, float] = {}
        for task in self.plan.tasks:
            into = self.plan.into(task)
            arrivals = [
                ends[e.sender] + _seconds(self._of(objective, "flow", e.iri)) for e in into
            ]
            begin = max(arrivals) if into else _seconds(self._of(objective, "input", task))
            ends[task] = begin + _seconds(self._of(objective, "task", task))
        return max(ends.values(), default=0.0)


def span(case: Case, quantity: str) -> Span:
    """Return how long a quantity of time takes."""
    return Span(case.number(quantity), lacks_of_world(case, case.quantity(quantity)))


def _known(terms: list[Term]) -> list[float]:
    values = (each.value for each in terms)
    return [each for each in values if each is not None and math.isfinite(each)]


def _seconds(terms: list[Term]) -> float:
    return _sum([each.at_least for each in terms])


def _sum(values: list[float]) -> float:
    return reduce(lambda a, b: a + b, values, 0.0)
