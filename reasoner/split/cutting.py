"""The best cut of a layer graph, by the least cut of a flow network."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import networkx as nx

from ..layer_graph import LayerGraph
from .costs import NEVER, Costs

# Costs become whole numbers of this many steps in all, so that no sum of them is rounded: networkx
# compares flows exactly. A cost is off by half a step of 10⁻¹⁵ of the whole.
_STEPS = 10**15
_DEVICE, _REMOTE, _ANY = "device", "remote", "any layer beyond"
_Node = str | tuple[str, int]


def least_cut(
    graph: LayerGraph, costs: Costs, on_device: Iterable[int] = (), beyond: Iterable[int] = ()
) -> frozenset[int] | None:
    """Return the layers that stay on the device at the least cost, None where no cut is allowed.

    Exact over all sets of layers from which no data flows back, with some layers fixed on either
    side: the minimum cut of a network (Ford and Fulkerson, 1956, doi:10.4153/CJM-1956-045-5).
    """
    device, remote = list(costs.device), list(costs.remote)
    for each in on_device:
        remote[each] = NEVER
    for each in beyond:
        device[each] = NEVER
    network = _network(graph, replace(costs, device=tuple(device), remote=tuple(remote)))
    try:
        # Of networkx's algorithms the quickest on such networks, with a thousand layers too.
        _, (near, _far) = nx.minimum_cut(
            network, _DEVICE, _REMOTE, flow_func=nx.algorithms.flow.shortest_augmenting_path
        )
    except nx.NetworkXUnbounded:  # every cut has an edge that must not be cut
        return None
    return frozenset(each[1] for each in near if isinstance(each, tuple) and each[0] == "layer")


def _network(graph: LayerGraph, costs: Costs) -> nx.DiGraph[_Node]:
    """Return the network whose cuts are the cuts of the graph: what is cut is what is paid.

    A layer is cut from the remote end where it runs on the device, and from the device's end where
    it runs beyond. A tensor is a node of its own behind its producer, before all that read it.
    Edges without capacity are never cut: those back from reader to producer, along which a result
    would have to return, and those that must not cross.
    """
    step = _step(costs)
    network: nx.DiGraph[_Node] = nx.DiGraph()
    network.add_nodes_from((_DEVICE, _REMOTE))

    def edge(start: _Node, end: _Node, cost: float) -> None:
        if cost == NEVER:
            network.add_edge(start, end)
        elif round(cost / step) > 0:
            network.add_edge(start, end, capacity=round(cost / step))

    edge(_DEVICE, _ANY, costs.once)
    for place in range(len(graph.layers)):
        layer = ("layer", place)
        network.add_node(layer)
        edge(layer, _REMOTE, costs.device[place])
        edge(_DEVICE, layer, costs.remote[place])
        network.add_edge(_ANY, layer)
    for place, tensor in enumerate(graph.tensors):
        made = _DEVICE if tensor.producer is None else ("layer", tensor.producer)
        edge(made, ("tensor", place), costs.tensors[place])
        for reader in tensor.consumers:
            network.add_edge(("tensor", place), ("layer", reader))
            if tensor.producer is not None:
                network.add_edge(("layer", reader), made)
    for group in graph.together:
        for each in group[1:]:
            network.add_edge(("layer", group[0]), ("layer", each))
            network.add_edge(("layer", each), ("layer", group[0]))
    return network


def _step(costs: Costs) -> float:
    every = (*costs.device, *costs.remote, *costs.tensors, costs.once)
    total = sum(each for each in every if math.isfinite(each))
    return total / _STEPS or 1.0  # 0 also where the total is next to the least float there is
