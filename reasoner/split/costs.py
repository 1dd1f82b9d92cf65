"""What a cut costs, in one unit: seconds, joules or bytes."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass

from ..layer_graph import LayerGraph

NEVER = math.inf


@dataclass(frozen=True)
class Costs:
    """The cost of each layer on each side, and of each tensor that crosses; NEVER: it must not.

    A tensor that crosses is paid once, however many layers read it beyond the cut. `once` is paid
    if any layer is beyond it.
    """

    device: tuple[float, ...]
    remote: tuple[float, ...]
    tensors: tuple[float, ...]
    once: float = 0.0

    def of(self, graph: LayerGraph, device: Set[int]) -> float:
        """Return the cost of the cut that leaves these layers on the device."""
        beyond = [each for each in range(len(graph.layers)) if each not in device]
        return sum((
            sum(self.device[each] for each in device), sum(self.remote[each] for each in beyond),
            sum(self.tensors[each] for each in graph.crossing(device)),
            self.once if beyond else 0.0,
        ))
