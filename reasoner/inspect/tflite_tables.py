"""The tables of a .tflite file, read within bounds: a hostile file costs no more than a large one.

A FlatBuffer is offsets: nothing in it stops a vector from claiming 4 G elements, or 10^6 operators
from sharing one list of 10^6 inputs. So each count is checked before it is walked.
"""

from __future__ import annotations

import mmap
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tflite

from .graph import MAX_TENSOR_BYTES, Graph, Operator, Tensor, printable
from .source import refusal

# The largest exports in the field (language models) have a few thousand operators; these bounds
# are several times that, and are walked in about 1 s.
MAX_TENSORS = 30_000
MAX_OPERATORS = 15_000
MAX_EDGES = 150_000
MAX_INTERFACE = 1_000
MAX_OPERATOR_CODES = 1_000
MAX_RANK = 16
MAX_NAME_BYTES = 16_384

SCHEMA_VERSION = 3  # TFLITE_SCHEMA_VERSION, the only one that TensorFlow Lite accepts
TENSOR_NAME, CUSTOM_CODE = 10, 6  # vtable offsets of two strings, from schema.fbs

NUMERIC_TYPES = {
    number: name.replace("BFLOAT", "bf").replace("FLOAT", "fp").lower()
    for name, number in vars(tflite.TensorType).items()
    if name.isupper()
}


@dataclass(frozen=True)
class Tables:
    """A .tflite file as read: its graph, the version of each operator, and notes."""

    graph: Graph
    operator_versions: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def read_tables(path: Path, data: mmap.mmap) -> Tables:
    """Return the tables of the file whose bytes are `data`.

    Raises ModelFileError if an offset, a length or a value in it cannot be.
    """
    if data[4:8] != b"TFL3":
        found = f"the bytes {bytes(data[4:8])!r}"
        raise refusal(path, "not a .tflite file", "the identifier TFL3 at byte 4", found)
    try:
        return _Reader(path, data).tables()
    except (struct.error, IndexError, TypeError, ValueError, OverflowError) as error:
        expected = f"offsets and lengths within its {len(data)} bytes"
        found = _beyond(error)
        raise refusal(path, "a .tflite file truncated or corrupt", expected, found) from error


def _beyond(error: Exception) -> str:
    """Return where a reader was led past the end, in other words than those of struct."""
    at = re.search(r"at offset (\d+)", str(error))
    return f"something to be read at byte {at[1]}" if at else str(error)


