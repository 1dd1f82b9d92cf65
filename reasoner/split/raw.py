"""Which tensors are the raw input still: as it came in, or merely in another form."""

from __future__ import annotations

from ..layer_graph import LayerGraph

# Operators that change the form of their data and can be undone, or leave parts of it as they are.
# Lower case, without underscores.
_FORM = frozenset({
    "cast", "concat", "concatenation", "constantofshape", "crop", "depthtospace",
    "dequantize", "dequantizelinear", "dropout", "dynamicquantizelinear", "expand", "expanddims",
    "flatten", "gather", "gathernd", "identity", "mirrorpad", "pack", "pad", "padv2", "quantize",
    "quantizelinear", "reshape", "resize", "resizebilinear", "resizenearestneighbor", "reversev2",
    "shape", "slice", "spacetobatchnd", "batchtospacend", "spacetodepth", "split", "splitv",
    "squeeze", "stridedslice", "tile", "transpose", "unpack", "unsqueeze", "upsample",
})
# With a constant these scale and shift, which can be undone too: the usual normalisation.
_SCALING = frozenset({"add", "batchnormalization", "div", "mul", "sub"})


def raw_tensors(graph: LayerGraph) -> frozenset[int]:
    """Return the inputs, and what follows from them by a change of form or scale alone.

    Of an activation behind a layer that computes nothing is said, also where much of the input
    could be reconstructed from it.
    """
    made: dict[int, list[int]] = {}
    read: dict[int, list[int]] = {}
    for at, tensor in enumerate(graph.tensors):
        if tensor.producer is not None:
            made.setdefault(tensor.producer, []).append(at)
        for reader in tensor.consumers:
            read.setdefault(reader, []).append(at)
    raw = set(graph.inputs)
    for place, layer in enumerate(graph.layers):
        name = layer.operator.replace("_", "").lower()
        given = read.get(place, [])
        scales = name in _SCALING and len(given) == 1
        if (name in _FORM or scales) and raw.intersection(given):
            raw.update(made.get(place, ()))
    return frozenset(raw)
