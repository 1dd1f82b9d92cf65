"""Proofs of plans: a placement is derived anew with its values, and a front is searched anew."""

import copy
import json

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.check import check_command
from tierwise.cli.explain import explain_command
from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.check import fronts
from tierwise.reasoner.check.library import user_file
from tierwise.reasoner.check.objectives import read_objectives
from tierwise.reasoner.check.plans import Laid, Plan
from tierwise.reasoner.check.sharing import verdict_of
from tierwise.reasoner.check.vocabulary import FEASIBLE
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.planner import Planner

from .conftest import ROOT
from .test_accepts import SCHEMA, root

SITE, HYBRID = "examples/factory-three-levels.ttl", "examples/hybrid-pipeline.ttl"
VERDICTS = {"in-time": "feasible", "unsized-flow": "conditional", "look-after": "unknown"}


def as_json(planner, proof):
    return json.loads(json.dumps(proof_document(planner.told, proof)))


def planned(engine, *names):
    """Return a plan with the documents of its recommended placement and of its front."""
    planner = Planner(engine.knowledge)
    result = planner.plan(names)
    best = as_json(planner, planner.explain(result, result.points[0]))
    return planner, result, best, as_json(planner, planner.certify(result))


@pytest.fixture(scope="module")
def hybrid_plan(hybrid):
    return planned(hybrid)


@pytest.fixture(scope="module")
def document(hybrid_plan):
    return hybrid_plan[2]


@pytest.fixture(scope="module")
def front(hybrid_plan):
    return hybrid_plan[3]


@pytest.fixture(scope="module")
def yard(at_root):
    return planned(Engine.load(["tests/check/yard.ttl"]), "watch")


def steps(document, kind):
    return [each for each in document["inferences"] if each["kind"] == kind]


def value(document, objective):
    return next(e for e in steps(document, "plan value") if e["objective"] == objective)


def test_the_placements_of_the_hybrid_example_are_accepted(hybrid_plan, refused):
    planner, result, *_ = hybrid_plan
    proofs = [as_json(planner, planner.explain(result, each)) for each in result.points]
    assert [refused(each) for each in proofs] == [None] * len(result.points)


def test_the_front_of_the_hybrid_example_is_accepted(front, refused):
    assert (len(root(front)["points"]), refused(front)) == (2, None)


@pytest.mark.parametrize("name", VERDICTS)
def test_a_plan_of_each_verdict_is_accepted(name, greenhouse, refused):
    *_, best, _ = planned(greenhouse, name)
    assert (root(best)["verdict"], refused(best)) == (VERDICTS[name], None)


def test_that_nothing_is_feasible_is_searched_anew(greenhouse, refused):
    planner = Planner(greenhouse.knowledge)
    front = as_json(planner, planner.certify(planner.plan(["too-late"])))
    assert root(front)["conclusion"].startswith("none of the 1,600 placements of too-late")
    assert refused(front) is None


def test_the_schema_describes_the_proofs_of_plans(document, front):
    for each in (document, front):
        jsonschema.validate(each, SCHEMA)


def test_values_of_the_proof_are_those_of_the_plan(hybrid_plan):
    _, result, document, _ = hybrid_plan
    proved = {each["objective"]: each["value"] for each in steps(document, "plan value")}
    planned_ = {each.objective: each.value for each in result.points[0].values}
    assert proved == pytest.approx(planned_, rel=1e-12)


def test_memory_that_tasks_share_is_summed_with_all_of_them_named(yard):
    memory = next(e for e in steps(yard[2], "shared use") if e["resource"] == "memory")
    assert [each.rsplit("#", 1)[1] for each in memory["users"]] == ["look", "tell"]
    assert memory["supply"]["low"] > memory["demand"]["high"] > memory["demand"]["low"] > 0


def test_rates_that_follow_are_proved_by_those_that_they_follow_from(yard):
    told = {each["conclusion"]: each["premises"] for each in steps(yard[2], "followed")}
    assert told["flow rate of told is 0.25 Hz: what tell lets pass"] == [
        "pass rate of tell is 50 %", "input rate of tell is 10 Hz", "pass rate of look is 5 %"
    ]


def test_batteries_places_gates_and_rates_that_follow_are_derived_anew(yard, refused):
    _, result, document, front = yard
    assert "plan-battery" in {each.name for each in result.objectives}
    assert (refused(document), refused(front)) == (None, None)


def test_a_rate_that_follows_can_not_be_said_to_be_written(yard, refused):
    document = json.loads(json.dumps(yard[2]).replace('"kind": "followed"', '"kind": "conversion"'))
    for each in document["inferences"]:
        if each["kind"] == "conversion":
            each.setdefault("unit", "http://qudt.org/vocab/unit/HZ")
            each.setdefault("how", None)
    assert refused(document).what == "nobody states this figure"


def test_the_tables_of_a_search_agree_with_placements_that_are_laid_out(checker, front):
    files = [user_file(ROOT / each, each) for each in (SITE, HYBRID)]
    world = checker.world(front["site"], files)
    plan, known = Plan.of(world, root(front)["pipelines"]), read_objectives(
        world.facts, world.vocabulary)
    by = [known.get(each) for each in root(front)["objectives"]]
    search = fronts.Search(plan, FEASIBLE, by)
    laid = [(each, Laid(plan, each, world.case)) for each in search.all()]
    assert {verdict_of(each) for _, each in laid} == {FEASIBLE}
    wrong = [
        each.nodes for chosen, each in laid
        if search.tables.values(chosen)[0] != pytest.approx(fronts.worth(each, by).values)
    ]
    assert (len(laid), wrong) == (192, [])


