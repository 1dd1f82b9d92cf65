"""What is asked when a model is split: its layers, two sides, and the way between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from .interval import Interval
from .layer_graph import LayerGraph

Objective = Literal["latency", "energy", "bytes"]
OBJECTIVES: tuple[str, ...] = get_args(Objective)


UNKNOWN = Interval(0.0, None, math.inf)


@dataclass(frozen=True)
class Memory:
    """What a side has free and what its runtime takes of it, in bytes; None: nobody states it.

    `is_resident`: weights are copied into working memory.
    """

    work_free: float | None = None
    storage_free: float | None = None
    runtime_work: float = 0.0
    runtime_storage: float = 0.0
    is_resident: bool = True
    batch: float = 1.0


@dataclass(frozen=True)
class Side:
    """A node with the unit and runtime that execute there, and what the engine says of both.

    `time` is that of one inference of the whole model, in s; `shares` that of each layer in it,
    which sum to 1. `blocked` has the constraints that refuse a layer there, `undecided` those that
    lack a figure. `power` while it computes, in W; `missing` by "time" or "power" what lacks.
    """

    node: str
    unit: str | None
    runtime: str | None
    time: Interval
    shares: tuple[float, ...]
    memory: Memory = Memory()
    power: Interval = UNKNOWN
    blocked: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    undecided: tuple[str, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """The links from the device to the other node, as one: rates in bit/s, latency in s.

    `energy_per_byte` in J, what all senders spend. `payload_limit` in bytes is what one message
    may hold. `missing` by the name of the figure.
    """

    links: tuple[str, ...]
    uplink: Interval
    downlink: Interval
    latency: Interval
    energy_per_byte: Interval
    payload_limit: float | None = None
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SplitProblem:
    """A model between two sides; `returns`: its outputs are needed on the device."""

    graph: LayerGraph
    device: Side
    remote: Side
    way: Way
    objective: Objective
    raw_stays: bool = False
    returns: bool = False
