"""Runs that contradict each other: one that worked and one that failed, for the same candidate."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Place
from ..facts import Facts, lexical
from ..namespaces import curie, tw
from .finding import Finding
from .naming import name
from .vocabulary import Vocabulary

_WITNESS, _OUTCOME, _RAN = tw("witness"), tw("outcome"), tw("ran")
_CATALOGUE = Place("the bundled catalogue")


def run_contradictions(facts: Facts, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each failed run of a candidate that another run shows to work; they settle nothing."""
    parts = _parts(vocabulary.facts)
    worked: dict[tuple[str, ...], str] = {}
    failed: list[tuple[tuple[str, ...], str]] = []
    for stated in (facts, vocabulary.facts):
        for run in stated.instances(tw("Measurement")):
            key = tuple(stated.object(run, each) or "" for each in parts)
            if stated.object(run, _OUTCOME) == _RAN:
                worked.setdefault(key, run)
            elif stated.object(run, _OUTCOME):
                failed.append((key, run))
    for key, run in failed:
        # What contradicts itself within the catalogue is no finding about these files.
        if key in worked and _is_ours(facts, run, worked[key]):
            yield _finding(facts, vocabulary.facts, run, worked[key])


def _parts(facts: Facts) -> list[str]:
    """Return the properties of a run that say which candidate it is of: the key of tw:witness."""
    key = lexical(facts.object(_WITNESS, tw("key")) or "").replace(">", " ")
    return [tw(each) for each in dict.fromkeys(e.partition("=")[0] for e in key.split())]


def _is_ours(facts: Facts, *runs: str) -> bool:
    return any(facts.object(each, _OUTCOME) for each in runs)


def _finding(facts: Facts, bundled: Facts, failed: str, worked: str) -> Finding:
    outcome = facts.object(failed, _OUTCOME) or bundled.object(failed, _OUTCOME) or ""
    failed_at, worked_at = _place(facts, failed), _place(facts, worked)
    return Finding(
        worked_at if failed_at == _CATALOGUE else failed_at,
        "warning",
        f"two runs of one candidate contradict each other: {name(failed, facts)} failed and "
        f"{name(worked, facts)} ran",
        "one outcome of a variant on a hardware with a runtime",
        f"{curie(outcome)} at {failed_at}, tw:ran at {worked_at}",
        "correct one, or state in what they differ: until then neither settles whether it fits",
        failed if failed_at != _CATALOGUE else worked,
    )


def _place(facts: Facts, run: str) -> Place:
    outcome = facts.object(run, _OUTCOME)
    return facts.places[run, _OUTCOME, outcome] if outcome else _CATALOGUE
