"""What assignments are worth and what they break, exactly: the arbiter of every solver.

Rows are assignments: int [rows, tasks], the option of each task.  Sums are in float64, and held
against a bound with labels.TOLERANCE.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..plan_problem import (
    Bools,
    Combine,
    Floats,
    Ints,
    Limit,
    Objective,
    Percentile,
    Problem,
    ProblemFlow,
)
from ..plan_solution import Assignment
from .crossing import crossed, once_a_link, once_a_node
from .labels import LINKS, Capacity, Label, exceeds, tight_links, tight_nodes, too_late
from .redundancy import SomeMode, touching

HOPELESS = ""  # the label of what nobody can give up
_CELLS = 4_000_000  # numbers that a table of rows and nodes may have


@dataclass(frozen=True)
class Arbiter:
    """A problem, and which of its capacities could be exceeded at all.

    `order` lists tasks so that what precedes comes first.  `some_mode` has the terms of EITHER.
    """

    problem: Problem
    tight: tuple[Ints, ...]
    tight_links: Bools
    order: tuple[int, ...]
    some_mode: SomeMode

    @classmethod
    def of(cls, problem: Problem) -> Arbiter:
        """Return the arbiter of a problem."""
        tight = tuple(tight_nodes(problem, each) for each in range(len(problem.resources)))
        links = np.zeros(len(problem.links.capacity), dtype=bool)
        links[tight_links(problem)] = True
        return cls(problem, tight, links, in_order(problem), SomeMode.of(problem))

    def feasible(self, rows: Ints) -> Bools:
        """Return which rows break nothing."""
        good = np.ones(len(rows), dtype=bool)
        for part in self.parts(len(rows)):
            for _, broken in self.broken(rows[part]):
                good[part] &= ~broken
        return good

    def values(self, rows: Ints) -> Floats:
        """Return the value of each objective in its own unit, [rows, objectives]."""
        found = np.zeros((len(rows), len(self.problem.objectives)))
        for part in self.parts(len(rows)):
            for place, each in enumerate(self.problem.objectives):
                found[part, place] = self.value(each, rows[part])
        return found

    def assigned(self, row: Ints) -> Assignment:
        """Return an assignment with the values of all objectives."""
        return Assignment(tuple(row.tolist()), tuple(self.values(row[None, :])[0].tolist()))

    def broken(self, rows: Ints) -> Iterator[tuple[Label, Bools]]:
        """Yield labels with the rows that break them; a label may come more than once."""
        nodes = self.nodes(rows)
        yield from self._broken_by_tasks(rows)
        for flow in self.problem.flows:
            yield from self._broken_by_flow(flow, rows, nodes)
        for resource, tight in enumerate(self.tight):
            if len(tight):
                load = self.load(self.problem.resources[resource].name, rows, nodes)[:, tight]
                over = exceeds(load, self.problem.resources[resource].capacity[tight])
                for column in np.flatnonzero(over.any(axis=0)):
                    yield Capacity(resource, int(tight[column])), over[:, column]
        yield from self._broken_links(nodes)
        for end in self.problem.ends:
            longest = self.longest(end.percentile, rows, nodes, end.pipeline)
            yield end.label, exceeds(longest, end.at_most)
        for limit in self.problem.limits:
            yield limit.label, self._is_beyond(limit, rows)
        for apart in self.problem.apart:
            yield apart.label, touching(self.problem, apart, nodes)

    def nodes(self, rows: Ints) -> Ints:
        """Return the node of each task, [rows, tasks]."""
        return np.column_stack([
            task.node[rows[:, place]] for place, task in enumerate(self.problem.tasks)
        ]) if self.problem.tasks else np.zeros((len(rows), 0), dtype=int)

    def parts(self, rows: int) -> Iterator[slice]:
        """Yield slices of rows small enough for a table of rows and nodes."""
        step = max(1, _CELLS // max(1, len(self.problem.nodes)))
        return (slice(start, start + step) for start in range(0, rows, step))

    def _broken_by_tasks(self, rows: Ints) -> Iterator[tuple[Label, Bools]]:
        for place, task in enumerate(self.problem.tasks):
            for label, refused in task.refused.items():
                yield label, refused[rows[:, place]]

    def _broken_by_flow(
        self, flow: ProblemFlow, rows: Ints, nodes: Ints
    ) -> Iterator[tuple[Label, Bools]]:
        at = nodes[:, flow.sender], nodes[:, flow.receiver]
        yield HOPELESS, ~np.isfinite(flow.seconds.p50[at])
        for label, refused in flow.refused.items():
            yield label, refused[at]
        receiver = self.problem.tasks[flow.receiver]
        for each in flow.deadlines:
            of_flow = flow.seconds.at(each.percentile) if each.seconds is None else each.seconds
            own = receiver.seconds.at(each.percentile)[rows[:, flow.receiver]]
            yield each.label, too_late(of_flow[at], own, each.at_most)

    def load(self, name: str, rows: Ints, nodes: Ints) -> Floats:
        """Return what is used of a node resource, [rows, nodes]."""
        count, size = len(self.problem.nodes), len(rows)
        total = np.zeros(size * count)
        at_row = np.arange(size) * count

        def add(node: Ints, use: Floats) -> None:
            total[at_row + node] += use

        for place, task in enumerate(self.problem.tasks):
            if name in task.uses:
                add(nodes[:, place], task.uses[name][rows[:, place]])
        for flow in self.problem.flows:
            at = nodes[:, flow.sender], nodes[:, flow.receiver]
            if name in flow.uses_of_sender:
                add(at[0], flow.uses_of_sender[name][at])
            if name in flow.uses_of_receiver:
                add(at[1], flow.uses_of_receiver[name][at])
        return total.reshape(size, count)

    def _broken_links(self, nodes: Ints) -> Iterator[tuple[Label, Bools]]:
        if not self.tight_links.any():
            return
        parts = [(*self.crossed(f, nodes), f.bits_per_second) for f in self.problem.flows]
        row = np.concatenate([each[0] for each in parts])
        link = np.concatenate([each[1] for each in parts])
        bits = np.concatenate([np.full(len(each[0]), each[2]) for each in parts])
        if self.problem.links.is_for_sums:
            bits = np.minimum(bits, self.problem.links.capacity[link])
        known = self.tight_links[link]
        keys, which = np.unique(row[known] * len(self.tight_links) + link[known],
                                return_inverse=True)
        rows, links = np.divmod(keys, len(self.tight_links))
        load = np.bincount(which, bits[known], len(keys)).astype(float)
        over = exceeds(load, self.problem.links.capacity[links])
        for each in np.unique(links[over]):
            broken = np.zeros(len(nodes), dtype=bool)
            broken[rows[over & (links == each)]] = True
            yield Capacity(LINKS, int(each)), broken

    def crossed(self, flow: ProblemFlow, nodes: Ints) -> tuple[Ints, Ints]:
        """Return which links a flow crosses: rows, and links, one pair for each crossing."""
        return crossed(self.problem, flow, nodes)

    def longest(
        self, percentile: Percentile, rows: Ints, nodes: Ints, pipeline: int | None = None
    ) -> Floats:
        """Return the longest path over what precedes, in s, of one or of all pipelines."""
        problem = self.problem
        done: dict[int, Floats] = {}
        for task in self.order:
            if pipeline not in (None, problem.tasks[task].pipeline):
                continue
            begin = np.zeros(len(rows))
            for flow in problem.flows:
                if flow.precedes and flow.receiver == task:
                    at = nodes[:, flow.sender], nodes[:, task]
                    way = flow.seconds.at(percentile)[at]
                    begin = np.maximum(begin, done[flow.sender] + way)
            own = problem.tasks[task].seconds.at(percentile)
            done[task] = begin + own[rows[:, task]]
        longest: Floats = np.max([np.zeros(len(rows)), *done.values()], axis=0)
        return longest

    def value(self, objective: Objective, rows: Ints) -> Floats:
        """Return an objective's value in its own unit, [rows]."""
        nodes = self.nodes(rows)
        if objective.combine is Combine.PATH:
            return self.longest(objective.percentile, rows, nodes)
        if objective.combine is Combine.LOAD:
            return self._heaviest(objective, rows, nodes)
        if objective.combine is Combine.EITHER:
            return self.some_mode.works(objective, nodes)
        pipelines = range(len(self.problem.pipelines))
        if objective.combine is Combine.WORST:
            each = [self._added(objective, rows, nodes, which) for which in pipelines]
            worst: Floats = np.max(each, axis=0) if objective.less else np.min(each, axis=0)
            return worst
        return self._added(objective, rows, nodes, None)

    def _heaviest(self, objective: Objective, rows: Ints, nodes: Ints) -> Floats:
        assert objective.weight is not None
        base = 0.0 if objective.base is None else objective.base
        weighed = objective.weight * (base + self.load(objective.resource, rows, nodes))
        used = np.zeros(weighed.shape, dtype=bool)
        np.put_along_axis(used, nodes, True, axis=1)
        heaviest: Floats = np.where(used, weighed, 0.0).max(axis=1, initial=0.0)
        return heaviest

    def _added(
        self, objective: Objective, rows: Ints, nodes: Ints, pipeline: int | None
    ) -> Floats:
        """Return the sum (or product) of an objective's contributions."""
        add = np.multiply if objective.combine is Combine.PRODUCT else np.add
        total = np.full(len(rows), float(add.identity))
        for each in self._contributions(objective, rows, nodes, pipeline):
            total = add(total, each)
        return total

    def _contributions(
        self, objective: Objective, rows: Ints, nodes: Ints, pipeline: int | None
    ) -> Iterator[Floats]:
        problem, name = self.problem, objective.name
        ours = [
            place for place, task in enumerate(problem.tasks)
            if pipeline in (None, task.pipeline)
        ]
        flows = [each for each in problem.flows if each.sender in ours]
        for place in ours:
            if name in problem.tasks[place].objectives:
                yield problem.tasks[place].objectives[name][rows[:, place]]
        for flow in flows:
            if name in flow.objectives:
                yield flow.objectives[name][nodes[:, flow.sender], nodes[:, flow.receiver]]
        add = np.multiply if objective.combine is Combine.PRODUCT else np.add
        if objective.of_node is not None and ours:
            yield once_a_node(objective.of_node, nodes[:, ours], add)
        if objective.of_link is not None and flows:
            yield once_a_link(problem, objective.of_link, flows, nodes, add)

    def _is_beyond(self, limit: Limit, rows: Ints) -> Bools:
        objective = self.problem.objective(limit.objective)
        sign = 1 if objective.less else -1
        return exceeds(sign * self.value(objective, rows), sign * limit.bound)


def in_order(problem: Problem) -> tuple[int, ...]:
    """Return the tasks so that what precedes comes first, else in their own order."""
    before: dict[int, set[int]] = {place: set() for place in range(len(problem.tasks))}
    for flow in problem.flows:
        if flow.precedes:
            before[flow.receiver].add(flow.sender)
    order: list[int] = []
    while before:
        ready = min(task for task, waits in before.items() if waits <= set(order))
        order.append(ready)
        del before[ready]
    return tuple(order)
