"""What would have to change for a pipeline: thresholds, other hardware, links and variants."""

from __future__ import annotations

from itertools import combinations

import pytest

from tierwise.reasoner.change_set import Change
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.repair.of_pipeline import find_pipeline_repairs
from tierwise.reasoner.repair_option import Breadth, Repair, Step
from tierwise.reasoner.verdict import Verdict

from .conftest import ex
from .test_repairs import LINKS, PRODUCTS, RUNS, SLOW_LINK, VARIANTS

# Detects at the device, where its data has to stay, and judges at the gateway.
PIPELINE = """
:line a tw:Pipeline ; tw:hasTask :see , :judge ; tw:hasFlow :sights ; tw:endToEndDeadline "1 s" .
:see a tw:Task ; tw:hasVariant :variant ; tw:function tw:detect ;
    tw:inputBytes "1000 B" ; tw:inputRate "1 Hz" ; tw:deadline "1 s" ; tw:promptTokens 2 ;
    tw:contextTokens 10 ; tw:minimumAccuracy "80 %" ; tw:capitalBudget "200 USD" ;
    tw:privacyScope tw:stays-on-device .
:judge a tw:Task ; tw:hasVariant :variant ; tw:function tw:infer ;
    tw:inputBytes "100 B" ; tw:inputRate "1 Hz" ; tw:deadline "1 s" ; tw:promptTokens 2 ;
    tw:contextTokens 10 ; tw:capitalBudget "200 USD" ;
    tw:needsDataOf tw:site-sensors ; tw:needsUi tw:local-dashboard .
:sights a tw:Flow ; tw:fromTask :see ; tw:toTask :judge ;
    tw:flowBytes "100 B" ; tw:flowRate "1 Hz" ; tw:flowDeadline "1 s" .
"""
LINE, ALL = ex("line"), Breadth(combinations=1_000)
KINDS = VARIANTS + PRODUCTS + LINKS + PIPELINE
SLOW = tuple(each for each in SLOW_LINK if not each.startswith("task."))
# What is wrong with the pipeline, and the one requirement that gives way, and how far: on the
# device 1 ms to detect, 11 ms or so to send, 1 ms to judge.
THRESHOLDS = {
    "end to end": (["line.endToEndDeadline=5 ms"], "line", "endToEndDeadline", "s"),
    "a task": (["see.deadline=0.1 ms"], "see", "deadline", "s"),
    "a task with the way of its data": (["judge.deadline=0.1 ms"], "judge", "deadline", "s"),
    "a flow": (["sights.flowDeadline=2 ms"], "sights", "flowDeadline", "s"),
    "a budget": (["judge.capitalBudget=20 USD"], "judge", "capitalBudget", "USD"),
    "accuracy": (["see.minimumAccuracy=95 %"], "see", "minimumAccuracy", ""),
    "how often": (["sights.flowRate=5 kHz"], "sights", "flowRate", "Hz"),
}


def placed(engine: Engine, changes: list[Change]) -> Verdict:
    return engine.changed(changes).place_pipeline(LINE).verdict


def short(step: Step) -> str:
    relaxed = f"{local_name(step.property or '')}: " if step.is_relaxation else ""
    return f"{local_name(step.thing)} {relaxed}{step.before} → {step.after}"


def kinds(found: tuple[Repair, ...]) -> set[tuple[str, ...]]:
    return {tuple(map(short, each.steps)) for each in found}


@pytest.mark.parametrize("case", THRESHOLDS)
def test_a_requirement_gives_way_exactly_as_far_as_over_all_placements_it_must(site, case):
    changes, thing, name, unit = THRESHOLDS[case]
    engine = site(*changes, turtle=PIPELINE)
    (found,) = [
        each.steps[0] for each in engine.pipeline_repairs(LINE).repairs
        if len(each.steps) == 1 and each.steps[0].part[1:] == (ex(thing), tw(name))
    ]
    verdicts = [
        placed(engine, engine.read_changes([f"{thing}.{name}={found.threshold * factor!r} {unit}"]))
        for factor in (1 - 1e-6, 1 + 1e-6)
    ]
    assert sorted(verdict > Verdict.INFEASIBLE for verdict in verdicts) == [False, True]


