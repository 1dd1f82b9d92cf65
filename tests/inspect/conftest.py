"""Small model files made in the tests, and the real ones of ../shared where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

import flatbuffers
import onnx
import pytest
import tflite
from onnx import TensorProto, helper

Made = Mapping[str, Any]


@pytest.fixture(scope="session")
def tflite_bytes() -> Callable[..., bytes]:
    """Return the maker of .tflite files.

    A tensor is `shape`, and perhaps `kind` (FLOAT32), `held` (bytes, which make it a constant),
    `name`, `scales`, `variable`, `buffer`, `signature`. An operator is (name, inputs, outputs).
    """
    return _tflite_bytes


@pytest.fixture
def tflite_file(tmp_path: Path) -> Callable[..., Path]:
    """Return the maker of .tflite files on disk."""

    def write(*args: Any, **kwargs: Any) -> Path:
        path = tmp_path / "made.tflite"
        path.write_bytes(_tflite_bytes(*args, **kwargs))
        return path

    return write


@pytest.fixture(scope="session")
def onnx_bytes() -> Callable[..., bytes]:
    """Return the maker of .onnx files; `shapes` names the inputs, `weights` the constants."""
    return _onnx_bytes


@pytest.fixture
def onnx_file(tmp_path: Path) -> Callable[..., Path]:
    """Return the maker of .onnx files on disk."""

    def write(*args: Any, **kwargs: Any) -> Path:
        path = tmp_path / "made.onnx"
        path.write_bytes(_onnx_bytes(*args, **kwargs))
        return path

    return write


def _onnx_bytes(
    nodes: Sequence[onnx.NodeProto],
    shapes: Mapping[str, Sequence[int | str | None] | None],
    weights: Mapping[str, Sequence[int]] | None = None,
    outputs: Sequence[str] = ("y",),
    *,
    kinds: Mapping[str, int] | None = None,
    change: Callable[[onnx.ModelProto], None] = lambda model: None,
) -> bytes:
    kinds = kinds or {}

    def kind(name: str) -> int:
        return kinds.get(name, TensorProto.FLOAT)

    held = [_weight(name, kind(name), dims) for name, dims in (weights or {}).items()]
    taken = [helper.make_tensor_value_info(each, kind(each), shapes[each]) for each in shapes]
    given = [helper.make_tensor_value_info(each, kind(each), None) for each in outputs]
    graph = helper.make_graph(list(nodes), "made", taken, given, held)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    change(model)
    return bytes(model.SerializeToString())


def _weight(name: str, kind: int, dims: Sequence[int]) -> onnx.TensorProto:
    size = helper.tensor_dtype_to_np_dtype(kind).itemsize
    return TensorProto(name=name, data_type=kind, dims=dims, raw_data=bytes(prod(dims) * size))


def _tflite_bytes(
    tensors: Sequence[Made],
    operators: Sequence[tuple[str, Sequence[int], Sequence[int]]],
    inputs: Sequence[int] = (),
    outputs: Sequence[int] = (),
    *,
    version: int = 3,
    identifier: bytes = b"TFL3",
    subgraphs: int = 1,
) -> bytes:
    build = flatbuffers.Builder(0)
    constants = [number for number, each in enumerate(tensors) if "held" in each]
    held = [0, *(tensors[number]["held"] for number in constants)]
    buffers = _tables(build, [_buffer(build, each) for each in held])
    names = sorted({name for name, _, _ in operators})
    codes = _tables(build, [_code(build, each) for each in names])
    main = _subgraph(
        build,
        [
            _tensor(build, each, constants.index(at) + 1 if at in constants else 0)
            for at, each in enumerate(tensors)
        ],
        [_operator(build, names.index(name), reads, writes) for name, reads, writes in operators],
        inputs,
        outputs,
    )
    graphs = _tables(build, [main] * subgraphs)
    tflite.ModelStart(build)
    tflite.ModelAddVersion(build, version)
    tflite.ModelAddOperatorCodes(build, codes)
    tflite.ModelAddSubgraphs(build, graphs)
    tflite.ModelAddBuffers(build, buffers)
    build.Finish(tflite.ModelEnd(build), file_identifier=identifier)
    return bytes(build.Output())


def _subgraph(
    build: flatbuffers.Builder,
    tensors: Sequence[int],
    operators: Sequence[int],
    inputs: Sequence[int],
    outputs: Sequence[int],
) -> int:
    made, taken = _tables(build, tensors), _ints(build, inputs)
    given, run = _ints(build, outputs), _tables(build, operators)
    tflite.SubGraphStart(build)
    tflite.SubGraphAddTensors(build, made)
    tflite.SubGraphAddInputs(build, taken)
    tflite.SubGraphAddOutputs(build, given)
    tflite.SubGraphAddOperators(build, run)
    return int(tflite.SubGraphEnd(build))


def _ints(build: flatbuffers.Builder, values: Sequence[int]) -> int:
    build.StartVector(4, len(values), 4)
    for each in reversed(values):
        build.PrependInt32(each)
    return int(build.EndVector())


def _tables(build: flatbuffers.Builder, offsets: Sequence[int]) -> int:
    build.StartVector(4, len(offsets), 4)
    for each in reversed(offsets):
        build.PrependUOffsetTRelative(each)
    return int(build.EndVector())


def _buffer(build: flatbuffers.Builder, held: int) -> int:
    data = build.CreateByteVector(bytes(held)) if held else None
    tflite.BufferStart(build)
    if data is not None:
        tflite.BufferAddData(build, data)
    return int(tflite.BufferEnd(build))


def _code(build: flatbuffers.Builder, name: str) -> int:
    """Return an operator code of version 2; a name that is no builtin operator is custom."""
    number = getattr(tflite.BuiltinOperator, name, tflite.BuiltinOperator.CUSTOM)
    custom = build.CreateString(name)
    tflite.OperatorCodeStart(build)
    tflite.OperatorCodeAddVersion(build, 2)
    tflite.OperatorCodeAddCustomCode(build, custom)
    tflite.OperatorCodeAddBuiltinCode(build, number)
    tflite.OperatorCodeAddDeprecatedBuiltinCode(build, min(number, 127))
    return int(tflite.OperatorCodeEnd(build))


def _tensor(build: flatbuffers.Builder, tensor: Made, buffer: int) -> int:
    name, shape = build.CreateString(tensor.get("name", "")), _ints(build, tensor["shape"])
    signature = _ints(build, tensor.get("signature", tensor["shape"]))
    build.StartVector(4, tensor.get("scales", 0), 4)
    for _ in range(tensor.get("scales", 0)):
        build.PrependFloat32(0.5)
    scales = build.EndVector()
    tflite.QuantizationParametersStart(build)
    tflite.QuantizationParametersAddScale(build, scales)
    quantisation = tflite.QuantizationParametersEnd(build)
    tflite.TensorStart(build)
    tflite.TensorAddName(build, name)
    tflite.TensorAddShape(build, shape)
    tflite.TensorAddShapeSignature(build, signature)
    tflite.TensorAddType(build, getattr(tflite.TensorType, tensor.get("kind", "FLOAT32")))
    tflite.TensorAddBuffer(build, tensor.get("buffer", buffer))
    tflite.TensorAddQuantization(build, quantisation)
    tflite.TensorAddIsVariable(build, tensor.get("variable", False))
    return int(tflite.TensorEnd(build))


def _operator(
    build: flatbuffers.Builder, code: int, inputs: Sequence[int], outputs: Sequence[int]
) -> int:
    reads, writes = _ints(build, inputs), _ints(build, outputs)
    tflite.OperatorStart(build)
    tflite.OperatorAddOpcodeIndex(build, code)
    tflite.OperatorAddInputs(build, reads)
    tflite.OperatorAddOutputs(build, writes)
    return int(tflite.OperatorEnd(build))
