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
_SLIP = 2  # letters by which a slip is longer or shorter
_MOST_HINTS = 10  # names that a near one is looked for: up to 0.1 s each, of a long name
_APART = 0.03  # by which the next name must be less like
DATATYPES = frozenset(XSD + each for each in _XSD_TYPES) | {
    PREFIXES["rdf"] + each for each in ("langString", "HTML", "XMLLiteral", "JSON")
}


def unknown_names(facts: Iterable[Fact], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each use of a name of ours that neither the package nor the files define."""
    facts = list(facts)
    own = {each.subject for each in facts if each.predicate == RDF_TYPE}
    hints = _Hints(vocabulary.names | {each for each in own if each.startswith(OURS)})
    told: set[tuple[str, str, int | None]] = set()
    for fact in facts:
        for term in (fact.subject, fact.predicate, fact.object):
            key = (term, fact.place.file, fact.place.line)
            if not term.startswith(OURS) or term in hints.known or key in told:
                continue
            told.add(key)
            hint, fix = hints.of(term)
            yield Finding(
                fact.place, "violation", f"{curie(term)} is not defined",
                "a name of the vocabulary, the catalogue or the files given", curie(term), hint,
                term, fix=fix,
            )


class _Hints:
    """What unknown names may have been meant to be; of each name it is worked out once."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self._found: dict[str, tuple[str | None, Fix | None]] = {}
        self._mates: dict[str, list[str]] = {}

    def of(self, term: str) -> tuple[str | None, Fix | None]:
        """Return the hint and the safe mend of a name; none for what comes after the first few."""
        if term not in self._found:
            if len(self._found) >= _MOST_HINTS:
                return None, None
            name, mates, twins = curie(term), self._near(term), self._twins(term)
            if twins:  # such as tw:sigfox, as a bare name of YAML is read
                self._found[term] = f"did you mean {' or '.join(twins)}?", None
            else:
                self._found[term] = did_you_mean(name, mates), _respelt(name, mates)
        return self._found[term]

    def _twins(self, term: str) -> list[str]:
        """Return the known names that are the same but for their namespace."""
        own = {each + local_name(term) for each in OURS if not term.startswith(each)}
        return sorted(curie(each) for each in own & self.known)

    def _near(self, term: str) -> list[str]:
        """Return the known names of the same namespace."""
        space = next(each for each in OURS if term.startswith(each))
        if space not in self._mates:
            self._mates[space] = sorted(curie(e) for e in self.known if e.startswith(space))
        return self._mates[space]


def unknown_datatypes(facts: Iterable[Fact]) -> Iterator[Finding]:
    """Find each literal whose datatype is none that is known."""
    hinted: set[str] = set()
    for fact in facts:
        type_ = datatype(fact.object) if is_literal(fact.object) else None
        if type_ is None or type_ in DATATYPES:
            continue
        hinted.add(type_)
        known = sorted(DATATYPES) if len(hinted) <= _MOST_HINTS else ()
        yield Finding(
            fact.place,
            "violation",
            f'the datatype of "{lexical(fact.object)}" is unknown',
            "a datatype of XSD, or none",
            curie(type_),
            did_you_mean(curie(type_), map(curie, known))
            or 'write a quantity as plain text with its unit, such as "256 KiB"',
            fact.subject,
        )


def _respelt(name: str, known: list[str]) -> Fix | None:
    """Return the mend of a slip: one known name is nearly the same, and no other comes close."""
    known = [each for each in known if abs(len(each) - len(name)) <= _SLIP]
    near = get_close_matches(name, known, n=2, cutoff=_NEARLY)
    if not near or (len(near) > 1 and _likeness(name, near[1]) > _likeness(name, near[0]) - _APART):
        return None
    return Fix(local_name(name.replace(":", "#")), local_name(near[0].replace(":", "#")))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
