"""What would have to change: repairs, each with what running it again came out as."""

from __future__ import annotations

from builtins import property as computed
from dataclasses import dataclass

from .change_set import Change
from .conflict_set import NothingFits
from .namespaces import tw
from .placement import NodeResult
from .sides import Sides
from .verdict import Verdict

RELAXED = tw("relaxed-requirement")


@dataclass(frozen=True)
class Step:
    """One thing that changes, and the facts that it changes; `kind` is a tw:RepairKind.

    `size` is how far it goes: for a number the decades that it moves, for a set its members, else
    1.  `threshold` is the exact number at which it begins to work, in the canonical unit; `after`
    is that number rounded to the safe side.  `to` is the node where the task then runs, if another.
    """

    kind: str
    thing: str
    property: str | None
    before: str | None
    after: str
    size: float = 1.0
    threshold: float | None = None
    note: str | None = None
    changes: tuple[Change, ...] = ()
    to: str | None = None

    @computed
    def part(self) -> tuple[str, str, str | None]:
        """Return what it touches."""
        return self.kind, self.thing, self.property

    @computed
    def is_relaxation(self) -> bool:
        """Say whether it only goes further or less far: what gives way, not what is exchanged."""
        return self.kind == RELAXED


@dataclass(frozen=True)
class Proposal:
    """Steps after which a task should run at a node.

    Where it becomes a pipeline, that has to be placed among the nodes that are named.
    """

    steps: tuple[Step, ...]
    node: str
    pipeline: str | None = None
    among: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the facts that change; none where only the node is another."""
        return tuple(change for each in self.steps for change in each.changes)

    @property
    def parts(self) -> frozenset[tuple[str, str, str | None]]:
        """Return what it touches: of two repairs of the same, the smaller is enough."""
        return frozenset(each.part for each in self.steps)

    @property
    def exchanged(self) -> frozenset[tuple[str, str, str | None]]:
        """Return what it exchanges, without what gives way."""
        return frozenset(each.part for each in self.steps if not each.is_relaxation)

    @property
    def size(self) -> float:
        """Return how far its steps go together."""
        return sum(each.size for each in self.steps)

    @property
    def is_mixed(self) -> bool:
        """Say whether it combines an exchange with anything else."""
        return len(self.steps) > 1 and not all(each.is_relaxation for each in self.steps)

    def holds(self, other: Proposal) -> bool:
        """Say whether all that another does is done here, or more of the same."""
        return all(any(_goes_as_far(mine, each) for mine in self.steps) for each in other.steps)


def _goes_as_far(step: Step, other: Step) -> bool:
    if step.part != other.part:
        return False
    return step.after == other.after or (step.is_relaxation and step.size >= other.size)


@dataclass(frozen=True)
class Repair:
    """A proposal that was run again and works: with its verdict, choice and cost.

    `placed` has the node of each task, where it is a pipeline that runs.
    """

    proposal: Proposal
    verdict: Verdict
    result: NodeResult | None
    placed: tuple[tuple[str, str], ...] = ()

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
class Breadth:
    """How far a search for repairs goes: exchanges of one kind, and combinations that are run."""

    exchanges: int = 3
    combinations: int = 4

    @property
    def is_wide(self) -> bool:
        """Say whether more is run than fits a screen."""
        return self.combinations > Breadth.combinations

    def of(self, usual: int) -> int:
        """Return how many of something are looked at, of which there are usually so many."""
        return usual * self.exchanges // Breadth.exchanges


BRIEF, WIDE = Breadth(), Breadth(exchanges=9, combinations=40)


def breadth_of(exchanges: int) -> Breadth:
    """Return a wide search that runs so many exchanges of one kind, and combinations to match."""
    return Breadth(exchanges, max(WIDE.combinations, exchanges * WIDE.combinations // 9))


@dataclass(frozen=True)
class Repairs:
    """What is wrong with a task, at one node or anywhere, and what would mend it, best first.

    `contradicted` are the variants that were left out because a measured run speaks against them.
    `more` counts the combinations that should work too, and were not run again.  At most as much as
    `breadth` says was looked at; of exchanges of the kinds in `left` there are more.
    """

    task: str
    node: str | None
    verdict: Verdict
    nearest: NodeResult | None
    failures: tuple[Failure, ...]
    nothing_fits: NothingFits | None
    repairs: tuple[Repair, ...]
    contradicted: tuple[str, ...] = ()
    more: int = 0
    breadth: Breadth = BRIEF
    left: tuple[str, ...] = ()


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
