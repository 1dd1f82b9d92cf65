"""Infer the shapes of an ONNX model, in a process of its own.

Shape inference runs in C++ and trusts its input: of 40 000 one-operator models with hostile shapes
and attributes, 52 made onnx 1.23.2 loop or swell, and 5 made it crash. So this file is a program:
a model without weights comes in on stdin behind one line of JSON, its graph goes out on stdout as
JSON, and time and memory are limited. It does not import tierwise, which takes longer to load.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from typing import Any

import onnx

STANDARD_DOMAINS = ("", "ai.onnx")
SHOWN = 200  # characters of a foreign message


def limit(cpu_s: float, memory_bytes: int) -> None:
    """Have the system end this process when it takes more than that; only Unix can."""
    try:
        import resource  # not on Windows: there the caller's own time limit has to do
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, cpu_s)


def graph_of(data: bytes, dimensions: Mapping[str, int]) -> dict[str, Any]:
    """Return the main graph of a model as plain values, shapes inferred, tensors numbered."""
    model = onnx.load_model_from_string(data)
    symbols = set_symbols(model.graph, dimensions)
    failure = None
    try:
        model = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:  # whatever it is, the graph as written is still worth reading
        failure = str(error)[:SHOWN]
    return Numbering(model.graph).graph() | {
        "opset": next(
            (each.version for each in model.opset_import if each.domain in STANDARD_DOMAINS), None
        ),
        "symbols": symbols,
        "failure": failure,
    }


def set_symbols(graph: onnx.GraphProto, dimensions: Mapping[str, int]) -> list[list[Any]]:
    """Set each symbolic dimension of the inputs; return [place, symbol, value, is set] of each.

    A negative dimension is a symbolic one: some exporters write -1 for the batch.
    """
    weights = {each.name for each in graph.initializer}
    symbols: list[list[Any]] = []
    for tensor in graph.input:
        if tensor.name in weights:
            continue
        for axis, dim in enumerate(tensor.type.tensor_type.shape.dim):
            if dim.HasField("dim_value") and dim.dim_value >= 0:
                continue
            place, symbol = f"{tensor.name}[{axis}]", dim.dim_param
            value = dimensions.get(place, dimensions.get(symbol))
            dim.dim_value = 1 if value is None else value
            symbols.append([place, symbol, dim.dim_value, value is not None])
    return symbols


class Numbering:
    """The graph in numbers: each tensor gets one when its name is first met."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.proto = graph
        self.numbers: dict[str, int] = {}
        self.shapes: dict[str, list[int] | None] = {}
        self.types: dict[str, int] = {}
        self.constants: set[str] = set()
        self.graphs_within = 0
        for value in (*graph.value_info, *graph.output, *graph.input):
            self.note(value.name, value.type)
        for tensor in graph.initializer:
            self.hold(tensor.name, tensor)

    def note(self, name: str, kind: onnx.TypeProto) -> None:
        """Note the type of a tensor, and its shape if each dimension is known."""
        tensor = kind.tensor_type
        self.types[name] = tensor.elem_type
        dims = tensor.shape.dim
        known = all(each.HasField("dim_value") and each.dim_value >= 0 for each in dims)
        self.shapes[name] = (
            [each.dim_value for each in dims] if known and tensor.HasField("shape") else None
        )

    def hold(self, name: str, tensor: onnx.TensorProto) -> None:
        """Note a constant, whose shape is in the file."""
        self.types[name], self.shapes[name] = tensor.data_type, list(tensor.dims)
        self.constants.add(name)

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers)) if name else -1

    def graph(self) -> dict[str, Any]:
        weights = {each.name for each in self.proto.initializer}
        inputs = [self.number(each.name) for each in self.proto.input if each.name not in weights]
        operators = [self.operator(each) for each in self.proto.node]
        outputs = [self.number(each.name) for each in self.proto.output]
        for name in sorted(self.constants, key=str):
            self.number(name)
        return {
            "inputs": inputs,
            "outputs": outputs,
            "operators": operators,
            "graphs_within": self.graphs_within,
            "tensors": [self.tensor(each) for each in self.numbers],
        }

    def operator(self, node: onnx.NodeProto) -> list[Any]:
        """Return [name, inputs, outputs]; count the graphs within."""
        if node.op_type == "Constant" and node.output:
            self.constants.add(node.output[0])
            for each in node.attribute:
                if each.HasField("t"):
                    self.hold(node.output[0], each.t)
        self.graphs_within += sum(each.HasField("g") + len(each.graphs) for each in node.attribute)
        standard = node.domain in STANDARD_DOMAINS
        return [
            node.op_type if standard else f"{node.domain}:{node.op_type}",
            [self.number(each) for each in node.input],
            [self.number(each) for each in node.output],
        ]

    def tensor(self, name: str) -> list[Any]:
        """Return [name, shape or None, data type, is constant]."""
        return [name, self.shapes.get(name), self.types.get(name, 0), name in self.constants]


def refuse(name: object) -> None:
    """Refuse what protobuf gives as bytes, for it is no text."""
    raise ValueError(f"the name {name!r} is not UTF-8")


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    limit(asked["cpu_s"], asked["memory_bytes"])
    graph = graph_of(sys.stdin.buffer.read(), asked["dimensions"])
    sys.stdout.write(json.dumps(graph, default=refuse))


if __name__ == "__main__":
    main()
