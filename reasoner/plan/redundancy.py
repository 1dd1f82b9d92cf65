"""What goes on working when something fails: modes of which any will do, and what must be apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..plan_problem import Apart, Bools, Floats, Ints, Objective, Problem
from .crossing import crossed, crossings

Part = tuple[frozenset[int], frozenset[int]]  # places of tasks and of flows
Entries = tuple[Ints, Ints, Ints]  # rows, the node or link that each uses, the task or flow


def modes_of(problem: Problem) -> list[Part]:
    """Return the tasks and flows of each mode; all of them where none is stated."""
    modes = problem.modes or (frozenset(range(len(problem.tasks))),)
    return [(each, frozenset(problem.flows_among(each))) for each in modes]


def terms_of(modes: Sequence[Part], most: int | None = None) -> dict[Part, int] | None:
    """Return what sets of modes use together, with how often it counts; None for more than `most`.

    Inclusion and exclusion, one mode after another: several modes work at once where all that any
    of them uses does, so what they share counts once.  Sets that use the same are one term.
    """
    found: dict[Part, int] = {}
    for mode in modes:
        grown = defaultdict(int, found)
        grown[mode] += 1
        for (tasks, flows), count in found.items():
            grown[tasks | mode[0], flows | mode[1]] -= count
        found = {part: count for part, count in grown.items() if count}
        if most is not None and len(found) > most:
            return None
    return found


@dataclass(frozen=True)
class SomeMode:
    """A problem with the terms whose signed sum is the probability that some mode works."""

    problem: Problem
    terms: dict[Part, int]

    @classmethod
    def of(cls, problem: Problem) -> SomeMode:
        """Return the terms of a problem; a single one where it has one mode."""
        terms = terms_of(modes_of(problem))
        assert terms is not None
        return cls(problem, terms)

    def among(self, tasks: frozenset[int]) -> SomeMode:
        """Return the terms with only some of the tasks, as if all others always worked."""
        flows = frozenset(self.problem.flows_among(tasks))
        found: dict[Part, int] = defaultdict(int)
        for part, count in self.terms.items():
            found[part[0] & tasks, part[1] & flows] += count
        return SomeMode(self.problem, {part: count for part, count in found.items() if count})

    def works(self, objective: Objective, nodes: Ints) -> Floats:
        """Return the probability that in some mode all nodes and links in use work, [rows]."""
        rows = len(nodes)
        total = np.zeros(rows)
        used = [
            _Used.of(entries, np.log(figures.astype(float)), kind)
            for kind, figures, entries in (
                (0, objective.of_node, self._on_nodes(nodes)),
                (1, objective.of_link, self._on_links(nodes)),
            ) if figures is not None
        ]
        for part, count in self.terms.items():
            log = np.zeros(rows)
            for each in used:
                log += each.summed(part, rows)
            total += count * np.exp(log)
        return total

    def _on_nodes(self, nodes: Ints) -> Entries:
        tasks = sorted(frozenset[int]().union(*(part[0] for part in self.terms)))
        row = np.tile(np.arange(len(nodes)), len(tasks))
        thing = nodes[:, tasks].T.ravel().astype(np.int64)
        return row, thing, np.repeat(np.array(tasks, dtype=np.int64), len(nodes))

    def _on_links(self, nodes: Ints) -> Entries:
        flows = sorted(frozenset[int]().union(*(part[1] for part in self.terms)))
        found = [crossed(self.problem, self.problem.flows[each], nodes) for each in flows]
        none = [np.zeros(0, dtype=np.int64)]
        return (
            np.concatenate([*none, *(row for row, _ in found)]),
            np.concatenate([*none, *(link for _, link in found)]),
            np.repeat(np.array(flows, dtype=np.int64), [len(row) for row, _ in found]),
        )


@dataclass(frozen=True)
class _Used:
    """The nodes or links that rows use, each once a row, with the tasks or flows that use them.

    `row` and `log` [used]: the row, and the logarithm of how often the thing works.  `user` lists
    who uses them, those of the thing at place p from `start[p]` on.
    """

    row: Ints
    log: Floats
    start: Ints
    user: Ints
    kind: int

    @classmethod
    def of(cls, entries: Entries, logs: Floats, kind: int) -> _Used:
        """Return what is used, without what never fails."""
        row, thing, user = entries
        fails = logs[thing] < 0
        row, thing, user = row[fails], thing[fails], user[fails]
        key = row * len(logs) + thing
        order = np.argsort(key, kind="stable")
        key, start = np.unique(key[order], return_index=True)
        rows, things = np.divmod(key, len(logs))
        return cls(rows, logs[things], start, user[order], kind)

    def summed(self, part: Part, rows: int) -> Floats:
        """Return the sum of the logarithms of what a part uses, [rows]."""
        if not len(self.row):
            return np.zeros(rows)
        users = np.zeros(int(self.user.max()) + 1, dtype=bool)
        users[[each for each in part[self.kind] if each < len(users)]] = True
        used = np.logical_or.reduceat(users[self.user], self.start)
        return np.asarray(np.bincount(self.row[used], self.log[used], rows), dtype=float)


def touching(
    problem: Problem, apart: Apart, nodes: Ints, placed: frozenset[int] | None = None
) -> Bools:
    """Return which rows have something in common that is to be apart, by the tasks placed so far.

    Without `placed` all tasks are.
    """
    found = np.zeros(len(nodes), dtype=bool)
    for one in apart.tasks[0]:
        for other in apart.tasks[1]:
            if placed is None or {one, other} <= placed:
                found |= nodes[:, one] == nodes[:, other]
    ones, others = (
        crossings(problem, [
            flow for flow in (problem.flows[each] for each in side)
            if placed is None or {flow.sender, flow.receiver} <= placed
        ], nodes) for side in apart.flows
    )
    both = np.intersect1d(ones, others, assume_unique=True)
    if len(both):
        rows, links = np.divmod(both, len(problem.links.capacity))
        found[rows[apart.links[links]]] = True
    return found
