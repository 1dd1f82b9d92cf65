"""What goes on working when something fails: modes of which any will do, and what must be apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import combinations

import numpy as np

from ..plan_problem import Apart, Bools, Floats, Ints, Objective, Problem
from .crossing import crossings, once_a_link, once_a_node

Part = tuple[frozenset[int], frozenset[int]]  # places of tasks and of flows


def modes_of(problem: Problem) -> list[Part]:
    """Return the tasks and flows of each mode; all of them where none is stated."""
    modes = problem.modes or (frozenset(range(len(problem.tasks))),)
    return [(each, frozenset(problem.flows_among(each))) for each in modes]


def works(problem: Problem, objective: Objective, nodes: Ints) -> Floats:
    """Return the probability that in some mode all nodes and links in use work, [rows].

    Exact by inclusion and exclusion: several modes work at once where all that any of them uses
    does, so what they share counts once.
    """
    total = np.zeros(len(nodes))
    for sign, part in _unions(modes_of(problem)):
        total += sign * all_work(problem, objective, part, nodes)
    return total


def _unions(modes: list[Part]) -> Iterator[tuple[int, Part]]:
    """Yield what each selection of modes uses together, with the sign that it counts with."""
    for size in range(1, len(modes) + 1):
        for chosen in combinations(modes, size):
            yield (-1) ** (size + 1), reduce(lambda a, b: (a[0] | b[0], a[1] | b[1]), chosen)


def all_work(problem: Problem, objective: Objective, part: Part, nodes: Ints) -> Floats:
    """Return the probability that all nodes and links of some tasks and flows work, [rows]."""
    tasks, flows = part
    found = np.ones(len(nodes))
    if objective.of_node is not None and tasks:
        found *= once_a_node(objective.of_node, nodes[:, sorted(tasks)], np.multiply)
    if objective.of_link is not None and flows:
        ours = [problem.flows[each] for each in sorted(flows)]
        found *= once_a_link(problem, objective.of_link, ours, nodes, np.multiply)
    return found


def touching(problem: Problem, apart: Apart, nodes: Ints) -> Bools:
    """Return which rows have something in common that is to be apart."""
    found = np.zeros(len(nodes), dtype=bool)
    for one in apart.tasks[0]:
        for other in apart.tasks[1]:
            found |= nodes[:, one] == nodes[:, other]
    count = len(problem.links.capacity)
    ones, others = (
        crossings(problem, [problem.flows[each] for each in side], nodes) for side in apart.flows
    )
    both = np.intersect1d(ones, others, assume_unique=True)
    if len(both):
        rows, links = np.divmod(both, count)
        found[rows[apart.links[links]]] = True
    return found
