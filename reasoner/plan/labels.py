"""What could be given up: the labels of requirements, and each capacity that could be exceeded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np

from ..plan_problem import Bools, Floats, Ints, Problem, ProblemFlow, ProblemTask

T = TypeVar("T")
TOLERANCE = 1e-9  # share by which a sum of floats may pass what it is held against
LINKS = -1  # stands for the links, where the others are places of node resources


class Capacity(NamedTuple):
    """The capacity of one node's resource, or of one link (`resource` is LINKS)."""

    resource: int
    place: int


Label = str | Capacity


def text(problem: Problem, label: Label) -> str:
    """Return a label in words."""
    if isinstance(label, str):
        return label
    if label.resource == LINKS:
        return problem.link_label(label.place)
    return problem.resource_label(label.resource, label.place)


def requirements(problem: Problem) -> list[str]:
    """Return the labels of requirements, in the order in which they stand, without doubles."""
    found = [label for task in problem.tasks for label in task.refused]
    for flow in problem.flows:
        found += [*flow.refused, *(each.label for each in flow.deadlines)]
    found += [each.label for each in problem.ends]
    found += [each.label for each in problem.limits]
    found += [each.label for each in problem.apart]
    return list(dict.fromkeys(found))


def exceeds(sums: Floats | np.float64, bound: Floats | Ints | float) -> Bools:
    """Return which sums of floats are above a bound by more than TOLERANCE of it."""
    return np.asarray(sums > bound + TOLERANCE * np.abs(bound))


def too_late(way: Floats, own: Floats, at_most: float) -> Bools:
    """Return where a way and computing together take too long; never where no deadline is (-inf).
    """
    with np.errstate(invalid="ignore"):  # no deadline for what takes forever: not too late
        return exceeds(way + own, at_most)


def tight_nodes(problem: Problem, resource: int) -> Ints:
    """Return the nodes whose resource could be exceeded, whatever is chosen together."""
    name, capacity = problem.resources[resource].name, problem.resources[resource].capacity
    load = np.zeros(len(problem.nodes))
    for task in problem.tasks:
        if name in task.uses and len(task.node):
            of_task = np.zeros(len(problem.nodes))
            np.maximum.at(of_task, task.node, task.uses[name])
            load += of_task
    for flow in problem.flows:
        if name in flow.uses_of_sender:
            load += flow.uses_of_sender[name].max(axis=1)
        if name in flow.uses_of_receiver:
            load += flow.uses_of_receiver[name].max(axis=0)
    return np.flatnonzero(exceeds(load, capacity))


def tight_links(problem: Problem) -> Ints:
    """Return the links that all flows together would exceed."""
    load = np.float64(sum(each.bits_per_second for each in problem.flows))
    return np.flatnonzero(exceeds(load, problem.links.capacity))


def capacities(problem: Problem) -> dict[int, list[Capacity]]:
    """Return the capacities that could be exceeded, by resource (LINKS for links)."""
    found = {
        place: [Capacity(place, int(node)) for node in tight_nodes(problem, place)]
        for place in range(len(problem.resources))
    }
    found[LINKS] = [Capacity(LINKS, int(link)) for link in tight_links(problem)]
    return {place: each for place, each in found.items() if each}


def without(problem: Problem, labels: Collection[Label]) -> Problem:
    """Return a problem in which labels have been given up."""
    if not labels:
        return problem
    places = {each for each in labels if isinstance(each, Capacity)}
    resources = tuple(
        replace(each, capacity=_unlimited(each.capacity, _of(places, place)))
        for place, each in enumerate(problem.resources)
    )
    free = _of(places, LINKS)
    links = problem.links
    return replace(
        problem,
        tasks=tuple(_task_without(each, labels) for each in problem.tasks),
        flows=tuple(_flow_without(each, labels) for each in problem.flows),
        resources=resources,
        links=replace(links, capacity=_unlimited(links.capacity, free)) if free else links,
        ends=tuple(each for each in problem.ends if each.label not in labels),
        limits=tuple(each for each in problem.limits if each.label not in labels),
        apart=tuple(each for each in problem.apart if each.label not in labels),
    )


def _of(places: Iterable[Capacity], resource: int) -> list[int]:
    return [each.place for each in places if each.resource == resource]


def _unlimited(capacity: Floats, places: list[int]) -> Floats:
    changed = capacity.astype(float)
    changed[places] = np.inf
    return changed


def _kept(labelled: Mapping[str, T], labels: Collection[Label]) -> dict[str, T]:
    return {label: each for label, each in labelled.items() if label not in labels}


def _task_without(task: ProblemTask, labels: Collection[Label]) -> ProblemTask:
    return replace(task, refused=_kept(task.refused, labels))


def _flow_without(flow: ProblemFlow, labels: Collection[Label]) -> ProblemFlow:
    return replace(
        flow,
        refused=_kept(flow.refused, labels),
        deadlines=tuple(each for each in flow.deadlines if each.label not in labels),
    )
