"""Proofs of plans of which parts may fail: stand-ins, and how often some way works."""

import copy
from dataclasses import replace

import jsonschema
import pytest

from tierwise.reasoner.check.backups import with_backups
from tierwise.reasoner.check.library import user_file
from tierwise.reasoner.check.modes import Modes
from tierwise.reasoner.check.refusal import Refused
from tierwise.reasoner.check.stand_ins import Spare
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import TopologyError
from tierwise.reasoner.figures import Figures
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.planner import Planner

from .conftest import ROOT
from .test_accepts import SCHEMA, root
from .test_plans import as_json, steps, value


@pytest.fixture(scope="module")
def harbour(at_root):
    return Planner(Engine.load(["tests/check/harbour.ttl"]).knowledge)


@pytest.fixture(scope="module")
def plans(harbour):
    return {name: harbour.plan([name]) for name in ("watch", "guard", "call")}


@pytest.fixture(scope="module")
def documents(harbour, plans):
    return {
        name: as_json(harbour, harbour.explain(plan, plan.recommended))
        for name, plan in plans.items()
    }


@pytest.fixture(scope="module")
def fallback(documents):
    return documents["watch"]


@pytest.mark.parametrize("name", ["watch", "guard", "call"])
def test_placements_and_fronts_are_accepted(name, harbour, plans, refused):
    plan = plans[name]
    proofs = [as_json(harbour, harbour.explain(plan, each)) for each in plan.points[:3]]
    proofs.append(as_json(harbour, harbour.certify(plan)))
    assert [refused(each) for each in proofs] == [None] * len(proofs)


@pytest.mark.parametrize("name", ["watch", "guard"])
def test_the_schema_describes_proofs_with_stand_ins(name, documents):
    jsonschema.validate(documents[name], SCHEMA)


def test_values_with_stand_ins_are_those_of_the_plan(plans, documents):
    proved = {
        name: {each["objective"]: each["value"] for each in steps(document, "plan value")}
        for name, document in documents.items()
    }
    assert proved == {name: pytest.approx(
        {each.objective: each.value for each in plan.recommended.values}, rel=1e-9)
        for name, plan in plans.items()}


def test_the_share_of_time_in_which_some_way_works_is_told_by_its_ways(fallback):
    said = value(fallback, "plan-availability")["conclusion"]
    assert "the chance that all works that some of 2 ways needs, from" in said


def test_what_a_fallback_survives_is_proved_by_the_ways_of_its_data(fallback):
    said = [each["conclusion"] for each in steps(fallback, "survival")]
    assert said[0].startswith(
        "lite goes on through isolation-outage: no link that it needs leaves the premises")


def test_a_replica_is_on_a_node_of_its_own_and_rests_on_the_lines_of_its_task(documents):
    [survival] = steps(documents["guard"], "survival")
    assert survival["conclusion"].startswith("hear-replica-2 goes on through node-outage: it is on")
    stated = next(e for e in steps(documents["guard"], "written")
                  if e["subject"].endswith("hear-replica-2") and e["text"] == "2560 B")
    written = (ROOT / stated["file"]).read_text(encoding="utf-8").splitlines()
    assert written[stated["line"] - 2].startswith("ex:hear a tw:Task")


def test_a_deadline_of_a_task_that_another_starts_holds_with_the_time_to_wake_up(documents):
    deadline = next(e for e in steps(documents["call"], "judgement")
                    if e["constraint"] == "response-deadline" and e["demand"])
    assert deadline["supply"]["high"] == 0.28
    woken = next(e for e in steps(documents["call"], "formula")
                 if e["quantity"] == "timeAtNode" and "wakeTime" in e["arguments"])
    assert deadline["demand"]["low"] >= woken["number"]["low"] > 0.2


def test_data_takes_links_that_carry_it_and_what_is_little_the_quick_one(documents):
    links = {
        tuple(link.rsplit("#", 1)[1] for link in each["links"])
        for each in steps(documents["watch"], "route")
    }
    assert {("eye-hub", "fibre"), ("thread",)} <= links


def test_a_link_and_its_backup_are_proved_to_work_as_either_does(documents):
    told = next(e for e in steps(documents["watch"], "followed")
                if e["property"].endswith("linkAvailability"))
    assert (told["number"]["middle"], told["premises"]) == (
        pytest.approx(1 - 0.1 * 0.2),
        ["link availability of fibre-alone is 90 %", "link availability of lte is 80 %"])


def test_what_is_required_is_proved_to_hold_over_a_backup_too(documents):
    [over] = steps(documents["watch"], "over backups")
    assert over["conclusion"].startswith(
        "while links in use are backed up, fibre by lte, it is feasible; watch takes")


