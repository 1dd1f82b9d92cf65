"""Measured runs that are faster than the peak rate of the hardware allows."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Place
from ..facts import Facts
from ..namespaces import tw
from .either import number_in, object_in
from .finding import Finding
from .naming import name
from .vocabulary import Vocabulary

_TOLERANCE = 1.001  # printed numbers are rounded
_RUNS = (tw("Measurement"), tw("RunOfRelease"))
_LATENCY, _MACS, _PEAK = tw("measuredLatency"), tw("macs"), tw("peakMacRate")


def beyond_peak(facts: Facts, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each run that took less time than its variant's MACs take at the stated peak rate.

    The greatest peak rate of the unit counts, whatever its numeric type: nothing is faster.
    """
    both = (facts, vocabulary.facts)
    runs = {each for class_ in _RUNS for each in facts.instances(class_)}
    for run in sorted(runs):
        latency = number_in(both, run, _LATENCY, vocabulary)
        macs = number_in(both, object_in(both, run, tw("ofVariant")), _MACS, vocabulary)
        peak = _peak(both, run, vocabulary)
        if latency and macs and peak and macs / latency > peak * _TOLERANCE:
            yield _finding(facts, vocabulary, run, macs / latency, peak)


def _finding(
    facts: Facts, vocabulary: Vocabulary, run: str, rate: float, peak: float
) -> Finding:
    unit = vocabulary.unit_of[_PEAK]
    display = vocabulary.facts.object(_PEAK, tw("displayUnit"))
    shown = [vocabulary.units.show(each, unit, display) for each in (peak, rate)]
    stated = facts.object(run, _LATENCY) or ""
    return Finding(
        facts.places.get((run, _LATENCY, stated), Place("the bundled catalogue")), "violation",
        f"{name(run, facts)} is faster than the peak rate of the hardware",
        f"at most {shown[0]}", shown[1],
        "correct the latency, the unit that ran it, or the peak rate", run,
    )


def _peak(both: tuple[Facts, ...], run: str, vocabulary: Vocabulary) -> float | None:
    hardware, family = (object_in(both, run, tw(each)) for each in ("onHardware", "measuredFamily"))
    rates = [
        rate
        for facts in both for part in facts.objects(hardware or "", tw("hasPart"))
        if object_in(both, part, tw("family")) == family
        for each in both for peak in each.objects(part, tw("hasPeakRate"))
        if (rate := number_in(both, peak, _PEAK, vocabulary)) is not None
    ]
    return max(rates, default=None)
