"""All that is wrong with files of facts and rules: what validation finds, and what loading refuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from .bundle import bundled_rules
from .collection import QUERIES
from .errors import DefinitionError, ParseError, Place, QueryError
from .facts import Fact, Facts
from .infer.strata import stratified
from .load.definitions import read_definitions
from .load.memory import Memory
from .load.rules import definition_rules, read_rule, with_reach
from .namespaces import OWL, RDF_TYPE, tw
from .source import Source, read_text
from .validate import Finding, Report, validate
from .validate.columns import with_columns
from .validate.finding import from_error, in_order
from .validate.vocabulary import Vocabulary, bundled_vocabulary
from .written import Written

_DEFINING = {
    *(tw(each) for each in (
        "Quantity", "Lookup", "PathQuantity", "PoolQuantity", "StructuralQuantity",
        "FitConstraint", "RequirementConstraint",
    )),
    OWL + "DatatypeProperty", OWL + "ObjectProperty",
}  # fmt: skip


def lint(paths: Sequence[Path], beside: Sequence[Source] = ()) -> Report:
    """Return what is wrong with files of facts and of rules, taken together.

    `beside` are files whose things may be named, and that nothing is told of.
    """
    vocabulary = bundled_vocabulary()
    rules = [each for each in paths if each.name.endswith(QUERIES)]
    report = validate([each for each in paths if each not in rules], vocabulary, beside)
    more = [*_definitions(report, paths, beside, vocabulary), *_rules(rules, vocabulary)]
    if not more:
        return replace(report, fact_counts=_in_given_order(paths, report, rules))
    texts = {str(each): read_text(each) for each in paths if each.is_file()}
    found = sorted({*report.findings, *with_columns(more, texts)}, key=in_order)
    return Report(tuple(found), _in_given_order(paths, report, rules))


def _in_given_order(
    paths: Sequence[Path], report: Report, rules: Sequence[Path]
) -> tuple[tuple[str, int], ...]:
    counts = dict(report.fact_counts) | {str(each): 0 for each in rules if each.is_file()}
    return tuple((str(each), counts[str(each)]) for each in paths if str(each) in counts)


def _definitions(
    report: Report, paths: Sequence[Path], beside: Sequence[Source], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Find a quantity or constraint that is not sound, where all else conforms."""
    if not report.conforms:
        return
    written = Written()
    own = [
        fact for each in paths if not each.name.endswith(QUERIES)
        for fact in written.parse(read_text(each), str(each))
    ]
    if not any(each.predicate == RDF_TYPE and each.object in _DEFINING for each in own):
        return
    others = [fact for each in beside for fact in written.parse(each.text, each.name)]
    try:
        read_definitions(_together(vocabulary, [*others, *own]))
    except DefinitionError as error:
        yield from_error(error, Place(str(paths[0])))


def _together(vocabulary: Vocabulary, own: list[Fact]) -> Facts:
    places = {each.triple: each.place for each in own}
    triples = dict.fromkeys((*vocabulary.facts.triples, *(each.triple for each in own)))
    return replace(vocabulary.facts.with_triples(t for t in triples), places=places)


def _rules(paths: Sequence[Path], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find a rule that is not sound by itself, or in a circle of negations with the others."""
    memory = Memory(None)
    sound = []
    for path in paths:
        try:
            text = read_text(path)
            if "# rule:" in text:
                sound.append(with_reach(read_rule(text, str(path)), memory))
        except (DefinitionError, ParseError, QueryError) as error:
            yield from_error(error, Place(str(path)))
    if not sound:
        return
    bundled = [read_rule(each.text, each.name) for each in bundled_rules()]
    ours = [*bundled, *definition_rules(vocabulary.facts)]
    try:
        stratified([*(with_reach(each, memory) for each in ours), *sound])
    except DefinitionError as error:
        yield from_error(error, Place(str(paths[0])))
