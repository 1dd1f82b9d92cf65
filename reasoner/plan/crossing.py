"""What assignments use: the nodes of their tasks and the links of their flows, each counted once.

`nodes` has the node of each task, [rows, tasks].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..plan_problem import Floats, Ints, Problem, ProblemFlow


def crossed(problem: Problem, flow: ProblemFlow, nodes: Ints) -> tuple[Ints, Ints]:
    """Return which links a flow crosses: rows, and links, one pair for each crossing."""
    routes = problem.routes_of(flow)
    start = routes.start
    way = nodes[:, flow.sender].astype(np.int64) * len(problem.nodes)
    way += nodes[:, flow.receiver]
    counts = start[way + 1] - start[way]
    row = np.repeat(np.arange(len(nodes)), counts)
    step = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, routes.link[np.repeat(start[way], counts) + step]


def crossings(problem: Problem, flows: Iterable[ProblemFlow], nodes: Ints) -> Ints:
    """Return row × links + link of all that some flows cross, each once and rising."""
    count = len(problem.links.capacity)
    keys = [np.zeros(0, dtype=np.int64)]
    for each in flows:
        row, link = crossed(problem, each, nodes)
        keys.append(row * count + link)
    found: Ints = np.unique(np.concatenate(keys))
    return found


def once_a_node(of_node: Floats, nodes: Ints, add: np.ufunc) -> Floats:
    """Return a row's sum (or product) over the nodes in use, each once, [rows]."""
    used = np.sort(nodes, axis=1)
    again = np.zeros(used.shape, dtype=bool)
    again[:, 1:] = used[:, 1:] == used[:, :-1]
    found: Floats = add.reduce(np.where(again, add.identity, of_node[used]), axis=1)
    return found


def once_a_link(
    problem: Problem, of_link: Floats, flows: Sequence[ProblemFlow], nodes: Ints, add: np.ufunc
) -> Floats:
    """Return a row's sum (or product) over the links that flows cross, each once, [rows]."""
    keys = crossings(problem, flows, nodes)
    rows, links = np.divmod(keys, len(of_link)) if len(keys) else (keys, keys)
    total = np.full(len(nodes), float(add.identity))
    add.at(total, rows, of_link[links])
    return total
