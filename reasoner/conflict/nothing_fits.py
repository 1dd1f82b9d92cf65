"""Find the conflicts and relaxations of a task from what each of its candidates fails."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..conflict_set import Conflict, NothingFits, Relaxation
from ..hitting_set import BITS, Masks, bits, hitting_sets, hold, minimal, size
from ..knowledge import Knowledge
from ..requirement import Requirement, requirements
from ..trial import Decided
from ..verdict import Verdict

_CHECKED = 500  # conflicts and relaxations; a site has dozens


def nothing_fits(
    knowledge: Knowledge, task: str, decisions: Sequence[Decided]
) -> NothingFits | None:
    """Return why no candidate fits, exactly; None where some candidate does not fail."""
    found = requirements(knowledge, task)
    assert len(found) <= BITS, "one bit a requirement"
    each_fails = [failures(found, task, decision) for decision in decisions]
    masks = np.concatenate([each.ravel() for each in each_fails]) if each_fails else _none()
    if (masks == 0).any():
        return None
    distinct = np.unique(masks)
    relaxations = minimal(distinct)
    conflicts = hitting_sets(relaxations) if len(distinct) else _none()
    listed = _none() if conflicts is None else conflicts
    # What follows from the method is checked where that costs nothing beside finding it.
    few = len(listed) + len(relaxations) <= _CHECKED
    assert not few or hold(distinct, relaxations, listed), "a conflict or relaxation is wrong"
    return NothingFits(
        task, len(masks),
        tuple(Conflict(_named(found, each)) for each in _smallest_first(listed)),
        tuple(
            Relaxation(_named(found, each), _nodes(each, decisions, each_fails))
            for each in _smallest_first(relaxations)
        ),
        conflicts is not None,
    )


def failures(found: Sequence[Requirement], task: str, decision: Decided) -> Masks:
    """Return, for each candidate of a task, the requirements that it fails, one bit each."""
    rows = [i for i, each in enumerate(decision.questions) if each.task == task]
    shape = decision.total.shape
    masks = np.zeros((len(rows), shape[1]), dtype=np.uint64)
    for bit, requirement in enumerate(found):
        for name in requirement.constraints:
            verdicts = np.broadcast_to(decision.by_constraint[name], shape)[rows]
            masks |= (verdicts == Verdict.INFEASIBLE).astype(np.uint64) << np.uint64(bit)
    return masks


def _none() -> Masks:
    return np.empty(0, dtype=np.uint64)


def _named(found: Sequence[Requirement], mask: np.uint64) -> tuple[Requirement, ...]:
    return tuple(found[int(bit).bit_length() - 1] for bit in bits(mask))


def _smallest_first(masks: Masks) -> list[np.uint64]:
    return sorted(masks, key=lambda each: (size(each), int(each)))


def _nodes(
    mask: np.uint64, decisions: Sequence[Decided], each_fails: Sequence[Masks]
) -> tuple[str, ...]:
    """Return the nodes with a candidate that fails nothing else."""
    found = {
        decision.targets[int(j)].node
        for decision, masks in zip(decisions, each_fails, strict=True)
        for j in np.flatnonzero(((masks & ~mask) == 0).any(axis=0))
    }
    return tuple(sorted(found))
