"""Measured runs that are faster than the peak rate of the hardware allows."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Place, QuantityError
from ..facts import Facts, is_literal, lexical
from ..namespaces import tw
from .finding import Finding
from .naming import name
from .vocabulary import Vocabulary

_TOLERANCE = 1.001  # printed numbers are rounded
_LATENCY, _MACS, _PEAK = tw("measuredLatency"), tw("macs"), tw("peakMacRate")


def beyond_peak(facts: Facts, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find each run that took less time than its variant's MACs take at the stated peak rate.

    The greatest peak rate of the unit counts, whatever its numeric type: nothing is faster.
    """
    both = (facts, vocabulary.facts)
    for run in facts.instances(tw("Measurement")):
        latency = _number(both, run, _LATENCY, vocabulary)
        macs = _number(both, _object(both, run, tw("ofVariant")), _MACS, vocabulary)
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


def _object(both: tuple[Facts, ...], subject: str | None, property_: str) -> str | None:
    found = (each.object(subject or "", property_) for each in both)
    return next((each for each in found if each is not None), None)


def _peak(both: tuple[Facts, ...], run: str, vocabulary: Vocabulary) -> float | None:
    hardware, family = (_object(both, run, tw(each)) for each in ("onHardware", "measuredFamily"))
    rates = [
        rate
        for facts in both for part in facts.objects(hardware or "", tw("hasPart"))
        if _object(both, part, tw("family")) == family
        for each in both for peak in each.objects(part, tw("hasPeakRate"))
        if (rate := _number(both, peak, _PEAK, vocabulary)) is not None
    ]
    return max(rates, default=None)


def _number(
    both: tuple[Facts, ...], subject: str | None, property_: str, vocabulary: Vocabulary
) -> float | None:
    """Return a figure, of its forms the first that is stated; None where none can be read."""
    for facts in both:
        stated = facts.objects(subject or "", property_)
        for figure in facts.objects(subject or "", tw("hasFigure")):
            if facts.object(figure, tw("figureOf")) == property_:
                stated = [*stated, *facts.objects(figure, tw("value"))]
        for each in stated:
            if is_literal(each):
                try:
                    unit = vocabulary.unit_of[property_]
                    return float(vocabulary.units.canonical(lexical(each), unit).value)
                except QuantityError:
                    return None
    return None
