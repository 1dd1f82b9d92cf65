"""Proofs of `explain --model`: what was read of the file, the document itself tells."""

import json
from pathlib import Path

import onnx
import pytest
from click.testing import CliRunner
from onnx import TensorProto, helper

from tierwise.cli.explain import explain_command
from tierwise.reasoner.check.checker import Checker

SITE = Path(__file__).parents[2] / "examples" / "factory-three-levels.ttl"


def written(path):
    """Write a model of one layer: 8 numbers in, 4 out, by 32 weights."""
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, size])
            for name, size in (("x", 8), ("y", 4))]
    weights = helper.make_tensor("w", TensorProto.FLOAT, [8, 4], [0.5] * 32)
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "layer", ends[:1], ends[1:], [weights])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    return path


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    path = written(tmp_path_factory.mktemp("models") / "layer.onnx")
    words = ["--model", path, "--deadline", "100ms", "hall-gateway", "--site", SITE,
             "--format", "json"]
    return json.loads(CliRunner().invoke(explain_command, [str(each) for each in words]).stdout)


@pytest.fixture(scope="module")
def checker():
    return Checker()


def test_the_proof_of_a_model_file_holds_and_says_what_it_takes_as_told(asked, checker):
    report = checker.check(json.dumps(asked))
    assert report.holds, report.refusals
    assert [Path(of).name for of, _ in report.told] == ["layer.onnx", "the question"]


def test_another_number_than_the_document_tells_is_refused(asked, checker):
    told = [{**each, "triple": [*each["triple"][:2], each["triple"][2].replace('"32"', '"33"')]}
            for each in asked["told"]]
    assert told != asked["told"]
    assert not checker.check(json.dumps({**asked, "told": told})).holds


@pytest.mark.parametrize("change", [
    {"triple": ["https://example.org/factory#hall-gateway", "urn:p", "urn:o"]},
    {"file": "ontology/formulas.ttl"},
], ids=["of a thing of the site", "in the name of a file"])
def test_a_document_tells_nothing_but_what_its_question_speaks_of(asked, checker, change):
    told = [{**asked["told"][0], **change}, *asked["told"]]
    [refusal] = checker.check(json.dumps({**asked, "told": told})).refusals
    assert "only what is asked" in refusal.what