# Tampering


def without_a_term(document):
    value(document, "plan-cost")["premises"].pop(0)


def without_an_objective(document):
    root(document)["premises"].remove(value(document, "plan-energy")["conclusion"])
    document["inferences"].remove(value(document, "plan-energy"))


TAMPERED = {
    "a cheaper cost": lambda d: value(d, "plan-cost").update(value=1e-5),
    "a term left out": without_a_term,
    "an objective left out": without_an_objective,
    "a term less that is not stated": lambda d: value(d, "plan-cost").update(missing=0),
    "another sum": lambda d: value(d, "plan-cost").update(combine="product"),
    "another node": lambda d: root(d)["nodes"].update(
        {next(iter(root(d)["nodes"])): "https://example.org/factory#hall-gateway"}),
    "another verdict": lambda d: root(d).update(verdict="conditional"),
    "another architecture": lambda d: root(d).update(architecture=None),
    "more room on a link": lambda d: steps(d, "shared use")[0]["supply"].update(low=1e9),
    "less that is sent": lambda d: steps(d, "shared use")[0]["demand"].update(high=0.0),
    "a user left out": lambda d: steps(d, "shared use")[0]["users"].pop(),
    "another link": lambda d: next(e for e in steps(d, "route") if e["links"])["links"].reverse()
    or next(e for e in steps(d, "route") if e["links"])["links"].append("x"),
    "a shared thing left out": lambda d: root(d)["premises"].remove(
        steps(d, "shared use")[0]["conclusion"]),
    "a shorter time": lambda d: next(
        e for e in steps(d, "combination") if e["combine"] == "longest path"
    )["number"].update(high=0.01),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_placement_is_refused(how, document, refused):
    changed = copy.deepcopy(document)
    TAMPERED[how](changed)
    assert refused(changed) is not None


def first_point(document):
    return root(document)["points"][0]


FORGED = {
    "another value": lambda d: first_point(d)[1].__setitem__(0, 1e-3),
    "fewer figures that are not stated": lambda d: first_point(d)[2].__setitem__(1, 0),
    "a candidate that is none": lambda d: first_point(d)[0].__setitem__(0, "x on y"),
    "fewer placements": lambda d: root(d).update(combinations=3),
    "another order of tasks": lambda d: root(d)["tasks"].reverse(),
    "an objective that is none": lambda d: root(d)["objectives"].__setitem__(0, "plan-beauty"),
    "a better verdict than there is": lambda d: root(d).update(verdict="conditional"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_front_is_refused(how, front, refused):
    changed = copy.deepcopy(front)
    FORGED[how](changed)
    assert refused(changed) is not None


def test_a_front_without_one_of_its_placements_names_what_is_missing(front, refused):
    changed = copy.deepcopy(front)
    root(changed)["points"].pop()
    assert refused(changed).what == "a placement is missing that no other of the front beats"


def test_a_front_with_a_placement_that_another_beats_is_refused(front, refused):
    changed = copy.deepcopy(front)
    for point in root(changed)["points"]:
        del point[1][2:4], point[2][2:4]
    del root(changed)["objectives"][2:4]
    assert refused(changed).what == "a placement of the front is beaten by another, or equal"


def test_a_search_that_is_too_large_rests_on_the_solver(front, tmp_path, monkeypatch, checker):
    monkeypatch.setattr("tierwise.cli.check.Checker", lambda *_: checker)
    monkeypatch.setattr(fronts, "MOST_COMBINATIONS", 100)
    file = tmp_path / "front.json"
    file.write_text(json.dumps(front), encoding="utf-8")
    codes = [
        CliRunner().invoke(check_command, [str(file), *trust], standalone_mode=False).return_value
        for trust in ([], ["--trust-solver"])
    ]
    assert codes == [1, 0]


def test_that_doubts_are_the_fewest_is_not_claimed_to_be_checked(checker, greenhouse):
    *_, front = planned(greenhouse, "unsized-flow")
    report = checker.check(json.dumps(front))
    assert report.holds and "with as few doubts" in report.unchecked[0]


# The command


@pytest.fixture
def explained(hybrid_plan, monkeypatch):
    """Return what `explain` says of the hybrid example, which is loaded already."""
    monkeypatch.setattr(Planner, "load", lambda *_: hybrid_plan[0])
    arguments = ["--site", SITE, "--file", HYBRID]
    return lambda *more: CliRunner().invoke(
        explain_command, [*arguments, *more], standalone_mode=False)


def test_explain_proves_a_placement_of_a_plan_with_what_is_not_nothing(explained):
    result = explained("--plan", "2")
    assert "├── cost is ≥ 387.4 USD/month: " in result.output
    assert "cloud-t4: node rent is 384.2 USD/month = 1 × 0.526" in result.output


def test_explain_certifies_the_front_of_a_plan(explained):
    result = explained("--plan", "front")
    assert "2 are feasible and beaten by no other in latency, cost" in result.output


def test_a_placement_that_the_front_has_not_is_a_wrong_call(explained):
    assert "a number from 1 to 2" in str(explained("--plan", "4").exception)
