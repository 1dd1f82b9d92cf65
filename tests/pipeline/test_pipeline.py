"""Pipelines: the chosen combination, its flows, its time from end to end, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tierwise.cli.render.pipeline import pipelines_json, pipelines_text
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import TopologyError, UnknownName
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.pipeline_result import PipelineResult
from tierwise.reasoner.verdict import Verdict

ROOT = Path(__file__).parents[2]
FACTORY = ROOT / "examples/factory-three-levels.ttl"
HYBRID = ROOT / "examples/hybrid-pipeline.ttl"
SCHEMA = json.loads((ROOT / "docs/schemas/place.schema.json").read_text(encoding="utf-8"))
EX = "https://example.org/factory#"
PIPELINE = EX + "press-monitoring"
MOST_KNOWN = 6  # engines; each takes some 60 MB
Load = Callable[..., Engine]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Return a loader of the example with replacements (old, new) and lines of Turtle after it."""
    known: dict[str, Engine] = {}

    def loaded(*changes: tuple[str, str], more: str = "") -> Engine:
        text = HYBRID.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        text += more
        if text not in known:
            if len(known) == MOST_KNOWN:
                del known[next(iter(known))]
            path = tmp_path_factory.mktemp("pipeline") / "pipeline.ttl"
            path.write_text(text, encoding="utf-8")
            known[text] = Engine.load([FACTORY, path])
        known[text] = known.pop(text)  # what was asked for last is let go of last
        return known[text]

    return loaded


def nodes(result: PipelineResult) -> dict[str, str]:
    return {local_name(t): local_name(each.node) for t, each in result.placements.items()}


def flow(result: PipelineResult, name: str):
    return next(each for each in result.flows if local_name(each.flow) == name)


def failures(shortfalls) -> set[tuple[str, str]]:
    return {(local_name(each.thing), each.constraint) for each in shortfalls}


def test_detecting_correlating_and_training_come_out_hybrid(load: Load) -> None:
    result = load().place_pipeline(PIPELINE)
    assert (result.verdict, result.architecture) == (Verdict.FEASIBLE, tw("hybrid"))
    assert nodes(result) == {
        "detect-anomaly": "press-sensor", "correlate-hall": "hall-gateway",
        "store-history": "cloud-t4", "train-detector": "cloud-t4",
    }
    assert result.end_to_end.verdict == Verdict.FEASIBLE
    assert result.failed == ()


def test_each_pure_architecture_says_why_it_is_not_the_one(load: Load) -> None:
    found = {local_name(e.architecture): e for e in load().place_pipeline(PIPELINE).alternatives}
    assert list(found) == ["device-edge", "gateway-edge", "cloud-architecture"]
    assert {each.verdict for each in found.values()} == {Verdict.INFEASIBLE}
    assert ("train-detector", "fleet-reach") in failures(found["device-edge"].failed)
    assert ("detect-anomaly", "response-deadline") in failures(found["gateway-edge"].failed)
    assert ("correlate-hall", "local-ui") in failures(found["cloud-architecture"].failed)


def number(engine: Engine, result: PipelineResult, task: str, quantity: str) -> float:
    """Return a quantity of a task where it was placed, in its canonical unit."""
    found = result.placements[EX + task]
    [decision] = engine.decide([EX + task], [found.node])
    i = [q.variant for q in decision.questions].index(found.question.variant)
    return float(
        decision.columns.cell(quantity, "middle", i, list(decision.targets).index(found.target))
    )


def test_the_time_is_the_sum_of_computing_and_flows_along_the_precedence(load: Load) -> None:
    engine = load()
    result = engine.place_pipeline(PIPELINE)
    flows = sum(each.time.middle for each in result.flows if each.precedes)
    computing = sum(number(engine, result, task, "computeTime") for task in nodes(result))
    assert result.end_to_end.time.middle == pytest.approx(flows + computing, rel=1e-12)
    assert flow(result, "anomalies").time.middle == pytest.approx(
        0.012 + 200 * 8 / 30e6, rel=1e-12
    )


def test_the_way_of_the_data_to_the_first_task_counts_from_end_to_end(load: Load) -> None:
    engine = load(more="ex:detect-anomaly tw:dataArisesAt ex:hall-gateway .")
    result = engine.place_pipeline(PIPELINE)
    flows = sum(each.time.middle for each in result.flows if each.precedes)
    computing = sum(number(engine, result, task, "computeTime") for task in nodes(result))
    way = number(engine, result, "detect-anomaly", "inputTime")
    assert way > 0.001
    assert result.end_to_end.time.middle == pytest.approx(flows + computing + way, rel=1e-12)


