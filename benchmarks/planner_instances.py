"""The questions that benchmarks/planner.py asks: seeded, and of the sizes that it states.

They are made, not measured: the shapes are those of continuum sites, the figures are drawn.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tierwise.reasoner.plan_problem import (
    Combine,
    EndToEnd,
    Links,
    NodeResource,
    Objective,
    Problem,
    ProblemFlow,
    ProblemTask,
    Seconds,
)

Matrix = NDArray[np.float32]
SEED = 7
MBIT = 1e6


def complete(nodes: int) -> Links:
    """Return a link from each node to each other, without a limit of its own."""
    between = ~np.eye(nodes, dtype=bool).ravel()
    start = np.concatenate([[0], np.cumsum(between)]).astype(np.int32)
    count = int(start[-1])
    return Links(range(count), np.full(count, 200 * MBIT), start, np.arange(count, dtype=np.int32))


def three_services(nodes: int, is_feasible: bool = True) -> Problem:
    """Return three services on a complete directed graph: collector, controller, dashboard.

    Each wants software that about half of the nodes have, the collector a thing that a twentieth
    reach.  Each flow, both ways between neighbours, wants a latency and a bandwidth of its link.
    In the infeasible twin the thing is in the west, the dashboard's software is in the east, and
    two hops of the latency that is allowed don't reach from there to here.
    """
    draw = np.random.default_rng(SEED)
    place = draw.random((nodes, 2))
    apart = np.linalg.norm(place[:, None] - place[None, :], axis=2)
    seconds = (0.002 + 0.1 * apart + draw.exponential(0.004, (nodes, nodes))).astype(np.float32)
    np.fill_diagonal(seconds, 0.0)
    rate = draw.uniform(1, 200, (nodes, nodes)).astype(np.float32) * MBIT
    np.fill_diagonal(rate, np.inf)
    reaches, has = draw.random(nodes) < 0.05, draw.random((3, nodes)) < 0.52
    if not is_feasible:
        reaches &= place[:, 0] < 0.15
        has[2] &= place[:, 0] > 0.9
    names = ("collector", "controller", "dashboard")
    memory = draw.integers(1, 9, nodes).astype(float)
    price = draw.uniform(1, 20, nodes)
    tasks = []
    for number, name in enumerate(names):
        refused = {f"software of {name}": ~has[number]}
        if not number:
            refused["thing of collector"] = ~reaches
        tasks.append(ProblemTask(
            name, 0, np.arange(nodes), Seconds(np.full(nodes, 0.002), np.full(nodes, 0.003)),
            {"money": price}, {"memory": np.full(nodes, 1.0 + number)}, refused,
        ))
    way = Seconds(seconds, seconds * np.float32(1.5))

    def flow(sender: int, receiver: int, latency: float, mbit: float) -> ProblemFlow:
        name = f"{names[sender]} to {names[receiver]}"
        return ProblemFlow(
            name, sender, receiver, way, sender < receiver, mbit * MBIT, {"money": seconds},
            refused={f"latency of {name}": seconds > latency,
                     f"bandwidth of {name}": rate < mbit * MBIT},
        )

    near = 0.062 if is_feasible else 0.03  # s: about 120,000 placements on 500 nodes
    flows = (flow(0, 1, near, 40.0), flow(1, 0, near, 5.0),
             flow(1, 2, near, 20.0), flow(2, 1, near, 5.0))
    return Problem(
        tuple(f"node-{each}" for each in range(nodes)), ("service",), tuple(tasks), flows,
        (Objective("money", "USD/month"), Objective("latency", "s", combine=Combine.PATH)),
        complete(nodes),
        (NodeResource("memory", memory, "GiB"),),
        (EndToEnd("end to end", 0, 0.5),),
    )


ZONES, DEVICES, CLOUDS = 5, 16, 10
NODES = ZONES * (DEVICES + 2) + CLOUDS
PIPELINES, TASKS = 10, 5
# Of capture, filter, recognise, decide, act: the least and the most
WORK = [0.001, 0.03, 0.2, 0.05, 0.001], [0.002, 0.1, 0.5, 0.2, 0.002]  # s at speed 1
NEED = [0.05, 0.2, 0.8, 0.5, 0.05], [0.1, 0.6, 2.5, 2.0, 0.1]  # GiB
SENT = [8, 2, 0.1, 0.01], [20, 6, 0.4, 0.02]  # Mbit/s from each to the next


def shared_site(capacity: float = 1.0, seed: int = SEED) -> Problem:
    """Return PIPELINES of TASKS tasks on NODES nodes that share memory, compute and uplinks.

    Five zones, each of 16 devices and two gateways, and ten cloud machines behind the zones'
    uplinks.  Each pipeline begins at a camera and ends at an actuator of one zone.  What is cheap
    is full: `capacity` scales all capacities, so that a greater one shows what binds.
    """
    draw = np.random.default_rng(seed)
    kind = np.array([0] * (ZONES * DEVICES) + [1] * (ZONES * 2) + [2] * CLOUDS)
    zone = np.concatenate([np.repeat(np.arange(ZONES), DEVICES), np.repeat(np.arange(ZONES), 2),
                           np.full(CLOUDS, -1)])
    speed = np.array([1.0, 8.0, 40.0])[kind] * draw.uniform(0.7, 1.3, NODES)
    price = np.array([9.0, 4.0, 2.5])[kind] * draw.uniform(0.5, 1.5, NODES)
    memory = np.round(np.array([1.0, 4.0, 4.0])[kind] * draw.uniform(0.8, 1.2, NODES) * capacity, 2)
    links, hops = _zoned(kind, zone, capacity)
    tasks, flows, ends = [], [], []
    for pipeline in range(PIPELINES):
        home = np.flatnonzero((zone == pipeline % ZONES) & (kind == 0))
        camera, actuator = draw.choice(home, 2, replace=False)
        work = np.round(draw.uniform(*WORK), 4)
        need = np.round(draw.uniform(*NEED), 2)
        for step in range(TASKS):
            fixed = {0: np.array([camera]), TASKS - 1: np.array([actuator])}
            at = fixed.get(step, np.arange(NODES))
            seconds = work[step] / speed[at]
            tasks.append(ProblemTask(
                f"p{pipeline}-t{step}", pipeline, at, Seconds(seconds, 1.3 * seconds),
                {"money": np.round(price[at] * need[step] * draw.uniform(0.9, 1.1, len(at)), 3)},
                {"memory": np.full(len(at), need[step]), "compute": 10 * seconds},
            ))
        mbit = np.round(draw.uniform(*SENT), 3)
        for step in range(TASKS - 1):
            bits = mbit[step] * MBIT
            seconds = np.where(hops == 0, 0.0, 0.002 * hops + 0.04 * (hops > 2) + bits / 5 / 50e6)
            flows.append(ProblemFlow(
                f"p{pipeline}-f{step}", pipeline * TASKS + step, pipeline * TASKS + step + 1,
                Seconds(seconds, 1.5 * seconds), bits_per_second=bits,
                objectives={"money": np.round(mbit[step] * _transfer(kind, zone), 4)},
            ))
        ends.append(EndToEnd(f"end to end of p{pipeline}", pipeline, draw.uniform(0.6, 1.2)))
    return Problem(
        tuple(f"node-{each}" for each in range(NODES)),
        tuple(f"p{each}" for each in range(PIPELINES)), tuple(tasks), tuple(flows),
        (Objective("money", "USD/month"), Objective("latency", "s", combine=Combine.PATH)), links,
        (NodeResource("memory", memory, "GiB"),
         NodeResource("compute", np.full(NODES, 0.8 * capacity), "share")),
        tuple(ends),
    )


def _transfer(kind: NDArray[np.int64], zone: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what a Mbit/s costs a month between each two nodes, in USD: within a zone nothing."""
    draw = np.random.default_rng(SEED + 1)
    price = np.round(draw.uniform(0.3, 0.9, (NODES, NODES)), 3)
    return np.where((zone[:, None] == zone[None, :]) & (zone[:, None] >= 0), 0.0, price)


