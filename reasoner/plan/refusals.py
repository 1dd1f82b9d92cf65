"""Put numbers to a requirement that nothing of an architecture meets: what comes nearest to it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..decide.sets import read_members
from ..definitions import Constraint
from ..namespaces import local_name, tw
from ..network import Floats
from ..plan_problem import EndToEnd, NodeResource, Problem
from ..plan_report import Refusal
from ..verdict import Verdict
from .assemble import assemble
from .evaluate import Arbiter
from .labels import without
from .search import best
from .survey import ON_THE_WAY, Choices, Leg, Survey

_BETWEEN = " of "  # a label is `requirement of thing`


def refusals(survey: Survey, labels: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield each label with both numbers, of the candidate that fails it by the least."""
    for label in labels:
        name, _, thing = label.partition(_BETWEEN)
        constraint = survey.knowledge.definitions.by_name.get(name)
        found = None
        if constraint is not None and constraint.demand == ON_THE_WAY:
            found = _on_the_way(survey, constraint, label, thing)
        elif constraint is not None and constraint.is_numeric:
            found = _numeric(survey, constraint, label, thing)
        elif constraint is not None:
            found = _sets(survey, constraint, label, thing)
        yield found or _outage(survey, label, name) or _shared(survey, label, labels) \
            or Refusal(label)


_OUTAGES = {
    "wide-area-outage": "has to work without the wide-area links that its task needs",
    "isolation-outage": "has to work without a wide-area link, as has all that leads to it",
    "link-outage": "has to work without any link that its task needs",
    "node-outage": "has to work without the node of its task",
}


def _outage(survey: Survey, label: str, name: str) -> Refusal | None:
    """Return what a task that stands in for another may not need, with the links by name."""
    if name not in _OUTAGES:
        return None
    facts, site = survey.knowledge.facts, survey.knowledge.site or ""
    wide = sorted({local_name(each) for each in facts.objects(site, tw("hasWideAreaLink"))})
    links = f"; of the site these are wide-area links: {', '.join(wide)}" if wide else ""
    return Refusal(label, _OUTAGES[name] + (links if name in _WIDE else ""))


_WIDE = ("wide-area-outage", "isolation-outage")


def _task(survey: Survey, thing: str) -> Choices | None:
    return next((e for task, e in survey.choices.items() if local_name(task) == thing), None)


def _legs(survey: Survey, thing: str) -> list[Leg]:
    """Return a flow by its name, or all that leads to a task."""
    own = [each for each in survey.legs if local_name(each.name) == thing]
    return own or [each for each in survey.legs if local_name(each.receiver) == thing]


def _numeric(survey: Survey, constraint: Constraint, label: str, thing: str) -> Refusal | None:
    choices = _task(survey, thing)
    if choices is not None and _fails(choices, constraint.name):
        demand, supply = choices.number(constraint.demand, "low"), choices.number(
            constraint.supply, "high")
        at = _nearest(constraint, demand, supply)
        if at is not None:
            node = survey.nodes[int(choices.node[at])]
            return _told(survey, constraint, label, node, float(demand[at]), float(supply[at]))
    for leg in _legs(survey, thing):
        columns = leg.columns if local_name(leg.name) == thing else leg.inputs
        if columns is None:
            continue
        demand, supply = columns.spread(constraint.demand, "low"), columns.spread(
            constraint.supply, "high")
        block = np.ix_(np.array(_senders(survey, leg)),
                       np.unique(survey.choices[leg.receiver].node))
        at = _nearest(constraint, demand[block].ravel(), supply[block].ravel())
        if at is not None:
            node = survey.nodes[int(block[1].ravel()[at % block[1].size])]
            return _told(survey, constraint, label, node, float(demand[block].ravel()[at]),
                         float(supply[block].ravel()[at]))
    return None


def _fails(choices: Choices, name: str) -> bool:
    return name in choices.verdicts and bool((choices.verdicts[name] < Verdict.FEASIBLE).any())


def _senders(survey: Survey, leg: Leg) -> list[int]:
    """Return the rows of a leg that its data may come from."""
    if leg.source is not None:
        return [0]
    return sorted(set(survey.choices[leg.sender].node.tolist()))


def _nearest(constraint: Constraint, demand: Floats, supply: Floats) -> int | None:
    """Return which candidate fails by the smallest share; None where no number is known."""
    less, more = (demand, supply) if constraint.relation == "at-most" else (supply, demand)
    fails = np.isfinite(less) & np.isfinite(more) & (less > more)
    if not fails.any():
        return None
    short = np.where(fails, (less - more) / np.maximum(np.abs(less), 1e-300), np.inf)
    return int(np.argmin(short))


def _told(
    survey: Survey, constraint: Constraint, label: str, node: str, demand: float, supply: float
) -> Refusal:
    knowledge = survey.knowledge
    said = constraint.sentence.format(
        demand=knowledge.show(constraint.demand, demand),
        supply=knowledge.show(constraint.supply, supply),
    )
    return Refusal(label, said, node, demand, supply, constraint.demand)


