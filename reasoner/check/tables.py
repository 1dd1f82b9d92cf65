"""The same as plans.Laid for many placements: what each part adds is worked out once.

What a placement is worth, whether it is in time and whether what is shared is enough come from
tables by part: a task's candidate, a flow between two nodes, an input, a node, a link.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from .candidates import Candidate, of_flow, of_node
from .cases import Case
from .chains import Chain, Span, latest, then
from .expressions import Number
from .judging import compared_numbers
from .objectives import BATTERY, STANDBY, Objective
from .plan_values import Term
from .plans import OF_FLOW, OF_INPUT, OF_TASK, Plan, relays_of, span
from .sharing import KINDS, enough, plus, rate_of, sent, taken
from .terms import tw

By = Sequence[Objective | None]
Chosen = Mapping[str, Candidate]
_Part = list[tuple[float, int]]  # by objective: what it adds, and how many terms are not stated
_NOTHING = (0.0, 0)
_PRODUCTS = ("multiply", "some-way")


class Tables:
    """What the parts of a plan's placements add to some objectives, time, and shared things."""

    def __init__(self, plan: Plan, by: By, case_of: Callable[[Candidate], Case]) -> None:
        self.plan, self.world, self.by, self.case_of = plan, plan.world, by, case_of
        self._cases: dict[tuple[object, ...], Case] = {}
        self._parts: dict[tuple[object, ...], _Part] = {}
        self._spans: dict[tuple[object, ...], Span] = {}
        self._taken: dict[tuple[str, int], list[tuple[object, Number, Number]]] = {}
        self._sent: dict[tuple[object, ...], list[tuple[object, Number, Number]]] = {}
        self._links: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._relays: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._scores: dict[tuple[str, str], int] = {}

    # Cases of parts; what depends on a task's candidate does not depend on where its data is

    def _of_task(self, chosen: Chosen, task: str) -> tuple[tuple[object, ...], Case]:
        candidate = chosen[task]
        into = self.plan.into(task)
        source = chosen[into[0].sender].node if into else self.plan.inputs[task]
        flow = into[0].iri if into else None
        key = (task, id(candidate), source)
        if key not in self._cases:
            self._cases[key] = self.case_of(replace(candidate, source=source or None, flow=flow))
        return key, self._cases[key]

    def _of_flow(self, chosen: Chosen, flow: str, ends: tuple[str, str]) -> tuple[
        tuple[object, ...], Case
    ]:
        key = (flow, chosen[ends[0]].node, chosen[ends[1]].node)
        if key not in self._cases:
            self._cases[key] = self.case_of(of_flow(self.world.facts, *key))
        return key, self._cases[key]

    def _of_node(self, node: str) -> tuple[tuple[object, ...], Case]:
        key = (node,)
        if key not in self._cases:
            self._cases[key] = self.case_of(
                of_node(self.world.facts, self.world.site or "", node))
        return key, self._cases[key]

    # What parts add

    def _part(
        self, key: tuple[object, ...], case: Case, scope: str, *tasks: str
    ) -> _Part:
        """Return what a part adds; what some of `tasks` do not do while they wait adds nothing."""
        at = (scope, *key)
        if at not in self._parts:
            self._parts[at] = [
                _NOTHING if each is None else _added(each, [
                    Term(case.quantity(name), case) for name in each.of(scope)
                ] if self.plan.is_counted(each, *tasks) else [])
                for each in self.by
            ]
        return self._parts[at]

    def _link_part(self, link: str, case: Case, crossed: str) -> _Part:
        if (link,) not in self._parts:
            self._parts[link,] = [
                _NOTHING if each is None else _added(each, [
                    Term(case.quantity(name), case, crossed) for name in each.of("link")])
                for each in self.by
            ]
        return self._parts[link,]

    def _crossed(self, key: tuple[object, ...], case: Case) -> tuple[str, ...]:
        if key not in self._links:
            route = case.route(None)
            found = []
            for link, _ in route.links if route else ():
                whole = self.world.facts.object(link, tw("carriedBy")) or link
                self._link_part(whole, case, link)
                found.append(whole)
            self._links[key] = tuple(found)
        return self._links[key]

    def _led(self, key: tuple[object, ...], case: Case) -> tuple[str, ...]:
        """Return the nodes that data is led over."""
        if key not in self._relays:
            self._relays[key] = tuple(relays_of(case))
        return self._relays[key]

    def values(self, chosen: Chosen) -> tuple[list[float], list[int]]:
        """Return what a placement is worth by each objective, and how many terms are missing."""
        tasks = {task: self._of_task(chosen, task) for task in self.plan.tasks}
        flows = {each.iri: self._of_flow(chosen, each.iri, (each.sender, each.receiver))
                 for each in self.plan.flows}
        of_task = {task: self._part(*found, "task", task) for task, found in tasks.items()}
        of_flow_ = {
            each.iri: self._part(*flows[each.iri], "flow", each.sender, each.receiver)
            for each in self.plan.flows
        }
        of_input = {task: self._part(*tasks[task], "input", task) for task in self.plan.inputs}
        ways = flows | {task: tasks[task] for task in self.plan.inputs}
        led = {name: self._led(*found) for name, found in ways.items()}
        crossed = {name: self._crossed(*found) for name, found in ways.items()}
        nodes = {each.node for each in chosen.values()} | {*self.plan.inputs.values()}
        nodes |= {node for each in led.values() for node in each}
        of_nodes = {e: self._part(*self._of_node(e), "node") for e in nodes if e}
        links = {link for each in crossed.values() for link in each}
        all_ = [*of_task.values(), *of_flow_.values(), *of_input.values(), *of_nodes.values(),
                *(self._parts[link,] for link in links)]
        values, missing = [], []
        for k, each in enumerate(self.by):
            if each is None:
                values.append(float(self._score(chosen)))
                missing.append(0)
            elif each.how == "longest-path":
                value, lacking = self._longest(k, of_task, of_flow_, of_input)
                values.append(value)
                missing.append(lacking)
            elif each.how == "worst-node":
                values.append(self._worst(k, chosen, of_task, of_flow_, of_input))
                missing.append(0)  # what is missing of a battery's drain tells nothing apart
            elif each.how == "some-way" and self.plan.modes.groups:
                values.append(self._some_way(k, chosen, crossed, led))
                missing.append(sum(part[k][1] for part in all_))
            else:
                add = (lambda a, b: a * b) if each.how in _PRODUCTS else (lambda a, b: a + b)
                values.append(reduce(add, [part[k][0] for part in all_]))
                missing.append(sum(part[k][1] for part in all_))
        return values, missing

    def _longest(
        self, k: int, of_task: dict[str, _Part], of_flow_: dict[str, _Part],
        of_input: dict[str, _Part],
    ) -> tuple[float, int]:
        ends, lacking = dict[str, float](), 0
        for task in self.plan.tasks:
            into = self.plan.into(task)
            ways = [of_flow_[each.iri][k] for each in into] or [of_input[task][k]]
            begins = [ends[e.sender] + way[0] for e, way in zip(into, ways, strict=True)] if into \
                else [ways[0][0]]
            ends[task] = max(begins) + of_task[task][k][0]
            lacking += sum(way[1] for way in ways) + of_task[task][k][1]
        return max(ends.values(), default=0.0), lacking

    def _worst(
        self, k: int, chosen: Chosen, of_task: dict[str, _Part], of_flow_: dict[str, _Part],
        of_input: dict[str, _Part],
    ) -> float:
        drawn: dict[str, float] = {}
        for task, each in chosen.items():
            drawn[each.node] = drawn.get(each.node, 0.0) + of_task[task][k][0]
        for flow in self.plan.flows:
            node = chosen[flow.sender].node
            drawn[node] = drawn.get(node, 0.0) + of_flow_[flow.iri][k][0]
        for task, node in self.plan.inputs.items():
            drawn[node] = drawn.get(node, 0.0) + of_input[task][k][0]
        worst = 0.0
        for node, power in drawn.items():
            case = self._of_node(node)[1]
            held = case.number(BATTERY).middle
            if held is not None and held > 0:
                worst = max(worst, ((case.number(STANDBY).middle or 0.0) + power) / held)
        return worst

    def _some_way(
        self, k: int, chosen: Chosen, links: Mapping[str, tuple[str, ...]],
        led: Mapping[str, tuple[str, ...]],
    ) -> float:
        """Return the probability that some mode works, by the shares that parts work."""
        total = 0.0
        for part, count in self.plan.modes.terms:
            nodes = {chosen[each].node for each in part if each in chosen}
            nodes |= {self.plan.inputs[each] for each in part if self.plan.inputs.get(each)}
            nodes |= {node for each in part for node in led.get(each, ())}
            worth = math.prod(self._part(*self._of_node(each), "node")[k][0] for each in nodes)
            used = {link for each in part for link in links.get(each, ())}
            total += count * worth * math.prod(self._parts[each,][k][0] for each in used)
        return total

    def _score(self, chosen: Chosen) -> int:
        return sum(self._score_of(task, each.node) for task, each in chosen.items())

    def _score_of(self, task: str, node: str) -> int:
        if (task, node) not in self._scores:
            self._scores[task, node] = score_of(self.plan, task, node)
        return self._scores[task, node]

    # Time, and what is shared

    def time_verdict(self, chosen: Chosen, chain: Chain) -> int:
        """Return the verdict on the time of a pipeline that has a deadline."""
        deadline = self.plan.deadline(chain.pipeline)
        assert deadline is not None
        ends: dict[str, Span] = {}
        for task in chain.tasks:
            own = self._of_task(chosen, task)
            into = self.plan.into(task)
            arrivals = [
                then(ends[e.sender], self._span(
                    OF_FLOW, *self._of_flow(chosen, e.iri, (e.sender, e.receiver))))
                for e in into
            ] or [self._span(OF_INPUT, *own)]
            ends[task] = then(latest(arrivals), self._span(OF_TASK, *own))
        whole = latest(ends.values())
        return compared_numbers(self.plan.whole, whole.time, deadline, whole.lacks_fact)

    def _span(self, name: str, key: tuple[object, ...], case: Case) -> Span:
        at = (name, *key)
        if at not in self._spans:
            self._spans[at] = span(case, name)
        return self._spans[at]

    def use_verdict(self, chosen: Chosen) -> int:
        """Return the least verdict on what is shared."""
        shared: dict[object, list[tuple[Number, Number]]] = {}
        for task in self.plan.tasks:
            for of, use, supply in self._takes(chosen, task):
                shared.setdefault(of, []).append((use, supply))
        found = [each for each in shared.values() if len(each) > 1]
        crossing: dict[object, list[tuple[Number, Number]]] = {}
        for key, case in self._ways(chosen):
            for of, use, supply in self._sends(key, case):
                crossing.setdefault(of, []).append((use, supply))
        found += crossing.values()
        return min((enough(reduce(plus, [u for u, _ in e]), e[0][1]) for e in found), default=3)

    def _ways(self, chosen: Chosen) -> list[tuple[tuple[object, ...], Case]]:
        found = [self._of_flow(chosen, e.iri, (e.sender, e.receiver)) for e in self.plan.flows]
        return found + [self._of_task(chosen, task) for task in self.plan.inputs]

    def _takes(self, chosen: Chosen, task: str) -> list[tuple[object, Number, Number]]:
        at = (task, id(chosen[task]))
        if at not in self._taken:
            _, case = self._of_task(chosen, task)
            found = ((kind, taken(kind, case)) for kind in KINDS)
            self._taken[at] = [
                ((kind.name, case.candidate.node, kind.part(case.candidate)), *use)
                for kind, use in found if use is not None
            ]
        return self._taken[at]

    def _sends(
        self, key: tuple[object, ...], case: Case
    ) -> list[tuple[object, Number, Number]]:
        if key not in self._sent:
            route = case.route(None)
            found: list[tuple[object, Number, Number]] = []
            for link, forwards in route.links if route else ():
                whole = self.world.facts.object(link, tw("carriedBy")) or link
                figure = rate_of(self.world, link, forwards)
                if figure is not None:
                    supply = Number(figure.low, figure.middle, figure.high)
                    found.append(((whole, forwards), sent(self.plan, case)[1], supply))
            self._sent[key] = found
        return self._sent[key]


def _added(objective: Objective, terms: list[Term]) -> tuple[float, int]:
    """Return what terms come to, and how many of them are not stated."""
    missing = sum(each.value is None for each in terms)
    if objective.how == "longest-path":
        return sum(each.at_least for each in terms), missing
    known = [each.value for each in terms if each.value is not None]
    if objective.how in _PRODUCTS:
        return reduce(lambda a, b: a * b, known, 1.0), missing
    return sum(known), missing


def score_of(plan: Plan, task: str, node: str) -> int:
    """Return how many drivers speak for a task on a node's level, less those for others.

    What stands in for another has no say.
    """
    facts, found = plan.world.facts, 0
    if plan.modes.stands_in(task):
        return 0
    level = facts.object(node, tw("nodeLevel"))
    for driver in sorted({*facts.objects(task, tw("hasDriver"))}):
        favoured = facts.objects(driver, tw("favours"))
        found += (level in favoured) - (bool(favoured) and level not in favoured)
    return found
