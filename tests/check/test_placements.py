"""Proofs of pipelines: a placement is derived anew, and the claim that none is better is tried."""

import copy
import itertools
import json
from dataclasses import replace

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.check import check_command
from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.check import fronts
from tierwise.reasoner.check.judging import judged
from tierwise.reasoner.check.library import user_file
from tierwise.reasoner.check.plans import Laid, Plan
from tierwise.reasoner.check.sharing import verdict_of
from tierwise.reasoner.check.vocabulary import INFEASIBLE, VERDICTS
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.placer import Placer, point_of
from tierwise.reasoner.plan.answer import Wish

from .conftest import ROOT, pipeline_document
from .test_accepts import SCHEMA, root

SITE = "tests/check/greenhouse.ttl"
GREENHOUSE = "https://example.org/greenhouse#"
SCENARIOS = {
    "ex-10-picture-over-nb-iot": "watch-field", "ex-12-predictive-maintenance": "maintain",
    "ex-14-fruit-ripeness": "check-fruit",
}
VERDICTS_OF = {
    "in-time": "feasible", "unsized-flow": "conditional", "look-after": "unknown",
    "too-late": "infeasible",
}
SHORT = ("unsized-flow", "look-after", "too-late")


@pytest.fixture(scope="module")
def documents(greenhouse):
    return {name: pipeline_document(greenhouse, name) for name in VERDICTS_OF}


@pytest.fixture(scope="module")
def plans(checker, at_root):
    """Return a reader of pipelines as plans that know nothing yet."""
    world = checker.world(f"{GREENHOUSE}greenhouse", [user_file(ROOT / SITE, SITE)])
    return lambda name: Plan.of(world, [GREENHOUSE + name])


def step(document, kind):
    return next(each for each in document["inferences"] if each["kind"] == kind)


def renamed(document, old, new):
    """Return a document with a text replaced wherever it stands."""
    return json.loads(json.dumps(document).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]))


@pytest.mark.parametrize("name", VERDICTS_OF)
def test_a_placement_of_each_verdict_is_accepted(name, documents, refused):
    document = documents[name]
    assert (root(document)["verdict"], refused(document)) == (VERDICTS_OF[name], None)


def test_the_hybrid_example_is_accepted(hybrid, refused):
    document = pipeline_document(hybrid, "press-monitoring")
    assert root(document)["architecture"].endswith("hybrid")
    assert refused(document) is None


@pytest.mark.parametrize("file", SCENARIOS)
def test_a_pipeline_of_the_worked_examples_is_accepted(file, refused):
    engine = Engine.load([f"examples/scenarios/{file}.ttl"])
    assert refused(pipeline_document(engine, SCENARIOS[file])) is None


@pytest.mark.parametrize("name", VERDICTS_OF)
def test_the_schema_describes_the_proof_of_a_pipeline(name, documents):
    jsonschema.validate(documents[name], SCHEMA)


@pytest.mark.parametrize("name", SHORT)
def test_the_search_agrees_with_trying_every_placement_to_the_end(name, plans):
    plan, verdict = plans(name), VERDICTS[VERDICTS_OF[name]]
    open_ = [_best_of_nodes(plan, task) for task in plan.tasks]
    all_ = [
        verdict_of(Laid(plan, dict(zip(plan.tasks, each, strict=True)), plan.world.case))
        for each in itertools.product(*open_)
    ]
    assert max(all_) == verdict
    assert next(fronts.Search(plan, verdict + 1).all(), None) is None


def _best_of_nodes(plan, task):
    """Return the candidate of a task for each node that fails the least where its data is."""
    by_node = {}
    for each in fronts.candidates_of(plan, task):
        case = plan.world.case(replace(each, source=each.node))
        by_node.setdefault(each.node, []).append((
            sum(judged(e, case).verdict == INFEASIBLE for e in plan.world.vocabulary.of_candidates),
            each.name, each,
        ))
    return [min(each)[2] for each in by_node.values()]


