"""Check files of facts: all that is wrong with them at once, each at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..errors import InputError, ParseError, Place, UnknownName
from ..extending import extended
from ..facts import Fact, Facts
from ..source import Source, read_text
from ..template import is_blank
from .blanks import unfilled
from .columns import with_columns
from .deprecated import deprecated_terms
from .distances import beyond_light
from .figures import contradictions, flatten
from .finding import Finding, Report, Severity, from_error, in_order, of_rule
from .measurements import run_contradictions
from .names import unknown_datatypes, unknown_names
from .peaks import beyond_peak
from .peers import unit_slips
from .results import stated_results
from .shapes import shape_findings
from .topology import topology_findings
from .vocabulary import Vocabulary, bundled_vocabulary

__all__ = ["Finding", "Report", "Severity", "validate", "validate_and_read", "validate_facts"]


def validate(
    paths: Sequence[str | Path], vocabulary: Vocabulary | None = None,
    beside: Sequence[Source] = (),
) -> Report:
    """Return what is wrong with the files taken together, beside the bundled vocabulary.

    `beside` are files whose things may be named, and that nothing is told of.  A file that can't
    be read or parsed is a finding too; the others are checked all the same.
    """
    return validate_and_read([Path(each) for each in paths], vocabulary, beside)[0]


def validate_and_read(
    paths: Sequence[Path], vocabulary: Vocabulary | None = None, beside: Sequence[Source] = ()
) -> tuple[Report, list[Fact]]:
    """Return what is wrong with files, and the facts that could be read: those beside are first."""
    findings: list[Finding] = []
    counts: list[tuple[str, int]] = []
    vocabulary = vocabulary or bundled_vocabulary()
    written = vocabulary.written
    asserted = [fact for each in beside for fact in written.parse(each.text, each.name)]
    texts: dict[str, str] = {}
    for path in paths:
        try:
            texts[str(path)] = read_text(path)
            facts = written.parse(texts[str(path)], str(path))
        except ParseError as error:
            findings.append(from_error(error, Place(str(path))))
            continue
        asserted += facts
        counts.append((str(path), len(facts)))
    findings += validate_facts(asserted, vocabulary)
    told = {each for each in findings if each.place.file not in {e.name for e in beside}}
    findings = with_columns(told, texts)
    return Report(tuple(sorted(findings, key=in_order)), tuple(counts)), asserted


def validate_facts(asserted: list[Fact], vocabulary: Vocabulary) -> list[Finding]:
    """Return what is wrong with facts that are parsed already."""
    blanks = [each for each in asserted if is_blank(each)]
    asserted = [each for each in asserted if not is_blank(each)] if blanks else asserted
    written = asserted
    whole = extended(written, vocabulary.units, vocabulary.facts)
    asserted = whole.facts
    facts = Facts.of(asserted)
    flat = flatten(asserted, facts, vocabulary)
    names = list(unknown_names(written, vocabulary))
    unknown = {each.focus for each in names}
    own = {each.subject for each in written}
    inherited = frozenset(e.subject for e in asserted if e.subject not in own)
    told = flat.refused | {(each.subject, each.predicate) for each in blanks}
    checks: dict[str, Iterable[Finding]] = {
        "not-filled-in": unfilled(blanks),
        "cannot-be-extended": _refused(whole.refused, names),
        "undefined-name": names,
        "deprecated-term": deprecated_terms(written, vocabulary),
        "stated-result": stated_results(written, facts, vocabulary),
        "unknown-datatype": unknown_datatypes(asserted),
        "unreadable-figure": flat.findings,
        "two-values": contradictions(asserted, facts, vocabulary),
        "contradicting-runs": run_contradictions(facts, vocabulary),
        "beyond-peak-rate": beyond_peak(facts, vocabulary),
        "beyond-light": beyond_light(facts, vocabulary),
        "unlikely-figure": unit_slips(flat.facts, facts, vocabulary),
        "topology": topology_findings(facts),
        "shape": _fresh(shape_findings(flat.facts, facts, vocabulary), unknown, told, inherited),
    }
    return [each for rule, found in checks.items() for each in of_rule(rule, found)]


def _refused(errors: Iterable[InputError], names: Sequence[Finding]) -> Iterator[Finding]:
    """Find what could not be extended, but for a name that is told of as undefined already."""
    told = {each.place for each in names}
    for each in errors:
        assert each.place, "each is at a fact"
        if not (isinstance(each, UnknownName) and each.place in told):
            yield from_error(each, each.place)


def _fresh(
    found: Iterator[tuple[Finding, str | None, str | None]],
    unknown: set[str | None],
    refused: frozenset[tuple[str, str]],
    inherited: frozenset[str],
) -> Iterator[Finding]:
    """Leave out what another finding says already: an undefined name, a figure not read.

    A warning of what is inherited as it is concerns the product that states it.
    """
    for finding, path, value in found:
        if finding.severity != "violation" and finding.focus in inherited:
            continue
        if value in unknown or (finding.focus, path) in refused:
            continue
        yield finding
