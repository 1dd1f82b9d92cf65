"""Facts of small files made here, against figures worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tierwise.reasoner.errors import ModelFileError
from tierwise.reasoner.inspect import ModelFacts, TensorFacts, inspect_model

Make = Callable[..., Path]

CONVOLUTION = [
    {"shape": (1, 8, 8, 3), "kind": "INT8", "name": "image"},
    {"shape": (4, 3, 3, 3), "kind": "INT8", "held": 108, "scales": 4},
    {"shape": (4,), "kind": "INT32", "held": 16, "scales": 4},
    {"shape": (1, 8, 8, 4), "kind": "INT8", "name": "features"},
]


@pytest.fixture
def convolution(tflite_file: Make) -> ModelFacts:
    return inspect_model(tflite_file(CONVOLUTION, [("CONV_2D", (0, 1, 2), (3,))], (0,), (3,)))


def _by_class(facts: ModelFacts) -> dict[str, int]:
    return {name: macs for name, macs in facts.macs_by_operator_class if macs}


# --- .tflite -----------------------------------------------------------------------------------


def test_a_tflite_convolution_takes_outputs_times_kernel_macs(convolution: ModelFacts) -> None:
    assert convolution.macs == (8 * 8 * 4) * (3 * 3 * 3) == 6912


def test_a_tflite_peak_is_the_input_and_the_output_of_the_one_operator(
    convolution: ModelFacts,
) -> None:
    assert convolution.peak_activation_bytes == 8 * 8 * 3 + 8 * 8 * 4
    assert convolution.peak_at_operator == "0:CONV_2D"


def test_tflite_parameters_are_weights_and_biases(convolution: ModelFacts) -> None:
    assert (convolution.parameters, convolution.other_const_elements) == (108 + 4, 0)


def test_a_tflite_interface_has_names_shapes_and_types(convolution: ModelFacts) -> None:
    assert convolution.inputs == (TensorFacts("image", (1, 8, 8, 3), "int8"),)
    assert convolution.outputs == (TensorFacts("features", (1, 8, 8, 4), "int8"),)


def test_several_scales_of_a_weight_are_per_channel_quantisation(convolution: ModelFacts) -> None:
    assert convolution.quantisation_scheme == "per-channel"


def test_operators_of_tflite_have_versions_and_no_opset(convolution: ModelFacts) -> None:
    assert (convolution.operator_versions, convolution.opset) == ((("CONV_2D", 2),), None)


def test_the_numeric_types_of_weights_leave_out_the_biases(convolution: ModelFacts) -> None:
    assert convolution.numeric_types == ("int8",)
    assert convolution.activation_numeric_types == ("int8",)


@pytest.mark.parametrize(
    ("operator", "inputs", "output", "expected"),
    [
        ("DEPTHWISE_CONV_2D", [(1, 4, 4, 6), (1, 3, 3, 6)], (1, 4, 4, 6), 96 * 9),
        ("FULLY_CONNECTED", [(2, 5), (7, 5)], (2, 7), 2 * 35),
        ("TRANSPOSE_CONV", [(4,), (5, 3, 3, 2), (1, 2, 2, 2)], (1, 4, 4, 5), 8 * 45),
        ("BATCH_MATMUL", [(2, 4, 8), (2, 8, 3)], (2, 4, 3), 24 * 8),
        ("BATCH_MATMUL", [(2, 8, 4), (2, 8, 3)], (2, 4, 3), 24 * 8),
        ("SVDF", [(1, 5), (8, 5), (8, 3)], (1, 8), 40 + 24),
        ("UNIDIRECTIONAL_SEQUENCE_LSTM", [(1, 6, 4), *[(3, 4)] * 4, *[(3, 3)] * 4], (1, 6, 3), 504),
        ("AVERAGE_POOL_2D", [(1, 4, 4, 6)], (1, 2, 2, 6), 0),
    ],
)
def test_macs_of_a_tflite_operator_are_those_worked_out_by_hand(
    tflite_file: Make,
    operator: str,
    inputs: list[tuple[int, ...]],
    output: tuple[int, ...],
    expected: int,
) -> None:
    tensors = [{"shape": shape} for shape in (*inputs, output)]
    reads = range(len(inputs))
    path = tflite_file(tensors, [(operator, reads, (len(inputs),))], reads, (len(inputs),))
    assert inspect_model(path).macs == expected


@pytest.mark.parametrize(("held", "expected"), [({}, "attention"), ({"held": 192}, "dense")])
def test_a_product_of_two_activations_is_attention(
    tflite_file: Make, held: dict[str, int], expected: str
) -> None:
    tensors = [{"shape": (2, 4, 8)}, {"shape": (2, 8, 3), **held}, {"shape": (2, 4, 3)}]
    facts = inspect_model(tflite_file(tensors, [("BATCH_MATMUL", (0, 1), (2,))], (0,), (2,)))
    assert _by_class(facts) == {expected: 192}


def test_a_residual_stays_live_until_it_is_added(tflite_file: Make) -> None:
    tensors = [{"shape": (width,)} for width in (10, 20, 30, 5)]
    operators = [("RELU", (0,), (1,)), ("RELU", (1,), (2,)), ("ADD", (1, 2), (3,))]
    facts = inspect_model(tflite_file(tensors, operators, (0,), (3,)))
    assert (facts.peak_activation_bytes, facts.peak_at_operator) == (4 * (20 + 30 + 5), "2:ADD")


def test_a_variable_tensor_is_live_throughout(tflite_file: Make) -> None:
    tensors = [{"shape": (10,)}, {"shape": (20,)}, {"shape": (100,), "variable": True}]
    facts = inspect_model(tflite_file(tensors, [("RELU", (0,), (1,))], (0,), (1,)))
    assert facts.peak_activation_bytes == 4 * (10 + 20 + 100)


def test_an_output_of_the_model_is_live_to_the_end(tflite_file: Make) -> None:
    tensors = [{"shape": (width,)} for width in (1, 50, 2, 3)]
    operators = [("RELU", (0,), (1,)), ("RELU", (0,), (2,)), ("RELU", (2,), (3,))]
    facts = inspect_model(tflite_file(tensors, operators, (0,), (1, 3)))
    assert (facts.peak_activation_bytes, facts.peak_at_operator) == (4 * (50 + 2 + 3), "2:RELU")


def test_dequantised_weights_are_parameters_and_no_activation(tflite_file: Make) -> None:
    tensors = [
        {"shape": (1, 5)},
        {"shape": (7, 5), "kind": "FLOAT16", "held": 70},
        {"shape": (7, 5)},
        {"shape": (1, 7)},
    ]
    operators = [("DEQUANTIZE", (1,), (2,)), ("FULLY_CONNECTED", (0, 2, -1), (3,))]
    facts = inspect_model(tflite_file(tensors, operators, (0,), (3,)))
    assert (facts.parameters, facts.peak_activation_bytes) == (35, 4 * (5 + 7))
    assert facts.notes == ("constants stored as fp16 and unpacked to fp32 at run time: 1",)


def test_a_custom_operator_makes_the_macs_a_lower_bound(tflite_file: Make) -> None:
    tensors = [{"shape": (1, 5)}, {"shape": (1, 5)}]
    facts = inspect_model(tflite_file(tensors, [("MyFft", (0,), (1,))], (0,), (1,)))
    assert (facts.macs, facts.macs_is_lower_bound) == (0, True)
    assert facts.notes == ("MACs not counted, as no rule covers the operator: CUSTOM:MyFft x1",)


def test_shape_constants_are_no_other_constants(tflite_file: Make) -> None:
    tensors = [
        {"shape": (1, 6)},
        {"shape": (2,), "kind": "INT32", "held": 8},
        {"shape": (2, 3)},
        {"shape": (3,), "held": 12},
        {"shape": (2, 3)},
    ]
    operators = [("RESHAPE", (0, 1), (2,)), ("MUL", (2, 3), (4,))]
    facts = inspect_model(tflite_file(tensors, operators, (0,), (4,)))
    assert (facts.parameters, facts.other_const_elements) == (0, 3)


def test_int8_weights_on_fp32_activations_are_noted(tflite_file: Make) -> None:
    tensors = [
        {"shape": (1, 5)},
        {"shape": (7, 5), "kind": "INT8", "held": 35, "scales": 1},
        {"shape": (1, 7)},
    ]
    facts = inspect_model(tflite_file(tensors, [("FULLY_CONNECTED", (0, 1), (2,))], (0,), (2,)))
    assert facts.quantisation_scheme == "per-tensor"
    assert facts.notes == ("operators of int8 weights and fp32 activations (dynamic range): 1",)


def test_two_int4_elements_share_a_byte(tflite_file: Make) -> None:
    tensors = [{"shape": (5,), "kind": "INT4"}, {"shape": (4,), "kind": "INT4"}]
    facts = inspect_model(tflite_file(tensors, [("RELU", (0,), (1,))], (0,), (1,)))
    assert facts.peak_activation_bytes == 3 + 2


def test_a_dynamic_signature_is_noted(tflite_file: Make) -> None:
    tensors = [{"shape": (1, 5), "signature": (-1, 5)}, {"shape": (1, 5)}]
    facts = inspect_model(tflite_file(tensors, [("RELU", (0,), (1,))], (0,), (1,)))
    note = "dynamic dimensions in the shape signature: the static shapes are used"
    assert facts.notes == (note,)


def test_a_second_subgraph_is_noted_as_unread(tflite_file: Make) -> None:
    tensors = [{"shape": (1,)}, {"shape": (1,)}]
    path = tflite_file(tensors, [("RELU", (0,), (1,))], (0,), (1,), subgraphs=2)
    assert inspect_model(path).notes == ("2 subgraphs: only the first is read",)


def test_strings_have_no_size_so_the_peak_is_a_lower_bound(tflite_file: Make) -> None:
    tensors = [{"shape": (5,), "kind": "STRING"}, {"shape": (4,)}]
    facts = inspect_model(tflite_file(tensors, [("CAST", (0,), (1,))], (0,), (1,)))
    assert (facts.peak_activation_bytes, facts.peak_is_lower_bound) == (16, True)


def test_control_flow_makes_the_peak_a_lower_bound(tflite_file: Make) -> None:
    tensors = [{"shape": (4,)}, {"shape": (4,)}]
    facts = inspect_model(tflite_file(tensors, [("WHILE", (0,), (1,))], (0,), (1,)))
    assert (facts.peak_is_lower_bound, facts.macs_is_lower_bound) == (True, True)


def test_a_graph_without_operators_has_no_peak(tflite_file: Make) -> None:
    facts = inspect_model(tflite_file([{"shape": (4,)}], [], (0,), (0,)))
    assert (facts.peak_activation_bytes, facts.macs) == (None, 0)


def test_a_name_cannot_steer_a_terminal(tflite_file: Make) -> None:
    tensors = [{"shape": (4,), "name": "a\x1b[2Jb"}, {"shape": (4,)}]
    facts = inspect_model(tflite_file(tensors, [("RELU", (0,), (1,))], (0,), (1,)))
    assert facts.inputs[0].name == "a\N{REPLACEMENT CHARACTER}[2Jb"


# --- both --------------------------------------------------------------------------------------


def test_the_extension_is_read_in_any_case(tflite_file: Make) -> None:
    path = tflite_file([{"shape": (1,)}, {"shape": (1,)}], [("RELU", (0,), (1,))], (0,), (1,))
    assert inspect_model(path.rename(path.with_suffix(".TFLITE"))).file_format == "tflite"


def test_the_facts_as_json_carry_their_units(convolution: ModelFacts) -> None:
    found = convolution.to_json()
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        "name",
        "path",
        "file_format",
        "file_bytes",
        "parameters",
        "other_const_elements",
        "macs",
        "macs_is_lower_bound",
        "macs_by_operator_class",
        "operators_run",
        "elements_written",
        "peak_activation_bytes",
        "peak_is_lower_bound",
        "peak_at_operator",
        "operators",
        "operator_versions",
        "opset",
        "numeric_types",
        "activation_numeric_types",
        "quantisation_scheme",
        "inputs",
        "outputs",
        "notes",
    ]


def test_dimensions_of_a_static_format_are_refused(tflite_file: Make) -> None:
    path = tflite_file([{"shape": (1,)}, {"shape": (1,)}], [("RELU", (0,), (1,))], (0,), (1,))
    with pytest.raises(ModelFileError, match=r"shapes in \.tflite are static"):
        inspect_model(path, dimensions={"batch": 8})
