"""Shape inference of an ONNX model by onnx_process, within bounds of time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import did_you_mean
from .graph import MAX_TENSOR_BYTES, UNKNOWN_TYPE, Graph, Operator, Tensor, printable
from .onnx_schema import NUMERIC_TYPES
from .source import refusal

PROCESS = Path(__file__).with_name("onnx_process.py")
MAX_CPU_S = 1.5  # the reference files take under 0.1 s
MAX_MEMORY_BYTES = 320 * 2**20
# For a system that cannot count processor time; long enough for a slow one to load the library.
MAX_WAIT_S = 20
MAX_DIMENSION = 2**31 - 1
SHOWN = 200  # characters of a foreign message
SHOWN_DIMENSIONS = 20


@dataclass(frozen=True)
class Inferred:
    """A main graph with its shapes.

    `graphs_within` counts the graphs of If, Loop and Scan; `sizes_assumed` is whether a dimension
    that is not the batch was taken as 1.
    """

    graph: Graph
    graphs_within: int
    sizes_assumed: bool
    opset: int | None
    notes: tuple[str, ...]


def infer_shapes(path: Path, model: bytes, dimensions: Mapping[str, int]) -> Inferred:
    """Return the graph of `model`, with its symbolic dimensions set to `dimensions` or to 1.

    Raises ModelFileError if the model does not parse, if inference crashes or takes too long, or
    if `dimensions` names none of the model's own.
    """
    for name, value in sorted(dimensions.items()):
        if not isinstance(value, int) or not 1 <= value <= MAX_DIMENSION:
            expected = f"an integer from 1 to {MAX_DIMENSION}"
            raise refusal(path, f"the dimension {name}", expected, repr(value))
    found = _run(path, model, dimensions)
    _check_names(path, found["symbols"], dimensions)
    graph = _graph(found)
    _check_sizes(path, graph)
    return Inferred(
        graph=graph,
        graphs_within=found["graphs_within"],
        sizes_assumed=_sizes_assumed(found["symbols"]),
        opset=found["opset"],
        notes=tuple(_notes(found)),
    )


def _run(path: Path, model: bytes, dimensions: Mapping[str, int]) -> dict[str, Any]:
    """Return what the process says of the model."""
    asked = {
        "dimensions": dict(dimensions),
        "cpu_s": MAX_CPU_S,
        "memory_bytes": MAX_MEMORY_BYTES,
    }
    thing = "an .onnx file that the library onnx does not read"
    expected = f"its shapes within {MAX_CPU_S} s of processor time and {MAX_MEMORY_BYTES} bytes"
    try:
        # -P keeps the program's folder off its path: our graph.py must hide no other graph.py.
        done = subprocess.run(
            [sys.executable, "-P", "-W", "ignore", str(PROCESS)],
            input=json.dumps(asked).encode() + b"\n" + model,
            capture_output=True,
            timeout=MAX_WAIT_S,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refusal(path, thing, expected, str(error)) from error
    if done.returncode:
        raise refusal(path, thing, expected, _ending(done.returncode, done.stderr))
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _ending(code: int, stderr: bytes) -> str:
    """Return how the process ended: by a signal, or with the last line that it wrote."""
    if code < 0:
        return f"onnx ended by signal {-code}"
    last = stderr.strip().rsplit(b"\n", 1)[-1]
    return printable(last[:SHOWN]) or f"onnx ended with status {code}"


def _check_names(path: Path, symbols: Sequence[Any], dimensions: Mapping[str, int]) -> None:
    """Refuse a dimension that the model does not have."""
    known = {name for place, symbol, _, _ in symbols for name in (place, symbol) if name}
    shown = [printable(name) for name in sorted(known)[:SHOWN_DIMENSIONS]]
    for name in sorted(dimensions.keys() - known):
        expected = f"one of {', '.join(shown)}" if shown else "none: the model's are fixed"
        near = did_you_mean(name, shown)
        found = f"{name} ({near})" if near else name
        raise refusal(path, "an unknown dimension to set", expected, found)


def _check_sizes(path: Path, graph: Graph) -> None:
    for tensor in graph.tensors:
        size_bytes = tensor.size_bytes or 0
        if size_bytes > MAX_TENSOR_BYTES:
            thing, found = (
                f"tensor {tensor.name}, {list(tensor.shape or ())}",
                f"{size_bytes} bytes",
            )
            raise refusal(path, thing, f"at most {MAX_TENSOR_BYTES} bytes", found)


def _sizes_assumed(symbols: Sequence[Any]) -> bool:
    """Whether any dimension was taken as 1 but the batch: axis 0, and axes of the same symbol.

    >>> _sizes_assumed([("x[0]", "n", 1, False), ("state[1]", "n", 1, False)])
    False
    >>> _sizes_assumed([("x[0]", "n", 1, False), ("x[2]", "", 1, False)])
    True
    """
    batch = {symbol for place, symbol, _, _ in symbols if symbol and place.endswith("[0]")}
    return any(
        not is_set and symbol not in batch and not place.endswith("[0]")
        for place, symbol, _, is_set in symbols
    )


def _graph(found: Mapping[str, Any]) -> Graph:
    return Graph(
        tensors=tuple(_tensor(*each) for each in found["tensors"]),
        operators=tuple(
            Operator(printable(name), tuple(inputs), tuple(outputs))
            for name, inputs, outputs in found["operators"]
        ),
        inputs=tuple(found["inputs"]),
        outputs=tuple(found["outputs"]),
    )


def _tensor(name: str, shape: Sequence[int] | None, data_type: int, is_constant: bool) -> Tensor:
    return Tensor(
        name=printable(name),
        shape=None if shape is None else tuple(shape),
        numeric_type=NUMERIC_TYPES.get(data_type, UNKNOWN_TYPE),
        is_constant=is_constant,
    )


def _notes(found: Mapping[str, Any]) -> Iterable[str]:
    for text, wanted in (
        ("symbolic dimensions set", True),
        ("symbolic dimensions taken as 1", False),
    ):
        named = [_named(*each) for each in found["symbols"] if each[3] == wanted]
        if named:
            yield f"{text}: {', '.join(named[:SHOWN_DIMENSIONS])}"
    if found["failure"]:
        yield f"shapes are those in the file, as inference failed: {printable(found['failure'])}"


def _named(place: str, symbol: str, value: int, is_set: bool) -> str:
    """Return one symbolic dimension in words.

    >>> _named("x[0]", "batch", 8, True), _named("x[1]", "", 1, False)
    ('x[0] (batch) = 8', 'x[1]')
    """
    words = f"{place} ({symbol})" if symbol else place
    return printable(f"{words} = {value}" if is_set else words)
