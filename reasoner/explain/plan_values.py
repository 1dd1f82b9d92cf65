"""Prove what a placement is worth: the terms of each objective, and how they come together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import isclose

from ..errors import TopologyError
from ..plan_objective import BATTERY, STANDBY, Declared
from ..plan_placement import PlanPlacement
from ..plan_problem import Combine
from ..proof import PlanValue
from .plan_parts import PlanParts, Term

_SAME = 1e-9  # relative: the planner adds the same numbers in another order
_HOW = {
    Combine.SUM: "{terms} added up", Combine.PRODUCT: "{terms} multiplied",
    Combine.PATH: "the longest sum along the precedence of {terms}",
    Combine.LOAD: "the worst battery, of {terms}",
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
        step = PlanValue(
            f"{label} is {shown}: {_how(objective.combine, len(found.terms), missing)}", steps,
            objective.name, objective.quantity, value, objective.combine.value, missing,
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


def _how(combine: Combine, count: int, missing: int) -> str:
    terms = "1 term" if count == 1 else f"{count} terms"
    said = _HOW[combine].format(terms=terms)
    if not missing:
        return said
    return f"{said}, of which {missing} {'is' if missing == 1 else 'are'} not stated"


class _Found:
    """The terms of one objective as they are come upon, in a fixed order."""

    def __init__(self, parts: PlanParts, objective: Declared) -> None:
        self.parts, self.objective = parts, objective
        self.terms: list[Term] = []

    def value(self) -> float:
        """Return the value, with all terms collected."""
        match self.objective.combine:
            case Combine.PATH:
                return self._longest()
            case Combine.LOAD:
                return self._worst()
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
        yield [each for flow in parts.flows for each in self._of_flow(flow)]
        yield [each for task in parts.inputs for each in self._of_input(task)]
        yield [
            self._kept(parts.term(prover, name))
            for prover in parts.nodes.values() for name in self.objective.of("node")
        ]
        yield [
            self._kept(parts.term_of_link(link, name))
            for link in parts.links for name in self.objective.of("link")
        ]

    def _of_task(self, task: str) -> list[Term]:
        names = self.objective.of("task")
        return [self._kept(self.parts.term(self.parts.tasks[task][0], name)) for name in names]

    def _of_flow(self, flow: str) -> list[Term]:
        names = self.objective.of("flow")
        return [self._kept(self.parts.term(self.parts.flows[flow], name)) for name in names]

    def _of_input(self, task: str) -> list[Term]:
        names = self.objective.of("input")
        return [self._kept(self.parts.term(self.parts.tasks[task][0], name)) for name in names]

    def _longest(self) -> float:
        placement, ends = self.parts.placement, dict[str, float]()
        for task in self.parts.tasks:
            begins = [
                ends[each.sender] + _seconds(self._of_flow(each.flow))
                for each in placement.into(task)
            ]
            begin = max(begins) if begins else _seconds(self._of_input(task))
            ends[task] = begin + _seconds(self._of_task(task))
        return max(ends.values(), default=0.0)

    def _worst(self) -> float:
        parts, worst = self.parts, 0.0
        for node, prover in parts.nodes.items():
            held = prover.interval(BATTERY).middle if prover.is_known(BATTERY) else None
            if held is None or held <= 0:
                continue
            self._kept(parts.term(prover, BATTERY))
            drawn = [self._kept(parts.term(prover, STANDBY))]
            drawn += [e for task, n in parts.node_of.items() if n == node
                      for e in self._of_task(task)]
            drawn += [e for sent in parts.placement.flows if parts.node_of[sent.sender] == node
                      for e in self._of_flow(sent.flow)]
            drawn += [e for task, n in parts.inputs.items() if n == node
                      for e in self._of_input(task)]
            known = [each.value for each in drawn if each.value is not None]
            worst = max(worst, reduce(lambda a, b: a + b, known, 0.0) / held)
        return worst


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
