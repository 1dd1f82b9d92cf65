"""The answer to a split: its figures, what refuses a cut, and what is not known."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierwise.reasoner.interval import Interval
from tierwise.reasoner.split.answer import answer
from tierwise.reasoner.split.figures import Assessor
from tierwise.reasoner.split_problem import UNKNOWN, Memory, Side, SplitProblem, Way
from tierwise.reasoner.verdict import Verdict

from .graphs import chain, graphs

KNOWN = Memory(work_free=1000.0, storage_free=1000.0)


def exactly(value: float) -> Interval:
    return Interval(value, value, value)


def side(node: str, time: float, shares, **more) -> Side:
    return Side(node, None, None, exactly(time), tuple(shares), **{"memory": KNOWN, **more})


def way(**more) -> Way:
    told = {"uplink": exactly(8.0), "downlink": exactly(8.0), "latency": exactly(1.0),
            "energy_per_byte": exactly(0.5)}
    return Way(("link",), **(told | more))


def problem(**more) -> SplitProblem:
    """Return three layers, 4 s on the device and 0 s beyond; a byte a second on the link."""
    of = chain(10, 6, 1, 1, weights=[5, 5, 50])
    told = {
        "graph": of, "device": side("here", 4, [0.25, 0.25, 0.5], power=exactly(2.0)),
        "remote": side("there", 0.4, [0.25, 0.25, 0.5]), "way": way(), "objective": "latency",
    }
    return SplitProblem(**(told | more))


def test_the_latency_of_a_cut_is_both_parts_and_the_link():
    cut = Assessor(problem()).cut(frozenset({0, 1}))
    assert [e.middle for e in (cut.device_time, cut.link_time, cut.remote_time)] == pytest.approx(
        [2.0, 1.0 + 1.0, 0.2])
    assert cut.latency.middle == pytest.approx(4.2)
    assert cut.sent_bytes == 1


def test_a_slow_device_sends_what_is_small():
    slow = problem(device=side("here", 40, [0.01, 0.01, 0.98]))
    found = answer(slow)
    assert (found.verdict, found.best.device) == (Verdict.FEASIBLE, {0, 1})
    assert (found.device_only.kind, found.remote_only.sent_bytes) == ("device only", 10)


def test_a_result_that_is_needed_on_the_device_comes_back_over_the_link():
    cut = Assessor(problem(returns=True)).cut(frozenset({0, 1}))
    assert cut.returned_bytes == 1
    assert cut.link_time.middle == pytest.approx(1 + 1 + 1 + 1)


def test_raw_input_that_must_stay_keeps_its_readers_on_the_device():
    near = problem(device=side("here", 400, [0.25, 0.25, 0.5]))
    assert answer(near).best.kind == "remote only"
    held = answer(replace(near, raw_stays=True))
    assert held.best.device == {0}
    assert [each.constraint for each in held.remote_only.refusals] == ["raw input stays"]


def test_no_cut_is_allowed_where_raw_input_must_stay_and_the_device_runs_nothing():
    blocked = {at: ("operators",) for at in range(3)}
    found = answer(problem(raw_stays=True, device=replace(problem().device, blocked=blocked)))
    assert (found.verdict, found.best) == (Verdict.INFEASIBLE, None)


def test_a_layer_that_the_device_refuses_runs_beyond():
    near = problem(device=replace(problem().device, blocked={2: ("operators",)}))
    found = answer(near)
    assert found.best.device == {0, 1}
    assert [(e.constraint, e.layers) for e in found.device_only.refusals] == [("operators", (2,))]


def test_layers_that_do_not_fit_the_device_are_not_left_there():
    small = replace(problem().device, memory=Memory(work_free=40.0, storage_free=1000.0))
    found = answer(problem(objective="bytes", device=small))
    assert (found.best.device, found.unfit.kind) == ({0, 1}, "device only")
    assert [(e.constraint, e.needed, e.available) for e in found.unfit.refusals] == [
        ("working-memory", 76.0, 40.0)
    ]


def test_fewest_bytes_are_none_where_the_device_holds_all():
    assert answer(problem(objective="bytes")).best.kind == "device only"


def test_of_cuts_that_send_as_much_the_quicker_is_taken():
    small = replace(problem().device, memory=Memory(work_free=40.0, storage_free=1000.0))
    even = chain(10, 1, 1, 1, weights=[5, 5, 50])
    found = answer(problem(graph=even, objective="bytes", device=small))
    assert found.best.device == {0}


def test_energy_is_what_the_device_spends_on_computing_and_sending():
    found = answer(problem(objective="energy"))
    assert found.best.device == {0, 1}
    assert found.best.energy.middle == pytest.approx(2.0 * 2.0 + 1 * 0.5)


def test_energy_that_rests_on_a_missing_figure_is_not_known_and_names_it():
    lacking = way(energy_per_byte=UNKNOWN, missing={"energy_per_byte": ("energy of link",)})
    found = answer(problem(objective="energy", way=lacking))
    assert (found.verdict, found.best, found.missing) == (
        Verdict.UNKNOWN, None, ("energy of link",))
    assert found.remote_only.energy.middle is None


def test_what_no_missing_figure_could_beat_is_the_best():
    far = replace(problem().remote, time=UNKNOWN, missing={"time": ("clock of there",)})
    found = answer(problem(remote=far, device=side("here", 1.5, [0.25, 0.25, 0.5])))
    assert (found.best.kind, found.missing) == ("device only", ("clock of there",))


def test_the_ends_of_the_intervals_tell_what_would_change():
    unsure = replace(problem().device, time=Interval(1.0, 40.0, 80.0))
    found = answer(problem(device=unsure))
    assert found.best.kind != "device only"
    assert found.quick_device.kind == "device only"


def test_a_tensor_that_no_message_holds_does_not_cross():
    found = answer(problem(way=way(payload_limit=5.0)))
    assert found.best.device >= {0, 1}
    assert [(e.constraint, e.needed) for e in found.remote_only.refusals] == [("payload", 10)]


@settings(max_examples=100, deadline=None)
@given(graphs(), st.data())
def test_the_parts_of_every_cut_take_the_time_of_the_whole(of, data):
    count = len(of.layers)
    parts = data.draw(st.lists(st.floats(0.1, 9), min_size=count, max_size=count))
    shares = [each / sum(parts) for each in parts]
    posed = problem(graph=of, device=side("here", 3, shares), remote=side("there", 3, shares))
    assess = Assessor(posed)
    for at in range(count + 1):
        cut = assess.cut(frozenset(range(at)))
        assert cut.device_time.middle + cut.remote_time.middle == pytest.approx(3)
