"""The layers of a model file: the graph that is cut, and each layer as a variant of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path

from ..facts import Fact
from ..layer_graph import Layer, LayerGraph, LayerTensor
from ..namespaces import RDF_TYPE, tw
from .assemble import Reading, facts_of
from .graph import Graph, Operator
from .source import refusal
from .variant import variant_facts
from .written import written

_STATE_TYPES = {"resource", "variant"}
# What the whole model says of each of its layers, and what each layer says itself.
_OF_WHOLE = [tw(each) for each in
             ("modelFormat", "numericType", "quantisationScheme", "needsFeature")]
_OWN = [RDF_TYPE, *(tw(each) for each in (
    "usesOperator", "macs", "depthwiseMacs", "standardMacs", "pointwiseMacs", "denseMacs",
    "attentionMacs", "writtenElements", "operatorCount",
))]


def layers_of(path: Path, file_bytes: int, reading: Reading) -> LayerGraph:
    """Return the layers of a file: its operators but for those that read constants alone.

    Raises ModelFileError where an operator reads what a later one writes, or where a graph within
    an operator reads what the main graph does not tell.
    """
    graph = reading.graph
    if reading.calls_graphs and reading.file_format == "onnx":
        raise refusal(
            path, "a model that calls graphs (If, Loop, Scan) is not split",
            "a main graph that tells all that its operators read", "a graph within an operator",
        )
    stored = _stored(graph, reading.constants)
    running = _running(graph, stored)
    places = {at: place for place, at in enumerate(running)}
    states = _states(graph)
    return LayerGraph(
        path, reading.file_format, file_bytes,
        tuple(_layer(reading, stored, states, at) for at in running),
        tuple(_tensors(path, graph, places, stored.keys() | states)),
        {each: graph.tensors[each].size_bytes or 0
         for each in set[int]().union(*stored.values())},
        {each: graph.tensors[each].size_bytes or 0 for each in states},
        tuple(_together(graph, places, states)), reading.notes,
    )


def layer_facts(path: Path, file_bytes: int, reading: Reading) -> list[Fact]:
    """Return the facts of the whole as a variant, and of each layer as one.

    The variant of layer 3 is called as the whole's with `.layer-3` behind it. It states its own
    work and operator, and for the rest what the whole states: format, numeric type, scheme.
    """
    whole = variant_facts(facts_of(path, file_bytes, reading))
    name = whole[0].subject
    shared = [each for each in whole if each.subject == name and each.predicate in _OF_WHOLE]
    found = [*whole]
    stored = _stored(reading.graph, reading.constants)
    for place, at in enumerate(_running(reading.graph, stored)):
        own = variant_facts(facts_of(path, file_bytes, _alone(reading, at)))
        found += [
            replace(each, subject=f"{name}.layer-{place}")
            for each in (*own, *shared)
            if each.subject == name and (each.predicate in _OWN or each in shared)
        ]
    return list(dict.fromkeys(found))


def _alone(reading: Reading, at: int) -> Reading:
    """Return one operator as a model of its own, with its constants."""
    operator = reading.graph.operators[at]
    graph = replace(reading.graph, operators=(operator,), inputs=(), outputs=())
    return replace(reading, graph=graph, work=(reading.work[at],), calls_graphs=False)


def _stored(graph: Graph, constants: Set[int]) -> dict[int, frozenset[int]]:
    """Return what is constant, each with the stored constants that it follows from."""
    found = {each: frozenset({each}) for each in constants if graph.tensors[each].is_constant}
    for operator in graph.operators:
        read = set(operator.reads())
        written_here = set(operator.writes())
        if written_here <= constants or (read and read <= found.keys()):
            behind = frozenset[int]().union(*(found.get(each, frozenset()) for each in read))
            found |= {each: found.get(each, behind) for each in written_here}
    return found


def _running(graph: Graph, stored: Mapping[int, frozenset[int]]) -> list[int]:
    return [
        at for at, each in enumerate(graph.operators)
        if not set(each.writes()) <= stored.keys() or not any(True for _ in each.writes())
    ]


def _layer(
    reading: Reading, stored: Mapping[int, frozenset[int]], states: Set[int], at: int
) -> Layer:
    operator, work = reading.graph.operators[at], reading.work[at]
    alone = Graph(reading.graph.tensors, (operator,), (), ())
    read = set(operator.reads())
    return Layer(
        operator.name, 0 if work is None else work.macs,
        written(alone, reading.constants).elements,
        frozenset[int]().union(*(stored.get(each, frozenset()) for each in read)),
        bool(read & reading.parameters), frozenset(read & states),
    )


def _states(graph: Graph) -> set[int]:
    """Return the tensors that live on after an inference: variables, and handles of them."""
    return {
        at for at, each in enumerate(graph.tensors)
        if each.is_variable or each.numeric_type in _STATE_TYPES
    }


def _together(
    graph: Graph, places: Mapping[int, int], states: Set[int]
) -> Iterator[tuple[int, ...]]:
    for state in sorted(states):
        touching = [
            place for at, place in places.items()
            if state in (*graph.operators[at].inputs, *graph.operators[at].outputs)
        ]
        if len(touching) > 1:
            yield tuple(touching)


def _tensors(
    path: Path, graph: Graph, places: Mapping[int, int], left_out: Set[int]
) -> Iterator[LayerTensor]:
    """Yield the model's inputs, then what the layers write, in their order."""
    consumers: dict[int, list[int]] = {}
    producer: dict[int, int] = {}
    for at, place in places.items():
        operator = graph.operators[at]
        for number in dict.fromkeys(operator.reads()):
            consumers.setdefault(number, []).append(place)
        for number in dict.fromkeys(operator.writes()):
            producer.setdefault(number, place)
    inputs = [each for each in dict.fromkeys(graph.inputs) if each not in producer]
    for number in (*inputs, *producer):
        if number in left_out:
            continue
        made = producer.get(number)
        readers = tuple(consumers.get(number, ()))
        if made is not None and readers and readers[0] <= made:
            operator = graph.operators[[*places][readers[0]]]
            raise refusal(path, f"operator {readers[0]}, {operator.name}",
                          "operators in running order", "it reads what a later one writes")
        tensor = graph.tensors[number]
        yield LayerTensor(
            tensor.name or _unnamed(graph, [*places], made, number), tensor.shape,
            tensor.numeric_type, tensor.size_bytes, made, readers, number in graph.outputs,
        )


def _unnamed(graph: Graph, running: list[int], made: int | None, number: int) -> str:
    if made is None:
        return f"input {number}"
    operator: Operator = graph.operators[running[made]]
    which = [*operator.writes()].index(number)
    return f"output {which} of layer {made}" if which else f"output of layer {made}"
