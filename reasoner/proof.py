"""Proofs: a finite, acyclic graph of steps, each with one sentence; views are derived from it.

A proof lists its steps in an order in which premises stand before what they support, so that it
is acyclic by construction; a premise that several steps share stands once.  The union of steps is
closed: what is asserted (Fact, Written), read (Conversion, Followed, Default, Missing, Absence),
inferred (Rule, Definition), computed (Structure, Lookup, Combination, Formula), chosen (Choice,
Route), judged (Judgement, CandidateVerdict, Refusal, NodeVerdict, LevelVerdict),
and of whole placements (SharedUse, Survival, OverBackups,
PlanValue, PlanVerdict, PlanFront).

A number is `of` the choices that it depends on, and holds for all candidates that agree in these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import Place
from .facts import Triple
from .interval import Interval
from .verdict import Verdict

Bindings = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Step:
    """What every step has: one sentence, and the positions of its premises in the proof."""

    sentence: str
    premises: tuple[int, ...]


@dataclass(frozen=True)
class Fact(Step):
    """A triple as somebody wrote it; `source` is what its subject states."""

    triple: Triple
    place: Place | None
    source: str | None


@dataclass(frozen=True)
class Written(Step):
    """A figure as somebody wrote it, with its standing and source."""

    subject: str
    property: str
    text: str
    conditions: tuple[str, ...]
    standing: str | None
    source: str | None
    place: Place


@dataclass(frozen=True)
class Conversion(Step):
    """The number of a written figure in the canonical unit; `how` is None where it was in it."""

    subject: str
    property: str
    unit: str
    number: Interval
    how: str | None


@dataclass(frozen=True)
class Followed(Step):
    """A number that nobody wrote of a thing and that follows from others of a pipeline."""

    subject: str
    property: str
    number: Interval


@dataclass(frozen=True)
class Rule(Step):
    """A fact that a rule infers under bindings."""

    rule: str
    bindings: Bindings
    triple: Triple
    cites: str


@dataclass(frozen=True)
class Definition(Step):
    """A fact that an OWL definition infers under bindings."""

    rule: str
    bindings: Bindings
    triple: Triple


@dataclass(frozen=True)
class Absence(Step):
    """No facts match a pattern of closed properties: what a rule or a set constraint negates."""

    pattern: str
    bindings: Bindings


@dataclass(frozen=True)
class Missing(Step):
    """A number that nobody states; `subjects` may state `property`, or rows of a lookup."""

    quantity: str
    of: Bindings
    subjects: tuple[str, ...]
    property: str
    is_users: bool


@dataclass(frozen=True)
class Default(Step):
    """A number that is meant where nobody states one, as its property declares."""

    quantity: str
    of: Bindings
    subjects: tuple[str, ...]
    property: str
    number: Interval


@dataclass(frozen=True)
class Structure(Step):
    """A number of the candidate's own shape, such as whether it has a model."""

    quantity: str
    of: Bindings
    number: Interval


@dataclass(frozen=True)
class Lookup(Step):
    """A number from the rows that match a key."""

    quantity: str
    of: Bindings
    number: Interval
    key: Bindings
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Combination(Step):
    """A number combined over the links of a route."""

    quantity: str
    of: Bindings
    number: Interval
    combine: str


@dataclass(frozen=True)
class Formula(Step):
    """A number that a formula gives, with the arguments that it read."""

    quantity: str
    of: Bindings
    number: Interval
    formula: str
    arguments: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Choice(Step):
    """A candidate: the choices that were made once and that every constraint sees."""

    candidate: str
    choices: Bindings


@dataclass(frozen=True)
class Route(Step):
    """The links to the node in order, from where the data arises or from what a site states.

    `start` is the property by which the site states it, None for the data of the task.
    """

    task: str | None
    start: str | None
    source: str
    node: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class Judgement(Step):
    """One constraint on one candidate; numbers for a comparison, members for a set relation.

    The last `conditions` premises say only that it applies, or that it does not.
    """

    constraint: str
    candidate: str
    verdict: Verdict
    binding: tuple[str, ...]
    demand: Interval | None
    supply: Interval | None
    lacking: tuple[str, ...]
    margin: str | None
    cites: str | None
    conditions: int


@dataclass(frozen=True)
class CandidateVerdict(Step):
    """The least verdict of the constraints that apply to a candidate."""

    candidate: str
    verdict: Verdict


@dataclass(frozen=True)
class Refusal(Step):
    """Why a candidate is no better than a verdict: one constraint that holds it there."""

    candidate: str
    verdict: Verdict


@dataclass(frozen=True)
class NodeVerdict(Step):
    """The greatest verdict of a task's candidates at a node: the best, and why no other is better.
    """

    task: str
    node: str
    verdict: Verdict
    best: str
    candidates: int


