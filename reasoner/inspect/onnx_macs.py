"""MACs of the ONNX operators; element-wise, pooling and activation operators count 0."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from math import prod

from .graph import Graph, Operator
from .work import ATTENTION, DENSE, DEPTHWISE, OTHER, POINTWISE, STANDARD, Work

Shape = tuple[int, ...]

# Operators that compute (or run a graph that does) and that no rule below covers. So does each
# operator of a domain other than ai.onnx.
WITHOUT_RULE = frozenset(
    {
        "Attention",
        "DFT",
        "DeformConv",
        "Einsum",
        "If",
        "Loop",
        "Scan",
        "SequenceMap",
        "STFT",
    }
)


@dataclass(frozen=True)
class Rule:
    """How one kind of operator is counted.

    `operands` are the input positions whose shapes it takes, the data before the weights; `scales`
    the position of the weights' quantisation scales, if any; `macs` takes the operands' shapes and
    the output's.
    """

    operator_class: str
    operands: tuple[int, ...]
    macs: Callable[[list[Shape], Shape], int]
    scales: int | None = None


def _convolution(operands: list[Shape], output: Shape) -> int:
    return prod(output) * prod(operands[1][1:])


def _transpose_convolution(operands: list[Shape], output: Shape) -> int:
    return prod(operands[0]) * prod(operands[1][1:])


def _matmul(operands: list[Shape], output: Shape) -> int:
    return prod(output) * operands[0][-1]


def _gemm(operands: list[Shape], output: Shape) -> int:
    # The left operand is rows x inner, or inner x rows if transposed: the rows are the output's.
    return prod(output) * prod(operands[0]) // output[0] if output[0] else 0


def _recurrent(operands: list[Shape], output: Shape) -> int:
    # Rows are time steps times batch, whichever of the two axes comes first.
    rows = prod(operands[0][:-1])
    return rows * (prod(operands[1]) + prod(operands[2]))


RULES = {
    "Conv": Rule(STANDARD, (0, 1), _convolution),
    "ConvInteger": Rule(STANDARD, (0, 1), _convolution),
    "ConvTranspose": Rule(STANDARD, (0, 1), _transpose_convolution),
    "GRU": Rule(OTHER, (0, 1, 2), _recurrent),
    "Gemm": Rule(DENSE, (0, 1), _gemm),
    "LSTM": Rule(OTHER, (0, 1, 2), _recurrent),
    "MatMul": Rule(DENSE, (0, 1), _matmul),
    "MatMulInteger": Rule(DENSE, (0, 1), _matmul),
    "QLinearConv": Rule(STANDARD, (0, 3), _convolution, scales=4),
    "QLinearMatMul": Rule(DENSE, (0, 3), _matmul, scales=4),
    "RNN": Rule(OTHER, (0, 1, 2), _recurrent),
}


def work_of(graph: Graph, operator: Operator, constants: Set[int]) -> Work | None:
    """Return the work of one operator, None if it does not compute.

    `constants` are the tensors that do not depend on the model's inputs.
    """
    rule = RULES.get(operator.name)
    if rule is None:
        is_unknown = ":" in operator.name or operator.name in WITHOUT_RULE
        return Work(None, None) if is_unknown else None
    numbers = [_at(operator.inputs, position) for position in rule.operands]
    shapes = [_shape(graph, number) for number in numbers]
    output = _shape(graph, _at(operator.outputs, 0))
    known = [each for each in shapes if each]
    # A convolution and a Gemm have an output of rank 2 and more; only a product of vectors has 0.
    if len(known) < len(shapes) or output is None or not (output or "MatMul" in operator.name):
        return Work(rule.operator_class, None)
    return Work(_operator_class(rule, numbers, known, constants), rule.macs(known, output))


def _operator_class(
    rule: Rule, numbers: list[int], shapes: list[Shape], constants: Set[int]
) -> str:
    if rule.operator_class == DENSE and not any(each in constants for each in numbers):
        return ATTENTION
    data, weights = shapes[0], shapes[1]
    is_depthwise = len(data) > 2 and len(weights) > 2 and weights[1] == 1 and data[1] > 1
    if rule.macs is _convolution and is_depthwise:
        return DEPTHWISE
    if rule.macs is _convolution and len(weights) > 2 and set(weights[2:]) == {1}:
        return POINTWISE
    return rule.operator_class


def _at(numbers: tuple[int, ...], position: int) -> int:
    return numbers[position] if position < len(numbers) else -1


def _shape(graph: Graph, number: int) -> Shape | None:
    return graph.tensors[number].shape if number >= 0 else None
