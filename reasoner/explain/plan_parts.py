"""What a placement of a plan consists of, each part with what proves its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from ..candidate import Question, Target
from ..decide.columns import Columns
from ..decide.judge import Decision, judge, judge_constraint
from ..decide.routes import link_figure
from ..decide.targets import bare_targets
from ..namespaces import tw
from ..plan_placement import PlanPlacement
from ..verdict import Verdict
from .builder import Builder
from .case import Case
from .numbers import NumberProver
from .plan_modes import Modes
from .verdicts import Explainer


@dataclass(frozen=True)
class Term:
    """A number that counts for a placement: the steps that prove it, its central value if known.

    `floor` is what it is at least.
    """

    steps: tuple[int, ...]
    value: float | None
    floor: float = 0.0


@dataclass(frozen=True)
class Crossed:
    """A link that data crosses: as the route has it, with what proves numbers of that route."""

    prover: NumberProver
    link: str
    forwards: bool


class PlanParts:
    """The candidates, flows, nodes and links of one placement.

    `tasks` have what proves the candidate once for each flow that brings its data, or for where
    its data arises.
    """

    def __init__(
        self, explainer: Explainer, builder: Builder, placement: PlanPlacement
    ) -> None:
        self.explainer, self.builder, self.placement = explainer, builder, placement
        self.knowledge = explainer.knowledge
        self.modes = Modes(placement)
        self.node_of = {task: each.node for task, each in placement.placed().items()}
        self.inputs = {
            task: self.knowledge.facts.object(task, tw("dataSource")) or ""
            for task in self.node_of if not placement.into(task)
        }
        self.tasks = {task: self._of_task(task) for task in self.node_of}
        self.flows = {each.flow: self._of_flow(each.flow) for each in placement.flows}
        self.hosts = {*self.node_of.values(), *filter(None, self.inputs.values())}
        relays = {each for prover in self.ways() for each in self.relays(prover)}
        self.nodes = {each: self._of_node(each) for each in sorted(self.hosts | relays)}
        self.links = self._crossed()

    def sources(self, task: str) -> list[tuple[str, str | None]]:
        """Return the nodes that a task's data comes from, each with the flow that brings it."""
        before = [(self.node_of[e.sender], e.flow) for e in self.placement.into(task)]
        return [*before] or [(self.inputs[task], None)]

    def _of_task(self, task: str) -> list[NumberProver]:
        placed = self.placement.placed()[task]
        assert placed.question is not None and placed.target is not None
        found = []
        for source, flow in self.sources(task):
            question = replace(placed.question, source=source or None, flow=flow)
            routes = self.placement.path(flow or task, source, placed.node)
            decision = judge(self.knowledge, [question], [placed.target], routes)
            found.append(self._prover(decision))
        return found

    def _of_flow(self, flow: str) -> NumberProver:
        sent = next(each for each in self.placement.flows if each.flow == flow)
        source, node = self.node_of[sent.sender], self.node_of[sent.receiver]
        question = Question(flow, None, None, None, source)
        return self._prover(self._judged(question, bare_targets(self.knowledge, [node]), [
            each.name for each in self.knowledge.definitions.constraints
            if each.scope == "flow" or each.name == "reachability"
        ]))

    def _of_node(self, node: str) -> NumberProver:
        """Return what proves numbers of a node, whatever runs there."""
        question = Question(self.placement.site, None, None, None, None)
        return self._prover(self._judged(question, bare_targets(self.knowledge, [node]), []))

    def _judged(
        self, question: Question, targets: list[Target], names: Iterable[str]
    ) -> Decision:
        routes = self.placement.path(question.task, question.source or "", targets[0].node)
        columns = Columns(self.knowledge, [question], targets, routes)
        by_name = self.knowledge.definitions.by_name
        found = {
            each: np.broadcast_to(judge_constraint(columns, by_name[each]), (1, 1))
            for each in names
        }
        least = min([Verdict.FEASIBLE, *(int(each[0, 0]) for each in found.values())])
        return Decision(columns, found, np.array([[least]], dtype=np.uint8))

    def _prover(self, decision: Decision) -> NumberProver:
        facts = self.explainer.facts
        return NumberProver(self.knowledge, self.builder, facts, Case(decision, 0, 0))

    def _crossed(self) -> dict[str, Crossed]:
        """Return the links in use, each once for both directions and all that it carries."""
        found: dict[str, Crossed] = {}
        for prover in self.ways():
            for link, forwards in prover.path.links:
                found.setdefault(self.whole(link), Crossed(prover, link, forwards))
        return {each: found[each] for each in sorted(found)}

    def ways(self) -> list[NumberProver]:
        """Return what data goes over: the flows, then the inputs."""
        return [*self.flows.values(), *(self.tasks[task][0] for task in self.inputs)]

    def things(self, part: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the nodes, and the links, that some tasks and flows need."""
        tasks = [each for each in part if each in self.tasks]
        nodes = {self.node_of[each] for each in tasks}
        nodes |= {self.inputs[each] for each in tasks if self.inputs.get(each)}
        ways = [self.flows[each] for each in part if each in self.flows]
        ways += [self.tasks[each][0] for each in tasks if each in self.inputs]
        nodes |= {node for each in ways for node in self.relays(each)}
        return nodes, {self.whole(link) for each in ways for link, _ in each.path.links}

    def relays(self, prover: NumberProver) -> set[str]:
        """Return the nodes that data is led over on its way, and where it goes to."""
        facts = self.knowledge.facts
        ends = ((link, "to" if forwards else "from") for link, forwards in prover.path.links)
        return {facts.object(link, tw(end)) or "" for link, end in ends}

    def whole(self, link: str) -> str:
        """Return the link between places that carries a link, or the link itself."""
        return self.knowledge.facts.object(link, tw("carriedBy")) or link

    def term(self, prover: NumberProver, name: str) -> Term:
        """Return a quantity of a candidate, flow or node as a term."""
        number = prover.interval(name)
        is_known = prover.is_known(name) and number.middle is not None and isfinite(number.middle)
        return Term((prover.add(name),), number.middle if is_known else None, number.low)

    def term_of_link(self, link: str, name: str) -> Term:
        """Return a quantity of a link as a term."""
        crossed, quantity = self.links[link], self.knowledge.definitions.quantities[name]
        steps = crossed.prover.add_of_link(quantity, crossed.link, True)
        figure = link_figure(self.knowledge, crossed.link, quantity.iri)
        return Term(tuple(steps), figure.value if figure else quantity.absent)


def lacks_fact(prover: NumberProver, name: str) -> bool:
    """Say whether a figure of the world is missing that a quantity needs."""
    found = np.asarray(prover.case.decision.columns.missing(name, False))
    return bool(found.any())
