"""Rates that follow from those before them: a task that lets 2 % pass cuts all that follows.

A flow that precedes and states no rate has that of its sender's results, where the sender says
what share of its inputs passes.  A task that states no input rate gets what is sent to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..chain import Chain, Flow, read_chain
from ..facts import Facts
from ..figures import Figure
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from .extended import extended
from .twins import FALLBACK, REPLICA

_FLOW_RATE, _INPUT_RATE, _PASS = tw("flowRate"), tw("inputRate"), tw("passRate")
_SOURCES = tw("sources")
_HERTZ = "Hz"
_Span = tuple[float, float, float]  # the least, central and greatest of a number


def with_rates(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge with the rates of flows and tasks that others settle."""
    facts = knowledge.facts
    stated = knowledge.figures.by_property
    if not stated.get(_PASS):
        return knowledge
    known = _Rates(facts, {name: dict(stated.get(name, {})) for name in (
        _FLOW_RATE, _INPUT_RATE, _PASS, _SOURCES)})
    more: list[Figure] = []
    for pipeline in facts.instances(tw("Pipeline")):
        more += known.of_chain(read_chain(facts, pipeline))
    if not more:
        return knowledge
    return extended(knowledge, (), {}, more)


@dataclass(frozen=True)
class _Rates:
    """The figures that rates come from, by property and subject; what follows is added."""

    facts: Facts
    figures: dict[str, dict[str, Figure]]

    def of_chain(self, chain: Chain) -> Iterator[Figure]:
        """Yield the rates that follow in a pipeline, each after those that it follows from."""
        for task in chain.tasks:
            before = [
                e for e in chain.flows if e.precedes and e.receiver == task
                and not self._is_spare(e.sender)
            ]
            if task not in self.figures[_INPUT_RATE] and before:
                yield from self._of_task(task, before)
            for flow in chain.flows:
                if flow.precedes and flow.sender == task:
                    yield from self._of_flow(flow)

    def _is_spare(self, task: str) -> bool:
        """Say whether a task sends what another one sends too.

        A fallback sends instead of its task; of what replicas send, one is enough to work on.
        """
        return any(self.facts.subjects(each, task) for each in (FALLBACK, REPLICA))

    def _of_task(self, task: str, before: list[Flow]) -> Iterator[Figure]:
        """Yield the input rate of a task: what is sent to it.  One that is started has its own."""
        flows = [self.figures[_FLOW_RATE].get(each.iri) for each in before]
        if self.facts.object(task, tw("startedBy")) or None in flows:
            return
        total = tuple(map(sum, zip(*(_span(each) for each in flows if each), strict=True)))
        sources = self.figures[_SOURCES].get(task)
        share = (1.0, 1.0, 1.0) if sources is None else _span(sources)
        if min(share) <= 0:
            return  # what is sent to no source is no rate of one
        low, middle, high = total
        told = f"what is sent to {local_name(task)}"
        yield self._figure(
            task, _INPUT_RATE, (low / share[2], middle / share[1], high / share[0]), told,
            [*(each for each in flows if each), *([sources] if sources else [])],
        )

    def _of_flow(self, flow: Flow) -> Iterator[Figure]:
        """Yield the rate of a flow: of the sender's inputs, as many as pass."""
        rate, passes = (self.figures[e].get(flow.sender) for e in (_INPUT_RATE, _PASS))
        if rate is None or passes is None or flow.iri in self.figures[_FLOW_RATE]:
            return
        gate = self.facts.object(flow.sender, tw("startedBy"))
        stated = [passes, rate, self.figures[_SOURCES].get(flow.sender),
                  self.figures[_PASS].get(gate or "")]
        factors = [each for each in stated if each is not None]
        product = (1.0, 1.0, 1.0)
        for each in map(_span, factors):
            product = (product[0] * each[0], product[1] * each[1], product[2] * each[2])
        told = f"what {local_name(flow.sender)} lets pass"
        yield self._figure(flow.iri, _FLOW_RATE, product, told, factors)

    def _figure(
        self, subject: str, property_: str, span: _Span, told: str, of: Sequence[Figure]
    ) -> Figure:
        """Return the figure that follows from others, with the standing of the first."""
        low, middle, high = span
        like, place = of[0], of[0].place
        found = Figure(
            subject, property_, middle, low, high, told, _HERTZ, like.standing, like.source, (),
            place, None, tuple((each.subject, each.property) for each in of),
        )
        self.figures[property_][subject] = found
        return found


def _span(figure: Figure) -> _Span:
    return figure.lower, figure.value, figure.upper
