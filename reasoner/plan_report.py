"""What a report of a site holds: its architectures side by side, and the network as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from .plan_result import Claim, PlanResult, Point
from .verdict import Verdict

LEVELS = ("device", "gateway", "cloud")
HYBRID = "hybrid"


@dataclass(frozen=True)
class Refusal:
    """A requirement that an architecture fails, at the candidate that comes nearest to it.

    `demand` and `supply` are numbers in the canonical unit of `quantity`, or sorted members of
    sets; None where a requirement is on several things at once.  `sentence` tells both.
    """

    requirement: str
    sentence: str | None = None
    node: str | None = None
    demand: float | tuple[str, ...] | None = None
    supply: float | tuple[str, ...] | None = None
    quantity: str | None = None


@dataclass(frozen=True)
class Favour:
    """A driver that speaks for an architecture, and the tasks that it speaks of."""

    driver: str
    notation: str
    label: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Architecture:
    """The best placement of one architecture, or why it has none; `on_front`: nothing beats it.

    `relaxed` are requirements without which it would be feasible.
    """

    name: str
    iri: str
    verdict: Verdict
    point: Point | None
    why: str
    refusals: tuple[Refusal, ...]
    favours: tuple[Favour, ...]
    on_front: bool

    @property
    def is_possible(self) -> bool:
        """Say whether there is a placement that is feasible or conditional."""
        return self.point is not None and self.verdict >= Verdict.CONDITIONAL


@dataclass(frozen=True)
class Compared:
    """One objective: the architectures that are surely best in it, and what the claim comes to."""

    objective: str
    best: tuple[str, ...]
    claimed: str | None
    rival: str | None


@dataclass(frozen=True)
class Report:
    """Pure device, gateway and cloud and the best hybrid of a site, in this order."""

    result: PlanResult
    architectures: tuple[Architecture, ...]
    compared: tuple[Compared, ...]
    claim: Claim
    pictures: tuple[tuple[str, Topology], ...]


@dataclass(frozen=True)
class DrawnNode:
    """A node, or `count` nodes that are alike; `chips` are the tasks placed there."""

    name: str
    label: str
    product: str
    level: str | None
    count: int = 1
    chips: tuple[str, ...] = ()
    is_source: bool = False


@dataclass(frozen=True)
class DrawnLink:
    """What joins two drawn nodes (places in the list): its technology, rate and latency."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class DrawnFlow:
    """Data on its way: `steps` are (link, whether it is taken from its start to its end)."""

    label: str
    sender: str
    receiver: str
    size: str
    is_input: bool
    steps: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Topology:
    """The network of a site as one placement uses it; `unseen` links are not drawn."""

    nodes: tuple[DrawnNode, ...]
    links: tuple[DrawnLink, ...]
    flows: tuple[DrawnFlow, ...]
    unseen: int = 0
