"""A model's graph as both readers hand it on: tensors, and operators in running order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

# Bits of one element. A type that is not here (string, resource, variant) has no fixed size.
NUMERIC_BITS = {
    "bool": 8,
    "int2": 2,
    "uint2": 2,
    "int4": 4,
    "uint4": 4,
    "int8": 8,
    "uint8": 8,
    "int16": 16,
    "uint16": 16,
    "int32": 32,
    "uint32": 32,
    "int64": 64,
    "uint64": 64,
    "fp4e2m1": 4,
    "fp6e2m3": 6,
    "fp6e3m2": 6,
    "fp8e4m3fn": 8,
    "fp8e4m3fnuz": 8,
    "fp8e5m2": 8,
    "fp8e5m2fnuz": 8,
    "fp8e8m0": 8,
    "fp16": 16,
    "bf16": 16,
    "fp32": 32,
    "fp64": 64,
    "complex64": 64,
    "complex128": 128,
}

MAX_NAME = 1000  # characters; converters join names of fused operators, but not so many
MAX_TENSOR_BYTES = 2**63 - 1  # what a 64-bit runtime can address
UNKNOWN_TYPE = "unknown"

# Constants of these types are shapes, axes and indices, unless an operator's weights.
INDEX_TYPES = frozenset({"int32", "int64"})


@dataclass(frozen=True)
class Tensor:
    """One tensor; `shape` is None if unknown, `scales` how many quantisation scales it has."""

    name: str
    shape: tuple[int, ...] | None
    numeric_type: str
    is_constant: bool = False
    is_variable: bool = False
    scales: int = 0

    @property
    def elements(self) -> int | None:
        return None if self.shape is None else prod(self.shape)

    @property
    def size_bytes(self) -> int | None:
        """Bytes of the elements, packed: two int4 a byte; None if shape or type do not fix it."""
        bits, elements = NUMERIC_BITS.get(self.numeric_type), self.elements
        return None if bits is None or elements is None else (elements * bits + 7) // 8


@dataclass(frozen=True)
class Operator:
    """One operator; inputs and outputs are tensor numbers, absent optional ones left as -1."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    def reads(self) -> Iterator[int]:
        return (each for each in self.inputs if each >= 0)

    def writes(self) -> Iterator[int]:
        return (each for each in self.outputs if each >= 0)


@dataclass(frozen=True)
class Graph:
    """The main graph of a model: operators stand in the order in which they run."""

    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    def used(self) -> set[int]:
        """Return the numbers of all tensors that an operator or the interface touches."""
        touched = {each for op in self.operators for each in (*op.reads(), *op.writes())}
        return touched.union(self.inputs, self.outputs)


def printable(name: bytes | str) -> str:
    """Return a name from a file: cut if endless, and with nothing that steers a terminal.

    >>> printable(b"conv\x1b[2J")
    'conv\ufffd[2J'
    """
    text = name.decode(errors="replace") if isinstance(name, bytes) else name
    text = text if len(text) <= MAX_NAME else f"{text[: MAX_NAME - 1]}…"
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
