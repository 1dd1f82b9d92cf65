"""Read a .tflite file: the first subgraph, with the static shapes that the file holds."""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from .assemble import Reading, is_index
from .graph import Graph, Operator, Tensor
from .source import refusal
from .tflite_macs import RULES, work_of
from .tflite_tables import read_tables
from .work import Work

# Operators that unpack a stored constant when the model runs: half precision or sparse weights.
UNPACKING = frozenset({"DEQUANTIZE", "DENSIFY"})
# Operators that run another subgraph.
CALLING = frozenset({"CALL", "IF", "STABLEHLO_COMPOSITE", "STABLEHLO_WHILE", "WHILE"})


def tflite_reading(path: Path, data: mmap.mmap, dimensions: Mapping[str, int]) -> Reading:
    """Return a .tflite file, whose bytes are `data`, as it is understood.

    Raises ModelFileError if the file is not a sound TFLite file, or if `dimensions` names any:
    this format holds static shapes.
    """
    if dimensions:
        named = ", ".join(sorted(dimensions))
        raise refusal(path, "a dimension to set", "none: shapes in .tflite are static", named)
    tables = read_tables(path, data)
    graph = tables.graph
    unpacked = _unpacked(graph)
    held = frozenset(number for number, each in enumerate(graph.tensors) if each.is_constant)
    constants = held.union(unpacked)
    parameters = constants.intersection(_read_by(_ruled(graph)))
    return Reading(
        file_format="tflite",
        graph=graph,
        work=tuple(_work(path, graph, at) for at in range(len(graph.operators))),
        constants=constants,
        parameters=parameters,
        other_constants=_others(graph, constants, parameters, unpacked),
        weights=tuple(graph.tensors[each] for each in sorted(_weights(graph) & parameters)),
        calls_graphs=any(operator.name in CALLING for operator in graph.operators),
        sizes_assumed=False,
        operator_versions=tables.operator_versions,
        opset=None,
        notes=(*tables.notes, *_stored(graph, unpacked), *_hybrid(graph, parameters)),
    )


def _work(path: Path, graph: Graph, at: int) -> Work | None:
    operator = graph.operators[at]
    try:
        return work_of(graph, operator)
    except ValueError as error:
        thing = f"operator {at}, {operator.name}"
        raise refusal(path, thing, "the inputs that it needs", str(error)) from error


def _unpacked(graph: Graph) -> dict[int, int]:
    """Return the tensors that are constants unpacked at run time, with the constants."""
    return {
        operator.outputs[0]: operator.inputs[0]
        for operator in graph.operators
        if operator.name in UNPACKING and operator.inputs and operator.outputs
        if operator.inputs[0] >= 0 and graph.tensors[operator.inputs[0]].is_constant
    }


def _ruled(graph: Graph) -> list[Operator]:
    return [operator for operator in graph.operators if operator.name in RULES]


def _read_by(operators: Iterable[Operator]) -> set[int]:
    """Return the tensors that `operators` read, but for the shape TRANSPOSE_CONV is given."""
    return {
        number
        for operator in operators
        for position, number in enumerate(operator.inputs)
        if number >= 0 and (operator.name, position) != ("TRANSPOSE_CONV", 0)
    }


def _weights(graph: Graph) -> set[int]:
    return {
        operator.inputs[position]
        for operator in _ruled(graph)
        for position in RULES[operator.name].weights
        if position < len(operator.inputs)
    }


def _others(
    graph: Graph, constants: frozenset[int], parameters: frozenset[int], unpacked: dict[int, int]
) -> frozenset[int]:
    """Return the other constants that operators read, each unpacked one once."""
    read = _read_by(graph.operators) & (constants - parameters).difference(unpacked.values())
    return frozenset(each for each in read if not is_index(graph.tensors[each]))


def _stored(graph: Graph, unpacked: dict[int, int]) -> Iterable[str]:
    kinds = Counter(
        (graph.tensors[stored].numeric_type, graph.tensors[given].numeric_type)
        for given, stored in unpacked.items()
    )
    for (stored, given), count in sorted(kinds.items()):
        yield f"constants stored as {stored} and unpacked to {given} at run time: {count}"


def _hybrid(graph: Graph, parameters: frozenset[int]) -> Iterable[str]:
    """Note int8 weights that meet fp32 activations: dynamic-range quantisation."""
    count = sum(_is_hybrid(graph, operator, parameters) for operator in _ruled(graph))
    if count:
        yield f"operators of int8 weights and fp32 activations (dynamic range): {count}"


def _is_hybrid(graph: Graph, operator: Operator, parameters: frozenset[int]) -> bool:
    read = [(number in parameters, graph.tensors[number]) for number in operator.reads()]
    return any(is_weight and _is(each, "int8") for is_weight, each in read) and any(
        not is_weight and _is(each, "fp32") for is_weight, each in read
    )


def _is(tensor: Tensor, numeric_type: str) -> bool:
    return tensor.numeric_type == numeric_type
