"""Prove what a placement is worth: the terms of each objective, and how they come together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import isclose

from ..errors import TopologyError
from ..plan_objective import BATTERY, STANDBY, Declared
from ..plan_placement import PlanPlacement, Sent
from ..plan_problem import Combine
from ..proof import PlanValue
from .plan_parts import PlanParts, Term

_SAME = 1e-9  # relative: the planner adds the same numbers in another order
_HOW = {
    Combine.SUM: "{terms} added up", Combine.PRODUCT: "{terms} multiplied",
    Combine.PATH: "the longest sum along the precedence of {terms}",
    Combine.LOAD: "the worst battery, of {terms}",
    Combine.EITHER: "the chance that all works that some of {ways} ways needs, from {terms}",
}


class ValueProver:
    """Proves the values of one placement; sums are made in the order of their terms."""

    def __init__(self, parts: PlanParts) -> None:
        self.parts, self.knowledge = parts, parts.knowledge

    def add(self, objective: Declared) -> tuple[int, float, str]:
        """Add the proof of what the placement is worth by one objective.

        Return its position, the value, and both in words.
        """
        found = _Found(self.parts, objective)
        value = found.value()
        steps = tuple(dict.fromkeys(at for term in found.terms for at in term.steps))
        missing = sum(term.value is None for term in found.terms)
        label = self.knowledge.facts.label(objective.iri)
        shown = self._shown(objective, value, missing)
        combine = found.combine
        how = _how(combine, len(found.terms), missing, len(self.parts.modes.modes))
        step = PlanValue(
            f"{label} is {shown}: {how}", steps, objective.name, objective.quantity, value,
            combine.value, missing,
        )
        return self.parts.builder.add(step), value, f"{label} {shown}"

    def worth(self, objective: Declared) -> tuple[float, int]:
        """Return a value, and how many of its terms are not stated."""
        found = _Found(self.parts, objective)
        value = found.value()
        return value, sum(term.value is None for term in found.terms)

    def _shown(self, objective: Declared, value: float, missing: int) -> str:
        """Return a value with the sign of the bound that it is where terms are missing."""
        sign = "" if not missing else "≥ " if objective.less else "≤ "
        return f"{sign}{self.knowledge.show(objective.quantity, value)}"


def _how(combine: Combine, count: int, missing: int, ways: int) -> str:
    terms = "1 term" if count == 1 else f"{count} terms"
    said = _HOW[combine].format(terms=terms, ways=ways)
    if not missing:
        return said
    return f"{said}, of which {missing} {'is' if missing == 1 else 'are'} not stated"


class _Found:
    """The terms of one objective as they are come upon, in a fixed order."""

    def __init__(self, parts: PlanParts, objective: Declared) -> None:
        self.parts, self.objective = parts, objective
        self.terms: list[Term] = []

    @property
    def combine(self) -> Combine:
        """Return how terms come together: where something stands in, any way to work will do."""
        if self.objective.some_way and self.parts.placement.groups:
            return Combine.EITHER
        return self.objective.combine

    def value(self) -> float:
        """Return the value, with all terms collected."""
        match self.combine:
            case Combine.PATH:
                return self._longest()
            case Combine.LOAD:
                return self._worst()
            case Combine.EITHER:
                return self._some_way()
        every = [each for scope in self._scopes() for each in scope]
        known = [each.value for each in every if each.value is not None]
        if self.objective.combine is Combine.PRODUCT:
            return reduce(lambda a, b: a * b, known, 1.0)
        return reduce(lambda a, b: a + b, known, 0.0)

    def _kept(self, term: Term) -> Term:
        self.terms.append(term)
        return term

    def _scopes(self) -> Iterator[list[Term]]:
        """Yield the terms of tasks, flows, inputs, nodes and links in turn."""
        parts = self.parts
        yield [each for task in parts.tasks for each in self._of_task(task)]
        yield [each for sent in parts.placement.flows for each in self._of_flow(sent)]
        yield [each for task in parts.inputs for each in self._of_input(task)]
        yield [each for node in parts.nodes for each in self._of_node(node)]
        yield [each for link in parts.links for each in self._of_link(link)]

    def _of_node(self, node: str) -> list[Term]:
        prover = self.parts.nodes[node]
        return [self._kept(self.parts.term(prover, e)) for e in self.objective.of("node")]

    def _of_link(self, link: str) -> list[Term]:
        return [self._kept(self.parts.term_of_link(link, e)) for e in self.objective.of("link")]

    def _of_task(self, task: str) -> list[Term]:
        return self._of_candidate(task, "task")

    def _of_input(self, task: str) -> list[Term]:
        return self._of_candidate(task, "input")

    def _of_candidate(self, task: str, scope: str) -> list[Term]:
        if not self._counts(task):
            return []
        prover = self.parts.tasks[task][0]
        return [self._kept(self.parts.term(prover, name)) for name in self.objective.of(scope)]

    def _of_flow(self, sent: Sent) -> list[Term]:
        if not self._counts(sent.sender, sent.receiver):
            return []
        prover = self.parts.flows[sent.flow]
        return [self._kept(self.parts.term(prover, name)) for name in self.objective.of("flow")]

    def _counts(self, *tasks: str) -> bool:
        of_time = self.objective.combine is Combine.PATH
        return self.parts.placement.is_counted(of_time, *tasks)

    def _some_way(self) -> float:
        """Return the probability that all nodes and links work that some mode needs."""
        nodes = {each: _times(self._of_node(each)) for each in self.parts.nodes}
        links = {each: _times(self._of_link(each)) for each in self.parts.links}
        total = 0.0
        for part, count in self.parts.modes.terms:
            used = self.parts.things(part)
            worth = 1.0
            for of, theirs in ((nodes, used[0]), (links, used[1])):
                for each in sorted(theirs):
                    worth *= of[each]
            total += count * worth
        return total

    def _longest(self) -> float:
        placement, ends = self.parts.placement, dict[str, float]()
        for task in self.parts.tasks:
            begins = [
                ends[each.sender] + _seconds(self._of_flow(each))
                for each in placement.into(task)
            ]
            begin = max(begins) if begins else _seconds(self._of_input(task))
            ends[task] = begin + _seconds(self._of_task(task))
        return max(ends.values(), default=0.0)

    def _worst(self) -> float:
        parts, worst = self.parts, 0.0
        for node, prover in parts.nodes.items():
            is_known = node in parts.hosts and prover.is_known(BATTERY)
            held = prover.interval(BATTERY).middle if is_known else None
            if held is None or held <= 0:
                continue
            self._kept(parts.term(prover, BATTERY))
            drawn = [self._kept(parts.term(prover, STANDBY))]
            drawn += [e for task, n in parts.node_of.items() if n == node
                      for e in self._of_task(task)]
            drawn += [e for sent in parts.placement.flows if parts.node_of[sent.sender] == node
                      for e in self._of_flow(sent)]
            drawn += [e for task, n in parts.inputs.items() if n == node
                      for e in self._of_input(task)]
            known = [each.value for each in drawn if each.value is not None]
            worst = max(worst, reduce(lambda a, b: a + b, known, 0.0) / held)
        return worst


def _times(terms: list[Term]) -> float:
    return reduce(lambda a, b: a * b, (e.value for e in terms if e.value is not None), 1.0)


def _seconds(terms: list[Term]) -> float:
    """Return a sum of times; one that is not known counts as what it is at least."""
    return reduce(
        lambda a, b: a + b, (e.floor if e.value is None else e.value for e in terms), 0.0
    )


def refuse_other(objective: Declared, placement: PlanPlacement, proved: float) -> None:
    """Raise TopologyError where the plan has another value than its proof."""
    planned = placement.point.value(objective.name).value
    if not isclose(proved, planned, rel_tol=_SAME, abs_tol=1e-15):
        raise differs(objective.notation, f"{planned!r}", f"{proved!r}")


def differs(what: str, planned: str, proved: str) -> TopologyError:
    """Return the error of a plan that its proof does not bear out."""
    return TopologyError(
        f"the {what} of this placement can't be proved as it was planned",
        expected=f"{planned}, as planned", found=f"{proved}, as proved from the facts",
        hint="the routes of the plan may be others than the quickest",
    )
