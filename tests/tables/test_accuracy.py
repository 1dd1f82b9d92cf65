"""What accuracy a variant reaches is stated for its numeric type, and a floor tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import PREFIXES, local_name, tw
from tierwise.reasoner.verdict import Verdict

TASK = """
@prefix ex: <https://example.org/acme#> .
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:sort a tw:Task ; rdfs:label "sort"@en ; tw:usesModel cat:mobilenet-v1-0.5-128 ;
    tw:minimumAccuracy "{floor}" .
"""
BOARD = PREFIXES["cat"] + "raspberry-pi-4-model-b-4gb"
STATED = {"mobilenet-v1-0.5-128-fp32": 0.57918, "mobilenet-v1-0.5-128-int8": 0.56674}


def variants_that_pass(floor: str, folder: Path) -> set[str]:
    """Return the variants that reach an accuracy, on a board that runs them all."""
    path = folder / "task.ttl"
    path.write_text(TASK.format(floor=floor), encoding="utf-8")
    (decision,) = Engine.load([path]).decide(["https://example.org/acme#sort"], [BOARD])
    verdicts = decision.by_constraint["accuracy-floor"]
    return {
        local_name(question.variant or "")
        for question, row in zip(decision.questions, verdicts, strict=True)
        if row.max() == Verdict.FEASIBLE
    }


@pytest.mark.parametrize("variant", STATED)
def test_the_accuracy_of_a_variant_is_that_of_its_numeric_type(variant, catalogue):
    figure = catalogue.figures.chosen[PREFIXES["cat"] + variant, tw("accuracy")]
    assert figure.value == pytest.approx(STATED[variant])


@pytest.mark.parametrize(
    ("floor", "passing"), [("56 %", set(STATED)), ("57 %", {"mobilenet-v1-0.5-128-fp32"})]
)
def test_a_floor_between_two_numeric_types_leaves_the_better_one(floor, passing, tmp_path):
    assert variants_that_pass(floor, tmp_path) == passing
