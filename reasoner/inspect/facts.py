"""The facts that a model file states, and those computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .parts import PartFacts


@dataclass(frozen=True)
class TensorFacts:
    """One input or output of a model; `shape` is None where the file does not fix it."""

    name: str
    shape: tuple[int, ...] | None
    numeric_type: str

    def to_json(self) -> dict[str, object]:
        """Return the tensor as plain values.

        >>> TensorFacts("x", (1, 8), "int8").to_json()
        {'name': 'x', 'shape': [1, 8], 'numeric_type': 'int8'}
        """
        shape = None if self.shape is None else list(self.shape)
        return {"name": self.name, "shape": shape, "numeric_type": self.numeric_type}


@dataclass(frozen=True)
class ModelFacts:
    """What one model file says of itself, before any device is looked at.

    `parameters` are the weights and biases, in elements; `other_const_elements` the remaining
    constants but for 32- and 64-bit integers (shapes, axes, indices). A figure is None where the
    file does not allow it, and `…_is_lower_bound` where part of the model could not be counted.
    `peak_activation_bytes` is found by liveness: no in-place reuse, no scratch buffers, no runtime
    overhead. `quantisation_scheme` is per-tensor, per-channel or none, and is that of the weights.
    `operators_run` leaves out changes of shape and what runtimes fuse; `elements_written` are those
    of their outputs. `operator_versions` is empty for ONNX and `opset` None for TFLite: the
    formats lack them.
    `notes` say what was assumed and what was left out. `parts` are empty where the operators do not
    tell all that runs.
    """

    path: Path
    file_format: str
    file_bytes: int
    parameters: int
    other_const_elements: int
    macs: int | None
    macs_is_lower_bound: bool
    macs_by_operator_class: tuple[tuple[str, int], ...]
    operators_run: int
    elements_written: int | None
    peak_activation_bytes: int | None
    peak_is_lower_bound: bool
    peak_at_operator: str | None
    operators: tuple[tuple[str, int], ...]
    operator_versions: tuple[tuple[str, int], ...]
    opset: int | None
    numeric_types: tuple[str, ...]
    activation_numeric_types: tuple[str, ...]
    quantisation_scheme: str
    inputs: tuple[TensorFacts, ...]
    outputs: tuple[TensorFacts, ...]
    notes: tuple[str, ...]
    parts: tuple[PartFacts, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def to_json(self) -> dict[str, object]:
        """Return the facts as plain values in a fixed order, the units in the keys."""
        return {
            "name": self.name,
            "path": str(self.path),
            "file_format": self.file_format,
            "file_bytes": self.file_bytes,
            "parameters": self.parameters,
            "other_const_elements": self.other_const_elements,
            "macs": self.macs,
            "macs_is_lower_bound": self.macs_is_lower_bound,
            "macs_by_operator_class": dict(self.macs_by_operator_class),
            "operators_run": self.operators_run,
            "elements_written": self.elements_written,
            "peak_activation_bytes": self.peak_activation_bytes,
            "peak_is_lower_bound": self.peak_is_lower_bound,
            "peak_at_operator": self.peak_at_operator,
            "operators": dict(self.operators),
            "operator_versions": [list(pair) for pair in self.operator_versions],
            "opset": self.opset,
            "numeric_types": list(self.numeric_types),
            "activation_numeric_types": list(self.activation_numeric_types),
            "quantisation_scheme": self.quantisation_scheme,
            "inputs": [each.to_json() for each in self.inputs],
            "outputs": [each.to_json() for each in self.outputs],
            "notes": list(self.notes),
        }
