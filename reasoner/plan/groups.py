"""Parts of a problem that meet only in what they share: tasks that no flow joins.

A part is a problem of its own, usually one pipeline.  What is added up over parts is linear: the
objective, limits on sums, and what each capacity has to bear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..plan_problem import Apart, Combine, Floats, Ints, Objective, Problem, RouteRows
from .evaluate import Arbiter
from .labels import LINKS, capacities
from .space import Space


@dataclass(frozen=True)
class Linear:
    """What options of tasks [k] and flows between nodes [n, n] add to a sum, by their places."""

    tasks: Mapping[int, Floats]
    flows: Mapping[int, Floats]


@dataclass(frozen=True)
class Shared:
    """What parts share: capacities of nodes and links that could bind, and limits on sums.

    `bounds` has one figure each, in this order: `nodes` (resource and node), `links`, `limits`.
    """

    nodes: tuple[tuple[int, int], ...]
    links: Ints
    limits: tuple[Linear, ...]
    bounds: Floats


@dataclass(frozen=True)
class Group:
    """Some tasks of a problem as a problem of their own; `tasks` and `flows` are places in it."""

    tasks: tuple[int, ...]
    flows: tuple[int, ...]
    space: Space
    arbiter: Arbiter


def is_separable(problem: Problem, objective: Objective) -> bool:
    """Say whether an objective and all limits are sums over tasks and flows alone."""
    return _is_linear(objective) and has_linear_limits(problem)


def has_linear_limits(problem: Problem) -> bool:
    """Say whether all limits are on sums over tasks and flows alone, and there is one mode."""
    return not problem.modes and all(
        _is_linear(problem.objective(each.objective)) for each in problem.limits
    )


def _is_linear(objective: Objective) -> bool:
    return (
        objective.combine in (Combine.SUM, Combine.PRODUCT)
        and _is_neutral(objective, objective.of_node) and _is_neutral(objective, objective.of_link)
    )


def is_in_groups(space: Space, objective: Objective) -> bool:
    """Say whether a space has several parts that an objective adds up over."""
    return is_separable(space.problem, objective) and len(groups_of(space)) > 1


def _is_neutral(objective: Objective, of_each: Floats | None) -> bool:
    neutral = 1.0 if objective.combine is Combine.PRODUCT else 0.0
    return of_each is None or bool((of_each == neutral).all())


def groups_of(space: Space) -> list[Group]:
    """Return the parts of a space: what flows join, in the order of their first tasks."""
    problem = space.problem
    part = list(range(len(problem.tasks)))
    for flow in problem.flows:
        one, other = part[flow.sender], part[flow.receiver]
        part = [min(one, other) if each in (one, other) else each for each in part]
    for apart in problem.apart:
        ends = {part[task] for task in _tasks_of(problem, apart)}
        part = [min(ends) if each in ends else each for each in part]
    return [
        _group(space, tuple(t for t, own in enumerate(part) if own == each))
        for each in sorted(set(part))
    ]


def _group(space: Space, tasks: tuple[int, ...]) -> Group:
    problem, at = space.problem, {task: place for place, task in enumerate(tasks)}
    flows = tuple(p for p, flow in enumerate(problem.flows) if flow.sender in at)
    pipelines = {problem.tasks[task].pipeline for task in tasks}
    own = replace(
        problem,
        tasks=tuple(problem.tasks[task] for task in tasks),
        flows=tuple(
            replace(f, sender=at[f.sender], receiver=at[f.receiver])
            for f in (problem.flows[place] for place in flows)
        ),
        ends=tuple(each for each in problem.ends if each.pipeline in pipelines),
        limits=(),
        apart=tuple(
            _renumbered(each, at, {place: new for new, place in enumerate(flows)})
            for each in problem.apart if _tasks_of(problem, each) & {*tasks}
        ),
        modes=(),
    )
    pairs = {
        (at[one], at[other]): good for (one, other), good in space.pairs.items() if one in at
    }
    return Group(
        tasks, flows, Space(own, tuple(space.kept[task] for task in tasks), pairs),
        Arbiter.of(own),
    )


def _tasks_of(problem: Problem, apart: Apart) -> set[int]:
    """Return the tasks that something to be kept apart is about."""
    found = {task for side in apart.tasks for task in side}
    for flow in (problem.flows[place] for side in apart.flows for place in side):
        found |= {flow.sender, flow.receiver}
    return found


def _renumbered(apart: Apart, tasks: Mapping[int, int], flows: Mapping[int, int]) -> Apart:
    (own, others), (ways, other_ways) = apart.tasks, apart.flows
    return replace(
        apart,
        tasks=(tuple(tasks[each] for each in own), tuple(tasks[each] for each in others)),
        flows=(tuple(flows[each] for each in ways), tuple(flows[each] for each in other_ways)),
    )


def linear(problem: Problem, objective: Objective) -> Linear:
    """Return what is chosen adds to an objective, such that less is better; of a PRODUCT, logs."""
    def signed(figures: Floats) -> Floats:
        found = figures.astype(float)
        if objective.combine is Combine.PRODUCT:
            with np.errstate(divide="ignore"):  # of pairs of nodes without a way
                found = np.log(found)
        return found if objective.less else -found

    name = objective.name
    return Linear(
        {p: signed(e.objectives[name]) for p, e in enumerate(problem.tasks)
         if name in e.objectives},
        {p: signed(e.objectives[name]) for p, e in enumerate(problem.flows)
         if name in e.objectives},
    )


def shared(problem: Problem) -> Shared:
    """Return what all parts of a problem share."""
    found = capacities(problem)
    nodes = tuple(
        (each.resource, each.place)
        for resource, places in found.items() if resource != LINKS
        for each in places
    )
    links = np.array([each.place for each in found.get(LINKS, [])], dtype=np.int64)
    limits = [(problem.objective(each.objective), each.bound) for each in problem.limits]
    bounds = [
        *(problem.resources[resource].capacity[node] for resource, node in nodes),
        *problem.links.capacity[links],
        *(_limit(objective, bound) for objective, bound in limits),
    ]
    return Shared(
        nodes, links, tuple(linear(problem, objective) for objective, _ in limits),
        np.array(bounds, dtype=float),
    )


def _limit(objective: Objective, bound: float) -> float:
    if objective.combine is Combine.PRODUCT:
        with np.errstate(divide="ignore"):  # a bound of 0: any is better, or none is as good
            bound = float(np.log(max(bound, 0.0)))
    return bound if objective.less else -bound


def added(group: Group, term: Linear, rows: Ints) -> Floats:
    """Return what assignments of a group add to a sum of the whole problem, [rows]."""
    nodes = group.arbiter.nodes(rows)
    total = np.zeros(len(rows))
    for place, task in enumerate(group.tasks):
        if task in term.tasks:
            total += term.tasks[task][rows[:, place]]
    for place, flow in enumerate(group.flows):
        if flow in term.flows:
            own = group.space.problem.flows[place]
            total += term.flows[flow][nodes[:, own.sender], nodes[:, own.receiver]]
    return total


def burden(group: Group, parts: Shared, rows: Ints) -> Floats:
    """Return what assignments of a group take of each thing that is shared, [rows, shared]."""
    problem, nodes = group.space.problem, group.arbiter.nodes(rows)
    columns: list[Floats] = [np.zeros((len(rows), 0))]
    for number, resource in enumerate(problem.resources):
        wanted = [node for which, node in parts.nodes if which == number]
        if wanted:
            columns.append(group.arbiter.load(resource.name, rows, nodes)[:, wanted])
    load = np.zeros((len(rows), len(parts.links)))
    for flow in problem.flows:
        if flow.bits_per_second and len(parts.links):
            row, link = group.arbiter.crossed(flow, nodes)
            at = np.minimum(np.searchsorted(parts.links, link), len(parts.links) - 1)
            known = parts.links[at] == link
            np.add.at(load, (row[known], at[known]), flow.bits_per_second)
    columns.append(load)
    columns += [added(group, each, rows)[:, None] for each in parts.limits]
    return np.hstack(columns)


def priced(problem: Problem, term: Linear, parts: Shared, prices: Floats) -> Linear:
    """Return what is added to a sum if what is shared costs a price, [shared]."""
    tasks = {
        p: term.tasks.get(p, np.zeros(len(e.node))).copy() for p, e in enumerate(problem.tasks)
    }
    n = len(problem.nodes)
    flows = {p: term.flows.get(p, np.zeros((n, n))).copy() for p, _ in enumerate(problem.flows)}
    of_node = np.zeros((len(problem.resources), n))
    for (resource, node), price in zip(parts.nodes, prices, strict=False):
        of_node[resource, node] = price
    for shared_by_all, price in zip(problem.resources, of_node, strict=True):
        name = shared_by_all.name
        for place, task in enumerate(problem.tasks):
            if name in task.uses:
                tasks[place] += task.uses[name] * price[task.node]
        for place, flow in enumerate(problem.flows):
            if name in flow.uses_of_sender:
                flows[place] += flow.uses_of_sender[name] * price[:, None]
            if name in flow.uses_of_receiver:
                flows[place] += flow.uses_of_receiver[name] * price[None, :]
    first = len(parts.nodes)
    of_link = np.zeros(len(problem.links.capacity))
    of_link[parts.links] = prices[first : first + len(parts.links)]
    if of_link.any():
        usual = RouteRows(problem.links.start, problem.links.link)
        of_usual = _over(usual, of_link, n)
        for place, flow in enumerate(problem.flows):
            of_route = of_usual if flow.routes is None else _over(flow.routes, of_link, n)
            flows[place] += flow.bits_per_second * of_route
    for each, price in zip(parts.limits, prices[first + len(parts.links) :], strict=True):
        for place, figures in each.tasks.items():
            tasks[place] += price * figures
        for place, figures in each.flows.items():
            flows[place] += price * figures
    return Linear(tasks, flows)


def _over(routes: RouteRows, of_link: Floats, count: int) -> Floats:
    """Return what the links of all routes come to, [n, n]."""
    upto = np.concatenate([[0.0], np.cumsum(of_link[routes.link])])
    found: Floats = upto[routes.start[1:]] - upto[routes.start[:-1]]
    return found.reshape(count, count)
