"""Read what `tierwise plan --break-even` varies: NAME.PROPERTY=FROM..TO, or one of three words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..reasoner.chain import Chain
from ..reasoner.change.read import read_change
from ..reasoner.change_set import Change
from ..reasoner.engine import Engine
from ..reasoner.errors import TopologyError, UsageError
from ..reasoner.knowledge import Knowledge
from ..reasoner.namespaces import local_name, tw
from ..reasoner.plan.break_even import Range
from ..reasoner.planner import Planner

_FORM = "devices, rate, price-per-gb or NAME.PROPERTY=FROM..TO, such as hub.copies=1..50"
_WORDS = {"devices": ("copies", "1..10000"), "rate": ("inputRate", None),
          "price-per-gb": ("pricePerByte", "0..1 USD/GB")}
_COUNTS = ("copies", "sources")  # of which there are only whole ones
_NUMBER = re.compile(r"^[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\s*")
_DECADES = 100.0  # `rate` without a range goes this many times below and above what is stated


@dataclass(frozen=True)
class Varied:
    """Figures that are set together: each to the value asked times its factor.

    `quantity` is the property of the value that is asked; `told` says what it is a figure of.
    """

    quantity: str
    told: str
    range: Range
    figures: tuple[tuple[str, str, float], ...]

    def at(self, planner: Planner, value: float) -> Planner:
        """Return the planner of the site in which the figures have a value; nothing is written."""
        known = planner.knowledge
        changes = [
            _change(known, subject, name, value * factor) for subject, name, factor in self.figures
        ]
        return Planner(Engine(known).changed(changes).knowledge, planner.links, planner.by)


def _change(known: Knowledge, subject: str, name: str, value: float) -> Change:
    symbol = known.units.unit(known.definitions.quantities[name].unit).symbol
    text = format(Decimal(repr(value)), "f")
    return read_change(known, f"{subject}.{name}={text} {symbol}".strip())


def read_varied(planner: Planner, chains: list[Chain], text: str) -> Varied:
    """Return what a text varies.

    Raises UsageError for another form, UnknownName and QuantityError for what it names, and
    TopologyError where the site has nothing of that kind.
    """
    what, equals, span = (each.strip() for each in text.partition("="))
    if what in _WORDS:
        name, usual = _WORDS[what]
        figures = list(_figures(planner, chains, what))
        if not figures:
            raise TopologyError(
                f"nothing on the site to vary for {what}", expected=_EXPECTED[what], found="none"
            )
        span = span or usual or _around(planner.knowledge, figures[0][0])
    else:
        subject_name, dot, name = what.rpartition(".")
        if not (equals and dot and subject_name and name):
            raise UsageError(f"--break-even {text} can't be read", expected=_FORM, found=text)
        figures = [_named(planner.knowledge, what, name, span)]
        name = figures[0][1]
    if name not in planner.knowledge.definitions.quantities:
        raise UsageError(f"{name} is not a figure", expected="a property with a number", found=name)
    return Varied(name, _told(figures), _range(planner.knowledge, name, span), tuple(figures))


_EXPECTED = {
    "devices": "a node at device level",
    "rate": "a task without predecessors that states its tw:inputRate",
    "price-per-gb": "a link in Turtle that leaves the site",
}


def _named(known: Knowledge, what: str, name: str, span: str) -> tuple[str, str, float]:
    """Return the figure that NAME.PROPERTY is; the text is checked as that of a change."""
    found = read_change(known, f"{what}={_ends(known, name, span)[1]}")
    return found.subject, local_name(found.property), 1.0


def _told(figures: list[tuple[str, str, float]]) -> str:
    """Return `copies of eye, door and sources of count`, with what follows in proportion."""
    by_name: dict[str, list[str]] = {}
    for subject, name, factor in figures:
        if factor == 1.0:
            by_name.setdefault(name, []).append(local_name(subject))
    found = " and ".join(f"{name} of {', '.join(each)}" for name, each in by_name.items())
    rest = [f"{name} of {local_name(subject)}" for subject, name, factor in figures if factor != 1]
    return f"{found}; in proportion {', '.join(rest)}" if rest else found


def _figures(
    planner: Planner, chains: list[Chain], what: str
) -> Iterator[tuple[str, str, float]]:
    """Yield the figures that a word stands for, with the factor of each to the value asked."""
    known = planner.knowledge
    if what == "devices":
        devices = [
            node for node in planner.ways.network.nodes
            if tw("device-level") in known.facts.objects(node, tw("role"))
        ]
        yield from ((node, "copies", 1.0) for node in devices)
        for chain in chains:
            yield from _sources(known, chain, set(devices))
    elif what == "price-per-gb":
        for link in known.facts.objects(known.site or "", tw("hasLink")):
            if tw("wide-area-network") in _crossed(known, link):
                yield link, "pricePerByte", 1.0
    else:
        yield from _rates(known, chains)


def _sources(
    known: Knowledge, chain: Chain, devices: set[str]
) -> Iterator[tuple[str, str, float]]:
    """Yield the sources of tasks whose data all arises at devices, so many for each of these."""
    arise: dict[str, set[str]] = {}
    for task in chain.tasks:
        own = {known.facts.object(task, tw("dataSource")) or ""}
        arise[task] = set().union(*(arise[e] for e in chain.before[task])) or own
    copies = known.figures.by_property.get(tw("copies"), {})
    for task in _stating(known, [chain], "sources"):
        if arise[task] <= devices:
            stated = known.figures.by_property[tw("sources")][task].value
            theirs = [copies[each].value for each in sorted(arise[task]) if each in copies]
            of_each = stated / theirs[0] if len(theirs) == len(arise[task]) == 1 else 1.0
            yield task, "sources", of_each if of_each.is_integer() and of_each > 0 else 1.0


def _crossed(known: Knowledge, link: str) -> list[str]:
    """Return what a link crosses, as it states or as its technology does."""
    own = known.facts.objects(link, tw("crosses"))
    kinds = known.facts.objects(link, tw("technology"))
    return own or [o for each in kinds for o in known.facts.objects(each, tw("crosses"))]


def _stating(known: Knowledge, chains: list[Chain], name: str) -> list[str]:
    stated = known.figures.by_property.get(tw(name), {})
    return [task for chain in chains for task in chain.tasks if task in stated]


def _rates(known: Knowledge, chains: list[Chain]) -> Iterator[tuple[str, str, float]]:
    """Yield the rates of tasks that wait for none, then of all that follows, in proportion."""
    rates, flows = (known.figures.by_property.get(tw(e), {}) for e in ("inputRate", "flowRate"))
    tasks = _stating(known, chains, "inputRate")
    first = [t for c in chains for t in c.tasks if not c.before[t] and t in rates]
    if not first or not rates[first[0]].value:
        return
    base = rates[first[0]].value
    for task in (*first, *(each for each in tasks if each not in first)):
        yield task, "inputRate", rates[task].value / base
    for chain in chains:
        for flow in chain.flows:
            if flow.precedes and flow.iri in flows:
                yield flow.iri, "flowRate", flows[flow.iri].value / base


def _around(known: Knowledge, task: str) -> str:
    rate = known.figures.by_property[tw("inputRate")][task].value
    return f"{rate / _DECADES:.12g}..{rate * _DECADES:.12g} Hz"


def _ends(known: Knowledge, name: str, span: str) -> tuple[str, str]:
    """Return both ends of FROM..TO as text; the unit of the second is that of the first too."""
    low, dots, high = (each.strip() for each in span.partition(".."))
    if not (low and dots and high):
        raise UsageError(
            f"{span or 'no range'} is not a range", expected="FROM..TO, such as 1..100 Hz",
            found=span or "none",
        )
    unit = _NUMBER.sub("", high)
    return (low if _NUMBER.sub("", low) else f"{low} {unit}".strip()), high


def _range(known: Knowledge, name: str, span: str) -> Range:
    unit = known.definitions.quantities[name].unit
    low, high = (float(known.units.stated(e, unit).value) for e in _ends(known, name, span))
    if not 0 <= low < high:
        raise UsageError(
            f"{span} is not a range", expected="FROM below TO, and neither negative", found=span
        )
    return Range(low, high, name in _COUNTS)
