"""Small problems drawn from a seed, and what their assignments are worth, by the plainest loops."""

import itertools
import math

import numpy as np
from hypothesis import strategies as st

from tierwise.reasoner.plan_problem import (
    Combine,
    Deadline,
    EndToEnd,
    Limit,
    Links,
    NodeResource,
    Objective,
    Problem,
    ProblemFlow,
    ProblemTask,
    Seconds,
)

NODES = 4
NEAR = 1e-9


def drawn(seed, tasks=3, pipelines=1, once=True, hard=0.3):
    """Return a problem; `once` with figures that count once a node or link, `hard` in part."""
    draw = np.random.default_rng(seed)
    of = [int(each) for each in draw.integers(0, pipelines, tasks)]
    placed = tuple(_task(draw, number, pipeline, hard) for number, pipeline in enumerate(of))
    flows = tuple(
        _flow(draw, one, other, hard)
        for one, other in itertools.combinations(range(tasks), 2)
        if of[one] == of[other] and draw.random() < 0.7
    )
    names = tuple(f"{i}->{j}" for i, j in itertools.permutations(range(NODES), 2))
    lengths = (~np.eye(NODES, dtype=bool)).ravel()
    rates = draw.integers(3, 12, len(names)).astype(float)
    links = Links(names, rates, np.concatenate([[0], np.cumsum(lengths)]), np.arange(len(names)))
    return Problem(
        tuple(f"n{each}" for each in range(NODES)), tuple(f"p{p}" for p in range(pipelines)),
        placed, flows, _objectives(draw, len(names), once), links,
        (NodeResource("memory", draw.integers(5, 14, NODES).astype(float)),),
        tuple(EndToEnd(f"end of p{p}", p, float(draw.integers(20, 50))) for p in range(pipelines)),
        (Limit("budget", "cost", float(draw.integers(12, 40))),),
    )


def _objectives(draw, links, once):
    node = draw.integers(0, 4, NODES).astype(float) if once else None
    link = draw.integers(0, 2, links).astype(float) if once else None
    up = draw.choice([0.9, 0.99], NODES) if once else None
    return (
        Objective("cost", of_node=node, of_link=link),
        Objective("up", less=False, combine=Combine.PRODUCT, of_node=up),
        Objective("latency", combine=Combine.PATH),
        Objective("drain", combine=Combine.LOAD, resource="memory",
                  weight=draw.integers(0, 3, NODES).astype(float),
                  base=draw.integers(0, 3, NODES).astype(float)),
        Objective("quality", less=False, combine=Combine.WORST),
    )


def _seconds(draw, shape):
    middle = draw.integers(0, 10, shape).astype(float)
    return Seconds(middle, middle + draw.integers(0, 3, shape))


def _task(draw, number, pipeline, hard):
    k = int(draw.integers(1, 5))
    figures = {"cost": draw.integers(0, 5, k), "quality": draw.integers(0, 5, k)}
    return ProblemTask(
        f"t{number}", pipeline, draw.integers(0, NODES, k), _seconds(draw, k),
        {**{name: each.astype(float) for name, each in figures.items()},
         "up": draw.choice([0.9, 0.99, 0.999], k)},
        {"memory": draw.integers(0, 6, k).astype(float)},
        {f"software of t{number}": draw.random(k) < hard},
    )


def _flow(draw, sender, receiver, hard):
    name, shape = f"f{sender}{receiver}", (NODES, NODES)
    seconds = _seconds(draw, shape)
    seconds.p50[draw.random(shape) < 0.1] = np.inf
    return ProblemFlow(
        name, sender, receiver, seconds, bool(draw.random() < 0.8), float(draw.integers(0, 5)),
        {"cost": draw.integers(0, 5, shape).astype(float)},
        {"memory": draw.integers(0, 2, shape).astype(float)}, {},
        {f"latency of {name}": draw.random(shape) < hard},
        (Deadline(f"deadline of {name}", float(draw.integers(8, 20))),),
    )


problems = st.builds(
    drawn, st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 2), st.booleans(),
    st.sampled_from([0.1, 0.3]),
)


