"""Small problems drawn from a seed, and what their assignments are worth, by the plainest loops."""

import itertools
import math
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tierwise.reasoner.plan_problem import (
    Apart,
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


def with_spare(problem, seed):
    """Return a problem in which one task does as well as another, and may share little with it."""
    draw = np.random.default_rng(seed)
    of = [task.pipeline for task in problem.tasks]
    pairs = [
        pair for pair in itertools.combinations(range(len(of)), 2) if of[pair[0]] == of[pair[1]]
    ]
    everything = frozenset(range(len(of)))
    spared = [pairs[each] for each in draw.permutation(len(pairs))[:2]]
    modes = [everything]
    for pair in spared:
        modes = [mode - {gone} for mode in modes for gone in pair]
    around = [
        tuple(p for p, flow in enumerate(problem.flows) if task in (flow.sender, flow.receiver))
        for task in (spared[0] if spared else (0, 0))
    ]
    links = draw.random(len(problem.links.names)) < 0.7
    tasks = tuple((each,) for each in spared[0]) if spared and draw.random() < 0.5 else ((), ())
    works = Objective(
        "works", less=False, combine=Combine.EITHER, of_node=draw.choice([0.9, 0.99, 1.0], NODES),
        of_link=draw.choice([0.8, 0.95, 1.0], len(links)),
    )
    return replace(
        problem, objectives=(*problem.objectives, works), modes=tuple(dict.fromkeys(modes)),
        apart=(Apart("apart", tasks, tuple(around), links),) if spared else (),
        limits=(*problem.limits, Limit("reliability", "works", float(draw.choice([0.5, 0.9])))),
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


spared = st.builds(with_spare, problems, st.integers(0, 2**32 - 1))


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
        sign = 1 if problem.objective(limit.objective).less else -1
        if sign * worth(problem, limit.objective, options) > sign * limit.bound + NEAR:
            found.add(limit.label)
    found |= {each.label for each in problem.apart if _touch(problem, each, node)}
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


def _touch(problem, apart, node):
    one, other = ({node[task] for task in side} for side in apart.tasks)
    if one & other:
        return True
    one, other = (
        {(node[problem.flows[f].sender], node[problem.flows[f].receiver]) for f in side}
        for side in apart.flows
    )
    return any(
        i != j and apart.links[problem.links.names.index(f"{i}->{j}")] for i, j in one & other
    )


def _works(problem, objective, node):
    """Return the probability that a mode works, over all states of what is in use."""
    def in_use(mode):
        ways = {
            (node[f.sender], node[f.receiver])
            for f in problem.flows if {f.sender, f.receiver} <= mode
        }
        parts = {("l", way) for way in ways if way[0] != way[1]}
        return {("n", node[task]) for task in mode} | parts

    def probability(part):
        kind, at = part
        if kind == "n":
            return objective.of_node[at]
        return objective.of_link[problem.links.names.index(f"{at[0]}->{at[1]}")]

    modes = [in_use(mode) for mode in problem.modes or [{*range(len(node))}]]
    parts = [each for each in set().union(*modes) if probability(each) < 1]
    total = 0.0
    for states in itertools.product((True, False), repeat=len(parts)):
        down = {part for part, is_up in zip(parts, states, strict=True) if not is_up}
        if any(not mode & down for mode in modes):
            total += math.prod(
                probability(part) if is_up else 1 - probability(part)
                for part, is_up in zip(parts, states, strict=True)
            )
    return total


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
    if objective.combine is Combine.EITHER:
        return _works(problem, objective, node)
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
