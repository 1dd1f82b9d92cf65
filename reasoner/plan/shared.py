"""What tasks on one node share: memory, storage, the time of its units, its buses, room for data.

Uses and capacities are intervals like all else: a placement is feasible if even the greatest uses
fit the least capacities, and infeasible if even the least do not fit the greatest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..namespaces import tw
from ..network import Floats, Ints
from ..plan_problem import NodeResource
from ..sharing import SHARINGS, Sharing
from ..verdict import Verdict
from .survey import Choices, Survey


def _busy(choices: Choices, corner: str) -> Floats:
    """Return the share of a unit's time that a candidate takes, 0 where no rate is asked of it."""
    if "throughput" not in choices.verdicts:
        return np.zeros(len(choices.row))
    other = {"low": "high", "high": "low"}.get(corner, corner)
    needed = choices.number("requiredInferences", corner)
    reached = choices.number("achievableInferences", other)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(needed > 0, needed / reached, 0.0)
    applies = choices.verdicts["throughput"] != int(Verdict.NOT_ASSESSED)
    return np.where(applies, np.nan_to_num(share, nan=np.inf, posinf=np.inf), 0.0)


def _needed(share: Sharing, choices: Choices, corner: str) -> Floats:
    return _busy(choices, corner) if share.per else choices.number(share.needed, corner)


def _there(share: Sharing, choices: Choices, corner: str) -> Floats:
    return np.ones(len(choices.row)) if share.there is None else choices.number(share.there, corner)


@dataclass(frozen=True)
class Shared:
    """The node resources of a site, and what each candidate of each task takes of them, [k]."""

    resources: tuple[NodeResource, ...]
    uses: dict[str, dict[str, Floats]]


def shared(survey: Survey, least: Verdict) -> Shared:
    """Return what is shared if placements are to be of at least a verdict."""
    high, low = ("high", "low") if least is Verdict.FEASIBLE else ("low", "high")
    resources: dict[str, NodeResource] = {}
    uses: dict[str, dict[str, Floats]] = {task: {} for task in survey.choices}
    judged = {name for choices in survey.choices.values() for name in choices.verdicts}
    for share in (each for each in SHARINGS if judged & {*each.judged_by}):
        numbers = _numbers(survey, share)
        for task, choices in survey.choices.items():
            for name, mine in _parts(choices, share, numbers):
                capacity = _capacity(survey, share, choices, mine, low)
                use = _use(share, choices, mine, high, capacity)
                if name not in resources:
                    empty = np.full(len(survey.nodes), np.inf)
                    resources[name] = NodeResource(name, empty, share.unit)
                nodes = choices.node[mine]
                np.minimum.at(resources[name].capacity, nodes, capacity)
                uses[task][name] = np.zeros(len(choices.row))
                uses[task][name][mine] = use
    return Shared(tuple(resources.values()), uses)


def _numbers(survey: Survey, share: Sharing) -> dict[tuple[str, str], int]:
    """Return the number of each part at its node, from 0, in the order of names."""
    parts: dict[str, set[str]] = {}
    for choices in survey.choices.values():
        for target in choices.targets:
            part = share.part_of(target)
            if part is not None:
                parts.setdefault(target.node, set()).add(part)
    return {
        (node, part): number
        for node, theirs in parts.items() for number, part in enumerate(sorted(theirs))
    }


def _parts(
    choices: Choices, share: Sharing, numbers: Mapping[tuple[str, str], int]
) -> Iterator[tuple[str, Ints]]:
    """Yield the name of each resource, and the candidates that take of it."""
    number = np.array([
        numbers.get((each.node, share.part_of(each) or ""), -1) for each in choices.targets
    ])[choices.column]
    for each in range(int(number.max(initial=-1)) + 1):
        name = share.name if each == 0 else f"{share.name} {each + 1}"
        yield name, np.nonzero(number == each)[0]


def _capacity(
    survey: Survey, share: Sharing, choices: Choices, mine: Ints, corner: str
) -> Floats:
    found = _there(share, choices, corner)[mine].astype(float)
    facts = survey.knowledge.facts
    for k, at in enumerate(mine):
        target = choices.targets[choices.column[at]]
        holders = (target.node, target.hardware, share.part_of(target) or "")
        if any(tw(share.unlimited) in facts.objects(each, tw("unlimited")) for each in holders):
            found[k] = np.inf
    return np.where(np.isnan(found), np.inf, found)


def _use(
    share: Sharing, choices: Choices, mine: Ints, corner: str, capacity: Floats
) -> Floats:
    use = _needed(share, choices, corner)[mine].astype(float)
    applies = np.zeros(len(mine), dtype=bool)
    for name in share.judged_by:
        if name in choices.verdicts:
            applies |= choices.verdicts[name][mine] != int(Verdict.NOT_ASSESSED)
    use = np.where(applies, np.where(np.isnan(use), 0.0, use), 0.0)
    # A candidate alone is for its own constraint to refuse, which says more than a sum could.
    found: Floats = np.minimum(use, capacity)
    return found
