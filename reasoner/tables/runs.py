"""Measured runs: rows become tw:Measurement or tw:RunOfRelease by what they were taken under."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..facts import is_literal, lexical, literal
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, PREFIXES, RDF_TYPE, RDFS_LABEL, local_name, tw
from .reading import Read, source_of
from .write import Block

VARIANT, HARDWARE, RUNTIME, FAMILY = (
    tw(each) for each in ("ofVariant", "onHardware", "withRuntime", "measuredFamily")
)
_LINKS = (VARIANT, HARDWARE, RUNTIME, FAMILY)
_CONDITIONS = tuple(
    tw(each) for each in ("measuredClock", "acceleratorClock", "withRelease", "runtimeVersion",
                          "edition", "threadCount", "batchSize", "departsIn", "runCondition")
)
_RELEASE = tw("withRelease")  # follows from the version that the row states
_SOURCE, _STANDING, _OUTCOME = DCTERMS + "source", tw("standing"), tw("outcome")
Key = tuple[str, ...]
_ALIKE = 0.03  # clocks that differ by less are one: sheets round them
_KEPT_IN = "ontology/catalog/measured/"


@dataclass(frozen=True)
class Run:
    """One measured run with what it states."""

    iri: str
    read: Read

    @property
    def key(self) -> Key:
        """Return the candidate that was run: variant, hardware, runtime and family."""
        return tuple(self.read.object(each) or "" for each in _LINKS)

    @property
    def release(self) -> str:
        """Return the release of the runtime that was run, empty where none is stated."""
        return self.read.object(_RELEASE) or ""


def runs_of(reads: Iterable[Read]) -> list[Run]:
    """Return the runs, each once, by name; a row that is printed twice is one run."""
    found: dict[str, Run] = {}
    for read in reads:
        iri = _name(read)
        found.setdefault(iri, Run(iri, read))
    return [found[each] for each in sorted(found)]


def _name(read: Read) -> str:
    stated = sorted(
        f"{e.property} {e.object}" for e in read.states if e.property != _RELEASE
    )
    digest = hashlib.sha256("\n".join(stated).encode()).hexdigest()[:8]
    parts = [local_name(read.object(each) or "") for each in (HARDWARE, VARIANT, RUNTIME)]
    return PREFIXES["cat"] + "-".join(["run", *parts, digest])


def _releases(knowledge: Knowledge) -> dict[Key, set[str]]:
    """Return the candidates of which the catalogue proper states a run, with the releases it had.

    A run that names no release has an empty one.
    """
    facts = knowledge.asserted
    found: dict[Key, set[str]] = defaultdict(set)
    for run in facts.instances(tw("Measurement")):
        place = facts.places.get((run, RDF_TYPE, tw("Measurement")))
        if place is None or not place.file.startswith(_KEPT_IN):
            key = tuple(facts.object(run, each) or "" for each in _LINKS)
            found[key].add(facts.object(run, _RELEASE) or "")
    return found


def as_catalogued(knowledge: Knowledge, runs: Sequence[Run]) -> set[str]:
    """Return the runs taken under the conditions that the catalogue has the hardware in.

    Of one candidate: those at the hardware's clock that depart in nothing, of them the latest
    edition, of them those with the most threads. A candidate that has a run in the catalogue proper
    has none here.
    """
    taken = _releases(knowledge)
    by_key: dict[Key, list[Run]] = defaultdict(list)
    for each in runs:
        if each.key not in taken and _is_as_stated(knowledge, each):
            by_key[each.key].append(each)
    return {each.iri for group in by_key.values() for each in _latest(group)}


def of_releases(knowledge: Knowledge, runs: Sequence[Run], catalogued: set[str]) -> set[str]:
    """Return the runs that speak for the very release of the runtime that they name, and no other.

    They are chosen as those that are catalogued, but of one candidate and release, and only where
    no run that speaks for the candidate names that release. One with fewer threads than another of
    the candidate ran with is none.
    """
    spoken_for = _releases(knowledge)
    as_stated = [each for each in runs if _is_as_stated(knowledge, each)]
    most: dict[Key, float] = defaultdict(float)
    for each in as_stated:
        most[each.key] = max(most[each.key], _threads(each))
        if each.iri in catalogued:
            spoken_for[each.key].add(each.release)
    by_release: dict[Key, list[Run]] = defaultdict(list)
    for each in as_stated:
        is_partial = 0 < _threads(each) < most[each.key]
        if each.release and not is_partial and each.release not in spoken_for[each.key]:
            by_release[*each.key, each.release].append(each)
    return {each.iri for group in by_release.values() for each in _latest(group)}


def _latest(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of the latest edition; of them, those with the most threads."""
    latest = max(_edition(each) for each in runs)
    newest = [each for each in runs if _edition(each) == latest]
    most = max(_threads(each) for each in newest)
    return [each for each in newest if _threads(each) == most]


