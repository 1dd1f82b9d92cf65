"""What explain says: both numbers, the margin, and leaves that can be followed to their source."""

from __future__ import annotations

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.proof import (
    CandidateVerdict,
    Default,
    Fact,
    Formula,
    Judgement,
    LevelVerdict,
    Missing,
    NodeVerdict,
    PlanVerdict,
    Proof,
    Refusal,
    Rule,
    Written,
)
from tierwise.reasoner.verdict import Verdict

PAIRS = [
    ("vibration-anomaly-detection", "cloud-t4"), ("vibration-anomaly-detection", "press-sensor"),
    ("keyword-spotting", "press-sensor"), ("generative-ai-chat", "line-camera"),
]


def proof_of(engine: Engine, task: str, node: str) -> Proof:
    return engine.explain(engine.find(task, "Task"), engine.find(node, "Node"))


def judged(proof: Proof) -> list[Judgement]:
    best = next(each for each in proof.premises(proof.root) if isinstance(each, CandidateVerdict))
    return [each for each in proof.premises(best) if isinstance(each, Judgement)]


def constraint(engine: Engine, task: str, node: str, name: str) -> Judgement:
    return next(e for e in judged(proof_of(engine, task, node)) if e.constraint == name)


def test_failures_come_first_and_a_missing_set_before_the_farthest_number(factory):
    proof = proof_of(factory, "vibration-anomaly-detection", "cloud-t4")
    failed = [each.constraint for each in judged(proof) if each.verdict == Verdict.INFEASIBLE]
    assert failed == ["offline-operation", "response-deadline"]
    assert [each.constraint for each in judged(proof)[:2]] == failed


def test_a_failed_deadline_has_both_numbers_and_by_how_much(factory):
    step = constraint(factory, "vibration-anomaly-detection", "cloud-t4", "response-deadline")
    assert step.sentence == (
        "takes 75.17 ms (75.08 ms to 75.39 ms) from input to result, 8 ms are allowed: "
        "67.08 ms too much"
    )
    assert (step.demand.low, step.supply.high) == pytest.approx((0.075083, 0.008), rel=1e-4)


def test_a_measured_run_is_the_leaf_of_a_latency(factory):
    proof = proof_of(factory, "vibration-anomaly-detection", "press-sensor")
    step = next(each for each in judged(proof) if each.constraint == "compute-deadline")
    measured = [
        each.place.file for each in proof.leaves(step)
        if isinstance(each, Written) and each.standing == "measured" and "latency" in each.sentence
    ]
    assert measured == ["ontology/catalog/measurements.ttl"]


@pytest.mark.parametrize(("task", "node"), PAIRS)
def test_every_written_leaf_says_where_it_was_written(factory, task, node):
    leaves = [e for e in proof_of(factory, task, node).leaves() if isinstance(e, Fact | Written)]
    assert [each.sentence for each in leaves if each.place is None] == []
    assert leaves


@pytest.mark.parametrize(("task", "node"), PAIRS)
def test_a_shared_premise_stands_once(factory, task, node):
    steps = proof_of(factory, task, node).steps
    assert len(set(steps)) == len(steps)


def test_every_candidate_that_is_no_better_says_why(factory):
    proof = proof_of(factory, "vibration-anomaly-detection", "cloud-t4")
    root = proof.root
    others = [each for each in proof.premises(root) if isinstance(each, Refusal)]
    assert isinstance(root, NodeVerdict)
    assert len(others) == root.candidates - 1
    assert {each.verdict for each in others} == {Verdict.INFEASIBLE}


def test_a_missing_figure_is_named_with_the_bound_that_it_must_meet(doorbell):
    step = constraint(doorbell, "doorbell", "nucleo-h7a3zi-q", "power")
    assert step.sentence == (
        "draws unknown, 1 W is allowed: no active power of nucleo-h7a3zi-q is known: "
        "state tw:activePower on it; it passes with at most 1 W"
    )


def test_of_several_missing_figures_each_that_would_settle_it_has_its_bound(factory):
    step = constraint(factory, "retail-edge-server", "badge-reader", "throughput")
    assert step.margin == (
        "one figure would settle it: latency of run (at most 250 ms) or throughput of run "
        "(at least 4 Hz)"
    )


def test_a_constraint_that_does_not_apply_has_the_reason_as_its_premise(factory):
    proof = proof_of(factory, "keyword-spotting", "press-sensor")
    step = next(each for each in judged(proof) if each.constraint == "battery")
    assert step.verdict == Verdict.NOT_ASSESSED
    assert [type(each) for each in proof.premises(step)] == [Missing]


def test_a_formula_has_a_premise_for_each_argument_that_it_reads(factory):
    proof = proof_of(factory, "keyword-spotting", "press-sensor")
    [step] = [e for e in proof.steps if isinstance(e, Formula) and e.quantity == "inferenceTime"]
    kinds = {name: type(proof.steps[at]) for name, at in step.arguments}
    assert (kinds["runTime"], kinds["outputTokens"]) == (Formula, Missing)
    assert "estimatedTime" not in {name for name, _ in step.arguments if name != "peakTime"}


def test_a_number_that_is_meant_by_default_says_so(factory):
    proof = proof_of(factory, "keyword-spotting", "press-sensor")
    [batch] = [e for e in proof.steps if isinstance(e, Default) and e.quantity == "batch"]
    assert batch.sentence == "keyword-spotting states no batch: 1 is meant"


def test_a_level_rests_on_its_drivers_and_on_the_nodes_of_each_level(factory):
    proof = factory.explain_level(factory.find("vibration-anomaly-detection", "Task"))
    root, premises = proof.root, proof.premises(proof.root)
    assert isinstance(root, LevelVerdict)
    assert [each.rule for each in premises if isinstance(each, Rule)] == ["driver-by-class"] * 2
    assert sum(isinstance(each, NodeVerdict) for each in premises) == 8


def test_a_placement_rests_on_its_tasks_flows_and_the_time_of_the_whole(line):
    proof = line.explain_pipeline(line.find("press-monitoring", "Pipeline"))
    root = proof.root
    assert isinstance(root, PlanVerdict)
    assert (root.verdict, root.architecture.rsplit("#", 1)[1]) == (Verdict.FEASIBLE, "hybrid")
    names = {e.constraint for e in proof.premises(root) if isinstance(e, Judgement)}
    assert {"end-to-end", "flow-deadline", "flow-bandwidth-limit"} <= names
