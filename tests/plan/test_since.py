"""`tierwise plan --since`: what moves when a link degrades or a node dies, and why."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.plan import plan_command
from tierwise.reasoner.errors import InputError, UsageError
from tierwise.reasoner.namespaces import local_name

from .sites import EX, FACTORY, HYBRID, ROOT

SCHEMA = json.loads((ROOT / "docs/schemas/plan.schema.json").read_text("utf-8"))
SITE = FACTORY.read_text("utf-8")


def called(*options):
    found = CliRunner().invoke(plan_command, list(map(str, options)), standalone_mode=False)
    assert found.exception is None, found.exception
    return found.return_value, found.stdout


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    """Return the plan of the factory before anything changed."""
    path = tmp_path_factory.mktemp("old") / "old.json"
    path.write_text(called(FACTORY, "-f", HYBRID, "--format", "json")[1], encoding="utf-8")
    return path


def anew(tmp_path, text, old, *options):
    """Return the exit status and the JSON of a plan of a changed factory."""
    (tmp_path / "site.ttl").write_text(text, encoding="utf-8")
    status, said = called(
        tmp_path / "site.ttl", "-f", HYBRID, "--since", old, "--format", "json", *options
    )
    found = json.loads(said)
    jsonschema.validate(found, SCHEMA)
    return status, found


def block(name):
    """Return what the factory's file says of a thing."""
    start = SITE.index(f"ex:{name} a tw:")
    return SITE[start:SITE.index("\n\n", start)]


def slower(link, text=SITE):
    """Return the factory with a link that takes 9 s, at worst 11 s, where it took milliseconds."""
    found = block(link)
    late = found.replace('"12 ms"', '"9 s"').replace('"25 ms"', '"11 s"').replace(
        '"60 ms"', '"20 s"')
    assert late != found
    return text.replace(found, late)


def without(node, link):
    found = SITE.replace(f"ex:{node} ,", "", 1).replace(f"ex:{link} ,", "", 1)
    return found.replace(block(node), "").replace(block(link), "")


def moved(found):
    return {local_name(e["task"]): local_name(e["was"]) for e in found["since"]["moved"]}


def test_nothing_moves_where_nothing_changed(tmp_path, old):
    status, found = anew(tmp_path, SITE, old)
    assert (status, found["since"]["moved"], len(found["since"]["stayed"])) == (0, [], 4)
    assert all(each["before"] == each["after"] for each in found["since"]["costs"])


def test_a_slow_link_moves_the_one_task_that_waits_for_it(tmp_path, old):
    status, found = anew(tmp_path, slower("fibre-t4"), old)
    assert (status, moved(found)) == (0, {"store-history": "cloud-t4"})
    assert found["since"]["fewest"]


def test_a_move_is_told_with_the_requirement_and_both_its_numbers(tmp_path, old):
    _, found = anew(tmp_path, slower("fibre-t4"), old)
    [reason] = found["since"]["moved"][0]["reasons"]
    assert (reason["requirement"], reason["over"]) == ("flow-deadline of findings", ["fibre-t4"])
    # 11 s on the link at worst, and 1 kB over 20 Mbit/s: 0.4 ms.
    assert (reason["demand"], reason["supply"]) == (pytest.approx(11.0004), 10)


def test_a_task_whose_node_died_moves_for_that_reason(tmp_path, old):
    status, found = anew(tmp_path, without("cloud-t4", "fibre-t4"), old)
    gone = {local_name(e["task"]) for e in found["since"]["moved"] if e["node_gone"]}
    assert (status, gone) == (0, {"store-history", "train-detector"})
    assert found["since"]["gone"] == [EX + "cloud-t4"]


def test_what_the_new_placement_costs_stands_beside_what_the_old_one_did(tmp_path, old):
    _, found = anew(tmp_path, without("cloud-t4", "fibre-t4"), old)
    before = json.loads(old.read_text("utf-8"))["recommended"]["values"]
    costs = {each["objective"]: (each["before"], each["after"]) for each in found["since"]["costs"]}
    assert costs == {n: (before[n], found["recommended"]["values"][n]) for n in before}
    assert costs["cost"][1] > costs["cost"][0]


