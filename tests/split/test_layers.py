"""The layers of a model file: what runs, what lies between, and what each part needs."""

import pytest
from onnx import TensorProto, helper

from tierwise.reasoner.errors import ModelFileError
from tierwise.reasoner.facts import lexical
from tierwise.reasoner.inspect import inspect_layers, inspect_model
from tierwise.reasoner.namespaces import local_name

from .conftest import REAL
from .graphs import chain, graph

REAL_FILES = sorted(path for path in REAL.glob("*.tflite"))


def test_layers_are_the_operators_that_read_more_than_constants(classifier):
    found, _ = inspect_layers(classifier)
    assert [each.operator for each in found.layers] == [
        "Mul", "Conv", "Relu", "Conv", "Flatten", "Gemm"
    ]


def test_a_constant_that_an_operator_makes_counts_as_what_it_is_made_of(classifier):
    found, _ = inspect_layers(classifier)
    gemm = found.layers[-1]
    assert sum(found.weight_bytes[each] for each in gemm.weights) == 64 * 10 * 4


def test_tensors_have_their_shape_and_size_and_who_reads_them(classifier):
    found, _ = inspect_layers(classifier)
    told = {each.name: (each.shape, each.size_bytes, each.consumers) for each in found.tensors}
    assert told["x"] == ((1, 3, 32, 32), 12288, (0,))
    assert told["b"] == ((1, 8, 8, 8), 2048, (3,))


def test_each_layer_is_a_variant_with_its_own_work_and_the_format_of_the_whole(classifier):
    _, facts = inspect_layers(classifier)
    name = facts[0].subject + ".layer-1"
    told = {local_name(f.predicate): f.object for f in facts if f.subject == name}
    assert lexical(told["standardMacs"]) == str(8 * 8 * 8 * 3 * 4 * 4)
    assert (local_name(told["modelFormat"]), lexical(told["operatorCount"])) == ("onnx", "1")
    assert "modelBytes" not in told


def test_the_macs_of_the_layers_sum_to_those_of_the_whole(classifier):
    found, _ = inspect_layers(classifier)
    assert sum(each.macs for each in found.layers) == inspect_model(classifier).macs


@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_all_layers_of_a_real_file_need_what_the_whole_needs(path):
    found, _ = inspect_layers(path)
    every, whole = frozenset(range(len(found.layers))), inspect_model(path)
    assert found.part_bytes(every) == whole.file_bytes
    assert found.peak_bytes(every) == whole.peak_activation_bytes
    assert found.crossing(every) == ()


def test_a_part_has_its_own_weights_and_the_frame_of_the_whole_file():
    of = chain(1, 1, 1, 1, weights=[100, 10, 1], file_bytes=150)
    assert of.part_bytes({0, 1}) == 110 + 39
    assert of.part_bytes({2}) == 1 + 39


def test_what_crosses_stays_in_memory_until_the_last_layer_of_the_part():
    of = graph([[0], [1], [1, 2]], [8, 4, 2, 1])
    assert of.peak_bytes({0}) == 8 + 4
    assert of.peak_bytes({1, 2}) == 4 + 2 + 1


def test_a_model_with_graphs_within_is_not_split(onnx_of):
    made = helper.make_tensor_value_info("z", TensorProto.FLOAT, None)
    branch = helper.make_graph([helper.make_node("Relu", ["x"], ["z"])], "b", [], [made])
    found = onnx_of(
        helper.make_node("ReduceMax", ["x"], ["m"], keepdims=0),
        helper.make_node("Cast", ["m"], ["is"], to=TensorProto.BOOL),
        helper.make_node("If", ["is"], ["y"], then_branch=branch, else_branch=branch),
    )
    with pytest.raises(ModelFileError, match="If, Loop, Scan"):
        inspect_layers(found)
