"""A small ONNX model made in the tests, and the real ones of ../shared where they are at hand."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

REAL = Path(__file__).resolve().parents[3] / "shared" / "models"


def _weight(name: str, *dims: int) -> onnx.TensorProto:
    return TensorProto(name=name, data_type=1, dims=dims, raw_data=bytes(prod(dims) * 4))


def _model(nodes: list[onnx.NodeProto], weights: list[onnx.TensorProto]) -> onnx.ModelProto:
    taken = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 32, 32])
    given = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    made = helper.make_graph(nodes, "made", [taken], [given], weights)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)])


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model whose input is scaled, folded twice to less and less, and classified."""
    nodes = [
        helper.make_node("Mul", ["x", "scale"], ["scaled"]),
        helper.make_node("Conv", ["scaled", "w1"], ["a"], strides=[4, 4], kernel_shape=[4, 4]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Conv", ["b", "w2"], ["c"], strides=[2, 2], kernel_shape=[2, 2]),
        helper.make_node("Flatten", ["c"], ["d"]),
        helper.make_node("Identity", ["w3"], ["w3 again"]),
        helper.make_node("Gemm", ["d", "w3 again"], ["y"]),
    ]
    weights = [_weight("scale", 1), _weight("w1", 8, 3, 4, 4), _weight("w2", 4, 8, 2, 2),
               _weight("w3", 64, 10)]
    path = tmp_path_factory.mktemp("models") / "classifier.onnx"
    path.write_bytes(_model(nodes, weights).SerializeToString())
    return path


@pytest.fixture
def onnx_of(tmp_path: Path) -> Callable[..., Path]:
    """Return the maker of ONNX files with an input x and an output y."""

    def write(*nodes: onnx.NodeProto) -> Path:
        path = tmp_path / "made.onnx"
        path.write_bytes(_model(list(nodes), []).SerializeToString())
        return path

    return write
