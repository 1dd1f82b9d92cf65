"""All that is wrong with files of facts and rules: what validation finds and loading refuses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox

from .bundle import bundled_rules, remembering
from .collection import QUERIES, is_rule
from .entail_dl import check_consistency, find_java
from .errors import DefinitionError, ParseError, Place, QueryError, TierwiseError
from .facts import Fact, Facts, is_literal
from .infer.strata import stratified
from .kept_vocabulary import kept_vocabulary
from .load.definitions import read_definitions
from .load.memory import Memory
from .load.rules import definition_rules, read_rule, with_reach
from .namespaces import OWL, PREFIXES, RDF_TYPE, curie, tw
from .query import ask
from .source import Source, read_text
from .store import to_term
from .validate import Finding, Report, validate_and_read
from .validate.columns import with_columns
from .validate.figures import flatten
from .validate.finding import from_error, in_order, of_rule
from .validate.queries import query_findings
from .validate.vocabulary import Vocabulary
from .written import Written

_DEFINING = {
    *(tw(each) for each in (
        "Quantity", "Lookup", "PathQuantity", "PoolQuantity", "StructuralQuantity",
        "FitConstraint", "RequirementConstraint",
    )),
    OWL + "DatatypeProperty", OWL + "ObjectProperty",
}  # fmt: skip

MOST_DL_SECONDS = 60.0
_MOST_SHOWN = 5  # names in a list


def lint(paths: Sequence[Path], beside: Sequence[Source] = ()) -> Report:
    """Return what is wrong with files of facts and of rules, taken together.

    `beside` are files whose things may be named, and that nothing is told of.
    """
    vocabulary = kept_vocabulary()
    rules = [each for each in paths if each.name.endswith(QUERIES)]
    of_rules = set(rules)
    plain = [each for each in paths if each not in of_rules]
    report, facts = validate_and_read(plain, vocabulary, beside)
    more = [
        *of_rule("query", _queries(rules, facts, vocabulary)),
        *of_rule("rule", _rules(rules, vocabulary)),
    ]
    if report.conforms:
        more = [*of_rule("definition", _definitions(facts, plain, vocabulary)), *more]
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
    facts: list[Fact], paths: Sequence[Path], vocabulary: Vocabulary
) -> list[Finding]:
    """Return what is not sound of quantities, constraints and classes, where all else conforms."""
    own = {str(each) for each in paths}
    stated = [each for each in facts if each.place.file in own]
    reads: list[Callable[[Facts], object]] = []
    if any(each.predicate == RDF_TYPE and each.object in _DEFINING for each in stated):
        reads.append(_read_definitions)
    if any(each.predicate == OWL + "equivalentClass" for each in stated):
        reads.append(definition_rules)
    return [each for read in reads for each in _refused(read, _together(vocabulary, facts), paths)]


def _read_definitions(facts: Facts) -> None:
    with remembering() as memory:
        read_definitions(facts, memory)


def _refused(
    read: Callable[[Facts], object], facts: Facts, paths: Sequence[Path]
) -> list[Finding]:
    try:
        read(facts)
    except DefinitionError as error:
        return [from_error(error, Place(str(paths[0])))]
    return []


def lint_dl(
    paths: Sequence[Path], beside: Sequence[Source] = (), seconds: float = MOST_DL_SECONDS
) -> Report:
    """Return what is wrong with files, and whether HermiT finds that they contradict the schema.

    HermiT is asked only where all else conforms, of the schema and the files' own facts: with the
    catalogue it would take minutes.  Raises TierwiseError where there is no Java.
    """
    find_java()
    report = lint(paths, beside)
    if not report.conforms:
        return report
    written, vocabulary = Written(), kept_vocabulary()
    texts = {str(each): read_text(each) for each in paths if not each.name.endswith(QUERIES)}
    own = [fact for name, text in texts.items() for fact in written.parse(text, name)]
    near = [fact for each in beside for fact in written.parse(each.text, each.name)]
    told = of_rule("contradiction", _contradictions([*near, *own], own, vocabulary, seconds))
    found = with_columns(told, texts)
    return replace(report, findings=tuple(sorted([*report.findings, *found], key=in_order)))


def schema_triples() -> list[ox.Triple]:
    """Return the vocabulary without the catalogue."""
    folder = files("tierwise.ontology")
    return [
        row.triple for each in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".ttl")
        for row in ox.parse(each.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def _contradictions(
    facts: list[Fact], own: list[Fact], vocabulary: Vocabulary, seconds: float
) -> Iterator[Finding]:
    """Find that facts can't all hold, narrowed down to those that suffice, or an empty class."""
    if not own:
        return
    schema = schema_triples()
    flat = flatten(facts, Facts.of(facts), vocabulary).facts
    until = time.monotonic() + seconds
    report = check_consistency([*schema, *_terms(flat, vocabulary)], seconds)
    ours = {each.subject: each.place for each in reversed(own)}
    for class_ in report.unsatisfiable:
        if class_ in ours:
            yield Finding(
                ours[class_], "violation", f"{curie(class_)} can have no member",
                "a class that something can be a member of", "axioms that contradict one another",
                "take out one of its superclasses or restrictions", class_,
            )
    if report.consistent:
        return
    guilty = _narrowed(flat, schema, vocabulary, until)
    first = next((each for each in ours if each in guilty), own[0].subject)
    classes = {curie(each.object) for each in own
               if each.subject in guilty and each.predicate == RDF_TYPE}
    yield Finding(
        ours[first], "violation", "the facts contradict the classes and properties they are of",
        "facts that can all hold at once, by the axioms of the vocabulary and of the files",
        f"a contradiction in what is said of {_listed({curie(each) for each in guilty})}"
        + (f", of the classes {_listed(classes)}" if classes else ""),
        "look at their classes, at functional properties with two values, and at disjoint classes",
        first,
    )


