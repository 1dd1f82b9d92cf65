"""Narrow a survey to some nodes: those of one level, or those that are asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from ..namespaces import tw
from ..plan_problem import Bools
from .describe import COUNTED
from .survey import Survey


def at_level(survey: Survey, level: str) -> Survey | None:
    """Return a survey in which tasks that count run at one level; None where it has no node."""
    facts = survey.knowledge.facts
    ours = np.array([each == level for each in survey.levels])
    if not ours.any():
        return None
    functions = {task: set(facts.objects(task, tw("function"))) for task in survey.choices}
    return _narrowed(survey, {
        task: ours for task, stated in functions.items() if not stated or stated & COUNTED
    })


def among(survey: Survey, nodes: Collection[str]) -> Survey:
    """Return a survey in which tasks run on some nodes only; data still takes every way."""
    ours = np.array([each in nodes for each in survey.nodes])
    return survey if ours.all() else _narrowed(survey, dict.fromkeys(survey.choices, ours))


def _narrowed(survey: Survey, open_to: Mapping[str, Bools]) -> Survey:
    """Return a survey with the choices of some tasks on the nodes that are open to them."""
    kept = {
        task: np.nonzero(nodes[survey.choices[task].node])[0] for task, nodes in open_to.items()
    }
    choices = dict(survey.choices)
    for task, ours in kept.items():
        each = choices[task]
        choices[task] = replace(
            each, row=each.row[ours], column=each.column[ours], node=each.node[ours],
            verdicts={name: values[ours] for name, values in each.verdicts.items()},
        )
    legs = tuple(
        replace(leg, pairs={
            name: values[:, kept[leg.receiver]] for name, values in leg.pairs.items()
        }) if leg.receiver in kept else leg
        for leg in survey.legs
    )
    return replace(survey, choices=choices, legs=legs, kept={})