def _on_the_way(
    survey: Survey, constraint: Constraint, label: str, thing: str
) -> Refusal | None:
    """Return the least time of network and computing together beside what is allowed."""
    choices = _task(survey, thing)
    if choices is None:
        return None
    quantity = survey.knowledge.definitions.quantities[constraint.supply]
    figure = survey.knowledge.figures.by_property.get(quantity.iri, {}).get(choices.task)
    found: list[tuple[float, int]] = []
    for leg in _legs(survey, thing):
        if leg.inputs is None or not len(choices.node):
            continue
        way = leg.inputs.spread("networkTime", "low")[_senders(survey, leg)].min(axis=0)
        seconds = way[choices.node] + choices.number("timeAtNode", "low")
        if np.isfinite(seconds).any():
            at = int(np.nanargmin(seconds))
            found.append((float(seconds[at]), int(choices.node[at])))
    if not found or figure is None:
        return None
    slowest, node = max(found)
    return _told(survey, constraint, label, survey.nodes[node], slowest, figure.upper)


def _sets(survey: Survey, constraint: Constraint, label: str, thing: str) -> Refusal | None:
    """Return what is demanded beside what the candidate has that lacks the fewest of it."""
    choices = _task(survey, thing)
    if choices is None:
        return None
    knowledge, sets = survey.knowledge, survey.knowledge.definitions.sets
    found = []
    pairs = dict.fromkeys(zip(choices.row.tolist(), choices.column.tolist(), strict=True))
    for row, column in pairs:
        items = (choices.questions[row], choices.targets[column])
        wanted, had = (
            read_members(knowledge, sets[each], items[sets[each].scope not in _OF_QUESTION]).stated
            for each in (constraint.demand, constraint.supply)
        )
        if constraint.considers_only:
            wanted &= frozenset(constraint.considers_only)
        bad = wanted & had if constraint.relation == "disjoint-from" else wanted - had
        if bad:
            found.append((len(bad), column, wanted, had))
    if not found:
        return None
    _, column, wanted, had = min(found, key=lambda each: each[:2])
    demand, supply = (tuple(sorted(map(local_name, each))) for each in (wanted, had))
    said = constraint.sentence.format(
        demand=", ".join(demand), supply=", ".join(supply) or "nothing")
    return Refusal(label, said, choices.targets[column].node, demand, supply)


_OF_QUESTION = ("task", "variant", "flow", "placement")


def _shared(survey: Survey, label: str, labels: tuple[str, ...]) -> Refusal | None:
    """Return the numbers of what tasks share, or of what a pipeline has from end to end."""
    problem = assemble(survey, Verdict.UNKNOWN).problem
    end = next((each for each in problem.ends if each.label == label), None)
    if end is not None:
        return _end(survey, problem, end, labels)
    for place, resource in enumerate(problem.resources):
        for node in range(len(problem.nodes)):
            if problem.resource_label(place, node) == label:
                return _capacity(survey, problem, resource, node, label)
    for link in np.flatnonzero(np.isfinite(problem.links.capacity)).tolist():
        if problem.link_label(link) == label:
            bits = sum(each.bits_per_second for each in problem.flows)
            return _sum(survey, label, "uplinkRate", bits, float(problem.links.capacity[link]))
    return None


def _capacity(
    survey: Survey, problem: Problem, resource: NodeResource, node: int, label: str
) -> Refusal | None:
    """Return the least that all tasks would take together on one node, and what it has."""
    least = [
        float(task.uses[resource.name][task.node == node].min()) for task in problem.tasks
        if resource.name in task.uses and (task.node == node).any()
    ]
    quantity = _OF_UNIT.get(resource.unit)
    return _sum(survey, label, quantity, sum(least), float(resource.capacity[node]),
                survey.nodes[node])


_OF_UNIT = {"B": "inputBytes"}  # a quantity whose unit is that of a shared thing


def _sum(
    survey: Survey, label: str, quantity: str | None, demand: float, supply: float,
    node: str | None = None,
) -> Refusal | None:
    if not np.isfinite(demand) or not np.isfinite(supply):
        return None
    need, have = (
        survey.knowledge.show(quantity, each) if quantity else f"{each:.3g}"
        for each in (demand, supply)
    )
    said = f"all that may be there together takes {need}, {have} is free"
    return Refusal(label, said, node, demand, supply, quantity)


def _end(
    survey: Survey, problem: Problem, end: EndToEnd, labels: tuple[str, ...]
) -> Refusal | None:
    """Return how long the placement of the least latency takes, were it not for the conflict."""
    found = best(without(problem, labels), _LATENCY, _PATIENCE)
    if found.assignment is None:
        return None
    rows = np.array([found.assignment.options], dtype=np.int64)
    arbiter = Arbiter.of(problem)
    longest = arbiter.longest(end.percentile, rows, arbiter.nodes(rows), end.pipeline)
    seconds = float(longest[0])
    if not np.isfinite(seconds):
        return None
    took, allowed = (survey.knowledge.show("endToEndTime", e) for e in (seconds, end.at_most))
    said = f"the placement of the least latency takes {took} from end to end, {allowed} are allowed"
    return Refusal(end.label, said, None, seconds, end.at_most, "endToEndTime")


_LATENCY = "plan-latency"
_PATIENCE = 5.0  # s
