"""Every verdict of the bundled catalogue for every reference workload has a proof that holds."""

import gc
import json

import pytest

from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.rank.choice import node_results

REFERENCE_WORKLOADS = 12
LEAST_PRODUCTS = 200


@pytest.fixture
def unmoved(catalogue, checker):
    """Keep the garbage collector from walking the facts, and what is derived, again and again.

    They stay frozen: a heap that large would make it put off what other tests leave behind.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.mark.parametrize("place", range(REFERENCE_WORKLOADS))
def test_every_verdict_of_a_workload_has_a_proof_that_holds(
    place, catalogue, checker, unmoved, record_property
):
    (task,) = catalogue.tasks()[place : place + 1]
    wrong, checked, steps = [], 0, 0
    for decision in catalogue.decide([task]):
        for result in node_results(decision, task):
            proof = catalogue.explainer.node(result, decision)
            report = checker.check(json.dumps(proof_document(catalogue.knowledge, proof)))
            wrong += [(result.task, result.node, str(each)) for each in report.refusals]
            checked, steps = checked + 1, steps + report.steps
    record_property("proofs checked", checked)  # tests/conftest.py prints their sum
    record_property("steps of proofs checked", steps)
    assert wrong == []
    assert checked >= LEAST_PRODUCTS


def test_these_are_all_reference_workloads(catalogue):
    assert len(catalogue.tasks()) == REFERENCE_WORKLOADS
