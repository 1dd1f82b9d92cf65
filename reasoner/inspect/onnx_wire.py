"""An .onnx file without its weights: small enough to parse, and checked on the way.

A parsed protobuf takes many times its size (an empty operator is 2 bytes in the file and over 100
in memory), and shape inference copies the whole model. So the wire format is walked once, within
bounds, and what inference does not need is left out.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from . import onnx_schema as schema
from .graph import MAX_TENSOR_BYTES, NUMERIC_BITS

# The largest exports in the field (unrolled diffusion and language models) have some thousand
# operators; these bounds are several times that, and are walked in about 1 s.
MAX_OPERATORS = 20_000
MAX_FIELDS = 250_000
MAX_SKELETON_BYTES = 16 * 2**20
MAX_NESTING = 16  # graphs within graphs: exporters nest two or three deep
MAX_RANK = 64
KEPT_BYTES = 1024  # a tensor up to this size may be a shape or axes, which inference has to read


class WireError(ValueError):
    """The wire format is broken or past a bound; the message says how, and at which byte."""


@dataclass(frozen=True)
class Skeleton:
    """A model without weights; `left_out` counts what else of note was dropped."""

    data: bytes
    left_out: Counter[str]
    external_tensors: int


def skeleton_of(data: mmap.mmap | bytes) -> Skeleton:
    """Return the model in `data` without its weights.

    Raises WireError if it is no protobuf, is cut short, holds no graph, or is past a bound.
    """
    numbers = {each.number for each in _Walk(data).walked(0, len(data))}
    if not numbers >= schema.FIELDS_OF_EVERY_MODEL:
        raise WireError("no IR version or no graph")
    walk = _Walk(data)
    kept = walk.message("model", 0, len(data), nesting=0)
    return Skeleton(kept, walk.left_out, walk.external_tensors)


class _Field(NamedTuple):
    """One field on the wire: data[start:end] is all of it, data[value:end] its payload."""

    number: int
    wire_type: int
    start: int
    value: int
    end: int


@dataclass
class _Walk:
    """One pass over one file, counting what it meets."""

    data: mmap.mmap | bytes
    left_out: Counter[str] = field(default_factory=Counter)
    external_tensors: int = 0
    fields: int = 0
    operators: int = 0

    def message(self, kind: str, start: int, end: int, *, nesting: int) -> bytes:
        """Return the message of one kind that stands from `start` to `end`, walked."""
        if kind == "tensor":
            return self.tensor(start, end)
        self._count(kind, start, nesting)
        kept = bytearray()
        for each in self.walked(start, end):
            child = schema.FIELDS[kind].get(each.number)
            if child is None:
                kept += self.data[each.start : each.end]
            elif child == schema.DROP:
                self._note(kind, each.number)
            else:
                kept += self._child(child, each, nesting)
            if len(kept) > MAX_SKELETON_BYTES:
                raise WireError(f"over {MAX_SKELETON_BYTES} bytes that are not weights")
        return bytes(kept)

    def tensor(self, start: int, end: int) -> bytes:
        """Return a tensor, without its payload if that is large; refuse one that claims more."""
        fields = list(self.walked(start, end))
        held = sum(_held(each) for each in fields)
        is_external = schema.EXTERNAL in self._integers(fields, schema.DATA_LOCATION)
        self.external_tensors += is_external
        self._check_claim(fields, start, None if is_external else held)
        dropped = schema.PROSE | schema.PAYLOAD if held > KEPT_BYTES else schema.PROSE
        kept = (each for each in fields if each.number not in dropped)
        return b"".join(self.data[each.start : each.end] for each in kept)

    def walked(self, start: int, end: int) -> Iterator[_Field]:
        """Yield the fields that stand from `start` to `end`, each within these bounds."""
        at = start
        while at < end:
            self.fields += 1
            if self.fields > MAX_FIELDS:
                raise WireError(f"over {MAX_FIELDS} fields that are not weights")
            tag, value = self._varint(at, end)
            stop = value
            match tag & 7:
                case schema.VARINT:
                    _, stop = self._varint(value, end)
                case schema.FIXED64:
                    stop += 8
                case schema.FIXED32:
                    stop += 4
                case schema.BYTES:
                    length, value = self._varint(value, end)
                    stop = value + length
                case wire_type:
                    raise WireError(f"a field of wire type {wire_type} at byte {at}")
            if tag >> 3 == 0:
                raise WireError(f"a field numbered 0 at byte {at}")
            if stop > end:
                raise WireError(f"a field at byte {at} that ends {stop - end} bytes too late")
            yield _Field(tag >> 3, tag & 7, at, value, stop)
            at = stop

    def _count(self, kind: str, start: int, nesting: int) -> None:
        self.operators += kind == "operator"
        if nesting > MAX_NESTING:
            raise WireError(f"graphs nested more than {MAX_NESTING} deep at byte {start}")
        if self.operators > MAX_OPERATORS:
            raise WireError(f"over {MAX_OPERATORS} operators")

    def _note(self, kind: str, number: int) -> None:
        if (kind, number) in schema.NOTED:
            self.left_out[schema.NOTED[kind, number]] += 1

    def _child(self, kind: str, found: _Field, nesting: int) -> bytes:
        """Return a message within a message, walked, with its tag and its new length."""
        if found.wire_type != schema.BYTES:
            raise WireError(f"{kind} of wire type {found.wire_type} at byte {found.start}")
        deeper = nesting + (kind == "graph")
        walked = self.message(kind, found.value, found.end, nesting=deeper)
        return _varint_bytes(found.number << 3 | schema.BYTES) + _varint_bytes(len(walked)) + walked

    def _check_claim(self, fields: Sequence[_Field], start: int, held: int | None) -> None:
        """Refuse dimensions that are negative, past all addresses, or more than `held` bytes."""
        dims = [_signed(each) for each in self._integers(fields, schema.DIMS, MAX_RANK)]
        kinds = self._integers(fields, schema.DATA_TYPE)
        bits = NUMERIC_BITS.get(schema.NUMERIC_TYPES.get(kinds[0] if kinds else 0, ""), 0)
        if any(each < 0 for each in dims) or prod(dims) * max(bits, 1) > 8 * MAX_TENSOR_BYTES:
            raise WireError(f"a tensor of shape {dims} at byte {start}")
        # Raw data is packed; elsewhere an element takes a byte, or four int2 share one.
        is_raw = any(each.number == schema.RAW_DATA for each in fields)
        needed_bits = prod(dims) * bits if is_raw else prod(dims) * 2
        if held is not None and needed_bits > 8 * held:
            raise WireError(f"a tensor of shape {dims} that holds {held} bytes at byte {start}")

    def _integers(self, fields: Sequence[_Field], number: int, most: int = 1) -> list[int]:
        """Return the integers of one field of a message, repeated or packed."""
        found: list[int] = []
        for each in fields:
            at = each.value
            while each.number == number and at < each.end:
                if len(found) >= most:
                    raise WireError(f"over {most} values of field {number} at byte {each.start}")
                value, at = self._varint(at, each.end)
                found.append(value)
        return found

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        """Return the integer at `at` and the position behind it."""
        if at < end and (byte := self.data[at]) < 0x80:  # nearly all of them
            return byte, at + 1
        value = 0
        for shift in range(0, 70, 7):
            if at >= end:
                raise WireError(f"the end, at byte {end}, within an integer")
            byte = self.data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value & 0xFFFF_FFFF_FFFF_FFFF, at
        raise WireError(f"an integer of over 10 bytes at byte {at - 10}")


def _held(found: _Field) -> int:
    """Return the bytes of elements in a field of a tensor; each string is a field of its own."""
    if found.number not in schema.PAYLOAD:
        return 0
    return found.end - (found.value if found.number == schema.RAW_DATA else found.start)


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value


def _varint_bytes(value: int) -> bytes:
    """Return an integer as protobuf writes it.

    >>> _varint_bytes(300).hex()
    'ac02'
    """
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
