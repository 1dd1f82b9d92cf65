"""A proof tells with which release was measured and which the node has; the checker reads both."""

import json

from .conftest import node_document

BESIDE = "; measured with release x-cube-ai-10.2, here x-cube-ai-10.0"


def sentence(document, quantity):
    return next(
        each["conclusion"] for each in document["inferences"] if each.get("quantity") == quantity
    )


def test_a_proof_by_a_run_with_another_release_names_both_and_is_accepted(bakery, refused):
    document = node_document(bakery, "listen", "mixer")
    assert document["inferences"][-1]["verdict"] == "conditional"
    assert sentence(document, "latencyOfRun").endswith(BESIDE)
    assert refused(document) is None


def test_a_proof_by_a_run_with_the_release_of_the_node_is_accepted(bakery, refused):
    document = node_document(bakery, "listen", "oven")
    assert document["inferences"][-1]["verdict"] == "feasible"
    assert sentence(document, "latencyOfRelease").endswith("x-cube-ai-10.2")
    assert refused(document) is None


def test_a_proof_by_the_run_of_an_earlier_release_that_the_node_has_is_accepted(bakery, refused):
    document = node_document(bakery, "listen", "proofer")
    assert sentence(document, "latencyOfRelease").endswith("x-cube-ai-9.0")
    assert refused(document) is None


def test_a_proof_that_tells_another_release_is_refused(bakery, refused):
    document = json.dumps(node_document(bakery, "listen", "mixer"))
    told = document.replace(BESIDE, BESIDE.replace("10.2", "8.1"))
    assert refused(json.loads(told)) is not None
