"""Read an .onnx file: the main graph, its symbolic dimensions set, its shapes inferred."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from pathlib import Path

from .assemble import Reading, is_index
from .graph import Graph, Tensor
from .onnx_macs import RULES, work_of
from .onnx_shapes import Inferred, infer_shapes
from .onnx_wire import Skeleton, WireError, skeleton_of
from .source import refusal

# Constants of up to eight elements are taken for shapes, axes, clip bounds and single scales, and
# not for parameters: the rule by which the figures of our reference files were made.
MOST_ELEMENTS_OF_NO_PARAMETER = 8

# Positions at which operators take quantisation scales and zero points: no parameters either.
SCALES = {
    "QuantizeLinear": frozenset({1, 2}),
    "DequantizeLinear": frozenset({1, 2}),
    "QLinearConv": frozenset({1, 2, 4, 5, 6, 7}),
    "QLinearMatMul": frozenset({1, 2, 4, 5, 6, 7}),
}


def onnx_reading(path: Path, data: mmap.mmap, dimensions: Mapping[str, int]) -> Reading:
    """Return an .onnx file, whose bytes are `data`, as it is understood.

    Raises ModelFileError if the file is not a sound ONNX file, if its shapes cannot be inferred
    within bounds of time and memory, or if `dimensions` names none of its own.
    """
    try:
        skeleton = skeleton_of(data)
    except WireError as error:
        expected = f"an ONNX model in its {len(data)} bytes"
        raise refusal(path, "not a sound .onnx file", expected, str(error)) from error
    inferred = infer_shapes(path, skeleton.data, dimensions)
    graph = inferred.graph
    stored = _stored(graph)
    held = {number for number, each in enumerate(graph.tensors) if each.is_constant}
    parameters = {number for number in _read(graph) & held if _is_parameter(graph.tensors[number])}
    others = {number for number in held - parameters if not is_index(graph.tensors[number])}
    fixed = _fixed(graph, held)
    return Reading(
        file_format="onnx",
        graph=graph,
        work=tuple(work_of(graph, operator, fixed) for operator in graph.operators),
        constants=frozenset(held.union(stored)),
        parameters=frozenset(parameters),
        other_constants=frozenset(others),
        weights=tuple(_weights(graph, stored)) or _figures(graph, parameters),
        calls_graphs=inferred.graphs_within > 0,
        sizes_assumed=inferred.sizes_assumed,
        operator_versions=(),
        opset=inferred.opset,
        notes=(*inferred.notes, *_left_out(skeleton), *_unread(graph, inferred, others)),
    )


def _is_parameter(tensor: Tensor) -> bool:
    return (tensor.elements or 0) > MOST_ELEMENTS_OF_NO_PARAMETER


def _read(graph: Graph) -> set[int]:
    """Return the tensors that operators read, but for quantisation scales and zero points."""
    return {
        number
        for operator in graph.operators
        for position, number in enumerate(operator.inputs)
        if number >= 0 and position not in SCALES.get(operator.name, ())
    }


def _stored(graph: Graph) -> dict[int, Tensor]:
    """Return the constants that DequantizeLinear unpacks, with their scales, by its output."""
    found = {}
    for operator in graph.operators:
        if operator.name == "DequantizeLinear" and len(operator.inputs) > 1:
            number = operator.inputs[0]
            if number >= 0 and graph.tensors[number].is_constant and operator.outputs:
                scaled = _scaled(graph, number, operator.inputs[1])
                found[operator.outputs[0]] = scaled
    return found


def _scaled(graph: Graph, number: int, scales: int) -> Tensor:
    count = graph.tensors[scales].elements if scales >= 0 else 0
    return replace(graph.tensors[number], scales=count or 0)


def _fixed(graph: Graph, held: Set[int]) -> set[int]:
    """Return the tensors that follow from constants alone, as a transposed weight does."""
    fixed = set(held)
    for operator in graph.operators:
        read = set(operator.reads())
        if read and read <= fixed:
            fixed.update(operator.writes())
    return fixed


def _weights(graph: Graph, stored: Mapping[int, Tensor]) -> Iterable[Tensor]:
    """Yield the constants that are multiplied, as stored, with their scales."""
    for operator in graph.operators:
        rule = RULES.get(operator.name)
        for position in rule.operands if rule else ():
            number = operator.inputs[position] if position < len(operator.inputs) else -1
            if number in stored:
                yield stored[number]
            elif number >= 0 and graph.tensors[number].is_constant:
                at = rule.scales if rule else None
                scales = -1 if at is None or at >= len(operator.inputs) else operator.inputs[at]
                yield _scaled(graph, number, scales)


def _figures(graph: Graph, parameters: Set[int]) -> tuple[Tensor, ...]:
    """Return the parameters that are no indices: for a model whose weights are all reshaped."""
    tensors = (graph.tensors[number] for number in sorted(parameters))
    return tuple(each for each in tensors if not is_index(each))


def _left_out(skeleton: Skeleton) -> Iterable[str]:
    for what, count in sorted(skeleton.left_out.items()):
        yield f"{what} are not read: {count}"
    if skeleton.external_tensors:
        yield f"weights in other files are not read: {skeleton.external_tensors} tensors"


def _unread(graph: Graph, inferred: Inferred, others: Set[int]) -> Iterable[str]:
    unread = others - graph.used()
    elements = sum(graph.tensors[number].elements or 0 for number in unread)
    if inferred.graphs_within and elements:
        yield f"elements of constants that only called graphs read, no parameters: {elements}"
