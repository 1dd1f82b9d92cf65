"""The numbers of onnx.proto that reading without the library needs (github.com/onnx/onnx)."""

from __future__ import annotations

# TensorProto.DataType
NUMERIC_TYPES = {
    1: "fp32",
    2: "uint8",
    3: "int8",
    4: "uint16",
    5: "int16",
    6: "int32",
    7: "int64",
    8: "string",
    9: "bool",
    10: "fp16",
    11: "fp64",
    12: "uint32",
    13: "uint64",
    14: "complex64",
    15: "complex128",
    16: "bf16",
    17: "fp8e4m3fn",
    18: "fp8e4m3fnuz",
    19: "fp8e5m2",
    20: "fp8e5m2fnuz",
    21: "uint4",
    22: "int4",
    23: "fp4e2m1",
    24: "fp8e8m0",
    25: "uint2",
    26: "int2",
    27: "fp6e2m3",
    28: "fp6e3m2",
}

# Wire types of protobuf; 3 and 4 are groups, which onnx.proto does not use.
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

# Which fields of which message are messages to walk, and which are left out (DROP): prose,
# training graphs, local functions, sparse tensors. All others are copied as they are.
DROP = ""
FIELDS: dict[str, dict[int, str]] = {
    "model": {6: DROP, 7: "graph", 14: DROP, 20: DROP, 25: DROP},
    "graph": {1: "operator", 5: "tensor", 10: DROP, 14: DROP, 15: DROP, 16: DROP},
    "operator": {5: "attribute", 6: DROP, 9: DROP, 10: DROP},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 13: DROP, 22: DROP, 23: DROP},
}
FIELDS_OF_EVERY_MODEL = frozenset({1, 7})  # ir_version and graph
NOTED = {("model", 25): "local functions", ("graph", 15): "sparse weights"}

# Fields of TensorProto: those that hold elements (float_data, int32_data, …), and prose.
DIMS, DATA_TYPE, RAW_DATA, DATA_LOCATION = 1, 2, 9, 14
PAYLOAD = frozenset({4, 5, 6, 7, RAW_DATA, 10, 11})
PROSE = frozenset({12, 16})
EXTERNAL = 1  # TensorProto.DataLocation
