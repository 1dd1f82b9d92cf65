"""What is usual: the figures of the catalogue's hardware, by class and property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..errors import QuantityError
from ..facts import Facts, is_literal, lexical
from ..namespaces import RDF_TYPE, RDFS_SUBCLASS_OF, tw
from ..units import UnitSystem

_HAS_FIGURE, _FIGURE_OF, _VALUE = tw("hasFigure"), tw("figureOf"), tw("value")
Peers = dict[tuple[str, str], list[tuple[str, float]]]


def peers_of(facts: Facts, unit_of: Mapping[str, str], units: UnitSystem) -> Peers:
    """Return the figures of the catalogue's hardware by class and property, with whose they are."""
    hardware = _hardware(facts)
    owner = {figure: s for s, _, figure in facts.with_predicate(_HAS_FIGURE)}
    found: Peers = defaultdict(list)
    for subject, predicate, object_ in facts.triples:
        property_, holder = predicate, subject
        if predicate == _VALUE:
            property_, holder = facts.object(subject, _FIGURE_OF) or "", owner.get(subject, "")
        unit = unit_of.get(property_)
        if unit is None or not is_literal(object_):
            continue
        if hardware.isdisjoint(facts.objects(holder, RDF_TYPE)):
            continue  # what a run or a model takes depends on the work, not on its kind
        try:
            value = float(units.canonical(lexical(object_), unit).value)
        except QuantityError:
            continue  # the catalogue's own tests look after it
        for key in class_keys(holder, property_, facts, facts):
            found[key].append((holder, value))
    return found


def _hardware(facts: Facts) -> set[str]:
    """Return the classes of products and of their parts."""
    found = {tw("HardwareModel"), tw("Part")}
    while more := {s for each in found for s in facts.subjects(RDFS_SUBCLASS_OF, each)} - found:
        found |= more
    return found


def class_keys(
    subject: str, property_: str, facts: Facts, known: Facts
) -> Iterator[tuple[str, str]]:
    """Yield the classes that a thing is compared in, the narrowest first."""
    products = facts.subjects(tw("hasPart"), subject)
    for class_ in facts.objects(subject, RDF_TYPE) or known.objects(subject, RDF_TYPE):
        for product in products:
            for outer in facts.objects(product, RDF_TYPE):
                yield f"{outer} {class_}", property_
        yield class_, property_
