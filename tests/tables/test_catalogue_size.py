"""How large the catalogue is, counting only what answers a question."""

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import DCTERMS, tw
from tierwise.reasoner.verdict import Verdict


@pytest.fixture(scope="module")
def catalogue():
    return Engine.load()


def test_at_least_200_products_get_a_verdict_for_a_reference_workload(catalogue, record_property):
    settled = {
        node.node for task in catalogue.place() for node in task.nodes
        if node.verdict != Verdict.UNKNOWN
    }  # fmt: skip
    record_property("products with a verdict other than unknown", len(settled))
    assert len(settled) >= 200


@pytest.mark.parametrize(("class_", "least"), [
    ("ModelVariant", 60), ("Runtime", 20), ("LinkTechnology", 25), ("CloudInstanceType", 40),
])  # fmt: skip
def test_there_are_enough_of_a_kind(class_, least, catalogue):
    assert len(catalogue.knowledge.facts.instances(tw(class_))) >= least


def test_every_price_of_a_rented_machine_has_a_date(catalogue):
    facts = catalogue.knowledge.asserted
    undated = [
        machine for machine in facts.instances(tw("CloudInstanceType"))
        for figure in facts.objects(machine, tw("hasFigure"))
        if facts.object(figure, tw("figureOf")) == tw("hourlyPrice")
        and not facts.objects(figure, DCTERMS + "date")
    ]  # fmt: skip
    assert undated == []


def test_40_rented_machines_have_a_price(catalogue):
    priced = catalogue.knowledge.figures.by_property[tw("hourlyPrice")]
    machines = catalogue.knowledge.facts.instances(tw("CloudInstanceType"))
    assert len([each for each in machines if each in priced]) >= 40
