"""Every verdict of the bundled catalogue for every reference workload has a proof that holds."""

import gc
import json

import pytest

from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.rank.choice import node_results


def results(engine):
    for task in engine.tasks():
        for decision in engine.decide([task]):
            for result in node_results(decision, task):
                yield result, decision
        gc.collect()  # columns refer to their views and back: hundreds of megabytes a task


@pytest.fixture
def unmoved(catalogue, checker):
    """Keep the garbage collector from walking the facts again and again.

    They stay frozen: a heap that large would make it put off what other tests leave behind.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
    yield
    gc.collect()


def test_every_verdict_of_the_catalogue_has_a_proof_that_holds(catalogue, checker, unmoved, capsys):
    wrong, checked, steps = [], 0, 0
    for result, decision in results(catalogue):
        proof = catalogue.explainer.node(result, decision)
        report = checker.check(json.dumps(proof_document(catalogue.knowledge, proof)))
        wrong += [(result.task, result.node, str(each)) for each in report.refusals]
        checked, steps = checked + 1, steps + report.steps
    with capsys.disabled():
        print(f" {checked} proofs with {steps} steps checked")
    assert wrong == []
    assert checked >= 12 * 100
