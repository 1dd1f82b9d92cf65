"""What would have to change: repairs, each with what running it again came out as."""

from __future__ import annotations

from dataclasses import dataclass

from .change_set import Change
from .conflict_set import NothingFits
from .placement import NodeResult
from .sides import Sides
from .verdict import Verdict


@dataclass(frozen=True)
class Step:
    """One thing that changes; `kind` is a tw:RepairKind.

    `size` is how far it goes: for a number the decades that it moves, for a set its members, else
    1.  `threshold` is the exact number at which it begins to work, in the canonical unit; `after`
    is that number rounded to the safe side.
    """

    kind: str
    thing: str
    property: str | None
    before: str | None
    after: str
    size: float = 1.0
    threshold: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class Proposal:
    """Changes after which a task should run at a node; none where only the node is another.

    Where it becomes a pipeline, that has to be placed among the nodes that are named.
    """

    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    node: str
    pipeline: str | None = None
    among: tuple[str, ...] = ()

    @property
    def parts(self) -> frozenset[tuple[str, str, str | None]]:
        """Return what it touches: of two repairs of the same, the smaller is enough."""
        return frozenset((each.kind, each.thing, each.property) for each in self.steps)


@dataclass(frozen=True)
class Repair:
    """A proposal that was run again and works: with its verdict, choice and cost."""

    proposal: Proposal
    verdict: Verdict
    result: NodeResult | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return what changes."""
        return self.proposal.steps

    @property
    def node(self) -> str:
        """Return where the task then runs."""
        return self.proposal.node


@dataclass(frozen=True)
class Failure:
    """A constraint that fails as things are, with both sides."""

    constraint: str
    sides: Sides


@dataclass(frozen=True)
class Repairs:
    """What is wrong with a task, at one node or anywhere, and what would mend it, best first.

    `contradicted` are the variants that were left out because a measured run speaks against them.
    """

    task: str
    node: str | None
    verdict: Verdict
    nearest: NodeResult | None
    failures: tuple[Failure, ...]
    nothing_fits: NothingFits | None
    repairs: tuple[Repair, ...]
    contradicted: tuple[str, ...] = ()


@dataclass(frozen=True)
class PassingProduct:
    """A product that would pass in a node's place; `price` in canonical units, None if unknown.

    `distance` sums, over what fails at the node, the decades between its supply and the product's.
    """

    product: str
    verdict: Verdict
    price: float | None
    distance: float
    is_same_kind: bool
