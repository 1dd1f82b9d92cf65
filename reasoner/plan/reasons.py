"""Why a task can't stay where it was: the requirements that its old place fails, with numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ..definitions import Constraint
from ..namespaces import local_name
from ..network import Floats, Ints
from ..plan_problem import ProblemFlow
from ..verdict import Verdict
from .assemble import Built
from .evaluate import HOPELESS, Arbiter
from .labels import LINKS, Capacity, Label, text
from .old_plan import OldPlace, OldPlan
from .survey import OVER_BACKUP, Choices, Leg

NO_WAY, NOTHING_RUNS = "a way for its data", "anything that runs it there"
_TIME, _RATE = "endToEndTime", "uplinkRate"


@dataclass(frozen=True)
class Reason:
    """A requirement that is not met: `demand` is held against `supply`, both of a quantity.

    Numbers are in the quantity's canonical unit (`unit` where no quantity is declared), None where
    nothing numeric is compared or nobody states it.  `over` are the links on the way.
    """

    requirement: str
    verdict: Verdict = Verdict.INFEASIBLE
    relation: str = "at-most"
    demand: float | None = None
    supply: float | None = None
    quantity: str | None = None
    unit: str = ""
    over: tuple[str, ...] = ()


class Reasons:
    """Asks what breaks if a task goes back: first where all tasks were, then where they are now."""

    def __init__(self, built: Built, row: Ints, old: OldPlan) -> None:
        self.built, self.row, self.old = built, row, old
        self.problem, self.survey = built.problem, built.survey
        self.arbiter = Arbiter.of(built.problem)
        self.tasks = list(self.survey.choices)
        self.before = row.copy()
        for place in range(len(self.tasks)):
            options = self._options(place)
            if len(options):
                self.before[place] = options[0]

    def against(self, task: str) -> tuple[tuple[Reason, ...], bool]:
        """Return what the old place of a task fails, and if only beside what has moved.

        Empty where nothing is known to: the fewest moves are not proven then.
        """
        place = self.tasks.index(task)
        if not len(self._options(place)):
            return self._of_candidates(self.survey.choices[task], self.old.places[task]), False
        for row, beside in ((self.before, False), (self.row, True)):
            found = self._broken(place, row)
            if found:
                return found, beside
        return (), False

    def _options(self, place: int) -> Ints:
        """Return the options of a task on its old node; what it ran before comes first."""
        old = self.old.places.get(self.tasks[place])
        at = self.survey.ways.network.place_of.get(old.node) if old else None
        if old is None or at is None:
            return np.zeros(0, dtype=np.int64)
        found = np.flatnonzero(self.problem.tasks[place].node == at)
        choices, chosen = self.survey.choices[self.tasks[place]], self.built.chosen[place]
        same = np.array([_ran(choices, int(chosen[each]), old) for each in found], dtype=bool)
        return np.concatenate([found[same], found[~same]])

    def _broken(self, place: int, row: Ints) -> tuple[Reason, ...]:
        """Return what each way to run a task on its old node breaks: of the least broken one."""
        options = self._options(place)
        rows = np.repeat(row[None, :], len(options), axis=0)
        rows[:, place] = options
        labels: list[list[Label]] = [[] for _ in options]
        for label, broken in self.arbiter.broken(rows):
            for each in np.flatnonzero(broken):
                if label not in labels[each]:
                    labels[each].append(label)
        least = min(range(len(options)), key=lambda each: len(labels[each]))
        told = [r for label in labels[least] for r in self._told(label, rows[least], place)]
        return tuple(dict.fromkeys(told))

    # Labels of a problem, with their numbers

    def _told(self, label: Label, row: Ints, place: int) -> Iterator[Reason]:
        """Yield what a label comes to for one task in a row of options."""
        nodes = self.arbiter.nodes(row[None, :])
        if isinstance(label, Capacity):
            yield from self._of_capacity(label, row[None, :], nodes, place)
            return
        for end in self.problem.ends:
            if end.label == label and end.pipeline == self.problem.tasks[place].pipeline:
                taken = self.arbiter.longest(end.percentile, row[None, :], nodes, end.pipeline)
                yield Reason(label, demand=float(taken[0]), supply=end.at_most, quantity=_TIME)
        yield from (Reason(label) for each in self.problem.apart if each.label == label)
        for leg, flow in zip(self.survey.legs, self.problem.flows, strict=True):
            if place in (flow.sender, flow.receiver):
                yield from self._of_flow(label, leg, flow, row, nodes)

    def _of_capacity(
        self, label: Capacity, rows: Ints, nodes: Ints, place: int
    ) -> Iterator[Reason]:
        """Yield a capacity that is exceeded, where the task is on it or sends over it."""
        words = text(self.problem, label)
        if label.resource == LINKS:
            load = sum(
                flow.bits_per_second for flow in self.problem.flows
                if label.place in self.arbiter.crossed(flow, nodes)[1]
            )
            ours = [f for f in self.problem.flows if place in (f.sender, f.receiver)]
            if any(label.place in self.arbiter.crossed(each, nodes)[1] for each in ours):
                supply = float(self.problem.links.capacity[label.place])
                yield Reason(words, demand=load, supply=supply, quantity=_RATE)
        elif int(nodes[0, place]) == label.place:
            resource = self.problem.resources[label.resource]
            used = float(self.arbiter.load(resource.name, rows, nodes)[0, label.place])
            capacity = float(resource.capacity[label.place])
            yield Reason(words, demand=used, supply=capacity, unit=resource.unit)

    def _of_flow(
        self, label: str, leg: Leg, flow: ProblemFlow, row: Ints, nodes: Ints
    ) -> Iterator[Reason]:
        i, j = int(nodes[0, flow.sender]), int(nodes[0, flow.receiver])
        over = self._links(flow, nodes)
        if label == HOPELESS:
            if not np.isfinite(flow.seconds.p50[i, j]):
                ends = (local_name(self.survey.nodes[each]) for each in (i, j))
                yield Reason(f"{NO_WAY} ({flow.name}, {' to '.join(ends)})")
            return
        for each in flow.deadlines:
            if each.label == label:
                seconds = flow.seconds.at(each.percentile) if each.seconds is None else each.seconds
                own = self.problem.tasks[flow.receiver].seconds.at(each.percentile)
                taken = float(seconds[i, j] + own[row[flow.receiver]])
                if taken > each.at_most:
                    yield Reason(label, demand=taken, supply=each.at_most, quantity=_TIME,
                                 over=over)
        if label in flow.refused and flow.refused[label][i, j]:
            yield self._of_way(label, leg, i if leg.source is None else 0, j, over)

    def _links(self, flow: ProblemFlow, nodes: Ints) -> tuple[str, ...]:
        crossed = self.arbiter.crossed(flow, nodes)[1]
        names = (str(self.problem.links.names[int(each)]) for each in crossed)
        nodes_ = set(self.survey.nodes)  # which stand there for what they count once
        return tuple(dict.fromkeys(e for e in names if e not in nodes_))

    def _of_way(self, label: str, leg: Leg, i: int, j: int, over: tuple[str, ...]) -> Reason:
        """Return what a requirement on a pair of nodes compares."""
        name = label.partition(" of ")[0]
        plain = name.removesuffix(OVER_BACKUP)
        constraint = self.survey.knowledge.definitions.by_name[plain]
        own, inputs = (leg.columns, leg.inputs) if plain == name else (
            leg.degraded, leg.degraded_inputs)
        tables = ((leg.verdicts, own), (leg.by_node, inputs), (leg.pairs, inputs))
        verdicts, columns = next(each for each in tables if name in each[0])
        # In `pairs` a column is a candidate: the worst of a node is not told apart here.
        is_of_nodes = verdicts[name].shape[1] == len(self.survey.nodes)
        verdict = Verdict(int(verdicts[name][i, j])) if is_of_nodes else Verdict.INFEASIBLE
        known = columns or leg.columns
        return _reason(
            label, constraint, verdict, lambda q, what: known.spread(q, what)[i, j], over
        )

    # What rules a candidate out at its own node

    def _of_candidates(self, choices: Choices, old: OldPlace) -> tuple[Reason, ...]:
        """Return what the least broken candidate of a node fails; what it ran before is asked."""
        at = self.survey.ways.network.place_of[old.node]
        there = np.flatnonzero(choices.node == at)
        ran = [int(each) for each in there if _ran(choices, int(each), old)]
        asked = ran or there.tolist()
        if not asked:
            return (Reason(NOTHING_RUNS),)

        def broken(each: int) -> list[str]:
            return [name for name, verdicts in choices.verdicts.items()
                    if verdicts[each] < int(self.built.least)]

        least = min(asked, key=lambda each: len(broken(each)))
        return tuple(self._of_candidate(choices, least, broken(least)))

    def _of_candidate(
        self, choices: Choices, at: int, names: Iterable[str]
    ) -> Iterator[Reason]:
        for name in names:
            constraint = self.survey.knowledge.definitions.by_name[name]
            yield _reason(
                f"{name} of {local_name(choices.task)}", constraint,
                Verdict(int(choices.verdicts[name][at])),
                lambda q, what: choices.number(q, what)[at], (),
            )


def _ran(choices: Choices, at: int, old: OldPlace) -> bool:
    """Say whether a choice is what ran before."""
    target = choices.targets[int(choices.column[at])]
    variant = choices.questions[int(choices.row[at])].variant
    return (variant, target.unit, target.runtime) == (old.variant, old.unit, old.runtime)


def _reason(
    label: str, constraint: Constraint, verdict: Verdict,
    number: Callable[[str, str], Floats | float], over: tuple[str, ...],
) -> Reason:
    """Return the two numbers that a constraint compares, at the ends that decide its verdict."""
    if not constraint.is_numeric or verdict is Verdict.UNKNOWN:
        return Reason(label, verdict, constraint.relation, over=over)
    # Infeasible is what fails at the best ends, conditional what fails at the worst.
    best = (verdict is Verdict.INFEASIBLE) == (constraint.relation == "at-most")
    ends = ("low", "high") if best else ("high", "low")
    demand, supply = (
        _finite(float(number(name, end)))
        for name, end in zip((constraint.demand, constraint.supply), ends, strict=True)
    )
    return Reason(
        label, verdict, constraint.relation, demand, supply, constraint.demand, over=over
    )


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
