"""What comes out of a plan: the placements that nothing beats, and the one that is recommended."""

from __future__ import annotations

from dataclasses import dataclass, field

from .candidate import Question, Target
from .plan_solution import Solver, Status
from .verdict import Verdict


@dataclass(frozen=True)
class Placed:
    """A task on its node, with what it runs there; `in_favour` are the drivers for that level.

    `question` and `target` are the candidate that was chosen: what a proof is of.
    """

    task: str
    node: str
    level: str | None
    variant: str | None
    unit: str | None
    runtime: str | None
    in_favour: tuple[str, ...]
    conditional: tuple[str, ...]
    unknown: tuple[str, ...]
    stands_in_for: str | None = None
    question: Question | None = field(default=None, repr=False, compare=False)
    target: Target | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Value:
    """What a placement is worth by one objective, in its quantity's canonical unit.

    `missing` says which figures nobody states: the value is what is known without them, and a
    bound ("at least", of a product "at most") where there are any.
    """

    objective: str
    value: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class End:
    """How long a pipeline takes from end to end, as it is held against what is allowed, in s."""

    pipeline: str
    seconds: float
    at_most: float


@dataclass(frozen=True)
class Point:
    """A placement of all tasks; `ties` counts the placements with these very values.

    `doubts` are the requirements on flows and inputs that are not sure to be met, with how they
    stand: conditional or unknown.
    """

    architecture: str | None
    placed: tuple[Placed, ...]
    values: tuple[Value, ...]
    score: int
    ties: int | None = None
    ends: tuple[End, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()

    def value(self, objective: str) -> Value:
        """Return the value by an objective."""
        return next(each for each in self.values if each.objective == objective)


@dataclass(frozen=True)
class Asked:
    """An objective that placements were compared by."""

    name: str
    notation: str
    quantity: str
    less: bool


@dataclass(frozen=True)
class Relaxation:
    """Requirements without which a placement is feasible, none of them to spare."""

    requirements: tuple[str, ...]


@dataclass(frozen=True)
class Nearest:
    """What comes nearest where nothing is feasible, and the requirements that it does not meet."""

    point: Point
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class PlanResult:
    """A plan: the front of what is feasible, or why nothing is.

    All points have the verdict.  OPTIMAL: the front is whole; FEASIBLE: the time was up, and some
    points may be missing.  `gap` is how far the recommended may be from the best by the objective
    that was preferred, 0 where it is proven; None where the level rule decides.
    `everything` lists all feasible placements where that was asked for.
    """

    site: str
    pipelines: tuple[str, ...]
    verdict: Verdict
    status: Status
    solver: Solver
    objectives: tuple[Asked, ...]
    points: tuple[Point, ...]
    recommended: Point | None
    prefer: str
    decided_by: str
    gap: float | None = None
    everything: tuple[Point, ...] | None = None
    conflicts: tuple[tuple[str, ...], ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    is_complete: bool = True
    hopeless: tuple[str, ...] = ()
    is_bound: bool = False
    pure: tuple[Alternative, ...] = ()
    claim: Claim | None = None
    nearest: Nearest | None = None


@dataclass(frozen=True)
class Claim:
    """Whether a hybrid wins on this site against the pure placements that are feasible.

    `by_objective`: confirmed, refuted, tied or undecided, where a figure is missing; empty where no
    pure placement is feasible, or no hybrid one.
    """

    verdict: str
    hybrid: Point | None
    by_objective: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Alternative:
    """The best that one architecture alone can do, by the preference; no point where none fits.

    `refused` is a minimal set of requirements that nothing of this architecture meets together,
    `nearest` what comes nearest where that was asked for.
    """

    architecture: str
    verdict: Verdict
    point: Point | None
    refused: tuple[str, ...] = ()
    nearest: Nearest | None = None
