"""Rates of a plan that nobody states: of what a task lets pass, and of what is sent to a task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .backups import with_backups
from .chains import Chain, Flow, read_chain
from .document import Document
from .figures import Figure, Key
from .refusal import Refused
from .stand_ins import with_stand_ins
from .terms import short, tw
from .world import World

_FLOW_RATE, _INPUT_RATE, _PASSES, _SOURCES = (
    tw(each) for each in ("flowRate", "inputRate", "passRate", "sources")
)
_KINDS = {"plan verdict", "plan front"}
Span = tuple[float, float, float]


def is_of_plan(document: Document) -> bool:
    """Say whether a document is of whole pipelines that are placed together."""
    return any(each.kind in _KINDS for each in document.inferences)


def routes_by(document: Document) -> str:
    """Return what the routes of a plan are the least by; raises Refused."""
    found = {each.fields["routes"] for each in document.inferences if each.kind in _KINDS}
    if len(found) > 1 or not found <= {"latency", "cost"}:
        raise Refused("routes are the least by latency, or by cost", "one of them", sorted(found))
    return str(min(found))


def planned(world: World, by: str = "latency") -> World:
    """Return the world with what stands in for tasks, and the rates that follow, found once."""
    found = world.derived.get(("planned", by))
    if not isinstance(found, World):
        whole = world.derived.get("stand-ins")
        if not isinstance(whole, World):
            whole = world.derived["stand-ins"] = with_stand_ins(world)
        rates = _Rates(whole)
        if any(property_ == _PASSES for _, property_ in whole.figures.chosen):
            for pipeline in whole.facts.instances(tw("Pipeline")):
                rates.of_chain(read_chain(whole.facts, pipeline))
        found = world.derived["planned", by] = with_backups(
            whole.following(rates.found, by))
    return found


class _Rates:
    """The rates that follow so far, each with what it follows from."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.found: dict[Key, tuple[Figure, tuple[Key, ...]]] = {}

    def _known(self, subject: str | None, property_: str) -> Figure | None:
        key = (subject or "", property_)
        follows = self.found.get(key)
        return follows[0] if follows else self.world.figures.chosen.get(key)

    def of_chain(self, chain: Chain) -> None:
        """Find the rates of a pipeline, each after those that it follows from."""
        for task in chain.tasks:
            before = [each for each in chain.into(task) if not self._is_spare(each.sender)]
            if before and self._known(task, _INPUT_RATE) is None:
                self._of_task(task, before)
            for flow in chain.flows:
                if flow.precedes and flow.sender == task:
                    self._of_flow(flow)

    def _is_spare(self, task: str) -> bool:
        facts = self.world.facts
        return any(facts.subjects(tw(each), task) for each in ("fallback", "hasReplica"))

    def _of_task(self, task: str, before: Sequence[Flow]) -> None:
        """Give a task the rate of what is sent to it, a source; one that is started has its own."""
        sent = [self._known(each.iri, _FLOW_RATE) for each in before]
        known = [each for each in sent if each is not None]
        if len(known) < len(sent) or self.world.facts.object(task, tw("startedBy")):
            return
        low, middle, high = (sum(each) for each in zip(*map(_span, known), strict=True))
        sources = self._known(task, _SOURCES)
        share = (1.0, 1.0, 1.0) if sources is None else _span(sources)
        if min(share) > 0:
            span = (low / share[2], middle / share[1], high / share[0])
            of = [*known, *([sources] if sources else [])]
            self._add(task, _INPUT_RATE, span, of, f"what is sent to {short(task)}")

    def _of_flow(self, flow: Flow) -> None:
        """Give a flow the rate of its sender's inputs that pass."""
        if self._known(flow.iri, _FLOW_RATE) is not None:
            return
        factors = list(self._factors(flow.sender))
        if len(factors) < 2:
            return
        low, middle, high = 1.0, 1.0, 1.0
        for each in factors:
            low, middle, high = low * each.low, middle * each.middle, high * each.high
        told = f"what {short(flow.sender)} lets pass"
        self._add(flow.iri, _FLOW_RATE, (low, middle, high), factors, told)

    def _factors(self, sender: str) -> Iterator[Figure]:
        gate = self.world.facts.object(sender, tw("startedBy"))
        passes, rate = self._known(sender, _PASSES), self._known(sender, _INPUT_RATE)
        if passes is not None and rate is not None:
            more = (self._known(sender, _SOURCES), self._known(gate, _PASSES))
            yield from (each for each in (passes, rate, *more) if each is not None)

    def _add(
        self, subject: str, property_: str, span: Span, of: Sequence[Figure], told: str
    ) -> None:
        like, unit = of[0], self.world.figures.unit_of[property_]
        figure = Figure(
            subject, property_, unit, *span, told, None, (), like.standing, like.source,
            like.file, like.line,
        )
        self.found[subject, property_] = figure, tuple((e.subject, e.property) for e in of)


def _span(figure: Figure) -> Span:
    return figure.low, figure.middle, figure.high
