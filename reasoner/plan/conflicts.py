"""Why nothing is feasible: minimal conflicts of labels, and what would have to be given up.

Small questions: all of both, from what each assignment breaks (Reiter's duality, hitting_set.py).
Large ones: one of each, by asking for a feasible assignment without some labels again and again
(QuickXplain: Junker 2004, AAAI, pages 167-172).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..hitting_set import BITS, Masks, bits, hitting_sets, minimal
from ..plan_problem import Ints, Problem
from ..plan_solution import Clash, Clashes, Concession, Solver, Status
from .dominance import undominated
from .enumerate import Clock, TimeUp, TooMany, every
from .evaluate import Arbiter
from .labels import LINKS, Capacity, Label, capacities, requirements, text, without
from .search import ROWS, first
from .space import Space, space_of

_SHARE = 0.25  # of the time that is left, for one question


class _ManyLabels(Exception):
    """More labels are broken than a mask has bits: caught here."""


def conflicts(
    problem: Problem, time_limit: float | None = None, solver: Solver | None = None
) -> Clashes:
    """Return the minimal conflicts and relaxations of a problem that nothing fits.

    All of them, where up to search.ROWS combinations of options and hitting_set.BITS broken labels
    allow that (`solver` ENUMERATION: however many combinations); else one of each.  Of a problem
    that something fits there are no conflicts, and the empty relaxation.  Where the time is over
    before each capacity has been tried, a conflict names whole resources (`memory of nodes`), and
    there may be no relaxation.
    """
    clock = Clock.of(time_limit)
    every_label: list[Label] = [*requirements(problem)]
    every_label += [each for of_one in capacities(problem).values() for each in of_one]
    space = space_of(without(problem, every_label))
    arbiter = Arbiter.of(problem)
    if space.is_empty:
        return Clashes((), (), True, True, _hopeless(space))
    space = _thinned(space, problem)
    small = space.size <= ROWS if solver is None else solver is Solver.ENUMERATION
    if small:
        try:
            return _all(space, arbiter, clock)
        except (TimeUp, TooMany, _ManyLabels):
            pass
    return _One(problem, arbiter, every_label, clock, solver).found()


def _thinned(space: Space, problem: Problem) -> Space:
    """Return the space without options that break whatever another on their node breaks."""
    limits = [problem.objective(each.objective) for each in problem.limits]
    keep = {}
    for place, task in enumerate(problem.tasks):
        figures = [task.seconds.p50, task.seconds.p95, *task.uses.values()]
        figures += [
            task.objectives[each.name] * (1 if each.less else -1)
            for each in limits if each.name in task.objectives
        ]
        refused = [*task.refused.values(), np.zeros(len(task.node), dtype=bool)]
        kept = undominated(
            task.node, np.stack(figures, axis=1).astype(float), np.stack(refused, axis=1)
        )
        keep[place] = np.isin(space.kept[place], kept)
    return space.narrowed(keep)


def _hopeless(space: Space) -> tuple[str, ...]:
    """Return the tasks and flows that nothing can be given up for."""
    problem = space.problem
    tasks = [each.name for each in problem.tasks if not len(each.node)]
    flows = []
    for flow in problem.flows:
        ends = np.ix_(problem.tasks[flow.sender].node, problem.tasks[flow.receiver].node)
        seconds = flow.seconds.p50[ends]
        if seconds.size and not np.isfinite(seconds).any():
            flows.append(flow.name)
    # No single one: then it is all ways together that don't meet.
    return tuple([*tasks, *flows] or [each.name for each in problem.flows])


def _all(space: Space, arbiter: Arbiter, clock: Clock) -> Clashes:
    """Return all minimal conflicts and relaxations, from what each assignment breaks."""
    places: dict[Label, int] = {}
    least: dict[int, tuple[int, ...]] = {}
    free = Arbiter.of(space.problem)
    for rows in every(space, free, clock):
        masks = _masks(arbiter, rows, places)
        distinct, at = np.unique(masks, return_index=True)
        for mask, place in zip(distinct.tolist(), at.tolist(), strict=True):
            row = tuple(rows[place].tolist())
            least[mask] = min(least.get(mask, row), row)
        kept = set(minimal(np.array([*least], dtype=np.uint64)).tolist())
        least = {mask: row for mask, row in least.items() if mask in kept}
    if not least:
        return Clashes((), (), True, True, _hopeless(space))
    masks = np.array([*least], dtype=np.uint64)
    found = hitting_sets(masks)
    names = [text(arbiter.problem, label) for label in places]
    relaxations = [Concession(_named(names, mask), row) for mask, row in least.items()]
    clashes = [] if found is None else [Clash(_named(names, mask)) for mask in found.tolist()]
    return Clashes(
        tuple(sorted(clashes, key=lambda each: (len(each.labels), each.labels))),
        tuple(sorted(relaxations, key=lambda each: (len(each.labels), each.labels))),
        found is not None, True,
    )


def _masks(arbiter: Arbiter, rows: Ints, places: dict[Label, int]) -> Masks:
    """Return what each row breaks, one bit a label; new labels get the next place."""
    masks = np.zeros(len(rows), dtype=np.uint64)
    for part in arbiter.parts(len(rows)):
        for label, broken in arbiter.broken(rows[part]):
            if broken.any():
                place = places.setdefault(label, len(places))
                if place >= BITS:
                    raise _ManyLabels
                masks[part] |= np.where(broken, np.uint64(1 << place), np.uint64(0))
    return masks


def _named(names: list[str], mask: int) -> tuple[str, ...]:
    return tuple(sorted(names[int(bit).bit_length() - 1] for bit in bits(np.uint64(mask))))


@dataclass
class _One:
    """The search of one conflict and one relaxation; `is_sure` until time is up."""

    problem: Problem
    arbiter: Arbiter
    labels: list[Label]
    clock: Clock
    solver: Solver | None
    is_sure: bool = True
    asked: dict[frozenset[Label], tuple[int, ...] | None] = field(default_factory=dict)

    def found(self) -> Clashes:
        """Return one minimal conflict and one minimal relaxation."""
        if self._row(self.labels) is not None:
            return Clashes((), (Concession((), self._row(self.labels) or ()),), True, True)
        conflict = self._conflict()
        named = {text(self.problem, each) for each in conflict}
        if not self.is_sure:  # a hundred capacities, of which not each has been tried, say little
            named = {self._in_short(each) for each in conflict}
        relaxation = self._relaxation(conflict)
        return Clashes((Clash(tuple(sorted(named))),), relaxation, False, self.is_sure)

    def _in_short(self, label: Label) -> str:
        if isinstance(label, str):
            return label
        if label.resource == LINKS:
            return "rate of links"
        return f"{self.problem.resources[label.resource].name} of nodes"

    def _row(self, held: Sequence[Label]) -> tuple[int, ...] | None:
        """Return an assignment that meets these labels; None: there is none, or no time left."""
        key = frozenset(held)
        if self.clock.left() == 0:
            self.is_sure = False
            return self.asked.get(key)
        if key not in self.asked:
            given_up = [each for each in self.labels if each not in key]
            found = first(without(self.problem, given_up), self._share(), self.solver)
            if found.status is Status.UNKNOWN:
                self.is_sure = False
            row = None if found.assignment is None else found.assignment.options
            self.asked[key] = row
        return self.asked[key]

    def _share(self) -> float | None:
        """Return the seconds that one question may take, so that others get theirs."""
        left = self.clock.left()
        return None if left is None else _SHARE * left

    def _clashes(self, held: Sequence[Label]) -> bool:
        """Say whether it is proven that these labels can't be met together."""
        was_sure, self.is_sure = self.is_sure, True
        clashes = self._row(held) is None and self.is_sure
        self.is_sure = self.is_sure and was_sure
        return clashes

    def _conflict(self) -> list[Label]:
        """Return a minimal conflict: first of requirements and whole resources, then of each."""
        units: list[tuple[Label, ...]] = [
            (each,) for each in self.labels if isinstance(each, str)
        ]
        for resource in sorted({e.resource for e in self.labels if isinstance(e, Capacity)}):
            units.append(tuple(
                e for e in self.labels if isinstance(e, Capacity) and e.resource == resource
            ))
        rough = self._explained([], units, False)
        fixed: list[tuple[Label, ...]] = [(u[0],) for u in rough if len(u) == 1]
        single: list[tuple[Label, ...]] = [(e,) for u in rough if len(u) > 1 for e in u]
        if single:
            single = self._explained(fixed, single, True)
            fixed = self._explained(single, fixed, True)
        return [unit[0] for unit in [*fixed, *single]]

    def _explained(
        self, held: list[tuple[Label, ...]], units: list[tuple[Label, ...]], is_changed: bool
    ) -> list[tuple[Label, ...]]:
        """Return a minimal part of units that clashes with what is held: QuickXplain."""
        if is_changed and self._clashes([each for unit in held for each in unit]):
            return []
        if len(units) <= 1:
            return units
        half = len(units) // 2
        ones, others = units[:half], units[half:]
        second = self._explained([*held, *ones], others, True)
        return [*self._explained([*held, *second], ones, bool(second)), *second]

    def _relaxation(self, conflict: list[Label]) -> tuple[Concession, ...]:
        """Return a minimal set of labels to give up: one of the conflict, if that is enough."""
        for label in conflict:
            row = self._row([each for each in self.labels if each != label])
            if row is not None:
                return (Concession((text(self.problem, label),), row),)
        row = self._row([])
        if row is None:
            return ()
        broken = self._broken(row)
        for label in list(broken):
            if label in broken:
                kept = [each for each in broken if each != label]
                other = self._row([each for each in self.labels if each not in kept])
                if other is not None:
                    row, broken = other, self._broken(other)
        return (Concession(tuple(sorted(text(self.problem, e) for e in broken)), row),)

    def _broken(self, row: tuple[int, ...]) -> list[Label]:
        found = self.arbiter.broken(np.array([row], dtype=np.int32))
        return list(dict.fromkeys(label for label, broken in found if broken.any()))
