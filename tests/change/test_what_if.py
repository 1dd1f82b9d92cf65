"""What if: verdicts flip and numbers move as if the file said so, and no file says so."""

from __future__ import annotations

from pathlib import Path

import pytest

import tierwise
from tierwise.reasoner.bundle import load
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import TierwiseError
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.verdict import Verdict

FACTORY = Path(tierwise.__file__).parent / "examples" / "factory-three-levels.ttl"


@pytest.fixture(scope="module")
def factory() -> Engine:
    return Engine(load([FACTORY]))


def flips(engine: Engine, *changes: str) -> dict[tuple[str, str], tuple[Verdict, Verdict]]:
    found = engine.what_if(changes).flips
    return {(local_name(e.task), local_name(e.node)): (e.before, e.after) for e in found}


# Each change as --set says it, and the same as an edit of the file.
EDITS = [
    ("press-wifi.uplinkRate=10 kbit/s", ('ex:press-wifi a tw:Link', 'uplinkRate "30 Mbit/s"'),
     'uplinkRate "10 kbit/s"'),
    ("hall-gateway.role=device-level", ("raspberry-pi-5-8gb ;", "tw:role tw:gateway-level"),
     "tw:role tw:device-level"),
    ("press-sensor.instanceOf=esp32-s3", ("ex:press-sensor a", "cat:nucleo-l4r5zi"),
     "cat:esp32-s3"),
    ("factory.dataArisesAt=badge-reader", ("tw:routed", "tw:dataArisesAt ex:press-sensor"),
     "tw:dataArisesAt ex:badge-reader"),
    ("press-sensor.offersPeripheral=camera",
     ("ex:press-sensor a", "tw:accelerometer , tw:microphone , tw:camera"), "tw:camera"),
    ("press-wifi.latencyP99=none", ("ex:press-wifi a", ' tw:latencyP99 "40 ms" ;'), ""),
]


@pytest.mark.parametrize(("change", "where", "instead"), EDITS, ids=[e[0] for e in EDITS])
def test_a_change_comes_to_what_an_edit_of_the_file_comes_to(
    factory, tmp_path, change, where, instead
):
    text = FACTORY.read_text(encoding="utf-8")
    start = text.index(where[0])
    edited = text[:start] + text[start:].replace(where[1], instead, 1)
    (tmp_path / "site.ttl").write_text(edited, encoding="utf-8")
    wanted = Engine.load([tmp_path / "site.ttl"])
    supposed = factory.changed(factory.read_changes([change]))
    assert edited != text
    assert supposed.place() == wanted.place()


def test_a_tighter_deadline_flips_the_task_that_missed_it_and_says_both_numbers(factory):
    found = factory.what_if(["keyword-spotting.deadline=10 ms"])
    (flip,) = found.flips
    (cause,) = flip.causes
    assert (flip.before, flip.after) == (Verdict.FEASIBLE, Verdict.INFEASIBLE)
    assert cause.sides_after.sentence == "compute time is 43.42 ms, 10 ms are allowed"


def test_a_change_that_ends_the_only_place_of_a_task_changes_its_level(factory):
    (level,) = factory.what_if(["keyword-spotting.deadline=10 ms"]).levels
    assert (level.before, level.after) == ((tw("device-level"),), ())


def test_a_pipeline_that_no_longer_meets_its_deadline_is_placed_nowhere():
    engine = Engine.load([FACTORY, FACTORY.parent / "hybrid-pipeline.ttl"])
    pipeline = engine.find("press-monitoring", "Pipeline")
    changes = ["press-monitoring.endToEndDeadline=1 ms"]
    (found,) = engine.what_if(changes, [], [pipeline]).levels
    assert (found.before, found.after) == ((tw("hybrid"),), ())


def test_a_change_that_says_what_is_so_flips_and_moves_nothing(factory):
    found = factory.what_if(["press-wifi.uplinkRate=30000 kbit/s"])
    assert (found.flips, found.movements, found.levels) == ((), (), ())


def test_several_changes_are_supposed_together(factory):
    alone = flips(factory, "keyword-spotting.privacyScope=stays-on-site")
    both = flips(
        factory, "keyword-spotting.privacyScope=stays-on-site",
        "keyword-spotting.needsPeripheral=none",
    )
    assert ("keyword-spotting", "pump-sensor") not in alone
    assert both["keyword-spotting", "pump-sensor"] == (Verdict.INFEASIBLE, Verdict.FEASIBLE)