BROKEN = {
    "too slow at the device": ["see.deadline=0.8 ms", "device.computeShare=80 %"],
    "too dear and too slow": ["see.deadline=0.5 ms", "judge.capitalBudget=50 USD"],
    "too slow from end to end": ["line.endToEndDeadline=5 ms"],
    "a slow link": [*SLOW, "sights.flowDeadline=50 ms"],
    "a slow link, and too little time even with the best": [*SLOW, "sights.flowDeadline=5 ms"],
    "too large": ["variant.peakActivationBytes=8 KiB"],
}


@pytest.fixture(params=BROKEN)
def broken(request, site) -> Engine:
    engine = site(*BROKEN[request.param], turtle=KINDS)
    assert placed(engine, []) == Verdict.INFEASIBLE
    return engine


def test_every_repair_works_when_the_pipeline_is_placed_again_and_no_part_of_it_does(broken):
    repairs = find_pipeline_repairs(broken, LINE, broken.no_placement_fits, ALL).repairs
    assert repairs
    for repair in repairs:
        assert placed(broken, list(repair.proposal.changes)) == repair.verdict
        for n in range(len(repair.steps)):
            for part in combinations(repair.steps, n):
                changes = [change for each in part for change in each.changes]
                assert placed(broken, changes) == Verdict.INFEASIBLE


EXCHANGES = {
    **{f"{task} {each}": [Change(ex(task), tw("hasVariant"), (ex(each),), adds=True)]
       for task in ("see", "judge") for each in ("slim", "poor")},
    "device big": [Change(ex("device"), tw("instanceOf"), (ex("big"),))],
    "local-link fast-radio": [Change(ex("local-link"), tw("technology"), (ex("fast-radio"),))],
}


def test_each_exchange_that_works_alone_is_found(broken):
    works = {each for each, changes in EXCHANGES.items() if placed(broken, changes) > 0}
    found = {
        f"{local_name(step.thing)} {step.after}"
        for each in broken.pipeline_repairs(LINE).repairs for step in each.steps
        if len(each.steps) == 1 and not step.is_relaxation
    }
    assert works <= found


def test_what_two_tasks_lack_is_exchanged_for_both(site):
    engine = site(*BROKEN["too large"], turtle=KINDS)
    found = kinds(find_pipeline_repairs(engine, LINE, engine.no_placement_fits, ALL).repairs)
    assert {("see variant → slim", "judge variant → slim"),
            ("device product → big", "judge variant → slim")} <= found


def test_a_link_is_exchanged_and_a_deadline_gives_way_where_one_alone_is_not_enough(site):
    engine = site(*BROKEN["a slow link, and too little time even with the best"], turtle=KINDS)
    found = kinds(engine.pipeline_repairs(LINE).repairs)
    assert ("local-link slow-radio → fast-radio",
            "sights flowDeadline: 5 ms → 10.8 ms") in found


def test_a_variant_that_was_measured_to_be_slower_is_not_offered_for_a_pipeline(site):
    changes = BROKEN["too slow at the device"]
    quick, slow = (site(*changes, turtle=KINDS + runs) for runs in ("", RUNS))
    offered = [
        {step.after for each in e.pipeline_repairs(LINE).repairs for step in each.steps}
        for e in (quick, slow)
    ]
    assert ["slim" in each for each in offered] == [True, False]


def test_a_repair_says_where_each_task_then_runs(site):
    engine = site(*BROKEN["too slow from end to end"], turtle=KINDS)
    first = engine.pipeline_repairs(LINE).repairs[0]
    assert [(local_name(t), local_name(n)) for t, n in first.placed] == [
        ("see", "device"), ("judge", "gateway")
    ]


def test_a_pipeline_that_runs_needs_no_repair(site):
    found = site(turtle=PIPELINE).pipeline_repairs(LINE)
    assert (found.repairs, found.nothing_fits) == ((), None)
    assert found.verdict > Verdict.INFEASIBLE
