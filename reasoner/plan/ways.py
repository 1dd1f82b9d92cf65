"""Flows that can take no way at all: what is wrong with the topology, rather than with a wish."""

from __future__ import annotations

import numpy as np

from ..errors import Place, TopologyError
from ..facts import Facts
from ..namespaces import local_name
from ..network import Ints
from ..verdict import Verdict
from .survey import Choices, Leg, Survey


def refuse_pathless(survey: Survey) -> None:
    """Raise TopologyError for the first flow or input that no links carry anywhere it could go."""
    exists = survey.ways.routes.exists
    possible = {task: _possible(each) for task, each in survey.choices.items()}
    for leg in _in_order(survey):
        receivers = possible[leg.receiver]
        senders = possible[leg.sender] if leg.source is None else np.array([leg.source])
        reached = exists[np.ix_(senders, receivers)].any(axis=0)
        if leg.precedes and len(senders):
            # What waits for it can only be where it comes to.
            possible[leg.receiver] = receivers[reached]
        # Where nothing can run a task, that is what is wrong.
        if len(senders) and len(receivers) and not reached.any():
            raise TopologyError(
                f"no path carries {_called(leg)} of {local_name(leg.receiver)}"
                if leg.source is not None else f"no path carries the flow {local_name(leg.name)}",
                expected=f"links from a node that can run {local_name(leg.sender)}"
                if leg.source is None else f"links from {local_name(leg.sender)}",
                found=f"none that lead to a node that can run {local_name(leg.receiver)}",
                place=_place(survey.knowledge.facts, leg.name),
            )


def _in_order(survey: Survey) -> list[Leg]:
    """Return inputs and flows, each after all on which its sender waits."""
    order = [task for chain in survey.chains for task in chain.tasks]
    return sorted(survey.legs, key=lambda leg: (
        not leg.precedes, -1 if leg.source is not None else order.index(leg.sender)))


def _possible(choices: Choices) -> Ints:
    """Return the nodes on which a task does not fail by itself."""
    good = np.ones(len(choices.row), dtype=bool)
    for each in choices.verdicts.values():
        good &= each != int(Verdict.INFEASIBLE)
    return np.unique(choices.node[good])


def _called(leg: Leg) -> str:
    return "the input" if leg.source is not None else local_name(leg.name)


def _place(facts: Facts, subject: str) -> Place | None:
    for predicate, objects in facts.properties(subject).items():
        for each in objects:
            if (subject, predicate, each) in facts.places:
                return facts.places[subject, predicate, each]
    return None
