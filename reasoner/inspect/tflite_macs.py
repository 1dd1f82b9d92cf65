"""MACs of the TFLite operators; element-wise, pooling and activation operators count 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from .graph import Graph, Operator
from .work import ATTENTION, DENSE, DEPTHWISE, OTHER, POINTWISE, STANDARD, Work

Shape = tuple[int, ...]

# Operators that compute (or call a graph that does) and that no rule below covers. A custom
# operator and one newer than the schema belong to them too.
WITHOUT_RULE = frozenset(
    {
        "BIDIRECTIONAL_SEQUENCE_LSTM",
        "BIDIRECTIONAL_SEQUENCE_RNN",
        "CALL",
        "CALL_ONCE",
        "CONV_3D",
        "CONV_3D_TRANSPOSE",
        "DELEGATE",
        "IF",
        "LSTM",
        "RFFT2D",
        "RNN",
        "STABLEHLO_COMPOSITE",
        "STABLEHLO_CONVOLUTION",
        "STABLEHLO_CUSTOM_CALL",
        "STABLEHLO_DOT_GENERAL",
        "STABLEHLO_WHILE",
        "UNIDIRECTIONAL_SEQUENCE_RNN",
        "WHILE",
    }
)


@dataclass(frozen=True)
class Rule:
    """How one kind of operator is counted.

    `ranks` are (input position, rank) pairs that must hold; `weights` the input positions of its
    weights; `macs` takes the input shapes (ABSENT where there is none) and the output shape.
    """

    operator_class: str
    ranks: tuple[tuple[int, int], ...]
    weights: tuple[int, ...]
    macs: Callable[[list[Shape], Shape], int]


ABSENT: Shape = (0,)
MOST_INPUTS = 9  # the last that a rule looks at is input 8, of the LSTM


def _convolution(shapes: list[Shape], output: Shape) -> int:
    return prod(output) * prod(shapes[1][1:])


def _depthwise(shapes: list[Shape], output: Shape) -> int:
    return prod(output) * prod(shapes[1][1:3])


def _transpose_convolution(shapes: list[Shape], output: Shape) -> int:
    return prod(shapes[2]) * prod(shapes[1][:3])


def _fully_connected(shapes: list[Shape], output: Shape) -> int:
    # Rows times weights: each weight is used once a row.
    width = shapes[1][-1]
    return prod(shapes[0]) // width * prod(shapes[1]) if width else 0


def _lstm(shapes: list[Shape], output: Shape) -> int:
    # Rows are time steps times batch, whichever of the two axes comes first.
    width, weights = shapes[0][-1], sum(prod(each) for each in shapes[1:MOST_INPUTS])
    return prod(shapes[0]) // width * weights if width else 0


def _svdf(shapes: list[Shape], output: Shape) -> int:
    return prod(shapes[1]) + prod(shapes[2])


def _batch_matmul(shapes: list[Shape], output: Shape) -> int:
    # The left operand is rows x inner, or inner x rows if adjoint: the rows are the output's.
    rows = output[-2] if len(output) > 1 else 0
    return prod(output) * (prod(shapes[0][-2:]) // rows) if rows else 0


RULES = {
    "CONV_2D": Rule(STANDARD, ((1, 4),), (1,), _convolution),
    "DEPTHWISE_CONV_2D": Rule(DEPTHWISE, ((1, 4),), (1,), _depthwise),
    "TRANSPOSE_CONV": Rule(STANDARD, ((1, 4), (2, 4)), (1,), _transpose_convolution),
    "FULLY_CONNECTED": Rule(DENSE, ((1, 2),), (1,), _fully_connected),
    "BATCH_MATMUL": Rule(DENSE, (), (0, 1), _batch_matmul),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": Rule(OTHER, ((0, 3),), tuple(range(1, 9)), _lstm),
    "SVDF": Rule(OTHER, ((1, 2), (2, 2)), (1, 2), _svdf),
}


def work_of(graph: Graph, operator: Operator) -> Work | None:
    """Return the work of one operator, None if it does not compute.

    Raises ValueError if an input or output that its rule needs is absent or of another rank.
    """
    rule = RULES.get(operator.name)
    if rule is None:
        unknown = operator.name.startswith(("CUSTOM", "OPERATOR_"))
        return Work(None, None) if unknown or operator.name in WITHOUT_RULE else None
    shapes = [_shape(graph, number) for number in operator.inputs]
    shapes += [ABSENT] * (MOST_INPUTS - len(shapes))
    for position, rank in rule.ranks:
        if len(shapes[position]) != rank:
            raise ValueError(f"input {position} has the shape {list(shapes[position])}")
    if not any(True for _ in operator.writes()):
        raise ValueError("it has no output")
    macs = rule.macs(shapes, _shape(graph, operator.outputs[0]))
    return Work(_operator_class(graph, operator, rule), macs)


def _operator_class(graph: Graph, operator: Operator, rule: Rule) -> str:
    constant = any(graph.tensors[each].is_constant for each in operator.reads())
    if operator.name == "BATCH_MATMUL" and not constant:
        return ATTENTION
    is_pointwise = operator.name == "CONV_2D" and _shape(graph, operator.inputs[1])[1:3] == (1, 1)
    return POINTWISE if is_pointwise else rule.operator_class


def _shape(graph: Graph, number: int) -> Shape:
    shape = graph.tensors[number].shape if number >= 0 else None
    return ABSENT if shape is None else shape
