"""Proof documents of a spread of cases, and a checker that has read the facts once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.engine import Engine

ROOT = Path(__file__).parents[2]
SITE = "examples/factory-three-levels.ttl"


@pytest.fixture(scope="session", autouse=True)
def at_root():
    """Stand where the names of the files in the documents are found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield


@pytest.fixture(scope="session")
def factory(at_root):
    return Engine.load([SITE])


@pytest.fixture(scope="session")
def hybrid(at_root):
    return Engine.load([SITE, "examples/hybrid-pipeline.ttl"])


@pytest.fixture(scope="session")
def warehouse(at_root):
    return Engine.load(["tests/check/warehouse.ttl"])


@pytest.fixture(scope="session")
def greenhouse(at_root):
    return Engine.load(["tests/check/greenhouse.ttl"])


@pytest.fixture(scope="session")
def bakery(at_root):
    return Engine.load(["tests/check/bakery.ttl"])


@pytest.fixture(scope="session")
def catalogue(at_root):
    return Engine.load()


@pytest.fixture(scope="session")
def refused(checker):
    """Return what a document is refused for; None where it is accepted."""

    def why(document):
        report = checker.check(json.dumps(document))
        return report.refusals[0] if report.refusals else None

    return why


def node_document(engine, task, node):
    proof = engine.explain(engine.find(task, "Task"), engine.find(node, "Node"))
    return proof_document(engine.knowledge, proof)


def level_document(engine, task):
    return proof_document(engine.knowledge, engine.explain_level(engine.find(task, "Task")))


def pipeline_document(engine, pipeline):
    """Return the document of a placement, with lists for tuples, as JSON has them."""
    proof = engine.explain_pipeline(engine.find(pipeline, "Pipeline"))
    return json.loads(json.dumps(proof_document(engine.knowledge, proof)))


def fact_document(engine, rule):
    """Return the document of the first fact that a rule or definition infers."""
    inferred = engine.knowledge.inferred
    triple = next(each for each in inferred if inferred[each] == rule)
    return proof_document(engine.knowledge, engine.explain_fact(triple))
