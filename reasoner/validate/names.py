"""Names that nothing defines, and datatypes that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches

from ..errors import did_you_mean
from ..facts import Fact, datatype, is_literal, lexical
from ..namespaces import PREFIXES, RDF_TYPE, XSD, curie, local_name
from .finding import Finding, Fix
from .vocabulary import OURS, Vocabulary

# XSD 1.1 part 2, the types of RDF 1.1 Concepts, section 5.1.
_XSD_TYPES = (
    "string boolean decimal integer double float date time dateTime dateTimeStamp gYear gMonth "
    "gDay gYearMonth gMonthDay duration yearMonthDuration dayTimeDuration byte short int long "
    "unsignedByte unsignedShort unsignedInt unsignedLong positiveInteger nonNegativeInteger "
    "negativeInteger nonPositiveInteger hexBinary base64Binary anyURI language normalizedString "
    "token NMTOKEN Name NCName"
).split()
_NEARLY = 0.9  # of difflib: a letter too many, too few or wrong in a name of usual length
_APART = 0.03  # by which the next name must be less like
DATATYPES = frozenset(XSD + each for each in _XSD_TYPES) | {
    PREFIXES["rdf"] + each for each in ("langString", "HTML", "XMLLiteral", "JSON")
}


def unknown_names(facts: Iterable[Fact], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each use of a name of ours that neither the package nor the files define."""
    facts = list(facts)
    own = {each.subject for each in facts if each.predicate == RDF_TYPE}
    known = vocabulary.names | {each for each in own if each.startswith(OURS)}
    told: set[tuple[str, str, int | None]] = set()
    for fact in facts:
        for term in (fact.subject, fact.predicate, fact.object):
            key = (term, fact.place.file, fact.place.line)
            if not term.startswith(OURS) or term in known or key in told:
                continue
            told.add(key)
            yield _unknown(term, fact, known)


def unknown_datatypes(facts: Iterable[Fact]) -> Iterator[Finding]:
    """Find each literal whose datatype is none that is known."""
    for fact in facts:
        type_ = datatype(fact.object) if is_literal(fact.object) else None
        if type_ is None or type_ in DATATYPES:
            continue
        yield Finding(
            fact.place,
            "violation",
            f'the datatype of "{lexical(fact.object)}" is unknown',
            "a datatype of XSD, or none",
            curie(type_),
            did_you_mean(curie(type_), map(curie, sorted(DATATYPES)))
            or 'write a quantity as plain text with its unit, such as "256 KiB"',
            fact.subject,
        )


def _unknown(term: str, fact: Fact, known: Iterable[str]) -> Finding:
    namespace = next(each for each in OURS if term.startswith(each))
    mates = sorted(curie(each) for each in known if each.startswith(namespace))
    return Finding(
        fact.place,
        "violation",
        f"{curie(term)} is not defined",
        "a name of the vocabulary, the catalogue or the files given",
        curie(term),
        did_you_mean(curie(term), mates),
        term,
        fix=_respelt(curie(term), mates),
    )


def _respelt(name: str, known: list[str]) -> Fix | None:
    """Return the mend of a slip: one known name is nearly the same, and no other comes close."""
    near = get_close_matches(name, known, n=2, cutoff=_NEARLY)
    if not near or (len(near) > 1 and _likeness(name, near[1]) > _likeness(name, near[0]) - _APART):
        return None
    return Fix(local_name(name.replace(":", "#")), local_name(near[0].replace(":", "#")))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