def _narrowed(
    flat: Sequence[Fact], schema: list[ox.Triple], vocabulary: Vocabulary, until: float
) -> set[str]:
    """Return a least set of individuals whose facts contradict the axioms, while time is.

    QuickXplain (Junker 2004, AAAI-04): each half is asked with what the other half needs.  The
    classes and properties that the files define are axioms, and always there.
    """
    axioms = {each.subject for each in flat if each.object.startswith(PREFIXES["owl"])}
    individuals = [
        each for each in dict.fromkeys(fact.subject for fact in flat) if each not in axioms
    ]

    def contradict(subjects: set[str]) -> bool:
        said = [each for each in flat if each.subject in subjects or each.subject in axioms]
        left = until - time.monotonic()
        if left <= 0:
            raise TierwiseError("the time is up")
        return not check_consistency([*schema, *_terms(said, vocabulary)], left).consistent

    def least(held: set[str], is_new: bool, among: list[str]) -> set[str]:
        if is_new and contradict(held):
            return set()
        if len(among) == 1:
            return set(among)
        one, other = among[: len(among) // 2], among[len(among) // 2 :]
        of_other = least(held | set(one), True, other)
        return least(held | of_other, bool(of_other), one) | of_other

    try:
        return least(set(), True, individuals) if individuals else axioms
    except TierwiseError:
        return set(individuals)


def _terms(flat: Iterable[Fact], vocabulary: Vocabulary) -> list[ox.Triple]:
    """Return facts for HermiT, with the types of what they name of the catalogue."""
    flat = list(flat)
    named = {each.object for each in flat} - {each.subject for each in flat}
    types = [
        (term, RDF_TYPE, class_) for term in sorted(named)
        for class_ in vocabulary.facts.objects(term, RDF_TYPE) if not is_literal(term)
    ]
    rows = [*(each.triple for each in flat), *types]
    return [ox.Triple(to_term(s), ox.NamedNode(p), to_term(o)) for s, p, o in rows]  # type: ignore[arg-type]


def _listed(names: set[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
    return ", ".join(shown[:_MOST_SHOWN]) + more


def _together(vocabulary: Vocabulary, own: list[Fact]) -> Facts:
    places = {each.triple: each.place for each in own}
    triples = dict.fromkeys((*vocabulary.facts.triples, *(each.triple for each in own)))
    return replace(vocabulary.facts.with_triples(t for t in triples), places=places)


def _queries(
    paths: Sequence[Path], facts: Sequence[Fact], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Find names and blanks of rules and questions, and what of a question can't be asked."""
    for path in paths:
        try:
            text = read_text(path)
            if not is_rule(Source(str(path), text)):
                ask((), text, name=str(path))
        except (ParseError, QueryError) as error:
            yield from_error(error, Place(str(path)))
            continue
        yield from query_findings(text, str(path), facts, vocabulary)


def _rules(paths: Sequence[Path], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find a rule that is not sound by itself, or in a circle of negations with the others."""
    memory = Memory(None)
    sound = []
    for path in paths:
        try:
            text = read_text(path)
            if is_rule(Source(str(path), text)):
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