@pytest.mark.parametrize("name", VERDICTS_OF)
def test_the_search_finds_a_placement_of_the_best_verdict(name, plans):
    plan, verdict = plans(name), VERDICTS[VERDICTS_OF[name]]
    found = next(fronts.Search(plan, verdict).all())
    assert verdict_of(Laid(plan, found, plan.world.case)) >= verdict


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize("field", ["combinations", "verdict", "pipelines", "tasks"])
def test_a_certificate_with_another_value_is_refused(name, field, documents, refused):
    document = copy.deepcopy(documents[name])
    old = step(document, "plan front")[field]
    other = {"combinations": 1, "verdict": "feasible", "pipelines": [GREENHOUSE + "in-time"],
             "tasks": old[::-1] if isinstance(old, list) else None}
    step(document, "plan front")[field] = other[field]
    assert refused(document) is not None


@pytest.mark.parametrize("name", SHORT)
def test_a_placement_with_another_node_is_refused(name, documents, refused):
    document = copy.deepcopy(documents[name])
    nodes = root(document)["nodes"]
    nodes[next(iter(nodes))] = GREENHOUSE + "shed"
    assert refused(document) is not None


def test_a_placement_without_its_certificate_is_refused(documents, refused):
    document = copy.deepcopy(documents["too-late"])
    certificate = step(document, "plan front")
    document["inferences"].remove(certificate)
    root(document)["premises"].remove(certificate["conclusion"])
    assert refused(document).what == "a premise is missing"


@pytest.mark.parametrize(
    ("name", "verdict"), [("unsized-flow", "infeasible"), ("too-late", "unknown"),
                          ("look-after", "conditional"), ("in-time", "infeasible")],
)
def test_a_placement_said_to_be_of_another_verdict_is_refused(name, verdict, documents, refused):
    said = f"{name} on greenhouse: "
    document = renamed(documents[name], said + VERDICTS_OF[name], said + verdict)
    root(document)["verdict"] = verdict
    assert refused(document).what == "verdict is wrong"


def test_a_claim_that_a_better_placement_belies_names_that_placement(hybrid, refused):
    few = [hybrid.find(each, "Node") for each in ("press-sensor", "badge-reader", "cloud-t4")]
    placer = Placer.of(hybrid.knowledge, hybrid.find("press-monitoring", "Pipeline"), few)
    result = placer.plan(Wish(nearest=True))
    proof = placer.planner.explain(result, point_of(result))
    refusal = refused(json.loads(json.dumps(proof_document(hybrid.knowledge, proof))))
    assert "is better than infeasible" in refusal.expected
    assert (refusal.what, "correlate-hall on hall-gateway" in refusal.found) == (
        "a placement is better", True
    )


@pytest.fixture
def many(documents, checker, tmp_path, monkeypatch):
    """Return a file with the proof of a pipeline that has more placements than are tried."""
    monkeypatch.setattr("tierwise.cli.check.Checker", lambda *_: checker)
    monkeypatch.setattr(fronts, "MOST_COMBINATIONS", -1)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(documents["unsized-flow"]), encoding="utf-8")
    return file


@pytest.mark.parametrize(("options", "code"), [([], 1), (["--trust-solver"], 0)])
def test_a_search_that_is_too_large_is_accepted_only_on_trust(options, code, many):
    result = CliRunner().invoke(check_command, [str(many), *options], standalone_mode=False)
    assert "not checked: rests on the solver\n  none of the " in result.output
    assert result.return_value == code


def test_trust_in_the_solver_covers_the_search_alone(many):
    document = json.loads(many.read_text(encoding="utf-8"))
    step(document, "candidate verdict")["verdict"] = "infeasible"
    many.write_text(json.dumps(document), encoding="utf-8")
    result = CliRunner().invoke(
        check_command, [str(many), "--trust-solver"], standalone_mode=False
    )
    assert (result.output.startswith("refused"), result.return_value) == (True, 1)


def test_what_is_not_checked_stands_in_the_json(many):
    result = CliRunner().invoke(check_command, [str(many), "--format", "json"],
                                standalone_mode=False)
    found = json.loads(result.output)
    jsonschema.validate(found, json.loads((ROOT / "docs/schemas/check.schema.json").read_text()))
    assert (found["holds"], len(found["unchecked"])) == (True, 1)
