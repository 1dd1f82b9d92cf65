"""Judge the flows of a pipeline between the nodes of a site."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..candidate import Question
from ..chain import Chain, Flow
from ..formula import Corner
from ..interval import Interval
from ..knowledge import Knowledge
from ..placement import FlowResult
from ..sides import at
from ..verdict import Verdict
from .columns import Columns
from .judge import Verdicts, judge_constraint
from .paths import paths
from .targets import bare_targets

_CORNERS: tuple[Corner, ...] = ("low", "middle", "high")
# Pairs of nodes of what is kept with the knowledge: a search for changes asks again and again.
_SMALL = 2_000
Judged = tuple[Columns, dict[str, Verdicts]]


class Parts:
    """A pipeline on nodes: its flows between any two of them, judged when asked for."""

    def __init__(self, knowledge: Knowledge, chain: Chain, nodes: Sequence[str]) -> None:
        self.knowledge, self.chain, self.nodes = knowledge, chain, sorted(set(nodes))
        self._flows: dict[str, Judged] = {}

    def flow(self, flow: Flow, sender: str, receiver: str) -> FlowResult:
        """Return how a flow fares between two nodes."""
        if flow.iri not in self._flows:
            self._flows[flow.iri] = self._known(flow)
        i, j = self.nodes.index(sender), self.nodes.index(receiver)
        return flow_result(flow, sender, receiver, [(*self._flows[flow.iri], i, j)])

    def _known(self, flow: Flow) -> Judged:
        kept: dict[tuple[str, ...], Judged]
        kept = self.knowledge.kept.setdefault(("flow", flow.iri), {})
        key = tuple(self.nodes)
        if key in kept:
            return kept[key]
        found = self._judge(flow)
        if len(self.nodes) ** 2 <= _SMALL:
            kept[key] = found
        return found

    def _judge(self, flow: Flow) -> Judged:
        """Judge a flow for every sender's node (rows) and receiver's node (columns)."""
        asked = [Question(flow.iri, None, None, None, each) for each in self.nodes]
        routes = paths(self.knowledge, self.nodes, self.nodes)
        columns = Columns(self.knowledge, asked, bare_targets(self.knowledge, self.nodes), routes)
        return columns, of_flows(columns)


def of_flows(columns: Columns) -> dict[str, Verdicts]:
    """Return the verdicts of the constraints on flows, of columns whose questions are flows."""
    shape = (len(columns.questions), len(columns.targets))
    return {
        each.name: np.broadcast_to(judge_constraint(columns, each), shape)
        for each in columns.knowledge.definitions.constraints
        if each.scope == "flow" or each.name == "reachability"
    }


def flow_result(
    flow: Flow, sender: str, receiver: str,
    judged: Sequence[tuple[Columns, dict[str, Verdicts], int, int]],
) -> FlowResult:
    """Return how a flow fares by several judgements at a row and column, each worse one counting.

    Its time is that of the first.
    """
    worst: dict[str, Verdict] = {}
    for _, verdicts, i, j in judged:
        for name, each in verdicts.items():
            worst[name] = min(worst.get(name, Verdict.NOT_ASSESSED), Verdict(int(each[i, j])))
    names: dict[Verdict, list[str]] = {each: [] for each in Verdict}
    for name, verdict in worst.items():
        names[verdict].append(name)
    columns, _, i, j = judged[0]
    return FlowResult(
        flow.iri, flow.sender, flow.receiver, sender, receiver, flow.precedes,
        min([Verdict.FEASIBLE, *worst.values()]), interval_at(columns, "flowTime", i, j),
        tuple(names[Verdict.INFEASIBLE]), tuple(names[Verdict.UNKNOWN]),
        tuple(names[Verdict.CONDITIONAL]),
    )


def interval_at(columns: Columns, name: str, i: int, j: int) -> Interval:
    """Return a quantity at one row and column."""
    low, middle, high = (at(columns.column(name, each), i, j) for each in _CORNERS)
    is_bound = bool(at(columns.is_bound(name), i, j)) and math.isfinite(middle)
    return Interval(low, middle if is_bound else None, high)
