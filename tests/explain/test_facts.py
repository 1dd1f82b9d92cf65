"""Why a fact holds, by the shortest derivation; and why another does not, with what is nearest."""

from __future__ import annotations

import pytest

from tierwise.reasoner.denial import Denial
from tierwise.reasoner.errors import QueryError, UnknownName
from tierwise.reasoner.proof import Definition, Fact, Proof, Rule
from tierwise.reasoner.reading import read_fact


def ask(engine, text) -> Proof | Denial:
    return engine.explain_fact(read_fact(engine.knowledge, text))


def test_an_asserted_fact_is_proved_by_the_line_that_states_it(factory):
    proof = ask(factory, "press-sensor role device-level")
    assert [type(each) for each in proof.steps] == [Fact]
    assert proof.root.place.file.endswith("factory-three-levels.ttl")


def test_an_inferred_fact_is_proved_by_its_rule_with_bindings(factory):
    root = ask(factory, "press-sensor nodeLevel device-level").root
    assert isinstance(root, Rule)
    assert {name for name, _ in root.bindings} == {"node", "level"}


def test_a_class_is_proved_by_its_owl_definition(factory):
    proof = ask(factory, "vibration-anomaly-detection a LatencyCriticalTask")
    assert isinstance(proof.root, Definition)
    assert [each.sentence for each in proof.premises(proof.root)] == [
        "vibration-anomaly-detection is a Task", "deadline of vibration-anomaly-detection is 8 ms",
    ]


def test_what_a_rule_negates_is_a_premise_of_its_own(factory):
    proof = ask(factory, "keyword-spotting dataSource press-sensor")
    assert "no fact matches keyword-spotting tw:dataArisesAt ?own" in [
        each.sentence for each in proof.steps
    ]


def test_every_inferred_fact_has_a_finite_proof_with_asserted_leaves(factory):
    knowledge = factory.knowledge
    inferred = list(knowledge.inferred)[:: max(1, len(knowledge.inferred) // 150)]
    unproved = [
        each for each in inferred
        if any(
            isinstance(leaf, Fact) and leaf.place is None
            and leaf.triple not in knowledge.asserted.places
            for leaf in factory.explain_fact(each).leaves()
        )
    ]
    assert unproved == []


def test_a_fact_that_does_not_hold_is_denied_with_what_is_nearest(factory):
    denial = ask(factory, "press-sensor nodeLevel gateway-level")
    assert isinstance(denial, Denial)
    assert not denial.is_unknown
    assert [each[2].rsplit("#", 1)[1] for each in denial.nearest][:1] == ["device-level"]


def test_a_fact_that_lacks_a_figure_is_unknown_and_names_it(line):
    denial = ask(line, "train-detector a LatencyCriticalTask")
    assert denial.is_unknown
    said = [each.sentence for each in denial.obstacles if each.is_unknown]
    assert [each.split(", but ")[1] for each in said] == [
        "no deadline of train-detector is known: state tw:deadline on it"
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [("a b", QueryError), ("a b c d", QueryError), ("'a b c", QueryError),
     ("presssensor role device-level", UnknownName), ("press-sensor rôle x", UnknownName)],
)
def test_what_is_not_a_fact_or_names_nothing_is_refused(factory, text, error):
    with pytest.raises(error):
        read_fact(factory.knowledge, text)
