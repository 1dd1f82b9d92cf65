"""Turn what a model file says of itself into the facts of a tw:ModelVariant."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ..errors import Place
from ..facts import Fact, literal
from ..namespaces import DCTERMS, PREFIXES, RDF_TYPE, RDFS_LABEL, XSD, tw
from .facts import ModelFacts
from .parts import PartFacts
from .work import ATTENTION, DENSE, DEPTHWISE, OTHER, POINTWISE, STANDARD

MODEL = "urn:tierwise:model#"
MODEL_FILE = "urn:tierwise:model-file#"

# The widest first: a model that mixes types needs a unit that computes in the widest.
_NUMERIC_TYPES = {
    "fp32": "fp32", "fp16": "fp16", "bf16": "bf16", "fp8e4m3fn": "fp8", "fp8e5m2": "fp8",
    "int16": "int16", "int8": "int8", "uint8": "int8", "int4": "int4",
}
_FLOATING = {"fp32", "fp16", "bf16", "fp8"}
_CLASSES = {
    "depthwiseMacs": (DEPTHWISE,), "standardMacs": (STANDARD,), "pointwiseMacs": (POINTWISE,),
    "denseMacs": (DENSE, OTHER), "attentionMacs": (ATTENTION,),
}
_OPERATORS = {"tflite": PREFIXES["tfl"], "onnx": PREFIXES["onnx"]}


def variant_facts(facts: ModelFacts, with_parts: bool = False) -> list[Fact]:
    """Return a model's facts as a tw:ModelVariant <urn:tierwise:model#NAME>, which comes first.

    A figure that the file does not allow, or of which only a lower bound is known, is left out:
    what rests on it stays undecided instead of turning out too well. `with_parts` adds what a
    runtime may hand to another unit: a tw:ModelPart of each operator, and of all that follows it.
    """
    name = quote(facts.path.stem, safe="-._~")
    variant, source, place = MODEL + name, MODEL_FILE + name, Place(str(facts.path))
    found = [
        Fact(variant, RDF_TYPE, tw("ModelVariant"), place),
        Fact(variant, RDFS_LABEL, literal(facts.name), place),
        Fact(variant, tw("standing"), tw("measured"), place),
        Fact(variant, DCTERMS + "source", source, place),
    ]
    found += [Fact(variant, tw(key), value, place) for key, value in _properties(facts)]
    for each in facts.parts if with_parts else ():
        found += _part_facts(facts, each, variant, source)
    return [
        *found,
        Fact(source, RDF_TYPE, tw("Source"), place),
        Fact(source, RDFS_LABEL, literal(facts.name), place),
        Fact(source, DCTERMS + "title", literal(facts.name), place),
        Fact(source, DCTERMS + "identifier", literal(str(facts.path)), place),
    ]


def model_facts(facts: ModelFacts, with_parts: bool = False) -> list[Fact]:
    """Return the variant with the model that it is one of, <urn:tierwise:model#NAME-model>.

    So a task can use it, by tw:usesModel or tw:hasVariant, as soon as the text stands in a file.
    """
    found = variant_facts(facts, with_parts)
    variant, place = found[0].subject, found[0].place
    model, name = f"{variant}-model", facts.path.stem
    said = f"The model of {facts.name}."
    return [
        found[0], Fact(variant, tw("variantOf"), model, place), *found[1:],
        Fact(model, RDF_TYPE, tw("Model"), place),
        Fact(model, RDFS_LABEL, literal(name, language="en"), place),
        Fact(model, PREFIXES["skos"] + "definition", literal(said, language="en"), place),
    ]


def _part_facts(
    facts: ModelFacts, part: PartFacts, variant: str, source: str
) -> Iterator[Fact]:
    place, how = Place(str(facts.path)), "from" if part.is_rest else "all"
    named = quote(part.operator, safe="-._~")
    node = f"{variant}.{how}-{named}"
    label = f"{facts.name}, {'from ' if part.is_rest else ''}{part.operator}"
    yield Fact(node, RDF_TYPE, tw("ModelPart"), place)
    yield Fact(node, RDFS_LABEL, literal(label), place)
    yield Fact(node, tw("standing"), tw("measured"), place)
    yield Fact(node, DCTERMS + "source", source, place)
    yield Fact(node, tw("partOf"), variant, place)
    operator = _OPERATORS[facts.file_format] + quote(part.operator, safe=":-._~")
    yield Fact(node, tw("beginsWith" if part.is_rest else "ofOperator"), operator, place)
    figures: list[tuple[str, int | None]] = [
        ("startsAt", part.starts_at), ("operatorUses", part.uses),
        *_by_class(part.macs_by_operator_class), ("writtenElements", part.elements_written),
        ("operatorCount", part.operators_run), ("crossingBytes", part.crossing_bytes),
    ]
    for name, number in figures:
        if number is not None:
            yield Fact(node, tw(name), literal(str(number), XSD + "decimal"), place)


def _properties(facts: ModelFacts) -> Iterator[tuple[str, str]]:
    yield "modelFormat", tw(facts.file_format)
    numeric = _numeric_type(facts)
    if numeric is not None:
        yield "numericType", tw(numeric)
    yield "quantisationScheme", tw(_scheme(facts, numeric))
    if _is_hybrid(facts):
        yield "needsFeature", tw("hybrid-kernels")
    for operator, _ in facts.operators:
        yield "usesOperator", _OPERATORS[facts.file_format] + quote(operator, safe=":-._~")
    for name, number in _figures(facts):
        if number is not None:
            yield name, literal(str(number), XSD + "decimal")


def _is_hybrid(facts: ModelFacts) -> bool:
    """Say whether weights are integers and activations are not: dynamic-range quantisation."""
    floating = _FLOATING & set(facts.activation_numeric_types)
    integers = set(facts.numeric_types) - _FLOATING
    return bool(floating and integers and floating == set(facts.activation_numeric_types))


def _figures(facts: ModelFacts) -> Iterator[tuple[str, int | None]]:
    yield "modelBytes", facts.file_bytes
    yield "parameters", facts.parameters
    yield "macs", None if facts.macs_is_lower_bound else facts.macs
    yield from _work(facts)
    yield (
        "peakActivationBytes",
        None if facts.peak_is_lower_bound else facts.peak_activation_bytes,
    )


def _work(facts: ModelFacts) -> Iterator[tuple[str, int | None]]:
    """Yield the work by class of operator; a recurrent layer is a dense one at each step."""
    if facts.macs is None or facts.macs_is_lower_bound or facts.elements_written is None:
        return
    yield from _by_class(facts.macs_by_operator_class)
    yield "writtenElements", facts.elements_written
    yield "operatorCount", facts.operators_run


def _by_class(macs: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, int | None]]:
    by_class = dict(macs)
    for name, classes in _CLASSES.items():
        yield name, sum(by_class[each] for each in classes) or None


def _numeric_type(facts: ModelFacts) -> str | None:
    """Return the type of the weights, else of the activations; None for one we do not know."""
    for types in (facts.numeric_types, facts.activation_numeric_types):
        for stored, ours in _NUMERIC_TYPES.items():
            if stored in types:
                return ours
    return None


def _scheme(facts: ModelFacts, numeric: str | None) -> str:
    if numeric in _FLOATING or facts.quantisation_scheme == "none":
        return "unquantised"
    return facts.quantisation_scheme
