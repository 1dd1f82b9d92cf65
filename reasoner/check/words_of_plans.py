"""The sentences of plans: of a placement, its values, what is shared, its time, and a front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from . import words
from .expressions import Number
from .modes import Outage
from .objectives import Objective
from .quantities import Units
from .sharing import Use
from .stand_ins import ISOLATION, LINK, NODE
from .terms import short
from .vocabulary import FEASIBLE, INFEASIBLE, WORDS, Quantity

_HOW = {
    "add-up": "{terms} added up", "multiply": "{terms} multiplied",
    "some-way": "{terms} multiplied", "worst-node": "the worst battery, of {terms}",
    "longest-path": "the longest sum along the precedence of {terms}",
}


def plan_verdict(
    site: str, pipelines: Iterable[str], verdict: int, architecture: str | None,
    nodes: dict[str, str], values: Iterable[str],
) -> str:
    """Say how pipelines fare with each task on its node, and what that is worth."""
    shape = f" as {short(architecture)}" if architecture else ""
    names = ", ".join(map(short, pipelines))
    return (
        f"{names} on {short(site)}: {WORDS[verdict]}{shape}, with {placed(nodes)}; "
        f"{', '.join(values)}"
    )


def placed(nodes: Mapping[str, str]) -> str:
    """Say which task is on which node."""
    return ", ".join(f"{short(task)} on {short(node)}" for task, node in nodes.items())


def worth(
    units: Units, label: str, objective: Objective, of: Quantity, value: float, missing: int
) -> str:
    """Say what a placement is worth by an objective, or the bound on it that is known."""
    sign = "" if not missing else "≥ " if objective.less else "≤ "
    return f"{label} {sign}{units.show(value, of.unit, of.display)}"


def plan_value(
    label: str, told: str, objective: Objective, count: int, missing: int, ways: int | None
) -> str:
    """Say what a placement is worth, and by how many terms; `ways` are those of which any will do.
    """
    terms = "1 term" if count == 1 else f"{count} terms"
    said = f"{label} is {told.removeprefix(label).strip()}: "
    said += (
        f"the chance that all works that some of {ways} ways needs, from {terms}" if ways
        else _HOW[objective.how].format(terms=terms)
    )
    if not missing:
        return said
    return f"{said}, of which {missing} {'is' if missing == 1 else 'are'} not stated"


def shared_use(units: Units, of: Quantity, use: Use) -> str:
    """Say what is used together of a thing, and what there is."""
    def show(value: float) -> str:
        return units.show(value, of.unit, of.display)

    where = short(use.part)
    if use.node not in (None, use.part):
        where += f" of {short(use.node or '')}"
    who = ", ".join(map(short, use.users))
    taken = show(use.demand.high)
    take = f"take at most {taken} together" if len(use.users) > 1 else f"takes at most {taken}"
    said = f"{use.resource} of {where}: {who} {take}, {show(use.supply.low)} is there"
    if use.verdict == FEASIBLE:
        return f"{said}: {show(max(0.0, use.supply.low - use.demand.high))} to spare"
    if use.verdict == INFEASIBLE:
        return f"{said}: {show(use.demand.low - use.supply.high)} too much"
    return f"{said}: not sure to be enough"


def survival(outage: Outage, verdict: int, nodes: dict[str, str]) -> str:
    """Say that a task goes on through an outage, and why."""
    task, others = short(outage.task), outage.others
    said = f"{task} goes on through {short(outage.outage)}: "
    if outage.outage == NODE:
        where = ", ".join(f"{short(each)} on {short(nodes[each])}" for each in others)
        return f"{said}it is on {short(nodes[outage.task])}, {where}"
    if outage.outage == ISOLATION:
        said += "no link that it needs leaves the premises"
    else:
        kind = "link" if outage.outage == LINK else "wide-area link"
        said += f"it needs no {kind} that {', '.join(map(short, others))} needs"
    if verdict == FEASIBLE:
        return said
    return f"{said}, if what does not say that it leaves the premises does not"


def over_backups(
    pairs: Iterable[tuple[str, str]], verdict: int, times: Iterable[tuple[str, str]]
) -> str:
    """Say how a placement fares while links in use that have a backup may be down."""
    which = ", ".join(f"{short(link)} by {short(backup)}" for link, backup in pairs)
    said = f"while links in use are backed up, {which}, it is {WORDS[verdict]}"
    for pipeline, time in times:
        said += f"; {short(pipeline)} takes {time} at worst"
    return said


def plan_time(units: Units, of: Quantity, found: Number) -> str:
    """Say how long a pipeline takes from end to end."""
    return (
        f"{words.quantity(units, of, found)}: the longest sum of the times at nodes and on the "
        "way along the precedence"
    )


def followed(units: Units, of: Quantity, subject: str, found: Number, told: str) -> str:
    """Say a number that follows from others."""
    number = words.number(units, of, found)
    return f"{words.spaced(of.iri)} of {short(subject)} is {number}: {told}"


def plan_front(
    pipelines: Iterable[str], site: str, verdict: int, count: int, points: int, by: Sequence[str]
) -> str:
    """Say which placements no other one beats."""
    whole = f"the {count:,} placements of {', '.join(map(short, pipelines))} on {short(site)}"
    if not points:
        return f"none of {whole} is better than {WORDS[verdict]}"
    which = "1 is" if points == 1 else f"{points} are"
    told = f"{which} {WORDS[verdict]} and beaten by no other in {', '.join(by)}"
    if verdict != FEASIBLE:
        told = f"none is better than {WORDS[verdict]}; of those with the fewest doubts, {told}"
    return f"of {whole}, {told}"
