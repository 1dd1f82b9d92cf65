"""Measured runs: rows become tw:Measurement, told apart by what they were taken under."""

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
_ALIKE = 0.03  # clocks that differ by less are one: sheets round them
_KEPT_IN = "ontology/catalog/measured/"


@dataclass(frozen=True)
class Run:
    """One measured run with what it states."""

    iri: str
    read: Read

    @property
    def key(self) -> tuple[str, ...]:
        """Return the candidate that was run: variant, hardware, runtime and family."""
        return tuple(self.read.object(each) or "" for each in _LINKS)


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


def known_keys(knowledge: Knowledge) -> set[tuple[str, ...]]:
    """Return the candidates of which the catalogue proper states a run already."""
    facts = knowledge.asserted
    found = set()
    for run in facts.instances(tw("Measurement")):
        place = facts.places.get((run, RDF_TYPE, tw("Measurement")))
        if place is None or not place.file.startswith(_KEPT_IN):
            found.add(tuple(facts.object(run, each) or "" for each in _LINKS))
    return found


def as_catalogued(knowledge: Knowledge, runs: Sequence[Run]) -> set[str]:
    """Return the runs taken under the conditions that the catalogue has the hardware in.

    Of one candidate: those at the hardware's clock that depart in nothing, of them the latest
    edition, of them those with the most threads. A candidate that has a run in the catalogue proper
    has none here.
    """
    taken = known_keys(knowledge)
    by_key: dict[tuple[str, ...], list[Run]] = defaultdict(list)
    for each in runs:
        departs = each.read.object(tw("departsIn")) is not None
        if each.key not in taken and not departs and _is_at_clock(knowledge, each):
            by_key[each.key].append(each)
    found: set[str] = set()
    for group in by_key.values():
        latest = max(_edition(each) for each in group)
        newest = [each for each in group if _edition(each) == latest]
        most = max(_threads(each) for each in newest)
        found |= {each.iri for each in newest if _threads(each) == most}
    return found


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


def block_of(knowledge: Knowledge, run: Run) -> Block:
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
            ((RDF_TYPE, tw("Measurement")), (RDFS_LABEL, _label(knowledge, run))),
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