def test_a_plan_anew_can_itself_be_planned_anew(tmp_path, old):
    later = tmp_path / "later.json"
    dead = without("cloud-t4", "fibre-t4")
    later.write_text(json.dumps(anew(tmp_path, dead, old)[1]), encoding="utf-8")
    _, found = anew(tmp_path, dead, later)
    assert found["since"]["moved"] == []


def test_the_table_says_what_moved_why_and_what_stays(tmp_path, old):
    (tmp_path / "site.ttl").write_text(slower("fibre-t4"), encoding="utf-8")
    status, text = called(tmp_path / "site.ttl", "-f", HYBRID, "--since", old)
    assert status == 0
    assert "1 of 4 tasks moves (no placement moves fewer)" in text
    assert "flow-deadline of findings: 11 s, at most 10 s, over fibre-t4" in text
    assert "train-detector on cloud-t4" in text


def test_what_no_longer_fits_anywhere_is_told_with_its_conflict(tmp_path, old):
    text = SITE
    for link in ("fibre-t4", "fibre-a10g", "fibre-l4", "fibre-a100"):
        text = slower(link, text)
    status, found = anew(tmp_path, text, old)
    assert (status, found["verdict"], found["recommended"]) == (1, "infeasible", None)
    assert ["flow-deadline of findings"] in found["relaxations"]


def test_a_node_without_memory_left_is_told_with_both_numbers(tmp_path, old):
    start = "ex:hall-gateway a tw:Node ;"
    _, found = anew(tmp_path, SITE.replace(start, f'{start} tw:reservedRam "7.9 GB" ;'), old)
    [move] = found["since"]["moved"]
    assert (local_name(move["task"]), local_name(move["was"])) == ("correlate-hall", "hall-gateway")
    assert any("memory" in each["requirement"].lower() for each in move["reasons"])
    assert all(each["demand"] > each["supply"] for each in move["reasons"])


def spoilt(**changes):
    def made(record):
        return json.dumps({**record, **changes})

    return made


def other_task(record):
    return json.dumps(record).replace("#store-history", "#store-histories")


BAD = [
    (lambda record: "{", "not JSON", "old.json:1"),
    (lambda record: "[]", "not a plan", "old.json"),
    (spoilt(recommended=None), "places nothing", "old.json"),
    (spoilt(recommended={"tasks": [{"task": 5}]}), "not a plan", "old.json"),
    (spoilt(verdict="splendid"), "not a plan", "old.json"),
    (spoilt(site="https://example.org/other"), "the plan is of", "old.json"),
    (other_task, "did you mean store-history", "old.json"),
    (spoilt(pipelines=[EX + "press-monitor"]), "no Pipeline is called", None),
]


@pytest.mark.parametrize(("spoil", "says", "place"), BAD, ids=[each[1] for each in BAD])
def test_a_file_that_is_no_plan_of_the_site_is_refused(tmp_path, old, spoil, says, place):
    path = tmp_path / "old.json"
    path.write_text(spoil(json.loads(old.read_text("utf-8"))), encoding="utf-8")
    found = CliRunner().invoke(
        plan_command, [str(FACTORY), "-f", str(HYBRID), "--since", str(path)],
        standalone_mode=False,
    )
    assert isinstance(found.exception, InputError)
    assert says in str(found.exception)
    assert place is None or str(found.exception.place).endswith(place)


def test_an_objective_without_figures_is_refused(old):
    found = CliRunner().invoke(
        plan_command,
        [str(FACTORY), "-f", str(HYBRID), "--since", str(old), "--prefer", "carbon"],
        standalone_mode=False,
    )
    assert isinstance(found.exception, UsageError)
    assert "no figures for carbon" in str(found.exception)


def test_what_the_time_does_not_suffice_for_is_not_called_infeasible(old):
    status, text = called(
        FACTORY, "-f", HYBRID, "--since", old, "--time-limit", "0.000001"
    )
    assert status == 1
    assert "none found in the time there was" in text.splitlines()[0]
