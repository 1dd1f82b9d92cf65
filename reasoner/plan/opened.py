"""Let each thing that is not met be told once, by the requirement that says the most.

No way at all is a requirement like others here, and what alone is too much for a link is refused by
itself, not by what the link has left: as what alone is too much for a node is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..definitions import Constraint
from ..namespaces import local_name
from ..plan_problem import Bools, Floats, Problem, ProblemFlow, ProblemTask, Seconds
from .assemble import Built
from .survey import Leg

_REACHABILITY = "reachability"
_OF = " of "  # a label is `requirement of thing`
_Rename = Callable[[str, str], str]  # a label, and the flow that it is of or ""


def opened(built: Built) -> Built:
    """Return a problem in which ways that do not exist are refused, and take no time.

    Its links refuse sums only: a flow that is too much by itself fails a constraint of its own.
    """
    return replace(built, problem=_opened(built, built.problem), p95=_opened(built, built.p95))


def _opened(built: Built, problem: Problem) -> Problem:
    flows = zip(built.survey.legs, problem.flows, strict=True)
    by_name = built.survey.knowledge.definitions.by_name
    return replace(
        problem, links=replace(problem.links, is_for_sums=True),
        flows=tuple(_once(by_name, leg, _of_flow(leg, flow)) for leg, flow in flows),
    )


def _once(by_name: Mapping[str, Constraint], leg: Leg, flow: ProblemFlow) -> ProblemFlow:
    """Return a flow that a task's constraint refuses only where no constraint of its own does.

    That is one that holds against the same supply: what a way carries.
    """
    behind = {label: by_name.get(label.rpartition(_OF)[0]) for label in flow.refused}
    own = {
        each.supply: flow.refused[label] for label, each in behind.items()
        if each is not None and each.scope == "flow"
    }
    if leg.source is not None or not own:
        return flow
    refused = dict(flow.refused)
    for label, each in behind.items():
        if each is not None and each.scope != "flow" and each.supply in own:
            refused[label] = refused[label] & ~own[each.supply]
    return replace(flow, refused=refused)


def _of_flow(leg: Leg, flow: ProblemFlow) -> ProblemFlow:
    closed: Bools = ~np.isfinite(flow.seconds.p50)
    if not closed.any():
        return flow
    thing = leg.receiver if leg.source is not None else leg.name
    seconds = Seconds(_without(flow.seconds.p50, closed), _without(flow.seconds.p95, closed))
    deadlines = tuple(
        each if each.seconds is None
        else replace(each, seconds=_without(each.seconds, closed)) for each in flow.deadlines
    )
    refused = {**flow.refused, f"{_REACHABILITY} of {local_name(thing)}": closed}
    return replace(flow, seconds=seconds, deadlines=deadlines, refused=refused)


def _without(seconds: Floats, closed: Bools) -> Floats:
    found: Floats = np.where(closed, 0.0, seconds)
    return found


def relabelled(problem: Problem, rename: _Rename) -> Problem:
    """Return a problem whose requirements have other labels: those with one label are one."""
    return replace(
        problem,
        tasks=tuple(_task(each, rename) for each in problem.tasks),
        flows=tuple(_flow(each, rename) for each in problem.flows),
        ends=tuple(replace(each, label=rename(each.label, "")) for each in problem.ends),
    )


def _task(task: ProblemTask, rename: _Rename) -> ProblemTask:
    return replace(task, refused=_renamed(task.refused, rename, ""))


def _flow(flow: ProblemFlow, rename: _Rename) -> ProblemFlow:
    return replace(
        flow, refused=_renamed(flow.refused, rename, flow.name),
        deadlines=tuple(
            replace(each, label=rename(each.label, flow.name)) for each in flow.deadlines),
    )


def _renamed(
    refused: Mapping[str, Bools], rename: _Rename, flow: str
) -> dict[str, NDArray[np.bool_]]:
    found: dict[str, Bools] = {}
    for label, each in refused.items():
        name = rename(label, flow)
        found[name] = found[name] | each if name in found else each
    return found
