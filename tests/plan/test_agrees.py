"""A plan of one pipeline agrees with judging it node by node, on every choice of nodes."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tierwise.reasoner.chain import read_chain
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.search import all_feasible
from tierwise.reasoner.verdict import Verdict

from .sites import EX

PIPELINE = EX + "press-monitoring"


class Judged:
    """The verdicts of tasks at nodes, each by its best candidate, for where their data is."""

    def __init__(self, engine, nodes):
        self.engine, self.nodes, self.known = engine, nodes, {}

    def at(self, task, node, sources):
        """Return the verdict of a task at a node for all sources of its data."""
        if (task, sources) not in self.known:
            self.known[task, sources] = self._best([self._all(task, e) for e in sources or (None,)])
        return self.known[task, sources][node]

    def _all(self, task, source):
        """Return the targets of a task, and what its questions come to at each of them."""
        if (task, source) not in self.known:
            asked, theirs = self.engine.candidates_of(task, self.nodes)
            asked = [replace(each, source=source or each.source) for each in asked]
            self.known[task, source] = theirs, self.engine.judged(asked, theirs).total
        return self.known[task, source]

    def _best(self, found):
        best = np.minimum.reduce([total for _, total in found]).max(axis=0)
        by_node = {}
        for target, verdict in zip(found[0][0], best.tolist(), strict=True):
            by_node[target.node] = max(verdict, by_node.get(target.node, 0))
        return by_node


@pytest.fixture(scope="module")
def by_node(factory):
    """Return the verdict of each choice of nodes, besides the end to end time, one by one."""
    engine, nodes = Engine(factory.knowledge), factory.ways.network.nodes
    parts, chain = engine.parts(PIPELINE), read_chain(factory.knowledge.facts, PIPELINE)
    judged, found = Judged(engine, nodes), {}
    for choice in itertools.product(nodes, repeat=len(chain.tasks)):
        placed = dict(zip(chain.tasks, choice, strict=True))
        verdicts = [
            judged.at(t, n, tuple(placed[b] for b in chain.before[t])) for t, n in placed.items()
        ]
        flows = (parts.flow(e, placed[e.sender], placed[e.receiver]).verdict for e in chain.flows)
        found[choice] = min(*verdicts, *flows)
    return found


@pytest.mark.parametrize("least", [Verdict.FEASIBLE, Verdict.CONDITIONAL, Verdict.UNKNOWN])
def test_what_is_feasible_is_what_is_feasible_node_by_node(factory, by_node, least):
    built = assemble(factory.survey(), least)
    nodes = factory.ways.network.nodes
    order = read_chain(factory.knowledge.facts, PIPELINE).tasks
    places = [built.tasks.index(task) for task in order]
    found = {
        tuple(nodes[built.problem.tasks[p].node[row[p]]] for p in places)
        for rows in all_feasible(built.problem) for row in np.asarray(rows)
    }
    assert found == {choice for choice, verdict in by_node.items() if verdict >= least}
