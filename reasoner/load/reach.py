"""Find what a rule reads, negates and writes, from the SPARQL algebra of its query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyparsing import ParseException
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ..errors import DefinitionError, Place, did_you_mean
from ..namespaces import PREFIXES, RDF_TYPE
from ..query_text import undeclared
from ..rule import Pattern, Reach

# Monotone: with more facts they have more solutions. All other operators are taken as negation.
_MONOTONE = {"BGP", "Extend", "Graph", "Join", "Project", "Union"}
_Found = tuple[Pattern, bool]  # what is read, and whether under a negation


def read_reach(query: str, place: Place) -> Reach:
    """Return the reach of a CONSTRUCT; raises DefinitionError where it does not parse.

    OPTIONAL, MINUS, NOT EXISTS, aggregates and sub-selects count as negation of all in them:
    what they let through can become less with more facts.

    >>> query = "CONSTRUCT { ?x a ?c } WHERE { ?x <urn:p>/<urn:q> ?c . MINUS { ?x <urn:r> ?c } }"
    >>> [str(each) for each in read_reach(query, Place("a.rq")).negates]
    ['<urn:r>']
    """
    _require_prefixes(query, place)
    try:
        algebra = translateQuery(parseQuery(query)).algebra
    except ParseException as error:
        raise DefinitionError(
            "a rule does not parse", expected="SPARQL 1.1",
            found=str(error.line).strip()[:60] or "the end of the query",
            place=Place(place.file, error.lineno if place.line is None else place.line),
        ) from error
    except Exception as error:  # rdflib's translation raises plain Exception, with a sentence
        raise DefinitionError(
            "a rule is not sound SPARQL", expected="SPARQL 1.1", found=str(error)[:200], place=place
        ) from error
    if "ServiceGraphPattern" in _operators(algebra.p):
        raise DefinitionError(
            "a rule asks another service", expected="patterns over the facts at hand",
            found="SERVICE", place=place,
        )
    found = sorted(set(_reads(algebra.p, False)), key=str)
    return Reach(
        tuple(sorted({each for t in algebra.template for each in _patterns(t)}, key=str)),
        tuple(dict.fromkeys(pattern for pattern, is_negated in found if not is_negated)),
        tuple(dict.fromkeys(pattern for pattern, is_negated in found if is_negated)),
    )


def _require_prefixes(query: str, place: Place) -> None:
    """Refuse a prefix that the rule does not declare: any store has to be able to run it."""
    unknown = undeclared(query, ())
    if unknown is None:
        return
    prefix, line = unknown
    iri = PREFIXES.get(prefix, "…")
    raise DefinitionError(
        f"unknown prefix {prefix}:", expected=f"PREFIX {prefix}: <{iri}> before its use",
        found=f"{prefix}:", hint=None if prefix in PREFIXES else did_you_mean(prefix, PREFIXES),
        place=Place(place.file, line if place.line is None else place.line),
    )


def _operators(node: Any) -> set[str]:
    """Return the names of all operators of an algebra, as far as patterns hold them."""
    if isinstance(node, list | tuple):
        return {name for each in node for name in _operators(each)}
    if not isinstance(node, CompValue) or node.name == "BGP":
        return set()
    inner = [*node.values(), getattr(node, "graph", None)]
    return {node.name, *_operators(inner)}


def _reads(node: Any, is_negated: bool) -> Iterator[_Found]:
    if isinstance(node, list | tuple):
        for each in node:
            yield from _reads(each, is_negated)
    if not isinstance(node, CompValue):
        return
    assert node.name not in ("TriplesBlock", "GroupGraphPatternSub"), "that is the parse tree"
    if node.name == "BGP":
        for triple in node.triples:
            yield from ((each, is_negated) for each in _patterns(triple))
    elif node.name == "LeftJoin":
        yield from _reads(node.p1, is_negated)
        yield from _reads([node.p2, node.expr], True)
    elif node.name == "Minus":
        yield from _reads(node.p1, is_negated)
        yield from _reads(node.p2, True)
    elif node.name == "Filter":
        yield from _reads(node.p, is_negated)
        yield from _condition(node.expr, is_negated)
    elif node.name == "ToMultiSet" and node.p.name == "values":
        return
    elif node.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        # rdflib sets the translated pattern as an attribute; its values() has the parse tree.
        yield from _reads(node.graph, True)
    else:
        yield from _reads(list(node.values()), is_negated or node.name not in _MONOTONE)


def _condition(expr: Any, is_negated: bool) -> Iterator[_Found]:
    """Yield what a filter reads: EXISTS is monotone where the whole filter is it, or one of it."""
    if isinstance(expr, CompValue) and expr.name == "ConditionalAndExpression":
        for each in [expr.expr, *expr.other]:
            yield from _condition(each, is_negated)
    elif isinstance(expr, CompValue) and expr.name == "Builtin_EXISTS":
        yield from _reads(expr.graph, is_negated)
    else:
        yield from _reads(expr, True)


def _patterns(triple: tuple[Any, Any, Any]) -> list[Pattern]:
    """Return what a triple of a query stands for; a path stands for each of its predicates."""
    _, predicate, object_ = triple
    if isinstance(predicate, Path):
        return [Pattern(each) for each in _steps(predicate)]
    if not isinstance(predicate, URIRef):
        return [Pattern(None)]
    if str(predicate) == RDF_TYPE and isinstance(object_, URIRef):
        return [Pattern(RDF_TYPE, str(object_))]
    return [Pattern(str(predicate))]


def _steps(path: Any) -> Iterator[str | None]:
    if isinstance(path, URIRef):
        yield str(path)
    elif isinstance(path, SequencePath | AlternativePath):
        for each in path.args:
            yield from _steps(each)
    elif isinstance(path, MulPath):
        yield from _steps(path.path)
    elif isinstance(path, InvPath):
        yield from _steps(path.arg)
    else:
        yield None  # a negated property set: all predicates but some
