"""What the planner found: an assignment with its values, how sure it is, and what else there is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """What has been proven."""

    OPTIMAL = "optimal"  # nothing is better; of a front: nothing is missing
    FEASIBLE = "feasible"  # the best found in the time there was
    INFEASIBLE = "infeasible"  # there is none
    UNKNOWN = "unknown"  # none found in the time there was


class Solver(Enum):
    """What found it."""

    ENUMERATION = "enumeration"
    CP_SAT = "cp-sat"
    PRICING = "pricing"  # of what pipelines share; what is left to choose from, CP-SAT chooses


@dataclass(frozen=True)
class Assignment:
    """One option for each task, and the value of each objective, in the orders of the problem."""

    options: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Best:
    """The best assignment by one objective, with what no assignment can beat.

    Of equals it is the one whose options come first, task by task, where the search was an
    enumeration; else the one that a fixed seed leads to.  `bound` is in the objective's unit: no
    assignment is better than it.  `gap` is |value - bound| / max(|value|, |bound|), 0 where
    optimal.
    """

    status: Status
    solver: Solver
    assignment: Assignment | None = None
    value: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Return how far the value may be from the best, as a share; None where nothing is known.

        >>> Best(Status.FEASIBLE, Solver.CP_SAT, Assignment((0,), (5.0,)), 5.0, 4.0).gap
        0.2
        """
        if self.value is None or self.bound is None or math.isinf(self.bound):
            return None
        most = max(abs(self.value), abs(self.bound))
        return abs(self.value - self.bound) / most if most else 0.0


@dataclass(frozen=True)
class FrontPoint:
    """An assignment that no other beats in every objective.

    `ties` counts the assignments with these very values, itself included; None: not counted.
    """

    assignment: Assignment
    ties: int | None


@dataclass(frozen=True)
class Front:
    """The points that nothing beats by some objectives, by their values in these objectives' order.

    OPTIMAL: all of them.  FEASIBLE: time was up; no point beats another, some may be missing.
    """

    status: Status
    solver: Solver
    objectives: tuple[str, ...]
    points: tuple[FrontPoint, ...]


@dataclass(frozen=True)
class Clash:
    """Labels that no assignment meets together, though without any one of them some does."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class Concession:
    """Labels without which an assignment is feasible, none of them to spare, and one such."""

    labels: tuple[str, ...]
    options: tuple[int, ...]


@dataclass(frozen=True)
class Clashes:
    """Why nothing is feasible: minimal conflicts and minimal relaxations, the smallest first.

    `is_complete`: all of both are listed.  Else there is one of each, minimal still where
    `is_minimal`; False where the time was up before each label had been tried.
    `hopeless`: tasks or flows that nothing can be given up for (no option, no way).
    """

    conflicts: tuple[Clash, ...]
    relaxations: tuple[Concession, ...]
    is_complete: bool
    is_minimal: bool
    hopeless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replanned:
    """The assignment with the fewest tasks moved to another node, and of these the best.

    `moved` are places of tasks.  `fewest`: no feasible assignment moves fewer (proven).
    """

    best: Best
    moved: tuple[int, ...]
    fewest: int | None
