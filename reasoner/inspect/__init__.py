"""Read model files (.tflite, .onnx) into facts."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from ..facts import Fact
from ..layer_graph import LayerGraph
from .assemble import Reading, facts_of
from .facts import ModelFacts, TensorFacts
from .layers import layer_facts, layers_of
from .source import map_file, refusal

__all__ = ["ModelFacts", "TensorFacts", "inspect_layers", "inspect_model"]


def inspect_model(
    path: str | PathLike[str], *, dimensions: Mapping[str, int] | None = None
) -> ModelFacts:
    """Return the facts of the model file at `path`.

    `dimensions` sets the symbolic dimensions of an ONNX model's inputs, by symbol (`"batch"`) or
    by input and axis (`"x[2]"`, which wins); each that is not set is 1, and `notes` say so.

    Raises ModelFileError if there is no such file, if it is empty, truncated, hostile or of
    another format, or if `dimensions` names none of the model's.
    """
    file, data, reading = _read(Path(path), dimensions or {})
    return facts_of(file, len(data), reading)


def inspect_layers(
    path: str | PathLike[str], *, dimensions: Mapping[str, int] | None = None
) -> tuple[LayerGraph, list[Fact]]:
    """Return a model file's layers, and the facts of the whole and of each layer as a variant.

    Raises ModelFileError as `inspect_model` does, and for layers that nothing orders.
    """
    file, data, reading = _read(Path(path), dimensions or {})
    return layers_of(file, len(data), reading), layer_facts(file, len(data), reading)


def _read(file: Path, dimensions: Mapping[str, int]) -> tuple[Path, mmap.mmap, Reading]:
    data = map_file(file)
    # Late imports: the readers load tflite with numpy, or start a process for onnx, which takes
    # longer than many a whole question that reads no model file.
    match file.suffix.lower():
        case ".tflite":
            from .tflite_reader import tflite_reading

            return file, data, tflite_reading(file, data, dimensions)
        case ".onnx":
            from .onnx_reader import onnx_reading

            return file, data, onnx_reading(file, data, dimensions)
    found = f"the extension {file.suffix}" if file.suffix else "no extension"
    raise refusal(file, "a model file of unknown format", "a name in .tflite or .onnx", found)
