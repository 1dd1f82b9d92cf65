"""Facts of small .onnx files made here, against figures worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from tierwise.reasoner.errors import ModelFileError
from tierwise.reasoner.inspect import ModelFacts, TensorFacts, inspect_model

Make = Callable[..., Path]


def _by_class(facts: ModelFacts) -> dict[str, int]:
    return {name: macs for name, macs in facts.macs_by_operator_class if macs}


@pytest.mark.parametrize(
    ("node", "shapes", "weights", "expected"),
    [
        (
            helper.make_node("Conv", ["x", "w", "b"], ["y"], pads=[1, 1, 1, 1]),
            {"x": (1, 3, 8, 8)},
            {"w": (4, 3, 3, 3), "b": (4,)},
            {"standard-convolution": 256 * 27},
        ),
        (
            helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1], group=3),
            {"x": (1, 3, 8, 8)},
            {"w": (3, 1, 3, 3)},
            {"depthwise-convolution": 192 * 9},
        ),
        (
            helper.make_node("ConvTranspose", ["x", "w"], ["y"]),
            {"x": (1, 3, 2, 2)},
            {"w": (3, 5, 3, 3)},
            {"standard-convolution": 12 * 45},
        ),
        (
            helper.make_node("Gemm", ["x", "w"], ["y"], transA=1, transB=1),
            {"x": (5, 2)},
            {"w": (7, 5)},
            {"dense": 2 * 35},
        ),
        (
            helper.make_node("MatMul", ["x", "w"], ["y"]),
            {"x": (2, 4, 8)},
            {"w": (8, 3)},
            {"dense": 24 * 8},
        ),
        (
            helper.make_node("MatMul", ["x", "z"], ["y"]),
            {"x": (2, 4, 8), "z": (2, 8, 3)},
            {},
            {"attention": 24 * 8},
        ),
        (
            helper.make_node("LSTM", ["x", "w", "r"], ["y"], hidden_size=3),
            {"x": (6, 1, 4)},
            {"w": (1, 12, 4), "r": (1, 12, 3)},
            {"other": 6 * (48 + 36)},
        ),
    ],
    ids=lambda value: f"{value.op_type}-{len(value.input)}" if hasattr(value, "op_type") else "",
)
def test_macs_of_an_onnx_operator_are_those_worked_out_by_hand(
    onnx_file: Make,
    node: onnx.NodeProto,
    shapes: dict[str, tuple[int, ...]],
    weights: dict[str, tuple[int, ...]],
    expected: dict[str, int],
) -> None:
    facts = inspect_model(onnx_file([node], shapes, weights))
    assert _by_class(facts) == expected
    assert not facts.macs_is_lower_bound


@pytest.fixture
def perceptron(onnx_file: Make) -> Path:
    """Return a model of x (batch, 16) over 16 -> 32 -> 10, with the second weight transposed."""
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Transpose", ["v"], ["t"]),
        helper.make_node("MatMul", ["r", "t"], ["y"]),
    ]
    return onnx_file(nodes, {"x": ("batch", 16)}, {"w": (16, 32), "v": (10, 32)})


def test_a_symbolic_dimension_is_1_unless_set_and_is_noted(perceptron: Path) -> None:
    facts = inspect_model(perceptron)
    assert facts.macs == 16 * 32 + 32 * 10
    assert facts.notes == ("symbolic dimensions taken as 1: x[0] (batch)",)


@pytest.mark.parametrize("name", ["batch", "x[0]"])
def test_a_symbolic_dimension_is_set_by_symbol_or_by_place(perceptron: Path, name: str) -> None:
    facts = inspect_model(perceptron, dimensions={name: 8})
    assert facts.macs == 8 * (16 * 32 + 32 * 10)
    assert facts.notes == ("symbolic dimensions set: x[0] (batch) = 8",)


def test_a_transposed_weight_makes_a_dense_operator_and_no_attention(perceptron: Path) -> None:
    assert _by_class(inspect_model(perceptron)) == {"dense": 832}


def test_onnx_facts_of_a_perceptron(perceptron: Path) -> None:
    facts = inspect_model(perceptron)
    assert facts.operators == (("MatMul", 2), ("Relu", 1), ("Transpose", 1))
    assert (facts.opset, facts.operator_versions) == (17, ())
    assert (facts.parameters, facts.numeric_types) == (832, ("fp32",))
    assert facts.outputs == (TensorFacts("y", (1, 10), "fp32"),)
    # r (32), t (32 x 10) and y (10) are live together; x and h are gone by then.
    assert facts.peak_activation_bytes == 4 * (32 + 320 + 10)
    assert facts.peak_at_operator == "3:MatMul"


def test_an_assumed_dimension_beside_the_batch_makes_lower_bounds(onnx_file: Make) -> None:
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    facts = inspect_model(onnx_file([node], {"x": ("n", "length", 8)}, {"w": (8, 3)}))
    assert (facts.macs, facts.macs_is_lower_bound, facts.peak_is_lower_bound) == (24, True, True)


def test_a_negative_dimension_is_a_symbolic_one(onnx_file: Make) -> None:
    path = onnx_file([helper.make_node("Relu", ["x"], ["y"])], {"x": (-1, 8)})
    assert inspect_model(path).inputs == (TensorFacts("x", (1, 8), "fp32"),)


def test_weights_behind_dequantize_linear_are_counted_as_they_are_stored(onnx_file: Make) -> None:
    nodes = [
        helper.make_node("DequantizeLinear", ["w", "s", "z"], ["f"], axis=0),
        helper.make_node("Conv", ["x", "f"], ["y"]),
    ]
    weights = {"w": (16, 3, 1, 1), "s": (16,), "z": (16,)}
    kinds = {"w": TensorProto.INT8, "z": TensorProto.INT8}
    facts = inspect_model(onnx_file(nodes, {"x": (1, 3, 8, 8)}, weights, kinds=kinds))
    assert (facts.numeric_types, facts.quantisation_scheme) == (("int8",), "per-channel")
    assert (facts.parameters, facts.other_const_elements) == (48, 32)
    assert facts.peak_activation_bytes == 4 * (3 * 64 + 16 * 64)


def test_a_quantised_operator_has_the_scheme_of_its_weights(onnx_file: Make) -> None:
    names = ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"]
    node = helper.make_node("QLinearConv", names, ["y"])
    weights = {"xs": (), "xz": (), "w": (16, 3, 1, 1), "ws": (), "wz": (), "ys": (), "yz": ()}
    kinds = dict.fromkeys(("x", "xz", "w", "wz", "yz", "y"), TensorProto.INT8)
    facts = inspect_model(onnx_file([node], {"x": (1, 3, 8, 8)}, weights, kinds=kinds))
    assert (facts.numeric_types, facts.quantisation_scheme) == (("int8",), "per-tensor")
    assert (facts.macs, facts.parameters) == (16 * 64 * 3, 48)


def test_an_operator_of_another_domain_makes_the_macs_a_lower_bound(onnx_file: Make) -> None:
    node = helper.make_node("FusedConv", ["x", "w"], ["y"], domain="com.microsoft")
    facts = inspect_model(onnx_file([node], {"x": (1, 3, 8, 8)}, {"w": (4, 3, 3, 3)}))
    assert facts.operators == (("com.microsoft:FusedConv", 1),)
    assert (facts.macs, facts.macs_is_lower_bound) == (0, True)


def test_macs_are_unknown_where_no_computing_operator_has_its_shapes(onnx_file: Make) -> None:
    facts = inspect_model(onnx_file([helper.make_node("MatMul", ["x", "z"], ["y"])], {"x": None}))
    assert (facts.macs, facts.macs_is_lower_bound, facts.peak_activation_bytes) == (
        None,
        True,
        None,
    )


def test_weights_in_other_files_are_noted_and_not_followed(onnx_file: Make) -> None:
    def move_out(model: onnx.ModelProto) -> None:
        weight = model.graph.initializer[0]
        weight.ClearField("raw_data")
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value="/etc/passwd")

    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    facts = inspect_model(onnx_file([node], {"x": (1, 8)}, {"w": (8, 3)}, change=move_out))
    assert (facts.macs, facts.parameters) == (24, 24)
    assert facts.notes == ("weights in other files are not read: 1 tensors",)


def test_local_functions_are_noted_as_unread(onnx_file: Make) -> None:
    def define(model: onnx.ModelProto) -> None:
        body, sets = [helper.make_node("Relu", ["a"], ["b"])], [helper.make_opsetid("", 17)]
        model.functions.append(helper.make_function("mine", "F", ["a"], ["b"], body, sets))

    node = helper.make_node("F", ["x"], ["y"], domain="mine")
    facts = inspect_model(onnx_file([node], {"x": (1, 8)}, change=define))
    assert "local functions are not read: 1" in facts.notes
    assert facts.macs_is_lower_bound


def test_a_large_weight_is_not_read_and_still_counted(onnx_file: Make) -> None:
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    facts = inspect_model(onnx_file([node], {"x": (1, 1000)}, {"w": (1000, 500)}))
    assert (facts.parameters, facts.macs) == (500_000, 500_000)
    assert facts.outputs == (TensorFacts("y", (1, 500), "fp32"),)


def test_an_unknown_dimension_is_refused_with_the_known_ones(perceptron: Path) -> None:
    with pytest.raises(ModelFileError) as caught:
        inspect_model(perceptron, dimensions={"bach": 8})
    assert caught.value.expected == "one of batch, x[0]"
    assert caught.value.found == "bach (did you mean batch?)"


@pytest.mark.parametrize("value", [0, -1, 2**31])
def test_a_dimension_out_of_range_is_refused(perceptron: Path, value: int) -> None:
    with pytest.raises(ModelFileError, match="an integer from 1 to 2147483647"):
        inspect_model(perceptron, dimensions={"batch": value})


def test_weights_that_are_all_transposed_still_have_a_numeric_type(onnx_file: Make) -> None:
    nodes = [
        helper.make_node("Transpose", ["w"], ["t"]),
        helper.make_node("MatMul", ["x", "t"], ["y"]),
    ]
    facts = inspect_model(onnx_file(nodes, {"x": (1, 8)}, {"w": (3, 8)}))
    assert (facts.numeric_types, facts.parameters) == (("fp32",), 24)
