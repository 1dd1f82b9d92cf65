"""Layer graphs made for tests: chains, forks, and any that hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from hypothesis import strategies as st

from tierwise.reasoner.layer_graph import Layer, LayerGraph, LayerTensor
from tierwise.reasoner.split.costs import NEVER, Costs


def graph(
    reads: Sequence[Sequence[int]], sizes: Sequence[int], weights: Sequence[int] = (), *,
    operators: Sequence[str] = (), together: Sequence[tuple[int, ...]] = (), file_bytes: int = 0,
) -> LayerGraph:
    """Return a graph in which layer n reads tensors `reads[n]` and writes tensor n + 1.

    Tensor 0 is the input; `sizes` are those of all tensors, the last of which is the output.
    """
    count = len(reads)
    layers = tuple(
        Layer(operators[at] if operators else "CONV_2D", 1, 1, frozenset({at}), True)
        for at in range(count)
    )
    tensors = tuple(
        LayerTensor(f"t{at}", (sizes[at],), "int8", sizes[at], at - 1 if at else None,
                    tuple(n for n in range(count) if at in reads[n]), at == count)
        for at in range(count + 1)
    )
    held = {at: weights[at] if weights else 0 for at in range(count)}
    return LayerGraph(Path("made.tflite"), "tflite", file_bytes or sum(held.values()), layers,
                      tensors, held, together=tuple(together))


def chain(*sizes: int, **more: object) -> LayerGraph:
    """Return layers one after the other, between tensors of these sizes."""
    return graph([[at] for at in range(len(sizes) - 1)], sizes, **more)  # type: ignore[arg-type]


def closed(of: LayerGraph) -> Iterator[frozenset[int]]:
    """Yield all parts into which nothing flows back, by trying every set of layers."""
    every = range(len(of.layers))
    for count in range(len(of.layers) + 1):
        for chosen in combinations(every, count):
            part = frozenset(chosen)
            whole = all(part.issuperset(g) or part.isdisjoint(g) for g in of.together)
            if whole and all(of.before[each] <= part for each in part):
                yield part


@st.composite
def graphs(draw: st.DrawFn, most: int = 7) -> LayerGraph:
    """Draw a graph of up to `most` layers, each of which reads one to three earlier tensors."""
    count = draw(st.integers(1, most))
    reads = [
        sorted(draw(st.sets(st.integers(0, at), min_size=1, max_size=3))) for at in range(count)
    ]
    sizes = [draw(st.integers(0, 9)) for _ in range(count + 1)]
    pairs = st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True).map(tuple)
    together = draw(st.lists(pairs, max_size=1)) if count > 1 else []
    weights = [draw(st.integers(0, 9)) for _ in range(count)]
    return graph(reads, sizes, weights, together=together)


@st.composite
def costs(draw: st.DrawFn, of: LayerGraph) -> Costs:
    """Draw what the layers and tensors of a graph cost; some must not be, or not cross."""
    cost = st.one_of(st.integers(0, 20).map(float), st.floats(0, 20), st.just(NEVER))
    layers = st.lists(cost, min_size=len(of.layers), max_size=len(of.layers)).map(tuple)
    tensors = st.lists(cost, min_size=len(of.tensors), max_size=len(of.tensors)).map(tuple)
    return Costs(draw(layers), draw(layers), draw(tensors), draw(st.floats(0, 5)))