def test_the_last_of_two_changes_of_one_property_counts(factory):
    twice = ["keyword-spotting.deadline=10 ms", "keyword-spotting.deadline=100 ms"]
    found = factory.what_if(twice)
    assert (found.flips, [each.after for each in found.stated]) == ((), [("100 ms",)])


def test_what_follows_by_a_rule_is_told_beside_what_is_supposed(factory):
    (found,) = factory.what_if(["keyword-spotting.hasVariant=mlperf-tiny-kws-fp32"]).stated
    assert found.after == ("mlperf-tiny-kws-fp32", "mlperf-tiny-kws-int8 (by a rule)")


def test_what_is_supposed_stays_out_of_what_is_known(factory):
    before = factory.knowledge.asserted.triples
    factory.what_if(["press-sensor.instanceOf=esp32-s3"])
    assert factory.knowledge.asserted.triples == before


def test_what_extends_a_base_changes_with_it_but_for_what_it_states_itself():
    engine = Engine.load([FACTORY.parent / "pi-5-32gb.yaml"])
    changes = [f"raspberry-pi-5-8gb-cpu.{each}" for each in ("coreCount=8", "clock=1 GHz")]
    found = {(local_name(e.subject), local_name(e.property)): e.figure for e in
             engine.read_changes(changes)}
    assert found["pi-5-32gb-cpu", "coreCount"].value == 8  # whose clock is its own, 3 GHz
    assert ("pi-5-32gb-cpu", "clock") not in found


REFUSED = [
    ("keyword-spotting.sources=0", 1, "at least 1"),
    ("keyword-spotting.sources=1.5", 1, "a whole number"),
    ("hall-gateway.role=device-level,gateway-level", 1, "one name"),
    ("keyword-spotting.deadline", 2, "NAME.PROPERTY=VALUE"),
    ("deadline=10 ms", 2, "NAME.PROPERTY=VALUE"),
    ("keyword-spoting.deadline=10 ms", 1, "did you mean keyword-spotting"),
    ("keyword-spotting.dedline=10 ms", 1, "did you mean deadline"),
    ("keyword-spotting.deadline=10 kg", 1, "a quantity in"),
    ("keyword-spotting.deadline=soon", 1, "soon"),
    ("keyword-spotting.deadline=-1 ms", 1, "zero or more"),
    ("keyword-spotting.deadline=0 ms", 1, "above 0"),
    ("nucleo-l4r5zi-sram.capacity=-5 KiB", 1, "zero or more"),
    ("nucleo-l4r5zi-sram.capacity=0 KiB", 1, "above 0"),
    ("nucleo-l4r5zi.capacity=5 KiB", 1, "did you mean nucleo-l4r5zi-sram"),
    ("press-wifi.linkAvailability=101 %", 1, "at most 1"),
    ("press-wifi.latencyP95=200 ms", 1, "--set press-wifi.latencyP99=none"),
    ("press-wifi.deadline=1 s", 1, "a Workload"),
    ("tflm.runtimeCodeBytes=1 MiB", 1, "did you mean"),
    ("press-wifi.responseTime=1 s", 1, "computed"),
    ("press-wifi.bidirectional=yes", 1, "true or false"),
    ("hall-gateway.role=press-sensor", 1, "device-level"),
    ("hall-gateway.role=gatway-level", 1, "did you mean gateway-level"),
]


@pytest.mark.parametrize(("change", "code", "word"), REFUSED, ids=[e[0] for e in REFUSED])
def test_a_change_that_no_fact_could_state_is_refused_with_the_way_on(factory, change, code, word):
    with pytest.raises(TierwiseError) as refusal:
        factory.what_if([change])
    assert refusal.value.exit_code == code
    assert word in refusal.value.message()


ORCHARD = Path(tierwise.__file__).parent / "examples" / "orchard.ttl"


@pytest.fixture(scope="module")
def orchard() -> Engine:
    return Engine.load([ORCHARD])


def test_on_a_site_of_pipelines_what_others_send_to_is_asked_of_in_its_pipeline(orchard):
    found = orchard.what_if(["spot-visitor.deadline=50 ms"])
    assert {local_name(each.task) for each in found.levels} >= {"guard-gates"}
    assert found.pairs > len(orchard.tasks_with_data())


def test_a_task_that_others_send_to_is_led_to_its_pipeline(orchard):
    with pytest.raises(TierwiseError) as error:
        orchard.explain("count-persons", "barn-hub")
    assert "watch-door" in (error.value.hint or "")
