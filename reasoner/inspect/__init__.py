"""Read model files (.tflite, .onnx) into facts."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from .facts import ModelFacts, TensorFacts
from .source import map_file, refusal

__all__ = ["ModelFacts", "TensorFacts", "inspect_model"]


def inspect_model(
    path: str | PathLike[str], *, dimensions: Mapping[str, int] | None = None
) -> ModelFacts:
    """Return the facts of the model file at `path`.

    `dimensions` sets the symbolic dimensions of an ONNX model's inputs, by symbol (`"batch"`) or
    by input and axis (`"x[2]"`, which wins); each that is not set is 1, and `notes` say so.

    Raises ModelFileError if there is no such file, if it is empty, truncated, hostile or of
    another format, or if `dimensions` names none of the model's.
    """
    file = Path(path)
    data = map_file(file)
    # Late imports: the readers load tflite with numpy, or start a process for onnx, which takes
    # longer than many a whole question that reads no model file.
    match file.suffix.lower():
        case ".tflite":
            from .tflite_reader import read_tflite

            return read_tflite(file, data, dimensions or {})
        case ".onnx":
            from .onnx_reader import read_onnx

            return read_onnx(file, data, dimensions or {})
    found = f"the extension {file.suffix}" if file.suffix else "no extension"
    raise refusal(file, "a model file of unknown format", "a name in .tflite or .onnx", found)
