"""From what a reader found to ModelFacts: the part that is the same for every file format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .facts import ModelFacts, TensorFacts
from .graph import INDEX_TYPES, UNKNOWN_TYPE, Graph, Tensor
from .liveness import Peak, peak_activation
from .parts import parts_of
from .work import TotalWork, Work, total_work
from .written import written


@dataclass(frozen=True)
class Reading:
    """One file as its reader understands it.

    `constants` are the numbers of the tensors that take no activation memory, `parameters` and
    `other_constants` those of them that are counted; `weights` the constants that are multiplied,
    as they are stored. `calls_graphs` is whether an operator runs a graph that is not `graph`,
    `sizes_assumed` whether a dimension that is not the batch is a guess of 1.
    """

    file_format: str
    graph: Graph
    work: tuple[Work | None, ...]
    constants: frozenset[int]
    parameters: frozenset[int]
    other_constants: frozenset[int]
    weights: tuple[Tensor, ...]
    calls_graphs: bool
    sizes_assumed: bool
    operator_versions: tuple[tuple[str, int], ...]
    opset: int | None
    notes: tuple[str, ...]


def facts_of(path: Path, file_bytes: int, reading: Reading) -> ModelFacts:
    """Return the facts of one reading."""
    graph = reading.graph
    names = [operator.name for operator in graph.operators]
    total = total_work(list(zip(names, reading.work, strict=True)))
    peak = _peak(graph, reading, total)
    runs = written(graph, reading.constants)
    return ModelFacts(
        path=path,
        file_format=reading.file_format,
        file_bytes=file_bytes,
        parameters=_elements(graph, reading.parameters),
        other_const_elements=_elements(graph, reading.other_constants),
        macs=total.macs,
        macs_is_lower_bound=total.is_lower_bound or reading.sizes_assumed,
        macs_by_operator_class=total.by_class,
        operators_run=runs.operators,
        elements_written=None if reading.calls_graphs else runs.elements,
        peak_activation_bytes=peak.activation_bytes if peak else None,
        peak_is_lower_bound=peak is not None and _is_partial(peak, reading),
        peak_at_operator=f"{peak.operator}:{names[peak.operator]}" if peak else None,
        operators=tuple(sorted(Counter(names).items())),
        operator_versions=reading.operator_versions,
        opset=reading.opset,
        numeric_types=_types(reading.weights),
        activation_numeric_types=_types(
            graph.tensors[number] for number in graph.used() - reading.constants
        ),
        quantisation_scheme=quantisation_scheme(reading.weights),
        inputs=_interface(graph, graph.inputs),
        outputs=_interface(graph, graph.outputs),
        notes=(*reading.notes, *total.notes, *_peak_notes(graph, reading, peak)),
        parts=(
            () if reading.calls_graphs or total.is_lower_bound
            else parts_of(graph, reading.work, reading.constants)
        ),
    )


def quantisation_scheme(weights: Iterable[Tensor]) -> str:
    """Return per-channel if any weight has several scales, per-tensor if any has one, else none."""
    scales = max((each.scales for each in weights), default=0)
    return "per-channel" if scales > 1 else "per-tensor" if scales else "none"


def is_index(tensor: Tensor) -> bool:
    """Whether a constant is a shape, axis or index rather than a figure of the model."""
    return tensor.numeric_type in INDEX_TYPES


def _peak(graph: Graph, reading: Reading, total: TotalWork) -> Peak | None:
    # Where no operator that computes has its shapes, what is left of the graph says nothing.
    return None if total.macs is None else peak_activation(graph, reading.constants)


def _is_partial(peak: Peak, reading: Reading) -> bool:
    return peak.is_lower_bound or reading.calls_graphs or reading.sizes_assumed


def _elements(graph: Graph, numbers: Iterable[int]) -> int:
    return sum(graph.tensors[number].elements or 0 for number in numbers)


def _types(tensors: Iterable[Tensor]) -> tuple[str, ...]:
    return tuple(sorted({each.numeric_type for each in tensors} - {UNKNOWN_TYPE}))


def _interface(graph: Graph, numbers: Iterable[int]) -> tuple[TensorFacts, ...]:
    tensors = (graph.tensors[number] for number in numbers)
    return tuple(TensorFacts(each.name, each.shape, each.numeric_type) for each in tensors)


def _peak_notes(graph: Graph, reading: Reading, peak: Peak | None) -> Iterable[str]:
    activations = graph.used() - reading.constants
    count = sum(graph.tensors[number].size_bytes is None for number in activations)
    if peak is not None and count:
        yield f"activations of unknown size are not in the peak: {count}"
    if peak is not None and reading.calls_graphs:
        yield "activations within called graphs are not in the peak"
