"""`tierwise plan`: what it prints, what it returns as JSON, and what bad input gets."""

import json

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.plan import plan_command
from tierwise.cli.render import terminal
from tierwise.reasoner.errors import InputError
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.planner import Planner, Tables

from .sites import FACTORY, HEAD, HYBRID, LINKS, NODES, ROOT, YARD

SCHEMA = json.loads((ROOT / "docs/schemas/plan.schema.json").read_text("utf-8"))


def called(*options: str):
    found = CliRunner().invoke(plan_command, list(options), standalone_mode=False)
    assert found.exception is None, found.exception
    return found.return_value, found.stdout


def answered(*options: str):
    status, text = called(*options, "--format", "json")
    found = json.loads(text)
    jsonschema.validate(found, SCHEMA)
    return status, found


def test_the_example_is_planned_over_three_levels():
    status, found = answered(str(FACTORY), "-f", str(HYBRID))
    levels = [local_name(each["level"]) for each in found["recommended"]["tasks"]]
    assert (status, found["verdict"], found["status"]) == (0, "feasible", "optimal")
    assert levels == ["device-level", "gateway-level", "cloud-level", "cloud-level"]
    assert local_name(found["recommended"]["architecture"]) == "hybrid"


def test_names_stay_whole_on_a_narrow_terminal_and_what_has_no_room_is_named(monkeypatch):
    monkeypatch.setattr(terminal, "width", lambda: 40)
    _, text = called(str(FACTORY), "-f", str(HYBRID))
    assert "correlate-hall  hall-gateway  gateway" in text
    assert "no room for: drivers for this level" in text


def test_no_placement_of_the_front_beats_another():
    _, found = answered(str(FACTORY), "-f", str(HYBRID))
    less = {each["objective"]: each["better"] == "less" for each in found["objectives"]}

    def beats(one, other):
        gains = [
            (one["values"][n] - other["values"][n]) * (1 if less[n] else -1) for n in less
        ] + [len(one["missing"].get(n, ())) - len(other["missing"].get(n, ())) for n in less]
        return max(gains) <= 0 and min(gains) < 0

    assert not any(beats(a, b) for a in found["front"] for b in found["front"])


def test_every_point_of_the_front_is_among_all_feasible_placements():
    _, found = answered(str(FACTORY), "-f", str(HYBRID), "--all")
    nodes = [[task["node"] for task in each["tasks"]] for each in found["all"]]
    assert all([t["node"] for t in each["tasks"]] in nodes for each in found["front"])


def test_pure_levels_stand_beside_the_hybrid_with_what_refuses_them():
    _, found = answered(str(FACTORY), "-f", str(HYBRID), "--hybrid")
    pure = {local_name(each["architecture"]): each for each in found["hybrid"]["pure"]}
    assert {each["verdict"] for each in pure.values()} == {"infeasible"}
    assert pure["cloud-architecture"]["refused"] == ["local-ui of correlate-hall"]
    assert found["hybrid"]["claim"] == "confirmed"


def test_the_table_names_the_drivers_that_speak_for_each_place():
    status, text = called(str(FACTORY), "-f", str(HYBRID))
    [line] = [each for each in text.splitlines() if each.startswith("correlate-hall")]
    assert status == 0
    assert "G2, G3" in line


def test_the_time_from_end_to_end_stands_beside_what_is_allowed():
    _, found = answered(str(FACTORY), "-f", str(HYBRID))
    [end] = found["recommended"]["end_to_end"]
    assert end["deadline_s"] == 300
    assert found["recommended"]["values"]["latency-p95"] <= end["time_s"] <= 300