def _zoned(
    kind: NDArray[np.int64], zone: NDArray[np.int64], capacity: float
) -> tuple[Links, NDArray[np.int64]]:
    """Return links up and down: of each node to its zone's switch, of each zone to the core.

    Routes cross the links of both ends; hops count them.
    """
    rates = np.array([30.0, 100.0, 1000.0])[kind] * MBIT * capacity
    names = [f"node-{each} {way}" for way in ("up", "down") for each in range(NODES)]
    names += [f"zone-{each} {way}" for way in ("up", "down") for each in range(ZONES)]
    limits = np.concatenate([rates, rates, np.full(2 * ZONES, 18 * MBIT * capacity)])
    routes = []
    for i in range(NODES):
        for j in range(NODES):
            way = [i, NODES + j] if i != j else []
            if zone[i] != zone[j]:
                way += [2 * NODES + zone[i]] if zone[i] >= 0 else []
                way += [2 * NODES + ZONES + zone[j]] if zone[j] >= 0 else []
            routes.append(way)
    lengths = np.array([len(each) for each in routes])
    start = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.array([link for route in routes for link in route])
    return Links(names, limits, start, flat), lengths.reshape(NODES, NODES)


def without_node(problem: Problem, dead: int) -> Problem:
    """Return a problem in which nothing can run on a node."""
    label = f"life of {problem.nodes[dead]}"
    tasks = tuple(
        replace(each, refused={**each.refused, label: each.node == dead}) for each in problem.tasks
    )
    return replace(problem, tasks=tasks)
