"""Compile formulas in SPARQL 1.1 expression syntax into trees, with rdflib's parser."""

from __future__ import annotations

from functools import reduce
from typing import Any

from pyparsing import ParseException, ParseResults
from rdflib import Literal, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ..errors import DefinitionError, Place
from ..formula import FUNCTIONS, Tree, as_tree
from ..namespaces import PREFIXES

_LONGEST = 2000
_OURS = [f"tw:{each}" for each in FUNCTIONS]
_PROLOGUE = f"PREFIX tw: <{PREFIXES['tw']}> "


def compile_formula(text: str, place: Place | None = None) -> Tree:
    """Return the tree of a formula.

    Raises DefinitionError for a syntax error and for what formulas do not use.

    >>> compile_formula("?macs / (?clock * 2)")
    ('/', ('variable', 'macs'), ('*', ('variable', 'clock'), ('number', 2.0)))
    """
    if len(text) > _LONGEST:
        raise DefinitionError("a formula is too long", expected=f"at most {_LONGEST} characters",
                              found=str(len(text)), place=place)
    try:
        parsed = parseQuery(f"{_PROLOGUE}SELECT (({text}) AS ?result) {{}}")
        tree = as_tree(_tree(parsed[1].projection[0].expr))
    except (ParseException, AttributeError, RecursionError, KeyError, IndexError) as error:
        raise DefinitionError(
            "a formula does not parse", expected="a SPARQL 1.1 expression", found=text, place=place
        ) from error
    except DefinitionError as error:
        raise DefinitionError(
            error.thing, expected=error.expected, found=f"{error.found} in {text}", place=place
        ) from error
    if tree is None:
        raise DefinitionError(
            "a formula is nested too deeply, or has a function of too many or few arguments",
            expected="tw:min, tw:max and tw:pow of two, tw:log2 and tw:sqrt of one",
            found=text, place=place,
        )
    return tree


def _tree(node: Any) -> Tree:
    if isinstance(node, Variable):
        return ("variable", str(node))
    if isinstance(node, Literal):
        return ("number", float(node))
    if isinstance(node, ParseResults | list):
        return _tree(node[0])
    if not isinstance(node, CompValue):
        raise DefinitionError("a formula has an unknown part", found=str(node))
    return _composite(node)


def _several(node: CompValue, name: str) -> list[Any]:
    """Return a part of a parse node as a list: rdflib unpacks lists of one."""
    found = getattr(node, name)  # get() gives the key itself where it is missing
    if found is None:
        return []
    return list(found) if isinstance(found, ParseResults | list) else [found]


def _composite(node: CompValue) -> Tree:
    name = node.name
    if name in ("ConditionalOrExpression", "ConditionalAndExpression"):
        sign = "||" if "Or" in name else "&&"
        others = _several(node, "other")
        return reduce(lambda left, right: (sign, left, _tree(right)), others, _tree(node.expr))
    if name == "RelationalExpression":
        if node.op is None:
            return _tree(node.expr)
        return (str(node.op), _tree(node.expr), _tree(node.other))
    if name in ("AdditiveExpression", "MultiplicativeExpression"):
        pairs = zip(_several(node, "op"), _several(node, "other"), strict=True)
        return reduce(
            lambda left, pair: (str(pair[0]), left, _tree(pair[1])), pairs, _tree(node.expr)
        )
    if name == "Builtin_IF":
        return ("if", _tree(node.arg1), _tree(node.arg2), _tree(node.arg3))
    if name == "Builtin_COALESCE":
        return ("coalesce", *(_tree(each) for each in _several(node, "arg")))
    if name in ("Builtin_BOUND", "Builtin_CEIL"):
        return (name.removeprefix("Builtin_").lower(), _tree(node.arg))
    if name == "UnaryNot":
        return ("!", _tree(node.expr))
    if name == "Function" and node.iri.prefix == "tw" and node.iri.localname in FUNCTIONS:
        return (str(node.iri.localname), *(_tree(each) for each in _several(node, "expr")))
    raise DefinitionError(
        "a formula uses what formulas do not use",
        expected=" ".join(["+ - * / comparisons IF COALESCE BOUND CEIL", *_OURS]),
        found=name,
    )
