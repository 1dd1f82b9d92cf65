"""Combine: exchanges that do not suffice alone, with others or with requirements given way on.

A combination is kept only if none of its parts works alone; which does is found by running it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice

from ..namespaces import local_name, tw
from ..placement import NodeResult
from ..repair_option import Breadth, Proposal, Repair, Step
from ..trial import Decided, Trial
from ..verdict import Verdict
from .hardware import NODE_KIND, OtherProducts
from .links import OtherLinks
from .relax import relaxations
from .runtimes import nearer_runtimes
from .shortfall import standing
from .variants import nearer_variants

_STEPS = 4  # of a combination; more than that is another system
_NEARLY = 0.9  # of the decades that requirements give way: then one thing less is exchanged
_STEPS_OF_TWO = 3  # where two things are exchanged
# What runs a proposal anew, all inferred; None where it does not work.
Prove = Callable[[Proposal], Repair | None]


def leads(
    trial: Trial, decision: Decided, result: NodeResult, others: Sequence[NodeResult],
    links: OtherLinks, products: OtherProducts, most: int,
) -> list[Step]:
    """Return exchanges after which a task still fails at its node, but less than before.

    Of each kind the `most` after which least fails.
    """
    rows = [i for i, each in enumerate(decision.questions) if each.task == result.task]
    columns = [j for j, each in enumerate(decision.targets) if each.node == result.node]
    before = standing(trial.knowledge, decision, rows, columns)
    found: list[Step] = []
    for proposals in (
        nearer_variants(trial, result, before), nearer_runtimes(trial, result, before),
        links.nearer(before), products.nearer(before),
    ):
        found += [each.steps[0] for each in islice(proposals, most)]
    failing = [each for each in others if each.node != result.node]
    return found + [_moved(result, each) for each in failing[:most]]


def _moved(result: NodeResult, other: NodeResult) -> Step:
    now, then = local_name(result.node), local_name(other.node)
    return Step(NODE_KIND, result.task, None, now, then, to=other.node)


def combined(trial: Trial, result: NodeResult, exchanges: Sequence[Step]) -> Iterator[Proposal]:
    """Yield what should work: exchanges with one another, and with what they leave to relax."""
    alone = [(each,) for each in exchanges]
    for steps in (*alone, *filter(goes_together, combinations(exchanges, 2))):
        yield from _finished(trial, result, steps)


def goes_together(steps: tuple[Step, ...]) -> bool:
    """Say whether two exchanges are of different things, and neither undoes the other."""
    one, other = steps
    touched = [{(each.subject, each.property) for each in step.changes} for step in steps]
    is_free = one.part != other.part and not touched[0] & touched[1]
    moves = [each.to is not None for each in steps]
    # What is exchanged at one node or on the way to it does nothing for another.
    return is_free and (not any(moves) or (sum(moves) == 1 and _is_variant(one, other)))


def _is_variant(*steps: Step) -> bool:
    return any(each.kind == tw("other-variant") for each in steps)


def _finished(trial: Trial, result: NodeResult, steps: tuple[Step, ...]) -> Iterator[Proposal]:
    """Yield exchanges as they are if they do together, else with what has to give way beside."""
    node = node_of(steps, result.node)
    sketch = trial.sketched([change for each in steps for change in each.changes])
    most = (_STEPS if len(steps) == 1 else _STEPS_OF_TWO) - len(steps)
    for decision in sketch.decide([result.task], [node]):
        if int(decision.total.max()) > Verdict.INFEASIBLE:
            if len(steps) > 1:
                yield Proposal(steps, node)
            return
        used = [_exchanged(steps, each) for each in ("hasVariant", "installedRuntime")]
        for each in relaxations(sketch, decision, result.task, node, *used):
            if len(each.steps) <= most:
                yield Proposal((*steps, *each.steps), node)


def node_of(steps: Iterable[Step], node: str) -> str:
    """Return where a task runs after some steps."""
    return next((each.to for each in steps if each.to), node)


def _exchanged(steps: Iterable[Step], property_: str) -> str | None:
    """Return the variant or runtime that a step brings; None where none does."""
    found = (each.changes[0].values[-1] for each in steps if each.property == tw(property_))
    return next(found, None)


@dataclass
class Search:
    """Combinations that are run anew, each with all of its parts; what was run is not run again."""

    node: str
    prove: Prove
    known: Sequence[Repair]
    run: dict[tuple[frozenset[Step], str], Repair | None] = field(default_factory=dict)

    def working(self, proposals: Iterable[Proposal]) -> list[Repair]:
        """Return those that work."""
        return [each for each in map(self._ran, (e.steps for e in proposals)) if each]

    def least(
        self, proposals: Iterable[Proposal], breadth: Breadth
    ) -> tuple[list[Repair], int]:
        """Return the first that work and of which no part does, and how many were not run.

        In a wide search also those that need something beside an exchange which a repair makes in
        another way: a small variant and a lower accuracy, where another variant is enough.
        """
        found: list[Repair] = []
        waiting = self._undominated(proposals)
        for at, proposal in enumerate(waiting):
            is_left = self._is_beside(proposal) and not breadth.is_wide
            if is_left or len(found) == breadth.combinations:
                return found, len(waiting) - at
            repair = self._ran(proposal.steps)
            if repair is None or repair.verdict < self._least_verdict:
                continue
            if not any(map(self._ran, _parts(proposal.steps))):
                found.append(repair)
        return found, 0

    @property
    def _least_verdict(self) -> Verdict:
        """Return what is worth a combination: where something works, not what may work."""
        works = any(each.verdict >= Verdict.CONDITIONAL for each in self.known)
        return Verdict.CONDITIONAL if works else Verdict.UNKNOWN

    def _undominated(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Return the proposals that hold no other and no repair, nor spare little of it."""
        kept: list[Proposal] = []
        for each in sorted(proposals, key=lambda e: (self._is_beside(e), _order(e))):
            smaller = (*(e.proposal for e in self.known if e.proposal.node == each.node), *kept)
            if not any(each.holds(other) or _spares_little(each, other) for other in smaller):
                kept.append(each)
        return kept

    def _is_beside(self, proposal: Proposal) -> bool:
        """Say whether a repair makes the same exchanges in another way, and needs less beside."""
        return any(
            each.exchanged == proposal.exchanged and each.parts < proposal.parts
            for each in (repair.proposal for repair in self.known)
            if each.node == proposal.node and each.exchanged
        )

    def _ran(self, steps: Sequence[Step]) -> Repair | None:
        node = node_of(steps, self.node)
        key = (frozenset(steps), node)
        if key not in self.run:
            self.run[key] = self.prove(Proposal(tuple(steps), node))
        return self.run[key]


def _spares_little(proposal: Proposal, other: Proposal) -> bool:
    """Say whether it exchanges more than another, and lets requirements give way nearly as far."""
    if not (other.parts < proposal.parts and other.exchanged < proposal.exchanged):
        return False
    mine, its = (
        sum(step.size for step in each.steps if step.is_relaxation) for each in (proposal, other)
    )
    return mine > _NEARLY * its


def _parts(steps: Sequence[Step]) -> Iterator[tuple[Step, ...]]:
    """Yield what is left where some of the steps are not made, the most first."""
    for size in range(len(steps) - 1, 0, -1):
        yield from combinations(steps, size)


def _order(proposal: Proposal) -> tuple[object, ...]:
    return len(proposal.steps), proposal.size, proposal.node, [e.after for e in proposal.steps]
