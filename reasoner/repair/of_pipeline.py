"""Search for repairs of a pipeline: requirements that give way, other hardware, links, variants.

Each is run again over all placements; what is exchanged is sought where a placement that fails
least has its tasks and flows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from ..conflict_set import NothingFits, Relaxation
from ..namespaces import tw
from ..repair_option import BRIEF, RELAXED, Breadth, Proposal, Repair, Repairs, Step
from ..requirement import Requirement
from ..trial import Trial
from ..verdict import Verdict
from .combine import Search, goes_together
from .giving_way import Way, least_way
from .judged_ground import Ground
from .new_links import KIND as NEW_LINK
from .part_exchanges import Exchanges

_RELAXATIONS = 8  # sets of requirements that give way, the smallest first
_EXCHANGES = 8  # things exchanged one by one
_WAYS_LEFT = 3  # sets of requirements that may give way beside one
_PAIRS = 8  # things exchanged together
_STEPS = 4

_Explain = Callable[[str], NothingFits | None]


def find_pipeline_repairs(
    trial: Trial, pipeline: str, nothing_fits: _Explain, breadth: Breadth = BRIEF,
) -> Repairs:
    """Return what would have to change for a pipeline to run; each run again to prove it."""
    verdict = trial.placed(pipeline).verdict
    found = nothing_fits(pipeline) if verdict == Verdict.INFEASIBLE else None
    if found is None:
        return Repairs(pipeline, None, verdict, None, (), None, ())
    search = Search(pipeline, lambda each: _prove(trial, pipeline, each), [])
    base = Ground.of(trial, pipeline)
    relaxations = found.relaxations[: breadth.of(_RELAXATIONS)]
    left = {RELAXED} if len(found.relaxations) > len(relaxations) else set()
    ways = _ways(base, relaxations)
    known = search.working(Proposal(each.steps, pipeline) for each in ways.values() if each.steps)
    waiting, most = _exchanges(base, relaxations, ways), breadth.of(_EXCHANGES)
    exchanges = list(islice(waiting, most))
    left |= {each.kind for each in islice(waiting, 1)} if len(exchanges) == most else set()
    grounds = {each: base.after(trial.sketched(each.changes), each.changes) for each in exchanges}
    passing = [each for each, ground in grounds.items() if least_way(ground, ()) is not None]
    alone = search.working(Proposal((each,), pipeline) for each in passing)
    search.known = [*known, *alone]
    failing = {each: ground for each, ground in grounds.items() if each not in passing}
    proposals = _combined(trial, pipeline, found.relaxations, failing, breadth)
    both, more = search.least(proposals, breadth)
    ranked = sorted(_worth([*search.known, *both]), key=lambda each: _rank(trial, each))
    return Repairs(
        pipeline, None, verdict, None, (), found, tuple(ranked), (), more, breadth,
        tuple(sorted(left)),
    )


def _ways(ground: Ground, relaxations: Sequence[Relaxation]) -> dict[Relaxation, Way]:
    """Return how far requirements have to give way, of those that people have stated."""
    found = {
        each: least_way(ground, each.requirements) for each in relaxations
        if all(requirement.property for requirement in each.requirements)
    }
    return {each: way for each, way in found.items() if way is not None}


def _prove(trial: Trial, pipeline: str, proposal: Proposal) -> Repair | None:
    """Place a pipeline again, all inferred anew; None where it still fails."""
    found = trial.changed(proposal.changes).placed(pipeline)
    if found.verdict == Verdict.INFEASIBLE:
        return None
    return Repair(proposal, found.verdict, None, found.nodes)


def _exchanges(
    ground: Ground, relaxations: Sequence[Relaxation], ways: dict[Relaxation, Way]
) -> Iterator[Step]:
    """Yield what could be exchanged so that a requirement need not give way, in turns by set."""
    exchanges = Exchanges(ground.trial, ground.parts)
    waiting = [
        exchanges.of(each.requirements, ways[each].nodes if each in ways else each.nodes)
        for each in relaxations
    ]
    seen: set[Step] = set()
    while waiting:
        for steps in list(waiting):
            step = next((each for each in steps if each not in seen), None)
            if step is None:
                waiting.remove(steps)
            else:
                seen.add(step)
                yield step


def _combined(
    trial: Trial, pipeline: str, relaxations: Sequence[Relaxation],
    failing: Mapping[Step, Ground], breadth: Breadth,
) -> Iterator[Proposal]:
    """Yield exchanges with what they leave to relax, and exchanges with one another."""
    for step, ground in failing.items():
        for wanted in islice(_left(relaxations), _WAYS_LEFT):
            way = least_way(ground, wanted)
            if way is not None and 0 < len(way.steps) < _STEPS:
                yield Proposal((step, *way.steps), pipeline)
    pairs = sorted(
        filter(goes_together, combinations(failing, 2)),
        key=lambda pair: pair[0].kind != pair[1].kind,  # two tasks mostly need the same
    )
    for one, other in pairs[: breadth.of(_PAIRS)]:
        ground = failing[one].after(
            trial.sketched([*one.changes, *other.changes]), other.changes
        )
        if least_way(ground, ()) is not None:
            yield Proposal((one, other), pipeline)


def _left(relaxations: Sequence[Relaxation]) -> Iterator[tuple[Requirement, ...]]:
    """Yield what may still have to give way where one thing is exchanged: all but one, or all."""
    found = {
        each for relaxation in relaxations for ours in (relaxation.requirements,)
        for each in (*combinations(ours, len(ours) - 1), ours)
        if each and all(requirement.property for requirement in each)
    }
    yield from sorted(found, key=lambda each: (len(each), [(e.thing, e.name) for e in each]))


def _worth(repairs: Sequence[Repair]) -> list[Repair]:
    """Leave out exchanges of which it is not known whether they work, where something does.

    A new link stays where nothing works but what gives way: it is what lacks.
    """
    works = [each for each in repairs if each.verdict >= Verdict.CONDITIONAL]
    gives_way = all(step.is_relaxation for each in works for step in each.steps)
    return [
        each for each in repairs
        if not works or each.verdict >= Verdict.CONDITIONAL
        or all(step.is_relaxation for step in each.steps)
        or (gives_way and [step.kind for step in each.steps] == [NEW_LINK])
    ]


def _rank(trial: Trial, repair: Repair) -> tuple[object, ...]:
    """What works surely enough, then the fewest changes, the kind, and how far they go."""
    kinds = [trial.knowledge.facts.number(e.kind, tw("rank")) or math.inf for e in repair.steps]
    is_mixed = repair.proposal.is_mixed
    return (
        repair.verdict < Verdict.CONDITIONAL, len(repair.steps), is_mixed,
        () if is_mixed else (*kinds, -repair.verdict), repair.proposal.size,
        [each.after for each in repair.steps],
    )
