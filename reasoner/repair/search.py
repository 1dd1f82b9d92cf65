"""Search for repairs: propose changes, run each again, and keep the minimal ones that work."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..conflict_set import NothingFits
from ..facts import Facts
from ..namespaces import tw
from ..placement import NodeResult
from ..repair_option import BRIEF, Breadth, Failure, PassingProduct, Proposal, Repair, Repairs
from ..sides import sides
from ..trial import Decided, Trial
from ..verdict import Verdict
from .combine import Search, combined, leads
from .hardware import OtherProducts, other_nodes, other_products
from .links import OtherLinks
from .new_links import KIND as NEW_LINK
from .relax import relaxations
from .runtimes import other_runtimes
from .split import splits
from .variants import other_variants

_NODES = 3  # nodes that are mended where none is named: those that fail least
_COMBINED = 2  # nodes where changes are combined, if none is named
NEAREST = 3  # products that are named where somebody asks why not


@dataclass(frozen=True)
class _Spot:
    """A task at a node where it fails, and what could be exchanged there."""

    result: NodeResult
    decision: Decided
    links: OtherLinks
    products: OtherProducts

    @classmethod
    def of(cls, trial: Trial, result: NodeResult, decision: Decided) -> _Spot:
        """Return the best candidate at a node with what is judged there when it is asked for."""
        return cls(result, decision, OtherLinks(trial, result), OtherProducts(trial, result))


def find_repairs(
    trial: Trial, task: str, node: str | None, nothing_fits: NothingFits | None,
    breadth: Breadth = BRIEF,
) -> Repairs:
    """Return what would have to change for a task to run at a node, or anywhere; each proved.

    No repair contains another, and no part of a combination works; of those with an exchange as
    many as `breadth` says are run again at a node, in a wide search also those of which a repair
    makes the exchange in another way.  Where nothing fails there is nothing to repair.
    """
    everywhere = _results(trial, task, None)
    here = _results(trial, task, [node]) if node else everywhere
    nearest = here[0] if here else None
    verdict = nearest[0].verdict if nearest else Verdict.INFEASIBLE
    if nearest is None or verdict > Verdict.INFEASIBLE:
        return Repairs(task, node, verdict, nearest[0] if nearest else None, (), None, ())
    others = [result for result, _ in everywhere]
    spots = [_Spot.of(trial, *each) for each in here[: 1 if node else _NODES]]
    elsewhere = others if node else ()
    found = [_proposals(trial, task, each, elsewhere, breadth.exchanges) for each in spots]
    proposals = [each for several in found for each in several.proposals]
    contradicted = {each for several in found for each in several.contradicted}
    left = {each for several in found for each in several.left}
    repairs = _minimal(_proved(trial, task, proposals))
    both, more = _combined(trial, task, spots[:_COMBINED], others, repairs, breadth)
    return Repairs(
        task, node, verdict, nearest[0], _failures(trial, *nearest), nothing_fits,
        tuple(_ranked(trial, _worth([*repairs, *both]))), tuple(sorted(contradicted)), more,
        breadth, tuple(sorted(left)),
    )


@dataclass(frozen=True)
class _Proposed:
    """What may change at a node and instead of it, and what measurements contradict.

    `left` are the kinds of exchange of which there are more than were asked for.
    """

    proposals: tuple[Proposal, ...]
    contradicted: tuple[str, ...]
    left: frozenset[str]


def _proposals(
    trial: Trial, task: str, spot: _Spot, others: Sequence[NodeResult], most: int
) -> _Proposed:
    """Return of each kind of exchange at most so many, and all that gives way."""
    result, variants = spot.result, other_variants(trial, spot.result)
    kinds: list[Iterable[Proposal]] = [
        variants.proposals, other_runtimes(trial, result),
        other_nodes(others, result.node) if others else (), spot.links.passing(),
        other_products(trial.knowledge, result, spot.products.passing),
    ]
    found = list(relaxations(trial, spot.decision, task, result.node))
    found += islice(splits(trial.knowledge, result, others), 1) if others else ()
    left = set()
    for each in kinds:
        some = list(islice(each, most + 1))  # with one more to know whether there is
        found += some[:most]
        left |= {step.kind for proposal in some[most:] for step in proposal.steps}
    return _Proposed(tuple(found), tuple(variants.contradicted), frozenset(left))


def _combined(
    trial: Trial, task: str, here: Sequence[_Spot],
    others: Sequence[NodeResult], known: list[Repair], breadth: Breadth,
) -> tuple[list[Repair], int]:
    """Return the least combinations at some nodes, and how many more should work."""
    found: list[Repair] = []
    more = 0
    for spot in here:
        elsewhere = [] if len(here) > 1 else [
            each for each in others if each.verdict == Verdict.INFEASIBLE
        ]
        result = spot.result
        exchanges = leads(
            trial, spot.decision, result, elsewhere, spot.links, spot.products,
            breadth.exchanges,
        )
        search = Search(result.node, lambda each: _prove(trial, task, each), known)
        ours, left = search.least(combined(trial, result, exchanges), breadth)
        found, more = [*found, *ours], more + left
    return found, more


def nearest_passing(trial: Trial, task: str, node: str) -> list[PassingProduct]:
    """Return up to three products that would pass in a node's place, nearest first, each proved."""
    found: list[PassingProduct] = []
    for result, _ in _results(trial, task, [node]):
        for each in OtherProducts(trial, result).passing:
            proposal = next(other_products(trial.knowledge, result, [each]))
            repair = _prove(trial, task, proposal)
            if repair is not None:
                found.append(each)
            if len(found) == NEAREST:
                break
    return found


