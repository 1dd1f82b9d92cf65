"""What the operators of a model write: how many run, and the elements of their outputs."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from .graph import Graph, Operator

# Operators that runtimes do not run on their own: changes of shape or type, and activations and
# scalings that are fused with what they follow. Lower case, without underscores.
_FUSED = frozenset({
    "batchnormalization", "cast", "clip", "constant", "constantofshape", "dequantize",
    "dequantizelinear", "dropout", "expanddims", "flatten", "identity", "leakyrelu", "prelu",
    "quantize", "quantizelinear", "relu", "relu6", "relun1to1", "reshape", "shape", "squeeze",
    "unsqueeze",
})


@dataclass(frozen=True)
class Written:
    """Operators that run, and the elements that they write; None where a shape is not known."""

    operators: int
    elements: int | None


def written(graph: Graph, constants: Set[int]) -> Written:
    """Return what is written in one inference; what follows from constants alone is not run."""
    run = [each for each in graph.operators if _runs(each, constants)]
    sizes = [graph.tensors[number].elements for each in run for number in each.writes()]
    known = [each for each in sizes if each is not None]
    return Written(len(run), sum(known) if len(known) == len(sizes) else None)


def is_fused(operator: Operator) -> bool:
    """Say whether runtimes do not run an operator on its own."""
    return operator.name.replace("_", "").lower() in _FUSED


def _runs(operator: Operator, constants: Set[int]) -> bool:
    return not is_fused(operator) and not set(operator.writes()) <= constants
