"""The engine realises the defined classes itself; a DL reasoner must agree on a small sample."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import tierwise
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.entail_dl import classify
from tierwise.reasoner.namespaces import OWL, RDF_TYPE, tw
from tierwise.reasoner.store import to_term

MODULES = sorted((Path(tierwise.__file__).parent / "ontology").glob("*.ttl"))
READ = [tw(each) for each in ("deadline", "worksOffline", "privacyScope", "needsDataOf", "needsUi")]


@pytest.fixture(scope="module")
def engine():
    return Engine.load()


@pytest.fixture(scope="module")
def defined(engine):
    triples = engine.knowledge.facts.triples
    return {s for s, p, _ in triples if p == OWL + "equivalentClass" and s.startswith(tw(""))}


@pytest.fixture(scope="module")
def found_by_hermit(engine):
    facts = engine.knowledge.asserted
    schema = [quad.triple for path in MODULES for quad in ox.parse(path=str(path))]
    said = [
        ox.Triple(to_term(task), ox.NamedNode(p), to_term(o))
        for task in engine.tasks() for p in [RDF_TYPE, *READ] for o in facts.objects(task, p)
    ]
    return classify([*schema, *said], engine.tasks())


def test_there_are_defined_classes_to_agree_on(defined):
    assert tw("LatencyCriticalTask") in defined


def test_hermit_and_the_engine_realise_the_same_classes(engine, defined, found_by_hermit):
    ours = {
        task: set(engine.knowledge.facts.objects(task, RDF_TYPE)) & defined
        for task in engine.tasks()
    }
    assert {task: set(classes) & defined for task, classes in found_by_hermit.items()} == ours