def _results(
    trial: Trial, task: str, among: Sequence[str] | None
) -> list[tuple[NodeResult, Decided]]:
    found = [
        (result, decision)
        for decision in trial.decide([task], among)
        for result in trial.best(decision, task)
    ]
    return found


def _failures(trial: Trial, result: NodeResult, decision: Decided) -> tuple[Failure, ...]:
    i = list(decision.questions).index(result.question)
    j = list(decision.targets).index(result.target)
    return tuple(
        Failure(each, sides(trial.knowledge, decision, each, i, j)) for each in result.failed
    )


def _proved(trial: Trial, task: str, proposals: Iterable[Proposal]) -> Iterator[Repair]:
    """Run proposals again, the smaller first; one that touches more than a proved one is spared."""
    done: list[tuple[frozenset[tuple[str, str, str | None]], str]] = []
    for proposal in sorted(proposals, key=lambda each: (len(each.steps), each.size)):
        if any(
            parts <= proposal.parts and node == proposal.node and _is_one_way(proposal)
            for parts, node in done
        ):
            continue
        repair = _prove(trial, task, proposal)
        if repair is not None:
            done.append((proposal.parts, proposal.node))
            yield repair


def _is_one_way(proposal: Proposal) -> bool:
    """Say whether all its steps only go further or less far."""
    return all(each.is_relaxation for each in proposal.steps)


def _prove(trial: Trial, task: str, proposal: Proposal) -> Repair | None:
    """Run a proposal again, all inferred anew; None where it does not work."""
    after = trial.changed(proposal.changes) if proposal.changes else trial
    results = _results(after, task, [proposal.node])
    result = results[0][0] if results else None
    verdict = result.verdict if result else Verdict.INFEASIBLE
    if proposal.pipeline is not None:
        verdict = min(verdict, after.placed(proposal.pipeline, proposal.among).verdict)
    return Repair(proposal, verdict, result) if verdict > Verdict.INFEASIBLE else None


def _minimal(repairs: Iterable[Repair]) -> list[Repair]:
    """Return the repairs that contain no other at the same node."""
    found = list(repairs)
    return [
        each for each in found
        if not any(
            other.proposal.parts < each.proposal.parts and other.node == each.node
            for other in found
        )
    ]


def _worth(repairs: list[Repair]) -> list[Repair]:
    """Leave out exchanges of which it is not known whether they work, where something does.

    A new link stays at a node at which nothing does: it is what lacks there.
    """
    works = {each.node for each in repairs if each.verdict >= Verdict.CONDITIONAL}
    if not works:
        return repairs
    return [
        each for each in repairs
        if each.verdict >= Verdict.CONDITIONAL or _is_one_way(each.proposal)
        or (each.node not in works and [step.kind for step in each.steps] == [NEW_LINK])
    ]


def _ranked(trial: Trial, repairs: list[Repair]) -> list[Repair]:
    """What works surely enough, then the fewest changes, the kind, the size and the cost.

    Of one kind what works for certain comes first; of combinations, that which goes least far.
    """
    return sorted(repairs, key=lambda each: _rank(trial.knowledge.facts, each))


def _rank(facts: Facts, repair: Repair) -> tuple[object, ...]:
    kinds = tuple(facts.number(each.kind, tw("rank")) or 0.0 for each in repair.steps)
    cost = repair.result.monthly_cost if repair.result else None
    is_mixed = repair.proposal.is_mixed
    return (
        repair.verdict < Verdict.CONDITIONAL, len(repair.steps), is_mixed,
        () if is_mixed else (*kinds, -repair.verdict), repair.proposal.size,
        math.inf if cost is None else cost, repair.node, [each.after for each in repair.steps],
    )
