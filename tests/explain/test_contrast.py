"""Why this and not that: constraints that differ, and the objectives that each is better in."""

from __future__ import annotations

from tierwise.reasoner.verdict import Verdict


def compare(engine, task, *nodes):
    found = [engine.find(each, "Node") for each in nodes]
    return engine.compare(engine.find(task, "Task"), *found)


def test_constraints_that_come_out_otherwise_stand_first(factory):
    found = compare(factory, "vibration-anomaly-detection", "cloud-t4", "press-sensor")
    first = found.differences[0]
    assert first.verdicts == (Verdict.INFEASIBLE, Verdict.FEASIBLE)
    assert found.sentence == (
        "press-sensor comes first: it is feasible, cloud-t4 is infeasible"
    )


def test_an_objective_whose_known_parts_tell_places_apart_has_a_winner(factory):
    found = compare(factory, "vibration-anomaly-detection", "cloud-t4", "press-sensor")
    by_name = {each.objective: each for each in found.scores}
    assert (by_name["latency"].better, by_name["latency"].is_told_apart) == (1, True)
    assert by_name["data that leaves the site"].better == 1


def test_comparing_the_other_way_round_mirrors_every_score(factory):
    one = compare(factory, "vibration-anomaly-detection", "cloud-t4", "press-sensor")
    two = compare(factory, "vibration-anomaly-detection", "press-sensor", "cloud-t4")
    mirrored = [None if each.better is None else 1 - each.better for each in two.scores]
    assert [each.better for each in one.scores] == mirrored
