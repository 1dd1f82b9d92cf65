"""The parts of a model that a runtime may hand to another unit: by operator, and from one on.

An accelerator's runtime that lacks an operator hands over its uses, or all that runs from the first
of them to the end. Each part states its own work, and what it exchanges with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from .graph import Graph
from .work import Work, total_work
from .written import is_fused, written

# Exported graphs have some dozens of operators; a file with more kinds than this is left whole.
_MOST_OPERATORS = 100


@dataclass(frozen=True)
class PartFacts:
    """What some operators of a model do; figures as those of the whole.

    `is_rest` is whether the part is all from the operator's first use on, else it is its uses.
    `starts_at` is the place of the first in running order, `crossing_bytes` those of activations
    that other operators make or read; None where a size is not known.
    """

    operator: str
    is_rest: bool
    starts_at: int
    uses: int
    macs_by_operator_class: tuple[tuple[str, int], ...]
    operators_run: int
    elements_written: int | None
    crossing_bytes: int | None


def parts_of(
    graph: Graph, work: tuple[Work | None, ...], constants: Set[int]
) -> tuple[PartFacts, ...]:
    """Return all uses of each operator, and all that runs from its first use to the end.

    A change of type that a model begins with is no first use: compilers leave it to the processor,
    as they do where a model takes floats, and begin behind it.
    """
    runs = [at for at, each in enumerate(graph.operators) if not set(each.writes()) <= constants]
    uses: dict[str, list[int]] = {}
    for at in runs:
        uses.setdefault(graph.operators[at].name, []).append(at)
    if len(uses) > _MOST_OPERATORS:
        return ()
    begun = next((at for at in runs if not is_fused(graph.operators[at])), len(graph.operators))
    found = []
    for operator, places in uses.items():
        found.append(_part(graph, work, constants, operator, places, is_rest=False))
        start = next((at for at in places if at >= begun), None)
        if start is not None:
            rest = [at for at in runs if at >= start]
            found.append(_part(graph, work, constants, operator, rest, is_rest=True))
    return tuple(found)


def _part(
    graph: Graph, work: tuple[Work | None, ...], constants: Set[int], operator: str,
    places: list[int], *, is_rest: bool,
) -> PartFacts:
    ours = tuple(graph.operators[at] for at in places)
    total = total_work([(graph.operators[at].name, work[at]) for at in places])
    runs = written(Graph(graph.tensors, ours, (), ()), constants)
    sizes = [graph.tensors[each].size_bytes for each in _crossing(graph, set(places), constants)]
    known = [each for each in sizes if each is not None]
    return PartFacts(
        operator, is_rest, places[0], len(places), total.by_class, runs.operators, runs.elements,
        sum(known) if len(known) == len(sizes) else None,
    )


def _crossing(graph: Graph, ours: Set[int], constants: Set[int]) -> Iterator[int]:
    """Yield the activations that operators of the part and others exchange, each once."""
    inside, outside = set[int](), set[int]()
    for at, each in enumerate(graph.operators):
        (inside if at in ours else outside).update(each.reads(), each.writes())
    made = {number for each in graph.operators for number in each.writes()}
    yield from sorted((inside & outside & made) - constants)