def test_a_quicker_link_of_unknown_rate_leaves_the_way_to_links_that_state_theirs(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("from,to,latencyP50 [ms]\npress-sensor,vision-gateway,1\n", "utf-8")
    status, found = answered(str(FACTORY), "-f", str(HYBRID), "--links", str(path))
    assert (status, found["verdict"]) == (0, "feasible")
    assert found["recommended"]["doubts"] == {}


def test_a_way_of_unknown_rate_leaves_what_is_sent_over_it_in_doubt(tmp_path):
    path = tmp_path / "site.ttl"
    rates = 'tw:uplinkRate "20 Mbit/s" ; tw:downlinkRate "50 Mbit/s" ;'
    text = FACTORY.read_text("utf-8").replace(rates, "")
    path.write_text(text.replace("tw:technology cat:fibre-ftth", "rdfs:comment 'leased'"), "utf-8")
    status, found = answered(str(path), "-f", str(HYBRID))
    assert (status, found["verdict"]) == (1, "unknown")
    assert found["recommended"]["doubts"]["flow-bandwidth-limit of findings"] == "unknown"


def test_a_preference_decides():
    _, by_cost = answered(str(FACTORY), "-f", str(HYBRID), "--prefer", "cost")
    _, by_latency = answered(str(FACTORY), "-f", str(HYBRID), "--prefer", "latency")
    assert by_cost["decided_by"] in ("cost", "the only one that nothing beats")
    assert by_latency["recommended"]["values"]["latency"] == min(
        each["values"]["latency"] for each in by_latency["front"]
    )


def test_a_preference_may_be_stated_of_the_site(tmp_path):
    path = tmp_path / "factory.ttl"
    text = FACTORY.read_text("utf-8")
    path.write_text(text.replace("tw:routing tw:routed ;",
                                 "tw:routing tw:routed ; tw:prefers tw:plan-energy ;"), "utf-8")
    _, found = answered(str(path), "-f", str(HYBRID))
    assert found["prefer"] == "plan-energy"


def test_what_nothing_meets_comes_with_its_minimal_conflict(tmp_path):
    path = tmp_path / "pipeline.ttl"
    text = HYBRID.read_text("utf-8")
    path.write_text(text.replace("tw:flowDeadline \"10 s\"", "tw:flowDeadline \"1 ms\""), "utf-8")
    status, found = answered(str(FACTORY), "-f", str(path))
    assert (status, found["verdict"]) == (1, "infeasible")
    assert ["flow-deadline of findings"] in found["relaxations"]
    assert any("flow-deadline of findings" in each for each in found["conflicts"])
    _, text = called(str(FACTORY), "-f", str(path))
    assert "  flow-deadline of findings: a message takes " in text


def test_two_pipelines_share_what_a_node_has(tmp_path):
    twins = YARD.replace("ROUTING", "routed") + """
        ex:watch-too a tw:Pipeline ; rdfs:label "watch too" ; tw:hasTask ex:look-too .
        ex:look-too a tw:Task ; rdfs:label "look too" ; tw:function tw:detect ;
            tw:usesModel cat:mlperf-tiny-ad ; tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" .
    """
    planner = planner_of(tmp_path, twins)
    found = planner.plan()
    assert [local_name(each) for each in found.pipelines] == ["watch", "watch-too"]
    assert len(found.recommended.placed) == 3


def planner_of(folder, text, nodes=NODES, links=LINKS):
    for name, content in (("yard.ttl", text), ("nodes.csv", nodes), ("links.csv", links)):
        (folder / name).write_text(content, encoding="utf-8")
    return Planner.load([folder / "yard.ttl"], Tables(folder / "nodes.csv", folder / "links.csv"))


ROUTED = YARD.replace("ROUTING", "routed")
BAD = [
    (ROUTED.replace('"5 yr"', '"0 yr"'), "the lifetime of yard is zero", "yard.ttl:10"),
    (ROUTED.replace('"0.25 USD/kWh"', '"0.25"'), "has no unit", "yard.ttl:10"),
    (ROUTED.replace("cat:germany", "cat:aws-eu-central-9"), "did you mean", "yard.ttl:10"),
    (ROUTED.replace("tw:hasFlow ex:seen", "tw:hasFlow ex:seen , ex:back") + """
        ex:back a tw:Flow ; rdfs:label "back" ; tw:fromTask ex:keep ; tw:toTask ex:look ;
            tw:precedes true ; tw:flowBytes "1 kB" ; tw:flowRate "1 Hz" .
    """, "in a circle", "yard.ttl:12"),
    (ROUTED.replace("tw:dataArisesAt ex:eye ;", ""), "where the data of look arises", None),
    (HEAD, "holds no site", None),
]


@pytest.mark.parametrize(("text", "says", "place"), BAD, ids=[each[1] for each in BAD])
def test_bad_input_is_refused_with_file_and_line(tmp_path, text, says, place):
    nodes = None if text == HEAD else NODES
    with pytest.raises(InputError) as refusal:
        if nodes is None:
            (tmp_path / "yard.ttl").write_text(text, encoding="utf-8")
            Planner.load([tmp_path / "yard.ttl"]).plan()
        else:
            planner_of(tmp_path, text).plan()
    assert says in str(refusal.value)
    assert place is None or str(refusal.value.place).endswith(place)


def test_a_flow_that_no_path_carries_is_refused_at_its_line(tmp_path):
    apart = ROUTED
    for task, need in (("look", "needsPeripheral tw:camera"), ("keep", "needsDataOf tw:fleet")):
        apart = apart.replace(f"ex:{task} a tw:Task ;", f"ex:{task} a tw:Task ; tw:{need} ;")
    nodes = NODES.replace("name,", "peripherals,name,").replace("eye,", "camera,eye,")
    nodes = nodes.replace("hub,", ",hub,").replace("far,", ",far,")
    with pytest.raises(InputError, match="no path carries the flow seen") as refusal:
        planner_of(tmp_path, apart, nodes, "from,to\nhub,eye\nfar,hub\n").plan()
    assert str(refusal.value.place).endswith("yard.ttl:17")


def test_an_objective_that_nothing_declares_is_refused(factory):
    from tierwise.reasoner.plan.answer import preference

    with pytest.raises(InputError, match="did you mean latency"):
        preference(factory.survey(), "latncy")


def test_an_unknown_pipeline_is_refused_with_the_nearest(factory):
    with pytest.raises(InputError, match="press-monitoring"):
        factory.plan(["press-monitorin"])


def test_what_the_time_does_not_suffice_for_is_not_decided():
    status, found = answered(str(FACTORY), "-f", str(HYBRID), "--time-limit", "0.000001")
    assert (status, found["verdict"], found["status"]) == (1, "unknown", "unknown")


def test_a_time_limit_that_is_no_number_is_a_wrong_call():
    outcome = CliRunner().invoke(plan_command, [str(FACTORY), "--time-limit", "nan"])
    assert outcome.exit_code == 2
    assert "nan is no number of seconds" in outcome.output


@pytest.mark.parametrize("options", [
    [str(FACTORY), "press-monitoring", "--site", str(HYBRID)],
    ["press-monitoring", "--site", str(FACTORY), "-f", str(HYBRID)],
    ["--site", str(FACTORY), "-f", str(HYBRID)],
])
def test_the_site_may_be_named_by_an_option_as_in_other_commands(options):
    found = CliRunner().invoke(plan_command, [*options, "--format", "json"])
    assert json.loads(found.stdout)["pipelines"][0].endswith("press-monitoring")


def test_a_plan_of_no_site_says_what_is_missing():
    found = CliRunner().invoke(plan_command, [])
    assert (found.exit_code, "Missing argument 'SITE'" in found.stderr) == (2, True)