def test_a_deadline_that_no_placement_meets_shows_both_numbers(load: Load) -> None:
    result = load(('"5 min"', '"1 ms"')).place_pipeline(PIPELINE)
    assert (result.verdict, result.architecture) == (Verdict.INFEASIBLE, None)
    assert result.end_to_end.verdict == Verdict.INFEASIBLE
    assert failures(result.failed) == {("press-monitoring", "end-to-end")}
    assert "ms from end to end, 1 ms are allowed" in result.end_to_end.sentence
    assert result.end_to_end.time.low > result.end_to_end.deadline.high


def test_without_a_deadline_the_whole_is_not_assessed(load: Load) -> None:
    result = load(('    tw:endToEndDeadline "5 min" ;\n', "")).place_pipeline(PIPELINE)
    assert result.end_to_end.verdict == Verdict.NOT_ASSESSED
    assert result.verdict == Verdict.FEASIBLE


def test_a_size_that_nobody_set_leaves_the_whole_conditional(load: Load) -> None:
    result = load(('tw:flowBytes "1 kB" ; ', "")).place_pipeline(PIPELINE)
    assert not flow(result, "findings").time.is_known
    assert result.end_to_end.verdict == result.verdict == Verdict.CONDITIONAL


def test_a_node_that_nobody_measured_leaves_the_whole_unknown(load: Load) -> None:
    among = [EX + each for each in ("press-sensor", "hall-gateway", "cloud-t4")]
    unmeasured = load(("cat:granite-ttm-r2", "cat:silero-vad"))
    result = unmeasured.place_pipeline(PIPELINE, among)
    assert nodes(result)["correlate-hall"] == "hall-gateway"
    assert result.end_to_end.verdict == result.verdict == Verdict.UNKNOWN
    assert (result.architecture, result.failed) == (None, ())


@pytest.mark.parametrize(
    ("name", "old", "bad", "constraint"),
    [
        ("findings", 'tw:flowDeadline "10 s"', 'tw:flowDeadline "5 ms"', "flow-deadline"),
        (
            "findings", 'tw:flowRate "1 Hz"', 'tw:flowRate "1 Hz" ; tw:flowBandwidth "21 Mbit/s"',
            "flow-bandwidth-limit",
        ),
    ],
)
def test_each_flow_constraint_passes_and_fails(
    load: Load, name: str, old: str, bad: str, constraint: str
) -> None:
    good = flow(load().place_pipeline(PIPELINE), name)
    assert (good.verdict, good.failed) == (Verdict.FEASIBLE, ())
    result = load((old, bad)).place_pipeline(PIPELINE)
    assert flow(result, name).failed == (constraint,)
    assert (name, constraint) in failures(result.failed)
    assert result.verdict == Verdict.INFEASIBLE


def test_a_flow_that_fits_the_path_exactly_passes(load: Load) -> None:
    wide = ('tw:flowRate "1 Hz"', 'tw:flowRate "1 Hz" ; tw:flowBandwidth "20 Mbit/s"')
    assert flow(load(wide).place_pipeline(PIPELINE), "findings").verdict == Verdict.FEASIBLE


ONE = """
ex:alone a tw:Pipeline ; rdfs:label "alone"@en ; tw:hasTask ex:{task} ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
"""


@pytest.mark.parametrize(
    ("task", "architecture"),
    [
        ("detect-anomaly", "device-edge"), ("correlate-hall", "gateway-edge"),
        ("train-detector", "cloud-architecture"),
    ],
)
def test_one_task_is_placed_as_if_it_were_asked_alone(
    load: Load, task: str, architecture: str
) -> None:
    engine = load(more=ONE.format(task=task))
    result = engine.place_pipeline(EX + "alone")
    [single] = engine.place([EX + task])
    assert local_name(result.architecture or "") == architecture
    assert result.placements[EX + task] == single.recommended
    assert (result.flows, result.verdict) == ((), single.verdict)


def test_a_task_that_only_senses_does_not_make_it_hybrid(load: Load) -> None:
    more = """
ex:read-press a tw:Task ; rdfs:label "read press"@en ; tw:function tw:sense ;
    tw:needsPeripheral tw:accelerometer ;
    tw:inputBytes "100 B" ; tw:inputRate "1 Hz" ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
ex:readings a tw:Flow ; tw:fromTask ex:read-press ; tw:toTask ex:store-history ;
    tw:flowBytes "100 B" ; tw:flowRate "1 Hz" ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
ex:keep a tw:Pipeline ; rdfs:label "keep"@en ;
    tw:hasTask ex:read-press , ex:store-history ; tw:hasFlow ex:readings ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
"""
    result = load(more=more).place_pipeline(EX + "keep")
    assert nodes(result) == {"read-press": "press-sensor", "store-history": "cloud-t4"}
    assert result.architecture == tw("cloud-architecture")


