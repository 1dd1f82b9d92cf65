"""What the parts of one problem share while they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..figures import Figure
from ..network import Floats
from ..plan_objective import Declared, declared
from ..plan_problem import Bools, Combine
from ..verdict import Verdict
from .objectives import UPPER_BOUND, Terms, is_stated, terms
from .spares import Spares
from .survey import Leg, Survey

CONDITIONS, UNKNOWNS, DRIVERS = "conditions", "unknowns", "drivers"
GAPS = "figures missing for "  # before the name of an objective
POWER = "power"  # the node resource that batteries are emptied by


@dataclass(frozen=True)
class Frame:
    """A survey, the verdict that is sought, and the terms of all objectives.

    `tasks` are the tasks of all pipelines, then a source for each pipeline and node at which
    inputs of it arise (`sources`).  `spares` are what stands in for others.
    """

    survey: Survey
    least: Verdict
    stated: tuple[Declared, ...]
    terms: dict[str, Terms]
    sources: tuple[tuple[int, str], ...]
    spares: Spares

    @classmethod
    def of(cls, survey: Survey, least: Verdict) -> Frame:
        """Return the frame of a problem."""
        stated = tuple(each for each in declared(survey.knowledge) if is_stated(survey, each))
        inputs = {
            (_pipeline(survey, each.receiver), each.sender)
            for each in survey.legs if each.source is not None
        }
        return cls(
            survey, least, stated, {each.name: _terms(survey, each) for each in stated},
            tuple(sorted(inputs)), Spares.of(survey),
        )

    @property
    def tasks(self) -> tuple[str, ...]:
        """Return what the tasks of the problem stand for, in their order."""
        return (*self.survey.choices, *(node for _, node in self.sources))

    def ends(self, leg: Leg) -> tuple[int, int]:
        """Return the places of the tasks that a leg joins."""
        receiver = self.tasks.index(leg.receiver)
        if leg.source is None:
            return self.tasks.index(leg.sender), receiver
        source = self.sources.index((_pipeline(self.survey, leg.receiver), leg.sender))
        return len(self.survey.choices) + source, receiver

    @property
    def corner(self) -> str:
        """Return the corner of demands: the greatest where all is to pass, else the least."""
        return "high" if self.least is Verdict.FEASIBLE else "low"

    def is_cold(self, leg: Leg) -> bool:
        """Say whether data takes a way only while some task does not work."""
        return self.spares.is_cold(leg.receiver) or self.spares.is_cold(leg.sender)

    def stands_in(self, leg: Leg) -> bool:
        """Say whether a task that stands in for another sends or receives."""
        return leg.receiver in self.spares.known or leg.sender in self.spares.known

    def bound(self, figure: Figure) -> float:
        """Return a figure that limits, at its corner."""
        return figure.lower if self.least is Verdict.FEASIBLE else figure.upper

    def pipeline(self, task: str) -> int:
        """Return the place of the pipeline that a task is of."""
        return _pipeline(self.survey, task)

    def has_gaps(self, each: Declared) -> bool:
        """Say whether figures of an objective are missing anywhere: no unknown is taken for less.

        How many are missing is an objective of its own then: what lacks a figure does not beat
        what states it.
        """
        if each.combine is Combine.LOAD or each.name == UPPER_BOUND:
            return False
        found = self.terms[each.name]
        return any(
            gaps.any() for by_name in (*found.task_gaps.values(), *found.leg_gaps.values(),
                                       found.node_gaps, found.link_gaps)
            for gaps in by_name.values()
        )


def _terms(survey: Survey, objective: Declared) -> Terms:
    key = f"terms of {objective.name}"
    if key not in survey.kept:
        survey.kept[key] = terms(survey, objective)
    found: Terms = survey.kept[key]
    return found


def _pipeline(survey: Survey, task: str) -> int:
    return next(i for i, each in enumerate(survey.chains) if task in each.tasks)


def summed(gaps: Iterable[Bools]) -> Floats:
    """Return how many of several figures are missing, place by place."""
    found: Floats = np.sum([each.astype(float) for each in gaps], axis=0)
    return found
