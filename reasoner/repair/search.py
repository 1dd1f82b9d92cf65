"""Search for repairs: propose changes, run each again, and keep the minimal ones that work."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ..conflict_set import NothingFits
from ..facts import Facts
from ..namespaces import tw
from ..placement import NodeResult
from ..repair_option import Failure, PassingProduct, Proposal, Repair, Repairs
from ..sides import sides
from ..trial import Decided, Trial
from ..verdict import Verdict
from .combine import Search, combined, leads
from .hardware import other_nodes, other_products, passing_products
from .links import other_links
from .relax import relaxations
from .runtimes import other_runtimes
from .split import splits
from .variants import other_variants

_NODES = 3  # nodes that are mended where none is named: those that fail least
_OF_A_KIND = 3  # proposals of one kind at one node that are run again
_COMBINED = 2  # nodes where changes are combined, if none is named
_MOST = 4  # combinations with an exchange that are run again
NEAREST = 3  # products that are named where somebody asks why not


def find_repairs(
    trial: Trial, task: str, node: str | None, nothing_fits: NothingFits | None,
    most: int = _MOST,
) -> Repairs:
    """Return what would have to change for a task to run at a node, or anywhere; each proved.

    No repair contains another, and no part of a combination works; of those with an exchange `most`
    at a node are run again, and where more than usual are asked for, also those of which a repair
    makes the exchange in another way.  Where nothing fails there is nothing to repair.
    """
    everywhere = _results(trial, task, None)
    here = _results(trial, task, [node]) if node else everywhere
    nearest = here[0] if here else None
    verdict = nearest[0].verdict if nearest else Verdict.INFEASIBLE
    if nearest is None or verdict > Verdict.INFEASIBLE:
        return Repairs(task, node, verdict, nearest[0] if nearest else None, (), None, ())
    others = [result for result, _ in everywhere]
    proposals: list[Proposal] = []
    contradicted: set[str] = set()
    for result, decision in here[: 1 if node else _NODES]:
        variants = other_variants(trial, result)
        contradicted.update(variants.contradicted)
        proposals += islice(variants.proposals, _OF_A_KIND)
        proposals += islice(other_runtimes(trial, result), _OF_A_KIND)
        proposals += relaxations(trial, decision, task, result.node)
        if node:
            proposals += islice(other_nodes(others, node), _OF_A_KIND)
            proposals += islice(splits(trial.knowledge, result, others), 1)
        proposals += islice(other_links(trial, result), _OF_A_KIND)
        passing = passing_products(trial, result)
        proposals += islice(other_products(trial.knowledge, result, passing), _OF_A_KIND)
    repairs = _minimal(_proved(trial, task, proposals))
    both, more = _combined(trial, task, here[: 1 if node else _COMBINED], others, repairs, most)
    return Repairs(
        task, node, verdict, nearest[0], _failures(trial, *nearest), nothing_fits,
        tuple(_ranked(trial, _worth([*repairs, *both]))), tuple(sorted(contradicted)), more,
    )


def _combined(
    trial: Trial, task: str, here: Sequence[tuple[NodeResult, Decided]],
    others: Sequence[NodeResult], known: list[Repair], most: int,
) -> tuple[list[Repair], int]:
    """Return the least combinations at some nodes, and how many more should work."""
    found: list[Repair] = []
    more = 0
    for result, decision in here:
        elsewhere = [] if len(here) > 1 else [
            each for each in others if each.verdict == Verdict.INFEASIBLE
        ]
        exchanges = leads(trial, decision, result, elsewhere)
        search = Search(result.node, lambda each: _prove(trial, task, each), known)
        ours, left = search.least(combined(trial, result, exchanges), most, most > _MOST)
        found, more = [*found, *ours], more + left
    return found, more


def nearest_passing(trial: Trial, task: str, node: str) -> list[PassingProduct]:
    """Return up to three products that would pass in a node's place, nearest first, each proved."""
    found: list[PassingProduct] = []
    for result, _ in _results(trial, task, [node]):
        for each in passing_products(trial, result):
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
    """Leave out exchanges of which it is not known whether they work, where something does."""
    if all(each.verdict < Verdict.CONDITIONAL for each in repairs):
        return repairs
    return [
        each for each in repairs
        if each.verdict >= Verdict.CONDITIONAL or _is_one_way(each.proposal)
    ]


def _ranked(trial: Trial, repairs: list[Repair]) -> list[Repair]:
    """What works surely enough, then the fewest changes, the kind, the size and the cost.

    Of combinations of several kinds that goes least far comes first.
    """
    return sorted(repairs, key=lambda each: _rank(trial.knowledge.facts, each))


def _rank(facts: Facts, repair: Repair) -> tuple[object, ...]:
    kinds = tuple(facts.number(each.kind, tw("rank")) or 0.0 for each in repair.steps)
    cost = repair.result.monthly_cost if repair.result else None
    is_mixed = repair.proposal.is_mixed
    return (
        repair.verdict < Verdict.CONDITIONAL, len(repair.steps), is_mixed,
        () if is_mixed else kinds, repair.proposal.size,
        math.inf if cost is None else cost, repair.node, [each.after for each in repair.steps],
    )
