"""Choose the best candidate of each node, and rank the nodes of a task."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from ..decide.judge import Decision
from ..namespaces import local_name
from ..placement import NodeResult
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
    verdicts = _stack(decision)
    found = [_best(decision, verdicts, rows, each) for each in columns.values()]
    return sorted((e for e in found if e), key=_order)


def _stack(decision: Decision) -> dict[str, NDArray[np.uint8]]:
    shape = decision.total.shape
    return {name: np.broadcast_to(each, shape) for name, each in decision.by_constraint.items()}


def _number(decision: Decision, name: str, i: int, j: int) -> float | None:
    """Return the central value of a quantity for one candidate, None where it is not known."""
    columns = decision.columns
    if not bool(_at(columns.is_bound(name), i, j)):
        return None
    value = float(_at(columns.column(name, "middle"), i, j))
    return value if math.isfinite(value) else None


def _at(column: object, i: int, j: int) -> float:
    array = np.asarray(column)
    if array.ndim < 2:
        return float(array)
    found: float = array[i if array.shape[0] > 1 else 0, j if array.shape[1] > 1 else 0]
    return found


def _best(
    decision: Decision, verdicts: dict[str, NDArray[np.uint8]], rows: list[int], columns: list[int]
) -> NodeResult | None:
    if not rows:
        return None
    total = decision.total[np.ix_(rows, columns)]
    top = total.max()
    candidates = [(rows[i], columns[j]) for i, j in np.argwhere(total == top)]
    failures = sum(
        (np.asarray(each[np.ix_(rows, columns)] == Verdict.INFEASIBLE, dtype=int)
         for each in verdicts.values()),
        np.zeros(total.shape, dtype=int),
    )
    where = {(rows[i], columns[j]): int(failures[i, j]) for i, j in np.argwhere(total == top)}
    i, j = min(candidates, key=lambda at: (where[at], _time(decision, *at), _name(decision, *at)))
    names: dict[Verdict, list[str]] = defaultdict(list)
    for name in sorted(verdicts):
        names[Verdict(int(verdicts[name][i, j]))].append(name)
    question, target = decision.questions[i], decision.targets[j]
    return NodeResult(
        question.task, target.node, target.level, Verdict(int(top)), question, target,
        tuple(names[Verdict.INFEASIBLE]), tuple(names[Verdict.UNKNOWN]),
        tuple(names[Verdict.CONDITIONAL]),
        _number(decision, "monthlyCost", i, j), _number(decision, "price", i, j),
        _number(decision, "responseTime", i, j),
    )


def _time(decision: Decision, i: int, j: int) -> float:
    found = _number(decision, "inferenceTime", i, j)
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
