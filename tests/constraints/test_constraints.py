"""Each constraint passes at its edge, fails one step beyond it, is conditional, and is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.reasoner.build import parse
from tierwise.reasoner.bundle import bundled_sources
from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Fact, Facts, literal
from tierwise.reasoner.load.definitions import read_definitions
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.verdict import Verdict

HERE = Path(__file__).parent
NAMES = sorted(each.stem for each in HERE.glob("*.trig"))
MEANING = {
    "pass": Verdict.FEASIBLE, "fail": Verdict.INFEASIBLE,
    "conditional": Verdict.CONDITIONAL, "unknown": Verdict.UNKNOWN,
}
BINDING = """
    ram flash latency throughput uplink_bandwidth link_payload link_duty_cycle link_rtt link_jitter
    privacy data_residency operator_support dtype_support power battery cost gpu_memory kv_cache
    memory_bandwidth host_io offline update_path fleet_data multi_sensor cloud_dependency
    kernel_support quantisation
""".split()
# What cannot occur, by the nature of the constraint; each file says why.
IMPOSSIBLE = {
    ("certification", "unknown"), ("fair-use", "unknown"), ("fleet-reach", "unknown"),
    ("host-bus", "unknown"), ("kernel-features", "unknown"), ("local-ui", "unknown"),
    ("no-dependency", "conditional"), ("no-dependency", "unknown"),
    ("offline-operation", "conditional"), ("offline-operation", "unknown"),
    ("payload", "unknown"), ("peripherals", "unknown"),
    ("reachability", "pass"), ("reachability", "conditional"), ("reachability", "unknown"),
    ("sensor-reach", "unknown"), ("software", "unknown"),
    ("undertakings", "fail"), ("undertakings", "unknown"),
}
CASES = [
    pytest.param(name, verdict, id=f"{name}-{verdict}")
    for name in NAMES for verdict in MEANING if (name, verdict) not in IMPOSSIBLE
]


@pytest.fixture(scope="module")
def constraints():
    facts = parse([each for each in bundled_sources() if "catalog/" not in each.name])
    return read_definitions(Facts.of(facts)).constraints


@pytest.mark.parametrize(("name", "verdict"), CASES)
def test_constraint_comes_out_as_its_fixture_says(name, verdict, read_fixtures, decide):
    fixtures = read_fixtures(name)
    task, node = fixtures.candidate(verdict)
    decision = decide(fixtures.facts(verdict), task, node)
    assert decision.total.shape == (1, 1), "a fixture has one candidate"
    assert Verdict(int(decision.by_constraint[name].reshape(-1)[0])) == MEANING[verdict]


PROVIDED = [each for each in NAMES if "tw:canProvide" in (HERE / f"{each}.trig").read_text("utf-8")]


@pytest.mark.parametrize("name", PROVIDED)
def test_what_an_accepted_undertaking_provides_passes(name, read_fixtures, decide):
    fixtures = read_fixtures(name)
    task, node = fixtures.candidate("conditional")
    needed = [o for _, p, o in fixtures.graph("conditional").triples if p == tw("undertaking")]
    accepted = [Fact(task, tw("acceptsUndertaking"), each, Place("a test")) for each in needed]
    decision = decide([*fixtures.facts("conditional"), *accepted], task, node)
    assert Verdict(int(decision.by_constraint[name].reshape(-1)[0])) == Verdict.FEASIBLE


def test_accepting_another_undertaking_leaves_a_provision_conditional(read_fixtures, decide):
    fixtures = read_fixtures("file-format")
    task, node = fixtures.candidate("conditional")
    other = Fact(task, tw("acceptsUndertaking"), tw("added-memory"), Place("a test"))
    decision = decide([*fixtures.facts("conditional"), other], task, node)
    assert decision.by_constraint["file-format"].item() == Verdict.CONDITIONAL


@pytest.mark.parametrize(("copies", "sources", "verdict"), [
    ("1", "3", Verdict.INFEASIBLE), ("2", "3", Verdict.INFEASIBLE),
    ("3", "3", Verdict.FEASIBLE), ("50", "3", Verdict.FEASIBLE),
    ("3", "1", Verdict.FEASIBLE),
])
def test_equal_nodes_share_out_the_sources(copies, sources, verdict, read_fixtures, decide):
    """At 1000 Hz a source keeps one node busy."""
    fixtures = read_fixtures("throughput")
    task, node = fixtures.candidate("pass")
    stated = ((node, "copies", copies), (task, "sources", sources))
    more = [Fact(s, tw(p), literal(o), Place("a test")) for s, p, o in stated]
    decision = decide([*fixtures.facts("pass"), *more], task, node)
    assert Verdict(int(decision.by_constraint["throughput"].item())) == verdict


def test_base_passes_every_constraint_that_applies(read_fixtures, decide):
    facts = read_fixtures("storage").facts("base")
    decision = decide(facts, *read_fixtures("storage").candidate("base"))
    bad = {c: int(v.min()) for c, v in decision.by_constraint.items() if v.min() < Verdict.FEASIBLE}
    skipped = {c for c, v in decision.by_constraint.items() if v.min() == Verdict.NOT_ASSESSED}
    assert not bad
    assert skipped == {"video-memory", "fleet-reach", "reachability", "undertakings"}


def test_each_constraint_on_candidates_has_its_file(constraints):
    assert {each.name for each in constraints if each.scope == "candidate"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_verdict_has_a_fixture_or_a_reason(name, read_fixtures):
    fixtures = read_fixtures(name)
    reasons = fixtures.reasons()
    assert set(reasons) == {verdict for each, verdict in IMPOSSIBLE if each == name}
    assert all(reasons.values())
    assert {each for each in MEANING if fixtures.graph(each).triples} == set(MEANING) - set(reasons)


@pytest.mark.parametrize("word", BINDING)
def test_each_word_of_the_scenarios_is_a_notation(word, constraints):
    assert any(word in each.notations for each in constraints)
