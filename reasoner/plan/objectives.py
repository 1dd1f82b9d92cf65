"""Objectives as ontology/plan-objectives.ttl declares them: their terms for all that can be chosen.

A term that is not known counts as nothing in a sum and as 1 in a product; `gaps` keeps where, so
that a value that rests on one is shown as the bound that it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..network import Floats
from ..plan_objective import BATTERY, STANDBY, Declared
from ..plan_problem import Bools, Combine, Objective
from .columns import RoutedColumns
from .survey import Choices, Leg, Survey

UPPER_BOUND = "plan-latency-p95"  # shown of each placement, and not searched by: see Built.p95


@dataclass(frozen=True)
class Terms:
    """The contributions to one objective: by task [k], by leg [n, n], by node [n], by link [m]."""

    of_task: dict[str, Floats] = field(default_factory=dict)
    of_leg: dict[str, Floats] = field(default_factory=dict)
    of_node: Floats | None = None
    of_link: Floats | None = None
    task_gaps: dict[str, dict[str, Bools]] = field(default_factory=dict)
    leg_gaps: dict[str, dict[str, Bools]] = field(default_factory=dict)
    node_gaps: dict[str, Bools] = field(default_factory=dict)
    link_gaps: dict[str, Bools] = field(default_factory=dict)


def terms(survey: Survey, objective: Declared) -> Terms:
    """Return the contributions of all that can be chosen to one objective."""
    empty = 1.0 if objective.combine is Combine.PRODUCT else 0.0
    combine = np.multiply if objective.combine is Combine.PRODUCT else np.add
    found = Terms(
        of_node=_at_nodes(survey, objective, combine, empty),
        of_link=_at_links(survey, objective, combine, empty),
    )
    for task, choices in survey.choices.items():
        if objective.of("task"):
            found.of_task[task] = np.full(len(choices.row), empty)
            found.task_gaps[task] = {}
        for name in objective.of("task"):
            values, gaps = _of_choices(choices, name)
            found.of_task[task] = combine(found.of_task[task], np.where(gaps, empty, values))
            found.task_gaps[task][name] = gaps
    for leg in survey.legs:
        if objective.combine is Combine.PATH and not leg.precedes:
            continue  # what only feeds back takes no time on the way to a result
        for name in objective.of("flow" if leg.source is None else "input"):
            values, gaps = of_leg(leg, name)
            values = np.where(gaps, empty, values)
            if leg.name in found.of_leg:
                found.of_leg[leg.name] = combine(found.of_leg[leg.name], values)
            elif (values != empty).any():
                found.of_leg[leg.name] = values
            found.leg_gaps.setdefault(leg.name, {})[name] = (
                gaps if gaps.any() else np.broadcast_to(np.False_, gaps.shape)
            )
    _with_gaps(survey, objective, found)
    return found


def _with_gaps(survey: Survey, objective: Declared, found: Terms) -> None:
    for name in objective.of("node"):
        found.node_gaps[name] = _nodes(survey, name)[1]
    for name in objective.of("link"):
        found.link_gaps[name] = np.isnan(survey.ways.network.figures[name][1])


def _of_choices(choices: Choices, name: str) -> tuple[Floats, Bools]:
    middle = choices.number(name, "middle")
    gaps = ~choices.number(name, "bound").astype(bool) | ~np.isfinite(middle)
    return middle, gaps


def of_leg(leg: Leg, name: str, what: str = "middle") -> tuple[Floats, Bools]:
    """Return a quantity of a leg for each pair of nodes, and where it is not known."""
    columns: RoutedColumns = leg.columns
    values = columns.spread(name, what)
    gaps = ~columns.spread(name, "bound").astype(bool)
    if what == "middle":
        gaps = gaps | ~np.isfinite(values)
    if leg.source is None:
        return values, gaps
    count = values.shape[1]
    whole, lacking = np.zeros((count, count)), np.zeros((count, count), dtype=bool)
    whole[leg.source], lacking[leg.source] = values[0], gaps[0]
    return whole, lacking


def _nodes(survey: Survey, name: str) -> tuple[Floats, Bools]:
    """Return a quantity of each node of the site, and where it is not known."""
    columns = survey.legs[0].columns
    middle = columns.spread(name, "middle")[0]
    gaps = ~columns.spread(name, "bound")[0].astype(bool) | ~np.isfinite(middle)
    return middle, gaps


def _at_nodes(
    survey: Survey, objective: Declared, combine: np.ufunc, empty: float
) -> Floats | None:
    total: Floats | None = None
    for name in objective.of("node"):
        values, gaps = _nodes(survey, name)
        values = np.where(gaps, empty, values)
        total = values if total is None else combine(total, values)
    return total


def _at_links(
    survey: Survey, objective: Declared, combine: np.ufunc, empty: float
) -> Floats | None:
    total: Floats | None = None
    for name in objective.of("link"):
        values = survey.ways.network.figures[name][1]
        values = np.where(np.isnan(values), empty, values)
        total = values if total is None else combine(total, values)
    return total


def is_stated(survey: Survey, objective: Declared) -> bool:
    """Say whether anything of the site states what an objective adds up: carbon often nothing."""
    if objective.combine is Combine.LOAD:
        return bool(np.isfinite(battery(survey)).any())
    if objective.combine is Combine.PATH:
        return True
    known = [~gaps for gaps in (_nodes(survey, name)[1] for name in objective.of("node"))]
    known += [~np.isnan(survey.ways.network.figures[name][1]) for name in objective.of("link")]
    if known:
        return any(each.any() for each in known)
    return True


def battery(survey: Survey) -> Floats:
    """Return what each node's batteries hold in J, infinite where no battery is stated."""
    stored, gaps = _nodes(survey, BATTERY)
    return np.where(gaps | (stored <= 0), np.inf, stored)


def objective_of(
    survey: Survey, each: Declared, found: Terms, unit: str, has_modes: bool = False
) -> Objective:
    """Return an objective as the kernel takes it."""
    if each.combine is Combine.LOAD:
        standby, gaps = _nodes(survey, STANDBY)
        return Objective(
            each.name, unit, each.less, each.combine, resource="power",
            weight=1.0 / battery(survey), base=np.where(gaps, 0.0, standby),
        )
    combine = Combine.EITHER if each.some_way and has_modes else each.combine
    return Objective(
        each.name, unit, each.less, combine, of_node=found.of_node, of_link=found.of_link
    )
