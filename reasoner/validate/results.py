"""What is worked out and can't be stated: a figure that nothing would ever read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import did_you_mean
from ..facts import Fact, Facts
from ..namespaces import OWL, RDF_TYPE, curie, local_name, tw
from .finding import Finding
from .naming import name
from .vocabulary import Vocabulary

_QUANTITIES = frozenset(
    tw(each) for each in
    ("Quantity", "Lookup", "PathQuantity", "PoolQuantity", "StructuralQuantity")
)
_PROPERTIES = frozenset(OWL + each for each in ("DatatypeProperty", "ObjectProperty"))
_FIGURE_OF = tw("figureOf")


def stated_results(
    written: Iterable[Fact], facts: Facts, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Find each statement of a quantity that a formula or a lookup gives, and that none reads.

    A requirement that is stated by such a name would never be asked for.
    """
    results: dict[str, bool] = {}
    for fact in written:
        term = fact.object if fact.predicate == _FIGURE_OF else fact.predicate
        if term not in results:
            results[term] = _is_result(term, facts, vocabulary)
        if results[term]:
            yield _finding(fact, term, facts, vocabulary)


def _is_result(term: str, facts: Facts, vocabulary: Vocabulary) -> bool:
    types = {*facts.objects(term, RDF_TYPE), *vocabulary.facts.objects(term, RDF_TYPE)}
    return bool(types & _QUANTITIES) and not types & _PROPERTIES


def _finding(fact: Fact, term: str, facts: Facts, vocabulary: Vocabulary) -> Finding:
    known = sorted(curie(each) for each in vocabulary.unit_of
                   if not _is_result(each, facts, vocabulary))
    return Finding(
        fact.place, "violation",
        f"{name(fact.subject, facts)}: {local_name(term)} is worked out, so what is stated of it "
        "counts for nothing",
        "a figure that is stated", curie(term), did_you_mean(curie(term), known), fact.subject,
    )
