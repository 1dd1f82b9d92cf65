"""Proofs of pipelines: a placement is derived anew, and the claim that none is better is tried."""

import copy
import itertools
import json

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.check import check_command
from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.check import placing
from tierwise.reasoner.check.chains import read_chain
from tierwise.reasoner.check.library import user_file
from tierwise.reasoner.check.vocabulary import VERDICTS
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.explain.pipelines import PlacementProver
from tierwise.reasoner.pipeline import place_pipeline

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
def boards(checker, at_root):
    """Return a maker of boards that know nothing yet."""
    world = checker.world(f"{GREENHOUSE}greenhouse", [user_file(ROOT / SITE, SITE)])
    return lambda name: placing.Board(world, read_chain(world.facts, GREENHOUSE + name))


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
def test_the_search_agrees_with_trying_every_placement_to_the_end(name, boards):
    board, verdict = boards(name), VERDICTS[VERDICTS_OF[name]]
    tasks, nodes = board.chain.tasks, board.world.nodes()
    all_ = [
        board.verdict_at(dict(zip(tasks, each, strict=True)))
        for each in itertools.product(nodes, repeat=len(tasks))
    ]
    assert max(each for each in all_ if each is not None) == verdict
    assert board.better_than(verdict) is None


@pytest.mark.parametrize("name", VERDICTS_OF)
def test_the_search_finds_a_placement_of_the_best_verdict(name, boards):
    board, verdict = boards(name), VERDICTS[VERDICTS_OF[name]]
    found = board.better_than(verdict - 1)
    assert found is not None and board.verdict_at(found) == verdict


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize("field", ["combinations", "claim", "subject", "best"])
def test_a_certificate_with_another_value_is_refused(name, field, documents, refused):
    document = copy.deepcopy(documents[name])
    old = step(document, "certificate")[field]
    other = {"combinations": 1, "claim": "no worse verdict", "subject": GREENHOUSE + "in-time",
             "best": old[::-1] if isinstance(old, list) else None}
    step(document, "certificate")[field] = other[field]
    assert refused(document) is not None


@pytest.mark.parametrize("name", SHORT)
def test_a_certificate_of_another_node_is_refused(name, documents, refused):
    document = copy.deepcopy(documents[name])
    pair = step(document, "certificate")["best"][-1]
    pair[1] = GREENHOUSE + "hall"
    assert refused(document) is not None


def test_a_placement_without_its_certificate_is_refused(documents, refused):
    document = copy.deepcopy(documents["too-late"])
    certificate = step(document, "certificate")
    document["inferences"].remove(certificate)
    root(document)["premises"].remove(certificate["conclusion"])
    assert refused(document).what == "a premise is missing"


@pytest.mark.parametrize(
    ("name", "verdict"), [("unsized-flow", "infeasible"), ("too-late", "unknown"),
                          ("look-after", "conditional"), ("in-time", "infeasible")],
)
def test_a_placement_said_to_be_of_another_verdict_is_refused(name, verdict, documents, refused):
    document = renamed(
        documents[name], f"{name} is {VERDICTS_OF[name]}", f"{name} is {verdict}"
    )
    root(document)["verdict"] = verdict
    assert refused(document).what == "verdict is wrong"


def test_a_claim_that_a_better_placement_belies_names_that_placement(hybrid, refused):
    few = [hybrid.find(each, "Node") for each in ("press-sensor", "badge-reader", "cloud-t4")]
    placed = place_pipeline(hybrid, hybrid.find("press-monitoring", "Pipeline"), few)
    proof = PlacementProver(hybrid.explainer, placed).proof()
    refusal = refused(proof_document(hybrid.knowledge, proof))
    assert "is better than infeasible" in refusal.expected
    assert (refusal.what, "correlate-hall on hall-gateway" in refusal.found) == (
        "a placement is better", True
    )


@pytest.fixture
def many(greenhouse, checker, tmp_path, monkeypatch):
    """Return a file with the proof of a pipeline that has more placements than are tried."""
    monkeypatch.setattr("tierwise.cli.check.Checker", lambda *_: checker)
    document = pipeline_document(greenhouse, "many")
    assert step(document, "certificate")["combinations"] > placing.MOST_COMBINATIONS
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


@pytest.mark.parametrize(("options", "code"), [([], 1), (["--trust-solver"], 0)])
def test_a_search_that_is_too_large_is_accepted_only_on_trust(options, code, many):
    result = CliRunner().invoke(check_command, [str(many), *options], standalone_mode=False)
    assert "not checked: rests on the solver\n  none of the 1,953,125 placements" in result.output
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