@dataclass(frozen=True)
class LevelVerdict(Step):
    """The level that is concluded for a task: verdict, drivers for it and for others, by level."""

    task: str
    concluded: tuple[str, ...]
    verdict: Verdict
    decided_by: str
    scores: tuple[tuple[str, str, int, int], ...]


@dataclass(frozen=True)
class SharedUse(Step):
    """What tasks or flows take together of one thing, and what there is of it.

    `part` is a memory, unit, bus, node or link; `node` is None for a link.
    """

    resource: str
    node: str | None
    part: str
    verdict: Verdict
    demand: Interval
    supply: Interval
    users: tuple[str, ...]


@dataclass(frozen=True)
class Survival(Step):
    """That a task that stands in for others goes on working through an outage.

    For an outage of nodes it is on none of theirs; else no link that the outage is about, and that
    it needs, is one that `others` need, or none at all where the site is cut off.
    """

    task: str
    outage: str
    verdict: Verdict
    others: tuple[str, ...]


@dataclass(frozen=True)
class OverBackups(Step):
    """That a placement holds while any link with a backup may be down, worked out anew as a whole.

    `links` are those in use that have one.
    """

    verdict: Verdict
    links: tuple[str, ...]


@dataclass(frozen=True)
class PlanValue(Step):
    """What a placement is worth by one objective, by the central numbers of its terms.

    It is a bound where `missing` of its terms are not stated.
    """

    objective: str
    quantity: str
    value: float
    combine: str
    missing: int


@dataclass(frozen=True)
class PlanVerdict(Step):
    """The least verdict of all tasks, flows, shared things and deadlines of some pipelines.

    `routes` says what the ways of data are the least by: latency or cost.
    """

    pipelines: tuple[str, ...]
    verdict: Verdict
    nodes: Bindings
    architecture: str | None
    routes: str


FrontRow = tuple[tuple[str, ...], tuple[float, ...], tuple[int, ...]]


@dataclass(frozen=True)
class PlanFront(Step):
    """The placements of a verdict that no other one beats, for an independent enumeration to check.

    Each of `points` has the candidates of `tasks`, the values by `objectives`, and how many of the
    terms of each nobody states.  Without points no placement has a better verdict than `verdict`.
    """

    pipelines: tuple[str, ...]
    verdict: Verdict
    combinations: int
    tasks: tuple[str, ...]
    objectives: tuple[str, ...]
    points: tuple[FrontRow, ...]
    routes: str


@dataclass(frozen=True)
class Proof:
    """Steps, premises first; the last one is what is proved."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        for position, each in enumerate(self.steps):
            if each.premises:
                assert min(each.premises) >= 0 and max(each.premises) < position, each.sentence

    @property
    def root(self) -> Step:
        """Return what is proved."""
        return self.steps[-1]

    def premises(self, step: Step) -> tuple[Step, ...]:
        """Return the steps that a step rests on directly."""
        return tuple(self.steps[each] for each in step.premises)

    def below(self, step: Step) -> Iterator[Step]:
        """Yield a step and all that it rests on, each once, conclusions first."""
        seen: set[int] = set()
        waiting = [step]
        while waiting:
            here = waiting.pop()
            if id(here) not in seen:
                seen.add(id(here))
                yield here
                waiting += reversed(self.premises(here))

    def __str__(self) -> str:
        """Return the sentences, premises below what they prove; a shared one stands out once."""
        lines: list[str] = []
        told: set[int] = set()
        waiting = [(len(self.steps) - 1, 0)]
        while waiting:
            at, depth = waiting.pop()
            step, is_told = self.steps[at], at in told
            told.add(at)
            lines.append("  " * depth + step.sentence + (" …" if is_told and step.premises else ""))
            if not is_told:
                waiting += [(each, depth + 1) for each in reversed(step.premises)]
        return "\n".join(lines)

    def leaves(self, step: Step | None = None) -> Iterator[Step]:
        """Yield what a step, or the whole proof, rests on and that rests on nothing else."""
        return (each for each in self.below(step or self.root) if not each.premises)

    def heights(self) -> tuple[int, ...]:
        """Return the length of the longest chain of premises below each step."""
        found: list[int] = []
        for each in self.steps:
            found.append(1 + max((found[p] for p in each.premises), default=-1))
        return tuple(found)


def number_of(step: Step) -> Interval | None:
    """Return the number that a step concludes, or None where it concludes none."""
    found = getattr(step, "number", None)
    return found if isinstance(found, Interval) else None


def verdict_of(step: Step) -> Verdict | None:
    """Return the verdict that a step concludes, or None."""
    found = getattr(step, "verdict", None)
    return found if isinstance(found, Verdict) else None
