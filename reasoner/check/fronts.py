"""Fronts of plans: every placement that is good enough is tried, and held against the points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .candidates import Candidate, of_flow
from .cases import Case
from .judging import judged
from .objectives import Objective
from .plan_values import terms_of, value_of
from .plans import Laid, Plan
from .tables import Tables, score_of
from .vocabulary import FEASIBLE, UNKNOWN

MOST_COMBINATIONS = 10**6  # that are tried; a larger claim rests on who searched
_SAME = 1e-9  # relative: values that differ by less are equal
Vector = tuple[float, ...]  # such that less is better


@dataclass(frozen=True)
class Worth:
    """What a placement is worth by each objective, and how many terms of each nobody states."""

    values: tuple[float, ...]
    missing: tuple[int, ...]


class Search:
    """All placements of a plan that have at least a verdict."""

    def __init__(self, plan: Plan, least: int, by: Sequence[Objective | None] = ()) -> None:
        self.plan, self.world, self.least = plan, plan.world, least
        self.tables = Tables(plan, by, self.case)
        self.down = None if plan.down is None else Search(plan.down, least)
        self._fits: dict[tuple[Candidate, str, str | None], bool] = {}
        self._goes: dict[tuple[str, str, str], bool] = {}

    def case(self, candidate: Candidate) -> Case:
        """Return a candidate's case, on the fastest routes."""
        return self.world.case(candidate)

    @cached_property
    def open(self) -> dict[str, list[Candidate]]:
        """Return the candidates of each task that fit for some place its data may come from."""
        found: dict[str, list[Candidate]] = {}
        for task in self.plan.tasks:
            into = self.plan.into(task)
            sources = [
                (node, each.iri) for each in into
                for node in sorted({e.node for e in found[each.sender]})
            ] if into else [(self.plan.inputs[task], None)]
            found[task] = [
                each for each in candidates_of(self.plan, task)
                if any(self.fits(each, *source) for source in sources)
            ]
        return found

    @property
    def combinations(self) -> int:
        """Return how many placements are left once what does not fit alone is left out."""
        return math.prod(len(each) for each in self.open.values())

    @property
    def is_too_large(self) -> bool:
        """Say whether there are more placements than are tried."""
        return self.combinations > MOST_COMBINATIONS

    def fits(self, candidate: Candidate, source: str, flow: str | None) -> bool:
        """Say whether a candidate is good enough with what a flow brings from a node."""
        key = (candidate, source, flow)
        if key not in self._fits:
            case = self.case(replace(candidate, source=source or None, flow=flow))
            self._fits[key] = all(
                judged(each, case).verdict >= self.least
                for each in self.world.vocabulary.of_candidates
            ) and (self.down is None or self.down.fits(candidate, source, flow))
        return self._fits[key]

    def goes(self, flow: str, sender: str, receiver: str) -> bool:
        """Say whether a flow is good enough between two nodes."""
        key = (flow, sender, receiver)
        if key not in self._goes:
            case = self.case(of_flow(self.world.facts, *key))
            self._goes[key] = all(
                judged(each, case).verdict >= self.least for each in self.plan.of_flows
            ) and (self.down is None or self.down.goes(*key))
        return self._goes[key]

    def all(self, chosen: dict[str, Candidate] | None = None) -> Iterator[dict[str, Candidate]]:
        """Yield each placement that has the verdict."""
        chosen = chosen or {}
        if len(chosen) == len(self.plan.tasks):
            if self._holds(chosen):
                yield chosen
            return
        task = self.plan.tasks[len(chosen)]
        sources: list[tuple[str, str | None]] = [
            (chosen[each.sender].node, each.iri) for each in self.plan.into(task)
        ] or [(self.plan.inputs[task], None)]
        for each in self.open[task]:
            here = {**chosen, task: each}
            if all(self.fits(each, *source) for source in sources) and self._flow(here, task):
                yield from self.all(here)

    def _flow(self, chosen: dict[str, Candidate], task: str) -> bool:
        """Say whether all flows to and from a task are good enough, as far as it is placed."""
        return all(
            self.goes(each.iri, chosen[each.sender].node, chosen[each.receiver].node)
            for each in self.plan.flows
            if task in (each.sender, each.receiver)
            and each.sender in chosen and each.receiver in chosen
        )

    def _holds(self, chosen: dict[str, Candidate]) -> bool:
        """Say whether all is in time, and what is shared is enough.

        Where conditions are allowed, what is shared refuses only if it can't be enough.
        """
        in_time = all(
            self.tables.time_verdict(chosen, each) >= self.least for each in self.plan.chains
            if self.plan.deadline(each.pipeline) is not None
        )
        at_least = FEASIBLE if self.least == FEASIBLE else UNKNOWN
        if not in_time or self.tables.use_verdict(chosen) < at_least:
            return False
        if self.down is not None and not self.down._holds(chosen):
            return False
        if not self.plan.modes.groups:
            return True
        laid = Laid(self.plan, chosen, self.case)
        return all(laid.survives(each) >= self.least for each in self.plan.modes.outages)


def candidates_of(plan: Plan, task: str) -> list[Candidate]:
    """Return all candidates of a task on the site, whatever its data."""
    return [
        replace(each, source=None)
        for node in plan.world.nodes() for each in plan.world.candidates(task, node)
    ]


def worth(laid: Laid, objectives: Sequence[Objective | None]) -> Worth:
    """Return what a placement is worth; None stands for how many drivers speak for it."""
    values, missing = [], []
    for each in objectives:
        if each is None:
            values.append(float(sum(score_of(laid.plan, *each) for each in laid.nodes.items())))
            missing.append(0)
        else:
            values.append(value_of(laid, each))
            missing.append(sum(term.value is None for term in terms_of(laid, each)))
    return Worth(tuple(values), tuple(missing))


def vector(found: Worth, objectives: Sequence[Objective | None]) -> Vector:
    """Return values such that less is better; what lacks a figure does not beat what states it."""
    numbers: list[float] = []
    for value, missing, each in zip(found.values, found.missing, objectives, strict=True):
        numbers.append(value if each is not None and each.less else -value)
        if each is not None and each.how != "worst-node":
            numbers.append(float(missing))
    return tuple(numbers)


def covers(one: Vector, other: Vector) -> bool:
    """Say whether one is at least as good as another in everything."""
    return all(a <= b or math.isclose(a, b, rel_tol=_SAME) for a, b in zip(one, other, strict=True))


def beats(one: Vector, other: Vector) -> bool:
    """Say whether one is as good in everything, and better in something."""
    return covers(one, other) and not covers(other, one)
