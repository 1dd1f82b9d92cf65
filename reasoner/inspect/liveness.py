"""Peak activation memory by liveness, the same for every file format."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from itertools import accumulate

from .graph import Graph


@dataclass(frozen=True)
class Peak:
    """The most bytes live at once, and during which operator; a lower bound if sizes lack."""

    activation_bytes: int
    operator: int
    is_lower_bound: bool


def peak_activation(graph: Graph, constants: Set[int]) -> Peak | None:
    """Return the peak of live tensors over the operators in their order, or None without any.

    An operator's inputs and outputs are live together; the model's inputs from the start, its
    outputs to the end, variable tensors throughout. `constants` take no activation memory: they
    stay in flash or, if dequantised, are the runtime's choice. Of equal peaks the first is named.
    """
    if not graph.operators:
        return None
    change = [0] * (len(graph.operators) + 1)
    is_lower_bound = False
    for number, (first, last) in sorted(_lifetimes(graph).items()):
        if number in constants:
            continue
        size = graph.tensors[number].size_bytes
        is_lower_bound = is_lower_bound or size is None
        change[first] += size or 0
        change[last + 1] -= size or 0
    live = list(accumulate(change[:-1]))
    peak = max(live)
    return Peak(peak, live.index(peak), is_lower_bound)


def _lifetimes(graph: Graph) -> dict[int, tuple[int, int]]:
    """Return for each tensor number the first and last operator during which it is live."""
    end = len(graph.operators) - 1
    first = dict.fromkeys(graph.inputs, 0)
    last: dict[int, int] = {}
    for at, operator in enumerate(graph.operators):
        for number in (*operator.reads(), *operator.writes()):
            first.setdefault(number, at)
            last[number] = at
    last.update(dict.fromkeys(graph.outputs, end))
    lives = {number: (at, last.get(number, at)) for number, at in first.items()}
    for number, tensor in enumerate(graph.tensors):
        if tensor.is_variable:
            lives[number] = (0, end)
    return lives
