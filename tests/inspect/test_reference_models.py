"""46 real model files: each figure equals the one computed independently, in models.csv."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tierwise.reasoner.inspect import ModelFacts, TensorFacts, inspect_model
from tierwise.reasoner.inspect.variant import variant_facts
from tierwise.reasoner.namespaces import tw

MODELS = Path(__file__).parents[2].parent / "shared" / "models"
pytestmark = pytest.mark.skipif(
    not (MODELS / "models.csv").exists(), reason=f"{MODELS} is absent: it holds the real models"
)

Row = dict[str, str]
ABSENT: Row = {"file": "models.csv"}


def _rows() -> list[Row]:
    if not (MODELS / "models.csv").exists():
        return [ABSENT]
    with (MODELS / "models.csv").open(newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()


def _stating(column: str) -> pytest.MarkDecorator:
    rows = [row for row in ROWS if row.get(column) or row is ABSENT]
    return pytest.mark.parametrize("row", rows, ids=[row["file"] for row in rows])


@pytest.fixture(scope="module")
def facts() -> dict[str, ModelFacts]:
    """Return what each file says, read once, with the dimensions that its note names."""
    return {row["file"]: inspect_model(MODELS / row["file"], dimensions=_set(row)) for row in ROWS}


def _set(row: Row) -> dict[str, int]:
    named = re.findall(r"\('(\w+)', (\d+)\): (\d+)", row["note"])
    return {f"{name}[{axis}]": int(value) for name, axis, value in named}


def _kind(name: str) -> str:
    return name.lower().replace("float32", "fp32").replace("float", "fp32")


def _shown(tensors: tuple[TensorFacts, ...]) -> str:
    """Return tensors as the csv has them; it writes a shape that is not known as []."""
    return "; ".join(
        f"{each.name} {list(each.shape or ())} {each.numeric_type}" for each in tensors
    )


def _wanted(tensors: str) -> str:
    """Return the csv's tensors; it writes `[(1), (8)]` for .tflite and `[1, 8]` for .onnx."""
    found = re.findall(r"(?:^|; )(.*?) \[([(), \d]*)\] (\w+)", tensors)
    return "; ".join(f"{name} [{re.sub('[()]', '', at)}] {_kind(kind)}" for name, at, kind in found)