def combinations(problem):
    """Return all combinations of options, in order."""
    return list(itertools.product(*(range(len(task.node)) for task in problem.tasks)))


def broken(problem, options):
    """Return the labels that an assignment breaks; "" for a flow that has no way."""
    tasks = problem.tasks
    node = [int(task.node[each]) for task, each in zip(tasks, options, strict=True)]
    found = {
        label for task, each in zip(tasks, options, strict=True)
        for label, refused in task.refused.items() if refused[each]
    }
    for flow in problem.flows:
        way = node[flow.sender], node[flow.receiver]
        found |= {"" for _ in [0] if math.isinf(flow.seconds.p50[way])}
        found |= {label for label, refused in flow.refused.items() if refused[way]}
        own = tasks[flow.receiver].seconds.p50[options[flow.receiver]]
        for each in flow.deadlines:
            if flow.seconds.p50[way] + own > each.at_most + NEAR:
                found.add(each.label)
    found |= _overloaded(problem, options, node)
    for end in problem.ends:
        if longest(problem, options, node, end.pipeline, "p95") > end.at_most + NEAR:
            found.add(end.label)
    for limit in problem.limits:
        if worth(problem, limit.objective, options) > limit.bound + NEAR:
            found.add(limit.label)
    return frozenset(found)


def _used(problem, options, node, place):
    total = sum(
        task.uses["memory"][each]
        for task, each, at in zip(problem.tasks, options, node, strict=True) if at == place
    )
    return total + sum(
        flow.uses_of_sender["memory"][place, node[flow.receiver]]
        for flow in problem.flows if node[flow.sender] == place
    )


def _overloaded(problem, options, node):
    memory = problem.resources[0].capacity
    found = {
        f"memory of n{place}" for place in range(NODES)
        if _used(problem, options, node, place) > memory[place] + NEAR
    }
    rates = dict.fromkeys(problem.links.names, 0.0)
    for flow in problem.flows:
        if node[flow.sender] != node[flow.receiver]:
            rates[f"{node[flow.sender]}->{node[flow.receiver]}"] += flow.bits_per_second
    limits = dict(zip(problem.links.names, problem.links.capacity, strict=True))
    return found | {f"rate of {name}" for name, rate in rates.items() if rate > limits[name] + NEAR}


def longest(problem, options, node, pipeline, percentile):
    """Return the longest path of a pipeline, in s."""
    def done(task):
        own = problem.tasks[task].seconds.at(percentile)[options[task]]
        return own + max([0.0, *(
            done(flow.sender) + flow.seconds.at(percentile)[node[flow.sender], node[task]]
            for flow in problem.flows if flow.precedes and flow.receiver == task
        )])

    ours = [t for t, task in enumerate(problem.tasks) if task.pipeline == pipeline]
    return max([0.0, *(done(task) for task in ours)])


def worth(problem, name, options):
    """Return an objective's value for an assignment, from its definition."""
    objective = problem.objective(name)
    node = [int(task.node[each]) for task, each in zip(problem.tasks, options, strict=True)]
    pipelines = range(len(problem.pipelines))
    if objective.combine is Combine.PATH:
        return max(longest(problem, options, node, p, "p50") for p in pipelines)
    if objective.combine is Combine.LOAD:
        return max(
            objective.weight[n] * (objective.base[n] + _used(problem, options, node, n))
            for n in {*node}
        )
    parts = {p: [] for p in pipelines}
    for task, each in zip(problem.tasks, options, strict=True):
        parts[task.pipeline].append(task.objectives[name][each])
    if objective.combine is Combine.WORST:
        return min(sum(each) for each in parts.values())
    every = [each for part in parts.values() for each in part]
    ways = [(f, (node[f.sender], node[f.receiver])) for f in problem.flows]
    every += [flow.objectives[name][way] for flow, way in ways if name in flow.objectives]
    if objective.of_node is not None:
        every += [objective.of_node[each] for each in {*node}]
    if objective.of_link is not None:
        used = {f"{i}->{j}" for _, (i, j) in ways if i != j}
        every += [objective.of_link[problem.links.names.index(each)] for each in used]
    return math.prod(every) if objective.combine is Combine.PRODUCT else sum(every)
