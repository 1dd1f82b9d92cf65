"""How sure: shares of an interval, and the one number that would settle an undecided verdict."""

from __future__ import annotations

import pytest

from tierwise.reasoner.verdict import Verdict


def sureness(engine, task, node):
    return engine.how_sure(engine.find(task, "Task"), engine.find(node, "Node"))


def test_the_shares_of_an_interval_name_the_figure_that_it_comes_from(factory):
    found = sureness(factory, "keyword-spotting", "press-sensor")
    storage = next(each for each in found.constraints if each.constraint == "storage")
    assert [(each.quantity, each.share) for each in storage.doubts] == [
        ("runtimeCodeBytes", pytest.approx(1.0))
    ]


def test_a_verdict_that_is_decided_needs_no_measurement(factory):
    assert not sureness(factory, "keyword-spotting", "press-sensor").is_open


def test_an_unknown_figure_that_settles_it_is_named_with_its_bound(doorbell):
    found = sureness(doorbell, "doorbell", "stm32h747i-disco")
    assert found.verdict == Verdict.UNKNOWN
    power = next(each for each in found.constraints if each.constraint == "power")
    assert [each.sentence for each in power.settled_by] == [
        "measure the active power: it passes with at most 1 W"
    ]


def test_figures_are_counted_by_standing_and_the_unmeasured_listed(factory):
    found = sureness(factory, "keyword-spotting", "press-sensor")
    count = dict(found.standings)
    assert count["measured"] >= 3
    assert len(found.unmeasured) == count.get("assumed", 0) + count.get("estimated", 0)


def test_what_is_stated_exactly_or_asked_for_is_nothing_to_measure(doorbell):
    found = sureness(doorbell, "doorbell", "stm32h747i-disco")
    offered = {each.quantity for c in found.constraints for each in c.settled_by}
    assert offered.isdisjoint({"deadline", "coreCount", "macs", "batch", "inputRate"})


def test_of_a_verdict_that_is_decided_no_measurement_is_proposed(doorbell):
    found = sureness(doorbell, "doorbell", "esp32-s3")
    assert found.verdict == Verdict.INFEASIBLE
    assert [each for c in found.constraints for each in c.settled_by] == []