class _Reader:
    """Walks one file; each method reads one kind of table."""

    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self.path, self.size = path, len(data)
        self.model = tflite.Model.GetRootAs(data, 0)

    def tables(self) -> Tables:
        version = self.model.Version()
        self._bound("the schema version", version, SCHEMA_VERSION, least=SCHEMA_VERSION)
        subgraphs = self.model.SubgraphsLength()
        self._bound("subgraphs", subgraphs, MAX_OPERATORS, least=1)
        main, codes, buffers = self.model.Subgraphs(0), self._codes(), self._buffers()
        self._bound("tensors", main.TensorsLength(), MAX_TENSORS)
        inputs, outputs = self._interface(main)
        named = {*inputs, *outputs}
        numbers = range(main.TensorsLength())
        tensors = tuple(self._tensor(main, each, buffers, each in named) for each in numbers)
        operators, used = self._operators(main, [name for name, _ in codes])
        notes = []
        if any(self._is_dynamic(main.Tensors(each)) for each in numbers):
            notes.append("dynamic dimensions in the shape signature: the static shapes are used")
        if subgraphs > 1:
            notes.append(f"{subgraphs} subgraphs: only the first is read")
        return Tables(
            graph=Graph(tensors, operators, inputs, outputs),
            operator_versions=tuple(sorted({codes[each] for each in used})),
            notes=tuple(notes),
        )

    def _codes(self) -> list[tuple[str, int]]:
        """Return (name, version) of each operator code."""
        count = self.model.OperatorCodesLength()
        self._bound("operator codes", count, MAX_OPERATOR_CODES)
        return [self._code(self.model.OperatorCodes(each)) for each in range(count)]

    def _code(self, code: Any) -> tuple[str, int]:
        # Codes past 127 do not fit the older field, which then holds a placeholder below them.
        number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        name = tflite.BUILTIN_OPCODE2NAME.get(number, f"OPERATOR_{number}")
        if number == tflite.BuiltinOperator.CUSTOM:
            name = f"CUSTOM:{self._text(code, CUSTOM_CODE, 'the name of a custom operator')}"
        return name, code.Version()

    def _buffers(self) -> list[int]:
        """Return the bytes that each buffer holds, in the FlatBuffer or behind it."""
        count = self.model.BuffersLength()
        self._bound("buffers", count, MAX_TENSORS)
        return [self._buffer(self.model.Buffers(each)) for each in range(count)]

    def _buffer(self, buffer: Any) -> int:
        if not buffer.DataIsNone():
            return _length(buffer.DataAsNumpy())
        if buffer.Offset() > 1:  # 1 is a placeholder for "yet to be placed"
            end = buffer.Offset() + buffer.Size()
            self._bound("bytes to the end of a buffer", end, self.size)
            return int(buffer.Size())
        return 0

    def _interface(self, main: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
        self._bound("inputs of the model", main.InputsLength(), MAX_INTERFACE)
        self._bound("outputs of the model", main.OutputsLength(), MAX_INTERFACE)
        numbers = _ints(main.InputsAsNumpy()), _ints(main.OutputsAsNumpy())
        for each in (*numbers[0], *numbers[1]):
            self._bound("inputs and outputs: a tensor number", each, main.TensorsLength() - 1)
        return numbers

    def _tensor(self, main: Any, number: int, buffers: list[int], with_name: bool) -> Tensor:
        table, what = main.Tensors(number), f"tensor {number}"
        shape = self._shape(table, what)
        if table.Type() not in NUMERIC_TYPES:
            raise refusal(self.path, what, "a known numeric type", f"type {table.Type()}")
        self._bound(f"{what}: a buffer number", table.Buffer(), len(buffers) - 1)
        self._span(table, TENSOR_NAME, f"the name of {what}")
        quantisation, held = table.Quantization(), buffers[table.Buffer()]
        tensor = Tensor(
            name=self._text(table, TENSOR_NAME, f"the name of {what}") if with_name else "",
            shape=shape,
            numeric_type=NUMERIC_TYPES[table.Type()],
            is_constant=held > 0,
            is_variable=table.IsVariable(),
            scales=_length(quantisation.ScaleAsNumpy()) if quantisation else 0,
        )
        self._check_size(tensor, what, held, is_sparse=table.Sparsity() is not None)
        return tensor

    def _shape(self, table: Any, what: str) -> tuple[int, ...]:
        self._bound(f"{what}: dimensions", table.ShapeLength(), MAX_RANK)
        shape = _ints(table.ShapeAsNumpy())
        if any(each < 0 for each in shape):
            raise refusal(self.path, what, "dimensions of 0 or more", str(list(shape)))
        return shape

    def _check_size(self, tensor: Tensor, what: str, held: int, *, is_sparse: bool) -> None:
        """Refuse a size past all addresses, or a constant that its buffer cannot hold."""
        needed = tensor.size_bytes or 0
        limit = held if tensor.is_constant and not is_sparse else MAX_TENSOR_BYTES
        if needed > limit:
            thing = f"{what}, {list(tensor.shape or ())} of {tensor.numeric_type}"
            raise refusal(self.path, thing, f"at most {limit} bytes", f"{needed} bytes")

    def _is_dynamic(self, table: Any) -> bool:
        self._bound("dimensions of a shape signature", table.ShapeSignatureLength(), MAX_RANK)
        return any(each < 0 for each in _ints(table.ShapeSignatureAsNumpy()))

    def _operators(self, main: Any, names: list[str]) -> tuple[tuple[Operator, ...], set[int]]:
        """Return the operators in order, and the operator codes that they use."""
        count, edges, used = main.OperatorsLength(), 0, set()
        self._bound("operators", count, MAX_OPERATORS)
        operators, last = [], main.TensorsLength() - 1
        for each in range(count):
            table = main.Operators(each)
            edges += table.InputsLength() + table.OutputsLength()
            self._bound("inputs and outputs of all operators", edges, MAX_EDGES)
            code = table.OpcodeIndex()
            self._bound(f"operator {each}: a code number", code, len(names) - 1)
            inputs, outputs = _ints(table.InputsAsNumpy()), _ints(table.OutputsAsNumpy())
            for number in (*inputs, *outputs):
                if not -1 <= number <= last:
                    raise refusal(self.path, f"operator {each}", f"tensors to {last}", str(number))
            operators.append(Operator(names[code], inputs, outputs))
            used.add(code)
        return tuple(operators), used

    def _text(self, table: Any, vtable_offset: int, what: str) -> str:
        start, length = self._span(table, vtable_offset, what)
        return printable(bytes(table._tab.Bytes[start : start + length]))

    def _span(self, table: Any, vtable_offset: int, what: str) -> tuple[int, int]:
        """Return where a string starts and its length, both within the file."""
        # Not table.Name(): that copies whatever length the file claims, before it can be checked.
        fields = table._tab
        offset = fields.Offset(vtable_offset)
        if not offset:
            return 0, 0
        length, start = fields.VectorLen(offset), fields.Vector(offset)
        self._bound(f"{what}: bytes", length, min(MAX_NAME_BYTES, self.size - start - 1))
        return start, length

    def _bound(self, what: str, found: int, most: int, *, least: int = 0) -> None:
        if not least <= found <= most:
            expected = f"{least} to {most}" if least < most else str(most)
            raise refusal(self.path, what, expected, str(found))


def _length(vector: Any) -> int:
    """Return the length of a vector; a view of one that leaves the file raises ValueError."""
    return 0 if isinstance(vector, int) else len(vector)


def _ints(vector: Any) -> tuple[int, ...]:
    """Return a vector of integers; the library gives the number 0 where there is none."""
    return () if isinstance(vector, int) else tuple(vector.tolist())