def test_a_task_with_two_predecessors_serves_both(load: Load) -> None:
    more = """
ex:both a tw:Pipeline ; rdfs:label "both"@en ;
    tw:hasTask ex:detect-anomaly , ex:correlate-hall , ex:store-history ;
    tw:hasFlow ex:anomalies , ex:findings , ex:raw ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
ex:raw a tw:Flow ; tw:fromTask ex:detect-anomaly ; tw:toTask ex:store-history ;
    tw:flowBytes "200 B" ; tw:flowRate "0.5 Hz" ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
"""
    result = load(more=more).place_pipeline(EX + "both")
    assert (result.verdict, result.architecture) == (Verdict.FEASIBLE, tw("hybrid"))
    assert {local_name(each.flow) for each in result.flows} == {"anomalies", "findings", "raw"}


def test_a_circle_of_precedence_is_named(load: Load) -> None:
    circle = ("tw:toTask ex:detect-anomaly ; tw:precedes false", "tw:toTask ex:detect-anomaly")
    with pytest.raises(TopologyError) as caught:
        load(circle).place_pipeline(PIPELINE)
    for each in ("correlate-hall → store-history → train-detector → detect-anomaly", "circle"):
        assert each in str(caught.value)


def test_a_flow_to_a_task_of_another_pipeline_is_refused(load: Load) -> None:
    more = """
ex:part a tw:Pipeline ; rdfs:label "part"@en ; tw:hasTask ex:detect-anomaly ;
    tw:hasFlow ex:anomalies ; dcterms:source ex:source-scenario ; tw:standing tw:assumed .
"""
    with pytest.raises(TopologyError, match="anomalies does not join tasks") as caught:
        load(more=more).place_pipeline(EX + "part")
    assert caught.value.found == "correlate-hall"


def test_a_site_without_nodes_is_refused(load: Load) -> None:
    with pytest.raises(TopologyError, match="have no nodes"):
        load().place_pipeline(PIPELINE, among=[])


def test_a_name_that_is_no_pipeline_is_refused(load: Load) -> None:
    with pytest.raises(UnknownName, match="did you mean press-monitoring"):
        load().place_pipeline(EX + "press-monitorin")


def test_a_pipeline_needs_a_site() -> None:
    with pytest.raises(TopologyError, match="has no site"):
        Engine.load([HYBRID]).place_pipeline(PIPELINE)


TWO_HISTORIES = """
ex:cloud-t4 tw:dataRoom "100 GB" .
ex:histories a tw:Pipeline ; rdfs:label "histories"@en ; tw:hasTask ex:keep-one , ex:keep-two ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
"""
HISTORY = """
ex:keep-{name} a tw:Task ; rdfs:label "keep {name}"@en ; tw:function tw:store ;
    tw:needsDataOf tw:fleet ; tw:keptBytes "60 GB" ; tw:inputBytes "100 B" ; tw:inputRate "1 Hz" ;
    dcterms:source ex:source-scenario ; tw:standing tw:assumed .
"""


@pytest.fixture
def histories(load: Load) -> Engine:
    """Return the factory with one machine in the cloud, and two histories that it has to keep."""
    two = (HISTORY.format(name=each) for each in ("one", "two"))
    engine = load(more=TWO_HISTORIES + "".join(two))
    few = "factory.hasNode=press-sensor,hall-gateway,cloud-t4"
    return engine.changed(engine.read_changes([few]))


def test_what_two_tasks_do_not_fit_on_together_is_named_with_its_node(histories: Engine) -> None:
    result = histories.place_pipeline(EX + "histories")
    assert {each.verdict for each in result.placements.values()} == {Verdict.FEASIBLE}
    assert result.verdict == Verdict.INFEASIBLE
    assert failures(result.failed) == {("cloud-t4", "data")}


def test_what_two_tasks_share_can_be_given_up_by_either_or_by_the_node(histories: Engine) -> None:
    found = histories.pipeline_repairs(EX + "histories").nothing_fits
    assert found is not None
    freed = [{(local_name(e.thing), e.name) for e in r.requirements} for r in found.relaxations]
    assert {("cloud-t4", "data")} in freed
    assert {("keep-one", "needsDataOf")} in freed


def test_flows_that_no_path_carries_are_told_of_the_placement_that_comes_nearest(
    load: Load,
) -> None:
    engine = load()
    changed = engine.changed(engine.read_changes(["factory.hasLink=press-wifi"]))
    result = changed.place_pipeline(PIPELINE)
    assert failures(result.failed) == {
        ("findings", "reachability"), ("new-detector", "reachability"),
    }
    text = pipelines_text(changed.knowledge, [result])
    assert "findings: hall-gateway → cloud-t4, no path leads there (infeasible)" in text


@pytest.mark.parametrize("deadline", ["5 min", "1 ms"])
def test_the_schema_describes_what_is_written_of_a_pipeline(load: Load, deadline: str) -> None:
    engine = load(('"5 min"', f'"{deadline}"'))
    found = json.loads(pipelines_json(engine.knowledge, [engine.place_pipeline(PIPELINE)]))
    jsonschema.validate(found, SCHEMA)
    assert [each["pipeline"] for each in found["pipelines"]] == [PIPELINE]
