"""Terms of the vocabulary that others have taken the place of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts import Fact, Facts
from ..namespaces import DCTERMS, OWL, PREFIXES, QUDT, RDF_TYPE, curie, local_name
from .finding import Finding, Fix
from .vocabulary import Vocabulary

_REPLACED_BY = DCTERMS + "isReplacedBy"
_UNIT = QUDT + "hasUnit"
_KIND = (RDF_TYPE, *(PREFIXES["rdfs"] + each for each in ("domain", "range")))


def deprecated_terms(facts: Iterable[Fact], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each use of a deprecated term; one whose replacement is of the same kind can be mended.

    A figure is never just renamed: cycles a MAC are a number too, where MACs a cycle were meant.
    """
    known = vocabulary.facts
    gone = {
        s for s, _, o in known.with_predicate(OWL + "deprecated") if o.startswith(('"true"', '"1"'))
    }
    for fact in facts:
        if gone.isdisjoint((fact.predicate, fact.object)):
            continue
        for term in gone & {fact.predicate, fact.object}:
            instead = known.objects(term, _REPLACED_BY)
            names = " or ".join(curie(each) for each in instead)
            yield Finding(
                fact.place, "warning", f"{curie(term)} is deprecated",
                names or "a term that is not deprecated", curie(term),
                f"state {names}, as its definition says" if names else None, fact.subject,
                fact.predicate, _respelt(term, instead, known),
            )


def _respelt(term: str, instead: list[str], known: Facts) -> Fix | None:
    """Return the mend, where one term that says the same of the same things takes its place."""
    if len(instead) != 1 or known.objects(term, _UNIT) or any(
        set(known.objects(term, each)) != set(known.objects(instead[0], each)) for each in _KIND
    ):
        return None
    return Fix(local_name(term), local_name(instead[0]))
