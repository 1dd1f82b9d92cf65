"""The command `inspect`, and the facts that a model file becomes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import onnx
import pytest
from click.testing import CliRunner, Result
from onnx import TensorProto, helper

from tierwise.cli.inspect import inspect_command
from tierwise.reasoner.bundle import load
from tierwise.reasoner.errors import ModelFileError, UsageError
from tierwise.reasoner.facts import lexical
from tierwise.reasoner.inspect import inspect_model
from tierwise.reasoner.inspect.variant import variant_facts
from tierwise.reasoner.namespaces import RDF_TYPE, curie, tw
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.validate import validate

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schemas/inspect.schema.json").read_text(encoding="utf-8"))
KEYWORDS = ROOT.parent / "shared/models/kws_ref_model.tflite"
needs_models = pytest.mark.skipif(not KEYWORDS.is_file(), reason="the real models are not at hand")


def made(path: Path, batch: int | str = 1, operator: str = "Relu", domain: str = "") -> Path:
    """Write an ONNX model: one operator on a vector of 8 numbers."""
    def vector(name: str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, 8])

    node = helper.make_node(operator, ["x"], ["y"], domain=domain)
    graph = helper.make_graph([node], "g", [vector("x")], [vector("y")])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("my.own", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets), path)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return made(tmp_path / "my model.onnx")


def inspect(*args: object) -> Result:
    return CliRunner().invoke(inspect_command, [str(each) for each in args])


def properties(model: Path) -> dict[str, set[str]]:
    """Return what is said of the variant, by local name."""
    found: dict[str, set[str]] = {}
    facts = variant_facts(inspect_model(model))
    for each in facts:
        if each.subject == facts[0].subject:
            value = lexical(each.object) if each.object.startswith('"') else curie(each.object)
            found.setdefault(curie(each.predicate), set()).add(value)
    return found


def test_the_table_has_a_line_for_each_fact(model: Path):
    lines = inspect(model).stdout.splitlines()
    width = lines[0].index("value")
    facts = {line[:width].strip(): line[width:] for line in lines}
    assert (facts["operators"], facts["inputs"]) == ("Relu 1", "x fp32 1x8")


def test_the_json_keeps_to_its_schema(model: Path):
    jsonschema.validate(json.loads(inspect(model, "--format", "json").stdout), SCHEMA)


def test_a_dimension_sets_the_size_of_an_input(tmp_path: Path):
    path = made(tmp_path / "m.onnx", batch="batch")
    found = json.loads(inspect(path, "--dimension", "batch=4", "--format", "json").stdout)
    assert found["inputs"][0]["shape"] == [4, 8]


@pytest.mark.parametrize("dimension", ["batch", "batch=", "=4", "batch=-1", "batch=0", "batch=x"])
def test_a_dimension_without_a_size_is_a_wrong_call(model: Path, dimension: str):
    assert isinstance(inspect(model, "--dimension", dimension).exception, UsageError)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    assert isinstance(inspect(tmp_path / "none.onnx").exception, ModelFileError)


def test_the_turtle_is_a_variant_named_after_the_file(model: Path):
    facts = parse_turtle(inspect(model, "--format", "ttl").stdout, "out.ttl")
    assert facts[0].triple[::2] == ("urn:tierwise:model#my%20model", tw("ModelVariant"))


def test_a_variant_has_its_type_scheme_format_operators_and_figures(model: Path):
    found = properties(model)
    assert {key: found[key] for key in sorted(found) if key.startswith("tw:")} == {
        "tw:macs": {"0"}, "tw:modelBytes": {str(model.stat().st_size)},
        "tw:modelFormat": {"tw:onnx"},
        "tw:numericType": {"tw:fp32"}, "tw:operatorCount": {"0"}, "tw:parameters": {"0"},
        "tw:peakActivationBytes": {"64"}, "tw:writtenElements": {"0"},
        "tw:quantisationScheme": {"tw:unquantised"}, "tw:standing": {"tw:measured"},
        "tw:usesOperator": {"onnx:Relu"},
    }


def test_a_figure_of_which_only_a_lower_bound_is_known_is_left_out(tmp_path: Path):
    found = properties(made(tmp_path / "m.onnx", operator="Odd", domain="my.own"))
    assert found["tw:usesOperator"] == {"onnx:my.own:Odd"} and "tw:macs" not in found


def test_every_fact_is_placed_in_the_model_file(model: Path):
    assert {each.place.file for each in variant_facts(inspect_model(model))} == {str(model)}


def test_the_facts_of_a_file_load_as_figures_that_are_measured(model: Path):
    knowledge = load(extra=variant_facts(inspect_model(model)))
    figure = knowledge.figures.chosen["urn:tierwise:model#my%20model", tw("peakActivationBytes")]
    assert (figure.value, figure.standing) == (64.0, tw("measured"))


@needs_models
def test_the_keyword_model_says_of_itself_what_the_catalogue_says_of_it():
    ours, theirs = properties(KEYWORDS), load().facts
    listed = theirs.properties("https://w3id.org/tierwise/catalog#mlperf-tiny-kws-int8")
    same = ("numericType", "quantisationScheme", "modelFormat", "usesOperator")
    assert {e: ours[f"tw:{e}"] for e in same} == {e: {*map(curie, listed[tw(e)])} for e in same}
    numbers = ("modelBytes", "parameters", "macs", "peakActivationBytes")
    assert [float(*ours[f"tw:{each}"]) for each in numbers] == [
        float(lexical(listed[tw(each)][0])) for each in numbers
    ]


@needs_models
def test_parts_are_written_where_asked_for_and_keep_their_shape(tmp_path: Path):
    assert "tw:ModelPart" not in inspect(KEYWORDS, "--format", "ttl").stdout
    written = tmp_path / "parts.ttl"
    written.write_text(inspect(KEYWORDS, "--format", "ttl", "--parts").stdout, encoding="utf-8")
    assert written.read_text(encoding="utf-8").count("a tw:ModelPart") == 12
    assert validate([written]).findings == ()


def test_the_turtle_conforms_as_it_is_and_has_a_model_that_a_task_can_use(
    model: Path, tmp_path: Path
):
    path = tmp_path / "model.ttl"
    path.write_text(inspect(model, "--format", "ttl").stdout, encoding="utf-8")
    assert validate([path]).findings == ()
    subject = "urn:tierwise:model#my%20model-model"
    assert (subject, RDF_TYPE, tw("Model")) in {
        each.triple for each in parse_turtle(path.read_text("utf-8"), str(path))}