@pytest.fixture(scope="module")
def cheapest(harbour):
    planner = Planner(harbour.knowledge, by="cost")
    plan = planner.plan(["watch"])
    return as_json(planner, planner.explain(plan, plan.points[0])), as_json(
        planner, planner.certify(plan))


def test_placements_and_fronts_over_the_cheapest_routes_are_accepted(cheapest, refused):
    assert [refused(each) for each in cheapest] == [None, None]


def test_routes_by_cost_are_not_taken_for_the_quickest(cheapest, refused):
    changed = copy.deepcopy(cheapest[0])
    root(changed)["routes"] = "latency"
    assert refused(changed).what == "another route is faster"


def test_routes_are_the_least_by_nothing_else(cheapest, refused):
    changed = copy.deepcopy(cheapest[1])
    root(changed)["routes"] = "beauty"
    assert refused(changed).what == "routes are the least by latency, or by cost"


def survival(document):
    return steps(document, "survival")[0]


def without_a_survival(document):
    gone = survival(document)
    root(document)["premises"].remove(gone["conclusion"])
    document["inferences"].remove(gone)


TAMPERED = {
    "an outage left out": without_a_survival,
    "an outage that is less": lambda d: survival(d).update(
        outage=steps(d, "survival")[1]["outage"]),
    "another verdict on an outage": lambda d: survival(d).update(verdict="unknown"),
    "nothing that it stands in for": lambda d: survival(d).update(others=[]),
    "a way left out": lambda d: survival(d)["premises"].pop(),
    "a backup left out": lambda d: steps(d, "over backups")[0].update(links=[]),
    "another verdict over a backup": lambda d: steps(d, "over backups")[0].update(
        verdict="conditional"),
    "a link that works more often": lambda d: next(
        e for e in steps(d, "followed") if e["property"].endswith("linkAvailability")
    )["number"].update(middle=0.999),
    "a quicker link that is too narrow": lambda d: next(
        e for e in steps(d, "route") if len(e["links"]) == 2
    ).update(links=["https://example.org/harbour#thread"]),
    "another share of time": lambda d: value(d, "plan-availability").update(value=0.99999),
    "a product of all": lambda d: value(d, "plan-availability").update(combine="product"),
    "the stand-in on the node of its task": lambda d: root(d)["nodes"].update({
        "https://example.org/harbour#lite": root(d)["nodes"]["https://example.org/harbour#look"]}),
    "a twin that nobody wrote": lambda d: steps(d, "fact")[0]["triple"].__setitem__(
        0, "https://example.org/harbour#look-replica-2"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_placement_with_stand_ins_is_refused(how, fallback, refused):
    changed = copy.deepcopy(fallback)
    TAMPERED[how](changed)
    assert refused(changed) is not None


def test_a_front_that_lacks_a_placement_with_stand_ins_is_refused(harbour, plans, refused):
    front = as_json(harbour, harbour.certify(plans["guard"]))
    root(front)["points"].pop()
    assert refused(front).what == "a placement is missing that no other of the front beats"


def test_more_ways_to_work_than_are_told_apart_are_refused_and_not_taken_for_checked():
    groups = [[Spare(f"t{i}", False, ()), Spare(f"s{i}", True, ())] for i in range(7)]
    with pytest.raises(Refused) as error:
        _ = Modes([], [], groups).modes
    assert (error.value.refusal.expected, error.value.refusal.found) == ("64", "128")


def test_a_plan_with_more_ways_than_are_counted_says_that_it_has_no_proof(harbour, plans):
    plan = replace(plans["watch"], is_bound=True)
    with pytest.raises(TopologyError, match="found:    more ways to work than are told apart"):
        harbour.explain(plan, plan.recommended)


LONELY = ("https://example.org/harbour#lte", tw("linkAvailability"))


def test_a_backup_that_lacks_a_figure_of_its_link_is_named_as_what_has_no_proof(harbour, plans):
    stated = [e for e in harbour.knowledge.figures.all if (e.subject, e.property) != LONELY]
    lonely = Planner(replace(harbour.knowledge, figures=Figures(tuple(stated))))
    with pytest.raises(TopologyError, match="lte, of which only one states its linkAvailability"):
        lonely.explain(plans["watch"], plans["watch"].recommended)


def test_the_checker_takes_no_backup_that_lacks_a_figure_of_its_link_for_checked(checker):
    site = ROOT / "tests/check/harbour.ttl"
    world = checker.world("https://example.org/harbour#harbour", [user_file(site)])
    lonely = world.following({}, "latency")
    del lonely.figures.chosen[LONELY]
    with pytest.raises(Refused) as error:
        with_backups(lonely)
    assert error.value.refusal.what == "one of a link and its backup states no such figure"