def _is_as_stated(knowledge: Knowledge, run: Run) -> bool:
    """Say whether a run was of the hardware as the catalogue has it."""
    return run.read.object(tw("departsIn")) is None and _is_at_clock(knowledge, run)


def _edition(run: Run) -> tuple[int, ...]:
    text = lexical(run.read.object(tw("edition")) or "")
    return tuple(int(each[:9]) for each in re.findall(r"[0-9]+", text))


def _threads(run: Run) -> float:
    text = lexical(run.read.object(tw("threadCount")) or "0")
    return float(text) if re.fullmatch(r"[0-9.]{1,9}", text) else 0.0


def _is_at_clock(knowledge: Knowledge, run: Run) -> bool:
    """Say whether a run was at the clock that the catalogue states; true where either is silent."""
    stated = run.read.object(tw("measuredClock"))
    if stated is None:
        return True
    unit = knowledge.facts.object(tw("measuredClock"), PREFIXES["qudt"] + "hasUnit") or ""
    ours = float(knowledge.units.canonical(lexical(stated), unit).value)
    clocks = [
        figure.value
        for part in knowledge.facts.objects(run.key[1], tw("hasPart"))
        if knowledge.facts.object(part, tw("family")) == run.key[3]
        and (figure := knowledge.figures.chosen.get((part, tw("clock")))) is not None
    ]
    return not clocks or any(abs(ours - each) <= _ALIKE * each for each in clocks)


def block_of(knowledge: Knowledge, run: Run, class_: str) -> Block:
    """Return what is written of a run: its candidate, its figures, its conditions, its source."""
    read = run.read
    links = tuple((each, read.object(each) or "") for each in _LINKS)
    told = {*_LINKS, *_CONDITIONS, _SOURCE, _STANDING, _OUTCOME, tw("foundAt")}
    figures = sorted((e.property, e.object) for e in read.states if e.property not in told)
    outcome = (_OUTCOME, read.object(_OUTCOME) or tw("ran"))
    conditions = tuple((p, each) for p in _CONDITIONS for each in read.objects(p))
    return Block(
        run.iri,
        (
            ((RDF_TYPE, class_), (RDFS_LABEL, _label(knowledge, run))),
            links, (*figures, outcome), conditions, _ends(knowledge, read),
        ),
    )


def _label(knowledge: Knowledge, run: Run) -> str:
    variant, hardware, runtime, _ = (knowledge.facts.label(each) for each in run.key)
    edition = lexical(run.read.object(tw("edition")) or "")
    parts = [f"{variant} on {hardware} with {runtime}", *([edition] if edition else [])]
    return literal(", ".join(parts), language="en")


def _ends(knowledge: Knowledge, read: Read) -> tuple[tuple[str, str], ...]:
    source = source_of(read)
    ends = [(_SOURCE, source)] if source else []
    written = read.row.text("source")
    document = lexical(knowledge.facts.object(source or "", DCTERMS + "identifier") or "")
    rest = written.removeprefix(document).lstrip(":# ") if document else written
    if rest and not is_literal(rest):
        ends.append((tw("foundAt"), literal(rest)))
    return (*ends, (_STANDING, read.object(_STANDING) or tw("measured")))