@_stating("bytes_on_disk")
def test_the_bytes_are_those_on_disk(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert facts[row["file"]].file_bytes == int(row["bytes_on_disk"])


@_stating("params")
def test_the_parameters_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert facts[row["file"]].parameters == int(row["params"])


@_stating("other_const_elements")
def test_the_other_constants_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert facts[row["file"]].other_const_elements == int(row["other_const_elements"])


@_stating("macs")
def test_the_macs_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert facts[row["file"]].macs == int(row["macs"])


@_stating("macs")
def test_the_macs_by_class_sum_up_to_all(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert sum(dict(facts[row["file"]].macs_by_operator_class).values()) == int(row["macs"])


@_stating("peak_activation_bytes_computed")
def test_the_peak_is_that_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    expected = int(row["peak_activation_bytes_computed"])
    assert facts[row["file"]].peak_activation_bytes == expected


@_stating("peak_at_op")
def test_the_peak_is_at_the_operator_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert facts[row["file"]].peak_at_operator == row["peak_at_op"]


@_stating("operators")
def test_the_operators_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    counted = facts[row["file"]].operators
    assert "; ".join(f"{name}x{count}" for name, count in counted) == row["operators"]


@_stating("inputs")
def test_the_inputs_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert _shown(facts[row["file"]].inputs) == _wanted(row["inputs"])


@_stating("outputs")
def test_the_outputs_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    assert _shown(facts[row["file"]].outputs) == _wanted(row["outputs"])


@_stating("weight_dtypes")
def test_the_numeric_types_are_those_of_the_csv(row: Row, facts: dict[str, ModelFacts]) -> None:
    expected = sorted(_kind(each) for each in row["weight_dtypes"].split("/"))
    assert list(facts[row["file"]].numeric_types) == expected


@_stating("file")
def test_a_lower_bound_is_explained_in_a_note(row: Row, facts: dict[str, ModelFacts]) -> None:
    found = facts[row["file"]]
    explained = any(note.startswith("MACs not counted") for note in found.notes)
    assert found.macs_is_lower_bound == explained


@pytest.mark.parametrize(
    ("file", "scheme"),
    [
        ("ad01_fp32.tflite", "none"),
        ("ad01_int8.tflite", "per-tensor"),
        ("coral_mobilenet_v1_0.25_128_quant.tflite", "per-tensor"),
        ("kws_ref_model.tflite", "per-channel"),
        ("kws_ref_model_float32.tflite", "per-tensor"),
        ("magika_standard_v3_3.onnx", "none"),
        ("mediapipe_face_detection_short_range.tflite", "none"),
        ("tinyengine_mcunetv2_large.tflite", "per-channel"),
    ],
)
def test_the_quantisation_scheme_is_read_from_the_file(
    file: str, scheme: str, facts: dict[str, ModelFacts]
) -> None:
    assert facts[file].quantisation_scheme == scheme


def test_half_precision_storage_is_noted(facts: dict[str, ModelFacts]) -> None:
    note = "constants stored as fp16 and unpacked to fp32 at run time: 74"
    assert note in facts["mediapipe_face_detection_short_range.tflite"].notes


def test_the_classes_of_a_small_keyword_spotter_are_told_apart(
    facts: dict[str, ModelFacts],
) -> None:
    # DS-CNN: 25 x 5 x 64 outputs of 10 x 4 kernels; 4 depthwise 3 x 3, 4 pointwise; 64 x 12 dense.
    assert facts["kws_ref_model.tflite"].macs_by_operator_class == (
        ("standard-convolution", 125 * 64 * 40),
        ("depthwise-convolution", 4 * 125 * 64 * 9),
        ("pointwise-convolution", 4 * 125 * 64 * 64),
        ("dense", 64 * 12),
        ("attention", 0),
        ("other", 0),
    )


def test_a_model_with_control_flow_states_no_macs_and_no_peak(facts: dict[str, ModelFacts]) -> None:
    found = facts["silero_vad_16k_op15.onnx"]
    assert (found.macs, found.peak_activation_bytes) == (None, None)


def test_the_opset_is_that_of_the_file(facts: dict[str, ModelFacts]) -> None:
    assert facts["magika_standard_v3_3.onnx"].opset == 15


def test_only_a_file_of_integer_weights_and_float_activations_needs_hybrid_kernels(
    facts: dict[str, ModelFacts],
) -> None:
    needs = ("needsFeature", tw("hybrid-kernels"))
    hybrid = [
        name for name, each in facts.items()
        if any((f.predicate, f.object) == (tw(needs[0]), needs[1]) for f in variant_facts(each))
    ]
    assert hybrid == ["kws_ref_model_float32.tflite"]


WHOLE = [row for row in ROWS if row is ABSENT or row["file"].endswith(".tflite")]


@pytest.mark.parametrize("row", WHOLE, ids=[row["file"] for row in WHOLE])
def test_the_uses_of_all_operators_are_the_whole_model(
    row: Row, facts: dict[str, ModelFacts]
) -> None:
    whole = facts[row["file"]]
    uses = [each for each in whole.parts if not each.is_rest]
    macs = sum(count for each in uses for _, count in each.macs_by_operator_class)
    written = sum(each.elements_written or 0 for each in uses)
    assert not uses or (macs, written) == (whole.macs, whole.elements_written)


def test_what_follows_an_operator_takes_what_it_reads_from_the_rest(
    facts: dict[str, ModelFacts],
) -> None:
    [last] = [
        each for each in facts["coral_deeplabv3_mnv2_dm05_pascal_quant.tflite"].parts
        if each.is_rest and each.operator == "ARG_MAX"
    ]
    assert (last.starts_at, last.uses) == (71, 1)
    assert (last.elements_written, last.crossing_bytes) == (513 * 513, 21 * 513 * 513)


def test_a_change_of_type_that_a_model_begins_with_is_no_beginning_of_what_follows(
    facts: dict[str, ModelFacts],
) -> None:
    parts = facts["coral_movenet_single_pose_lightning_ptq.tflite"].parts
    starts = [
        min(each.starts_at for each in parts if each.is_rest == is_rest)
        for is_rest in (False, True)
    ]
    assert starts == [0, 2]
