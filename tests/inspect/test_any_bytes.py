"""Any bytes at all give facts or a refusal: cut anywhere, changed anywhere, or at random."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from tierwise.reasoner.errors import ModelFileError
from tierwise.reasoner.inspect import ModelFacts, inspect_model

Bytes = Callable[..., bytes]

MODELS = Path(__file__).parents[2].parent / "shared" / "models"

flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=20)
cuts = st.floats(0, 1, exclude_max=True)
many = settings(max_examples=200, deadline=None, database=None)
few = settings(max_examples=25, deadline=None, database=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


@pytest.fixture(scope="module")
def sound_tflite(tflite_bytes: Bytes) -> bytes:
    tensors = [
        {"shape": (1, 5), "kind": "INT8", "name": "x"},
        {"shape": (7, 5), "kind": "INT8", "held": 35, "scales": 7},
        {"shape": (7,), "kind": "INT32", "held": 28},
        {"shape": (1, 7), "kind": "INT8"},
        {"shape": (1, 7), "kind": "INT8", "name": "y"},
    ]
    operators = [("FULLY_CONNECTED", (0, 1, 2), (3,)), ("MyOwn", (3,), (4,))]
    return tflite_bytes(tensors, operators, (0,), (4,))


@pytest.fixture(scope="module")
def sound_onnx(onnx_bytes: Bytes) -> bytes:
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Reshape", ["c", "s"], ["r"]),
        helper.make_node("Gemm", ["r", "v"], ["y"], transB=1),
    ]
    weights = {"w": (4, 3, 3, 3), "s": (2,), "v": (10, 256)}
    shapes = {"x": ("batch", 3, 8, 8)}
    return onnx_bytes(nodes, shapes, weights, kinds={"s": TensorProto.INT64})


def outcome(path: Path) -> ModelFacts | ModelFileError:
    """Return the facts or the refusal; any other exception is a failure of the test."""
    try:
        return inspect_model(path)
    except ModelFileError as error:
        return error


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def flipped(data: bytes, at: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for place, value in at:
        changed[int(place * len(data))] = value
    return bytes(changed)


@many
@given(at=cuts)
def test_a_truncated_tflite_file_is_refused(folder: Path, sound_tflite: bytes, at: float) -> None:
    data = sound_tflite[: int(at * len(sound_tflite))]
    assert isinstance(outcome(written(folder / "cut.tflite", data)), ModelFileError)


@many
@given(at=flips)
def test_a_tflite_file_with_flipped_bytes_gives_facts_or_a_refusal(
    folder: Path, sound_tflite: bytes, at: list[tuple[float, int]]
) -> None:
    outcome(written(folder / "flipped.tflite", flipped(sound_tflite, at)))


@many
@given(at=cuts)
def test_a_truncated_onnx_file_is_refused(folder: Path, sound_onnx: bytes, at: float) -> None:
    # The last field, the operator sets, is 4 bytes; the cut takes at least half of it.
    data = sound_onnx[: int(at * (len(sound_onnx) - 2))]
    assert isinstance(outcome(written(folder / "cut.onnx", data)), ModelFileError)


@few
@given(at=flips)
def test_an_onnx_file_with_flipped_bytes_gives_facts_or_a_refusal(
    folder: Path, sound_onnx: bytes, at: list[tuple[float, int]]
) -> None:
    outcome(written(folder / "flipped.onnx", flipped(sound_onnx, at)))


@many
@given(data=st.binary(min_size=1, max_size=200))
def test_random_bytes_are_no_onnx_model(folder: Path, data: bytes) -> None:
    assert isinstance(outcome(written(folder / "random.onnx", data)), ModelFileError)


@many
@given(data=st.binary(max_size=200))
def test_random_bytes_behind_the_identifier_are_no_tflite_model(folder: Path, data: bytes) -> None:
    path = written(folder / "random.tflite", b"\x1c\0\0\0TFL3" + data)
    assert isinstance(outcome(path), ModelFileError)


@pytest.mark.skipif(not MODELS.exists(), reason=f"{MODELS} is absent: it holds the real models")
@many
@given(at=cuts)
def test_a_truncated_real_file_is_refused(folder: Path, at: float) -> None:
    data = (MODELS / "kws_ref_model.tflite").read_bytes()
    path = written(folder / "real.tflite", data[: int(at * len(data))])
    assert isinstance(outcome(path), ModelFileError)


@pytest.mark.skipif(not MODELS.exists(), reason=f"{MODELS} is absent: it holds the real models")
@many
@given(at=flips)
def test_a_real_file_with_flipped_bytes_gives_facts_or_a_refusal(
    folder: Path, at: list[tuple[float, int]]
) -> None:
    data = (MODELS / "kws_ref_model.tflite").read_bytes()
    outcome(written(folder / "real.tflite", flipped(data, at)))
