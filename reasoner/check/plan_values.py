"""What placements of plans are worth: the terms of each objective, and how they come together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from .cases import Case
from .chains import Flow
from .objectives import BATTERY, STANDBY, Objective
from .plans import Laid
from .vocabulary import Quantity


@dataclass(frozen=True)
class Term:
    """A number that counts: a quantity of a case, or of one of the links that it crosses."""

    quantity: Quantity
    case: Case
    link: str | None = None

    @property
    def value(self) -> float | None:
        """Return the central value; None where it is not known."""
        if self.link is None:
            return self.case.number(self.quantity.name).middle
        figure = self.case.ground.network.figure(self.link, self.quantity.iri)
        return self.quantity.absent if figure is None else figure.middle

    @property
    def at_least(self) -> float:
        """Return the central value, or what the number is at least."""
        value = self.value
        return self.case.number(self.quantity.name).low if value is None else value


def terms_of(laid: Laid, objective: Objective) -> list[Term]:
    """Return all that counts for an objective, in the order in which proofs name it."""
    if objective.how == "longest-path":
        return [each for part in _along(laid, objective) for each in part]
    if objective.how == "worst-node":
        return [each for _, part in drawn_of(laid, objective) for each in part]
    return [
        *(each for task in laid.plan.tasks for each in _of(laid, objective, "task", task)),
        *(each for flow in laid.plan.flows for each in _of_flow(laid, objective, flow)),
        *(each for task in laid.plan.inputs for each in _of(laid, objective, "input", task)),
        *(
            Term(laid.world.vocabulary.quantity(name), case)
            for case in laid.in_use.values() for name in objective.of("node")
        ),
        *(
            Term(laid.world.vocabulary.quantity(name), case, link)
            for case, link in laid.links.values() for name in objective.of("link")
        ),
    ]


def _of(laid: Laid, objective: Objective, scope: str, task: str) -> list[Term]:
    if not laid.plan.is_counted(objective, task):
        return []
    case = laid.tasks[task][0]
    return [Term(case.quantity(name), case) for name in objective.of(scope)]


def _of_flow(laid: Laid, objective: Objective, flow: Flow) -> list[Term]:
    if not laid.plan.is_counted(objective, flow.sender, flow.receiver):
        return []
    case = laid.flows[flow.iri]
    return [Term(case.quantity(name), case) for name in objective.of("flow")]


def _along(laid: Laid, objective: Objective) -> Iterator[list[Term]]:
    """Yield the times of each way to a task in turn, then of the task."""
    for task in laid.plan.tasks:
        into = laid.plan.into(task)
        yield from (_of_flow(laid, objective, each) for each in into)
        if not into:
            yield _of(laid, objective, "input", task)
        yield _of(laid, objective, "task", task)


def drawn_of(laid: Laid, objective: Objective) -> Iterator[tuple[float, list[Term]]]:
    """Yield what each battery in use holds, and what is drawn from it."""
    for node, case in laid.in_use.items():
        held = case.number(BATTERY).middle if node in laid.hosts else None
        if held is None or held <= 0:
            continue
        drawn = [Term(laid.world.vocabulary.quantity(STANDBY), case)]
        for task, at in laid.nodes.items():
            drawn += _of(laid, objective, "task", task) if at == node else []
        for flow in laid.plan.flows:
            at = laid.nodes[flow.sender]
            drawn += _of_flow(laid, objective, flow) if at == node else []
        for task, at in laid.plan.inputs.items():
            drawn += _of(laid, objective, "input", task) if at == node else []
        yield held, drawn


def batteries(laid: Laid) -> list[str]:
    """Return the nodes in use that state a battery."""
    held = ((node, case.number(BATTERY).middle) for node, case in laid.in_use.items()
            if node in laid.hosts)
    return [node for node, stored in held if stored is not None and stored > 0]


def value_of(laid: Laid, objective: Objective) -> float:
    """Return what the placement is worth: terms that are not known leave a bound."""
    if objective.how == "longest-path":
        return _longest(laid, objective)
    if objective.how == "worst-node":
        return max(
            (_sum(_known(each)) / battery for battery, each in drawn_of(laid, objective)),
            default=0.0,
        )
    if is_some_way(laid, objective):
        return _some_way(laid, objective)
    known = _known(terms_of(laid, objective))
    if objective.how in ("multiply", "some-way"):
        return reduce(lambda a, b: a * b, known, 1.0)
    return _sum(known)


def is_some_way(laid: Laid, objective: Objective) -> bool:
    """Say whether an objective is that some of several ways works."""
    return objective.how == "some-way" and bool(laid.plan.modes.groups)


def _some_way(laid: Laid, objective: Objective) -> float:
    """Return the probability that all works that some mode needs, nodes and links."""
    quantity = laid.world.vocabulary.quantity
    nodes = {
        node: _product([Term(quantity(name), case) for name in objective.of("node")])
        for node, case in laid.in_use.items()
    }
    links = {
        whole: _product([Term(quantity(name), case, link) for name in objective.of("link")])
        for whole, (case, link) in laid.links.items()
    }
    total = 0.0
    for part, count in laid.plan.modes.terms:
        used_nodes, used_links = laid.things(part)
        shares = [nodes[e] for e in sorted(used_nodes)] + [links[e] for e in sorted(used_links)]
        total += count * reduce(lambda a, b: a * b, shares, 1.0)
    return total


def _longest(laid: Laid, objective: Objective) -> float:
    ends: dict[str, float] = {}
    for task in laid.plan.tasks:
        into = laid.plan.into(task)
        arrivals = [
            ends[e.sender] + _seconds(_of_flow(laid, objective, e)) for e in into
        ]
        begin = max(arrivals) if into else _seconds(_of(laid, objective, "input", task))
        ends[task] = begin + _seconds(_of(laid, objective, "task", task))
    return max(ends.values(), default=0.0)


def _known(terms: list[Term]) -> list[float]:
    values = (each.value for each in terms)
    return [each for each in values if each is not None and math.isfinite(each)]


def _product(terms: list[Term]) -> float:
    return reduce(lambda a, b: a * b, _known(terms), 1.0)


def _seconds(terms: list[Term]) -> float:
    return _sum([each.at_least for each in terms])


def _sum(values: list[float]) -> float:
    return reduce(lambda a, b: a + b, values, 0.0)
