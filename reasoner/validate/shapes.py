"""Run the SHACL shapes and lead each result back to the line that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from ..errors import Place
from ..facts import Fact, Facts, Triple, datatype, is_literal, lexical, literal
from ..namespaces import OWL, RDF_TYPE, XSD, curie
from .finding import Finding, Severity
from .naming import name
from .screen import within_reach
from .vocabulary import Vocabulary

# Blank nodes get names for pyshacl, which renames them otherwise.
_BLANK = "urn:tierwise:blank:"
_MOST_SUSPECTS = 200  # things that are checked one by one: some 2 ms each, and read by somebody
_FEW = 12  # things of a class that are named where another was given
_SEVERITIES: dict[str, Severity] = {str(SH.Warning): "warning", str(SH.Info): "info"}
_EXPECTED = {
    SH["class"]: "a {}",
    SH.minCount: "at least {} {path}",
    SH.maxCount: "at most {} {path}",
    SH.qualifiedMinCount: "at least {} such {path}",
    SH.minExclusive: "above {}",
    SH.maxInclusive: "at most {}",
    SH.lessThanOrEquals: "at most the value of {}",
    SH.datatype: "{}",
    SH.disjoint: "another than {}",
}
_COMPONENTS = {
    SH.ClassConstraintComponent: SH["class"],
    SH.MinCountConstraintComponent: SH.minCount,
    SH.MaxCountConstraintComponent: SH.maxCount,
    SH.QualifiedMinCountConstraintComponent: SH.qualifiedMinCount,
    SH.MinExclusiveConstraintComponent: SH.minExclusive,
    SH.MaxInclusiveConstraintComponent: SH.maxInclusive,
    SH.LessThanOrEqualsConstraintComponent: SH.lessThanOrEquals,
    SH.DatatypeConstraintComponent: SH.datatype,
    SH.DisjointConstraintComponent: SH.disjoint,
}


def shape_findings(
    flat: Iterable[Fact], facts: Facts, vocabulary: Vocabulary
) -> Iterator[tuple[Finding, str | None, str | None]]:
    """Find what breaks a shape; beside each finding stand the path and the value at fault.

    `flat` are the facts with flat decimals, `facts` the same as they were written.
    """
    flat = list(flat)
    seen = Facts(tuple(dict.fromkeys(_with_context(flat, vocabulary))))
    broken = vocabulary.screen.suspects(seen)
    if not broken:
        return
    suspects, left = _first(set().union(*broken.values()), flat)
    if left:
        yield left, None, None
    # pyshacl takes 0.4 s to import, and what surely conforms never needs it.
    import pyshacl

    shapes = _of_names(broken, vocabulary.shapes_graph)
    data = Graph(bind_namespaces="none")
    for triple in (*vocabulary.subclasses, *within_reach(suspects, seen)):
        data.add(_nodes(triple))
    _, results, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, inplace=True
    )
    places = _Places(flat)
    typed = {each.subject for each in flat if each.predicate == RDF_TYPE}
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (
            _term(results.value(result, each)) for each in (SH.focusNode, SH.resultPath, SH.value)
        )
        if focus not in suspects:
            continue  # what a suspect leads to, of which not all is there
        # What the package brings is context: its own tests look after it.
        if focus in typed or (focus, path, value) in places.of:
            place = _place(focus, path, value, places)
            finding = _finding(result, results, shapes, facts, place)
            yield _with_way_on(finding, value, facts, vocabulary), path, value


def _of_names(names: Iterable[str], shapes: Graph) -> Graph:
    """Return some shapes with all that they are made of: pyshacl reads each shape anew."""
    found = Graph(bind_namespaces="none")
    waiting: list[Node] = [URIRef(each) for each in sorted(names)]
    seen = set(waiting)
    while waiting:
        for triple in shapes.triples((waiting.pop(), None, None)):
            found.add(triple)
            if triple[2] not in seen and not isinstance(triple[2], Literal):
                seen.add(triple[2])
                waiting.append(triple[2])
    return found


def _first(suspects: set[str], flat: list[Fact]) -> tuple[set[str], Finding | None]:
    """Return as many as are told of one by one, and a finding for the others."""
    if len(suspects) <= _MOST_SUSPECTS:
        return suspects, None
    first: dict[str, Place] = {}
    for each in flat:
        if each.subject in suspects:
            first.setdefault(each.subject, each.place)
    told = list(first)[:_MOST_SUSPECTS]
    more = len(suspects) - len(told)
    place = first[list(first)[len(told)] if len(first) > len(told) else told[-1]]
    return set(told), Finding(
        place, "violation", f"from here on, {more:,} things more may break a shape",
        f"at most {_MOST_SUSPECTS} such things at once", f"{len(suspects):,}",
        "mend what is told before, and validate again",
    )


def _with_context(flat: list[Fact], vocabulary: Vocabulary) -> Iterator[Triple]:
    """Yield the facts, the hierarchy of classes, and the types of what the facts name."""
    yield from (each.triple for each in flat)
    yield from vocabulary.subclasses
    named = {term for each in flat for term in (each.subject, each.object)}
    for term in named:
        for class_ in vocabulary.facts.objects(term, RDF_TYPE):
            yield term, RDF_TYPE, class_


def _finding(result: Node, results: Graph, shapes: Graph, facts: Facts, place: Place) -> Finding:
    focus = _term(results.value(result, SH.focusNode))
    value = results.value(result, SH.value)
    message = str(results.value(result, SH.resultMessage))
    what, _, mend = message.partition(": ")
    severity = _SEVERITIES.get(str(results.value(result, SH.resultSeverity)), "violation")
    found = _term(value)
    written = facts.objects(focus, _term(results.value(result, SH.resultPath)))
    if is_literal(found) and len(written) == 1:
        found = written[0]  # "4 ms" as people wrote it, where the shape saw 0.004
    return Finding(
        place,
        severity,
        f"{name(focus, facts)}: {what}",
        _expected(result, results, shapes),
        name(found, facts) if found and found != focus else None,
        mend or None,
        focus,
        _term(results.value(result, SH.resultPath)) or None,
    )


def _with_way_on(
    finding: Finding, value: str, facts: Facts, vocabulary: Vocabulary
) -> Finding:
    """Return a finding of a thing of a wrong class with what may be meant: a file, one of a few."""
    wanted = (finding.expected or "").removeprefix("a ")
    classes = [e for e in vocabulary.facts.subjects(RDF_TYPE, OWL + "Class") if curie(e) == wanted]
    if not classes or not value or is_literal(value):
        return finding
    if not facts.properties(value) and not vocabulary.facts.properties(value):
        return replace(finding, hint=f"no file given says what {name(value, facts)} is: give the "
                       "one that does as well, or mend the name")
    members = sorted(curie(e) for e in vocabulary.facts.subjects(RDF_TYPE, classes[0]))
    if 0 < len(members) <= _FEW:
        return replace(finding, hint=f"there are {', '.join(members)}")
    return finding


def _expected(result: Node, results: Graph, shapes: Graph) -> str | None:
    component = results.value(result, SH.sourceConstraintComponent)
    parameter = _COMPONENTS.get(component) if isinstance(component, URIRef) else None
    shape = results.value(result, SH.sourceShape)
    wanted = shapes.value(shape, parameter) if parameter and shape else None
    if parameter is None or wanted is None:
        return None
    text = curie(str(wanted)) if isinstance(wanted, URIRef) else str(wanted)
    path = curie(_term(results.value(result, SH.resultPath)))
    return _EXPECTED[parameter].format(text, path=path)


def _place(focus: str, path: str | None, value: str | None, places: _Places) -> Place:
    """Return where the value stands; else the path's last value; else where the focus is typed."""
    if path and value and (focus, path, value) in places.of:
        return places.of[focus, path, value]
    of_focus = places.by_subject[focus]
    for wanted in (path, RDF_TYPE):
        found = [place for triple, place in of_focus if triple[1] == wanted]
        if found:
            return found[-1] if wanted == path else found[0]
    return of_focus[0][1]


class _Places:
    """Where each fact stands, also by what it is said of."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.of = Facts.of(facts).places
        self.by_subject: dict[str, list[tuple[Triple, Place]]] = defaultdict(list)
        for triple, place in self.of.items():
            self.by_subject[triple[0]].append((triple, place))


def _nodes(triple: Triple) -> tuple[Node, Node, Node]:
    subject, predicate, object_ = (_node(each) for each in triple)
    return subject, predicate, object_


def _node(term: str) -> Node:
    if is_literal(term):
        language = term[term.rindex('"') + 2 :] if datatype(term) is None else None
        type_ = datatype(term)
        return Literal(
            lexical(term), lang=language, datatype=None if type_ is None else URIRef(type_),
            normalize=False,
        )
    return URIRef(_BLANK + term[2:] if term.startswith("_:") else term)


def _term(node: Node | None) -> str:
    """Return our spelling of a node; empty for none."""
    if node is None:
        return ""
    if isinstance(node, Literal):
        return literal(str(node), str(node.datatype or XSD + "string"), node.language)
    text = str(node)
    return "_:" + text.removeprefix(_BLANK) if text.startswith(_BLANK) else text
