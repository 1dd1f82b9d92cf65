"""A plan of one pipeline agrees with placing it node by node, on every choice of nodes."""

import itertools

import numpy as np
import pytest

from tierwise.reasoner.pipeline.board import Board
from tierwise.reasoner.pipeline.chain import read_chain
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.search import all_feasible
from tierwise.reasoner.verdict import Verdict

from .sites import EX

PIPELINE = EX + "press-monitoring"


@pytest.fixture(scope="module")
def by_board(factory):
    """Return the verdict of each choice of nodes, besides the end to end time, one by one."""
    knowledge = factory.knowledge
    chain = read_chain(knowledge.facts, PIPELINE)
    nodes = factory.ways.network.nodes
    board = Board(knowledge, chain, nodes)
    found = {}
    for choice in itertools.product(nodes, repeat=len(chain.tasks)):
        placed = dict(zip(chain.tasks, choice, strict=True))
        verdicts = [
            board.spots(task, tuple(placed[b] for b in chain.before[task]))[placed[task]]
            .result.verdict for task in chain.tasks
        ]
        verdicts += [
            board.flow(each, placed[each.sender], placed[each.receiver]).verdict
            for each in chain.flows
        ]
        found[choice] = min(verdicts)
    return found


@pytest.mark.parametrize("least", [Verdict.FEASIBLE, Verdict.CONDITIONAL, Verdict.UNKNOWN])
def test_what_is_feasible_is_what_is_feasible_node_by_node(factory, by_board, least):
    built = assemble(factory.survey(), least)
    nodes = factory.ways.network.nodes
    order = read_chain(factory.knowledge.facts, PIPELINE).tasks
    places = [built.tasks.index(task) for task in order]
    found = {
        tuple(nodes[built.problem.tasks[p].node[row[p]]] for p in places)
        for rows in all_feasible(built.problem) for row in np.asarray(rows)
    }
    assert found == {choice for choice, verdict in by_board.items() if verdict >= least}
