"""Choose the best candidate of each node, and rank the nodes of a task."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from ..decide.judge import Decision
from ..namespaces import local_name
from ..placement import NodeResult
from ..sides import at
from ..verdict import Verdict


def node_results(decision: Decision, task: str) -> list[NodeResult]:
    """Return the best candidate of a task at each node, best node first.

    Best is the better verdict; then, among failures, the fewer; then the quicker, then the name.
    Nodes are ranked by verdict, then monthly cost over the stated life, then time.
    """
    rows = [i for i, q in enumerate(decision.questions) if q.task == task]
    columns: dict[str, list[int]] = defaultdict(list)
    for j, target in enumerate(decision.targets):
        columns[target.node].append(j)
    if not rows:
        return []
    verdicts = _stack(decision)
    failures = _failures(verdicts, rows)
    found = [_best(decision, verdicts, failures, rows, each) for each in columns.values()]
    return sorted(found, key=_order)


def _stack(decision: Decision) -> dict[str, NDArray[np.uint8]]:
    shape = decision.total.shape
    return {name: np.broadcast_to(each, shape) for name, each in decision.by_constraint.items()}


def _failures(verdicts: dict[str, NDArray[np.uint8]], rows: list[int]) -> NDArray[np.intp]:
    """Return how many constraints fail, for each of some questions at each target."""
    return sum(
        ((each[rows] == Verdict.INFEASIBLE).astype(np.intp) for each in verdicts.values()),
        np.zeros((len(rows), 1), dtype=np.intp),
    )


def _best(
    decision: Decision, verdicts: dict[str, NDArray[np.uint8]], failures: NDArray[np.intp],
    rows: list[int], columns: list[int],
) -> NodeResult:
    total = decision.total[np.ix_(rows, columns)]
    top, failed = total.max(), failures[:, columns]
    fewest = failed[total == top].min()
    candidates = [
        (rows[i], columns[j]) for i, j in np.argwhere((total == top) & (failed == fewest))
    ]
    i, j = min(candidates, key=lambda at: (_time(decision, *at), _name(decision, *at)))
    names: dict[Verdict, list[str]] = defaultdict(list)
    for name in sorted(verdicts):
        names[Verdict(int(verdicts[name][i, j]))].append(name)
    question, target = decision.questions[i], decision.targets[j]
    return NodeResult(
        question.task, target.node, target.level, Verdict(int(top)), question, target,
        tuple(names[Verdict.INFEASIBLE]), tuple(names[Verdict.UNKNOWN]),
        tuple(names[Verdict.CONDITIONAL]),
        decision.number("monthlyCost", i, j), decision.number("price", i, j),
        decision.number("responseTime", i, j), _least_cost(decision, i, j),
    )


def _least_cost(decision: Decision, i: int, j: int) -> float:
    """Return the cost where it is known, else the sum of what is known of it."""
    cost = decision.number("monthlyCost", i, j)
    return at(decision.columns.column("monthlyCost", "low"), i, j) if cost is None else cost


def _time(decision: Decision, i: int, j: int) -> float:
    found = decision.number("inferenceTime", i, j)
    return math.inf if found is None else found


def _name(decision: Decision, i: int, j: int) -> str:
    question, target = decision.questions[i], decision.targets[j]
    return " ".join(
        local_name(each or "")
        for each in (question.variant, target.unit, target.runtime, target.weight_pool)
    )


def _order(result: NodeResult) -> tuple[object, ...]:
    cost = math.inf if result.monthly_cost is None else result.monthly_cost
    time = math.inf if result.response_time is None else result.response_time
    return (-result.verdict, len(result.failed), cost, time, result.node)
