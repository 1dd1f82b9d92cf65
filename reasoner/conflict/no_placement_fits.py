"""Find the conflicts and relaxations of a pipeline: over all placements of its tasks on nodes.

What a placement fails is what its tasks, its flows and the whole of it fail.  Placements are
walked task by task; one that fails all that a finished one fails is not walked to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from ..conflict_set import Conflict, NothingFits, Relaxation
from ..definitions import Constraint
from ..hitting_set import BITS, bits, hitting_sets
from ..namespaces import tw
from ..requirement import Requirement, requirements
from ..sides import at
from ..trial import Decided, Flow, Parts, Trial
from ..verdict import Verdict

BOUND = 500_000  # placements of tasks that are walked; beyond, nothing is said to be complete
_Choice = tuple[int, float]  # what a candidate fails, one bit each, and its least computing time


@dataclass
class _Walk:
    """One pipeline on one site: what has been judged, and the least failures found so far."""

    trial: Trial
    pipeline: str
    parts: Parts
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    known: list[Requirement] = field(default_factory=list)
    least: dict[int, tuple[str, ...]] = field(default_factory=dict)
    steps: int = 0
    flows: dict[tuple[str, str, str], tuple[int, float]] = field(default_factory=dict)
    choices: dict[tuple[str, tuple[str, ...]], dict[str, list[_Choice]]] = field(
        default_factory=dict
    )

    def mask(self, thing: str, failed: Iterable[str], among: Iterable[Constraint] | None) -> int:
        """Return the requirements behind failed constraints, one bit each."""
        found = 0
        for name in failed:
            if (thing, name) not in self.places:
                asked = None if among is None else tuple(among)
                for each in requirements(self.trial.knowledge, thing, asked):
                    self.known.append(each)
                    for constraint in each.constraints:
                        self.places[thing, constraint] = len(self.known) - 1
            found |= 1 << self.places[thing, name]
        return found

    def keep(self, mask: int, nodes: tuple[str, ...]) -> None:
        """Keep a placement's failures where no other's are among them."""
        if not self.is_spared(mask):
            self.least = {m: n for m, n in self.least.items() if m & mask != mask}
            self.least[mask] = nodes

    def is_spared(self, mask: int) -> bool:
        """Say whether another placement fails no more than this."""
        return any(each & mask == each for each in self.least)


def no_placement_fits(trial: Trial, pipeline: str) -> NothingFits | None:
    """Return why no placement of a pipeline fits; None where some placement does not fail."""
    walk = _Walk(trial, pipeline, trial.parts(pipeline))
    _place(walk, 0, {}, {}, 0)
    if 0 in walk.least:
        return None
    used = sorted({i for mask in walk.least for i in range(mask.bit_length()) if mask >> i & 1})
    conflicts = None
    if len(used) <= BITS and walk.steps < BOUND:
        narrow = [sum(1 << n for n, i in enumerate(used) if m >> i & 1) for m in walk.least]
        conflicts = hitting_sets(np.array(narrow, dtype=np.uint64))
    listed = [] if conflicts is None else [
        tuple(walk.known[used[int(bit).bit_length() - 1]] for bit in bits(mask))
        for mask in conflicts
    ]
    relaxed = sorted(walk.least.items(), key=lambda item: (item[0].bit_count(), item[0]))
    return NothingFits(
        pipeline, walk.steps,
        tuple(Conflict(each) for each in sorted(listed, key=lambda e: (len(e), _names(e)))),
        tuple(
            Relaxation(tuple(walk.known[i] for i in used if mask >> i & 1), nodes)
            for mask, nodes in relaxed
        ),
        conflicts is not None,
    )


def _names(found: Iterable[Requirement]) -> list[tuple[str, str]]:
    return [(each.thing, each.name) for each in found]


def _place(
    walk: _Walk, index: int, nodes: dict[str, str], ends: dict[str, float], mask: int
) -> None:
    """Place the tasks from one on, in the order of precedence; `ends` are least times in s."""
    if walk.steps >= BOUND or walk.is_spared(mask):
        return
    tasks = walk.parts.chain.tasks
    if index == len(tasks):
        walk.keep(mask | _whole(walk, ends), tuple(nodes[each] for each in tasks))
        return
    task = tasks[index]
    before = tuple(dict.fromkeys(nodes[each] for each in walk.parts.chain.before[task]))
    for node, choices in _choices(walk, task, before).items():
        placed = {**nodes, task: node}
        flows, start = _flows(walk, task, placed, ends)
        for failed, time in choices:
            walk.steps += 1
            _place(walk, index + 1, placed, {**ends, task: start + time}, mask | failed | flows)


def _choices(walk: _Walk, task: str, before: tuple[str, ...]) -> dict[str, list[_Choice]]:
    """Return, for each node, the candidates of which none fails no more in no less time."""
    if (task, before) not in walk.choices:
        judged, name = walk.parts.judged(task, before), walk.parts.chain.time_of(task)
        found: dict[str, set[_Choice]] = {}
        for i in range(len(judged[0].questions)):
            for j, target in enumerate(judged[0].targets):
                failed = {it for each in judged for it in _failed(each, i, j)}
                time = max(at(e.columns.column(name, "low"), i, j) for e in judged)
                choice = (walk.mask(task, sorted(failed), None), time)
                found.setdefault(target.node, set()).add(choice)
        walk.choices[task, before] = {n: _undominated(each) for n, each in sorted(found.items())}
    return walk.choices[task, before]


def _failed(decision: Decided, i: int, j: int) -> Iterator[str]:
    for name, verdicts in decision.by_constraint.items():
        if at(verdicts, i, j) == Verdict.INFEASIBLE:
            yield name


def _undominated(choices: Iterable[_Choice]) -> list[_Choice]:
    kept: list[_Choice] = []
    for mask, time in sorted(choices, key=lambda each: (each[0].bit_count(), each[1], each[0])):
        if not any(other & mask == other and least <= time for other, least in kept):
            kept.append((mask, time))
    return kept


def _flows(
    walk: _Walk, task: str, nodes: dict[str, str], ends: dict[str, float]
) -> tuple[int, float]:
    """Return what the flows fail whose ends are placed now, and when the task can start."""
    mask, start = 0, 0.0
    flow: Flow
    for flow in walk.parts.chain.flows:
        ends_of = {flow.sender, flow.receiver}
        if task not in ends_of or not ends_of <= set(nodes):
            continue
        failed, time = _flow(walk, flow, nodes[flow.sender], nodes[flow.receiver])
        mask |= failed
        if flow.precedes and flow.receiver == task:
            start = max(start, ends[flow.sender] + time)
    return mask, start


def _flow(walk: _Walk, flow: Flow, sender: str, receiver: str) -> tuple[int, float]:
    """Return what a flow fails between two nodes, and the least time that it takes."""
    key = (flow.iri, sender, receiver)
    if key not in walk.flows:
        among = [e for e in walk.trial.knowledge.definitions.constraints
                 if e.scope == "flow" or e.name == "reachability"]
        result = walk.parts.flow(flow, sender, receiver)
        walk.flows[key] = walk.mask(flow.iri, result.failed, among), result.time.low
    return walk.flows[key]


def _whole(walk: _Walk, ends: dict[str, float]) -> int:
    """Return the end-to-end requirement where even the least times are longer than it allows."""
    knowledge = walk.trial.knowledge
    constraint = knowledge.definitions.by_name["end-to-end"]
    allowed = knowledge.figures.chosen.get((walk.pipeline, tw(constraint.supply)))
    if allowed is None or max(ends.values()) <= allowed.upper * (1 + constraint.tolerance):
        return 0
    return walk.mask(walk.pipeline, [constraint.name], [constraint])
