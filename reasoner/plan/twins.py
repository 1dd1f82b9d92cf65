"""Tasks that stand in for others: fallbacks take over their flows, replicas are equal tasks.

Both become tasks of the pipeline like all others.  What is said of a task or flow is said of its
twin too, and rests on the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..errors import Place, QuantityError, TopologyError
from ..facts import Facts, Triple
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from .extended import extended

FALLBACK, REPLICA, REPLICAS = tw("fallback"), tw("hasReplica"), tw("replicas")
MOST_REPLICAS = 8
_TASK, _FLOW, _FROM, _TO = tw("hasTask"), tw("hasFlow"), tw("fromTask"), tw("toTask")


def with_stand_ins(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge with fallbacks and replicas as tasks of their pipelines.

    Raises TopologyError for tasks that fall back on one another in a circle, QuantityError for a
    number of replicas that is none.
    """
    pipelines = knowledge.facts.instances(tw("Pipeline"))
    tasks = {task for each in pipelines for task in knowledge.facts.objects(each, _TASK)}
    has_fallback = any(knowledge.facts.object(task, FALLBACK) for task in tasks)
    if not has_fallback and not tasks & {*knowledge.figures.by_property.get(REPLICAS, {})}:
        return knowledge
    return _made(knowledge, knowledge.facts)


def with_stated_stand_ins(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge with only what is written said of twins too, as proofs rest on it.

    What follows from it is not inferred yet.
    """
    return _made(knowledge, knowledge.asserted)


def _made(knowledge: Knowledge, said: Facts) -> Knowledge:
    making = _Making(knowledge, said)
    for pipeline in knowledge.facts.instances(tw("Pipeline")):
        making.of_pipeline(pipeline)
    return making.knowledge()


@dataclass
class _Making:
    """What is added to some knowledge: twins by what they are twins of, and plain triples.

    `said` is what twins take over; `places` has where it is written that there is a twin.
    """

    base: Knowledge
    said: Facts
    twins: dict[str, str] = field(default_factory=dict)  # by the twin
    triples: list[Triple] = field(default_factory=list)
    places: dict[Triple, Place | None] = field(default_factory=dict)
    flows: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # original, from, to

    def of_pipeline(self, pipeline: str) -> None:
        """Add what stands in for the tasks of a pipeline."""
        facts = self.base.facts
        tasks = sorted(set(facts.objects(pipeline, _TASK)))
        self.flows = {
            flow: (flow, facts.object(flow, _FROM) or "", facts.object(flow, _TO) or "")
            for flow in sorted(set(facts.objects(pipeline, _FLOW)))
        }
        spares = {spare for task in tasks for spare in self._fallbacks(task)}
        for spare in sorted(spares):
            self._refuse_replicas(spare)
        for task in (each for each in tasks if each not in spares):
            for number in range(2, self._replicas(task) + 1):
                twin = f"{task}-replica-{number}"
                self.twins[twin] = task
                place: Place | None = self.base.figures.by_property[REPLICAS][task].place
                self._add([(task, REPLICA, twin), (pipeline, _TASK, twin)], place)
                self._take_over(pipeline, task, twin, place)
            for last, spare in pairwise([task, *self._fallbacks(task)]):
                place = self.base.asserted.places.get((last, FALLBACK, spare))
                if (pipeline, _TASK, spare) not in self.triples and spare not in tasks:
                    self._add([(pipeline, _TASK, spare)], place)
                if not any(spare in ends for _, *ends in self.flows.values()):
                    self._take_over(pipeline, task, spare, place)

    def _add(self, triples: Sequence[Triple], place: Place | None) -> None:
        self.triples += triples
        self.places |= dict.fromkeys(triples, place)

    def _fallbacks(self, task: str) -> list[str]:
        """Return what a task falls back on, then what that falls back on."""
        found = [task]
        while (spare := self.base.facts.object(found[-1], FALLBACK)) is not None:
            if spare in found:
                raise TopologyError(
                    f"{local_name(task)} falls back on itself",
                    expected="tw:fallback that ends at a task without one",
                    found=" → ".join(local_name(each) for each in (*found, spare)),
                    place=self.base.asserted.places.get((found[-1], FALLBACK, spare)),
                )
            found.append(spare)
        return found[1:]

    def _replicas(self, task: str) -> int:
        figure = self.base.figures.by_property.get(REPLICAS, {}).get(task)
        if figure is None:
            return 1
        count = figure.value
        if count != int(count) or not 1 <= count <= MOST_REPLICAS:
            raise QuantityError(
                f"the replicas of {local_name(task)} are no number of tasks",
                expected=f"a whole number from 1 to {MOST_REPLICAS}", found=figure.text,
                place=figure.place,
            )
        return int(count)

    def _refuse_replicas(self, spare: str) -> None:
        if self._replicas(spare) > 1:
            raise TopologyError(
                f"{local_name(spare)} is a fallback, and has replicas",
                expected="a fallback of its own, by tw:fallback",
                found=f"{self._replicas(spare)} replicas",
                place=self.base.figures.by_property[REPLICAS][spare].place,
            )

    def _take_over(self, pipeline: str, task: str, other: str, place: Place | None) -> None:
        """Give a task the flows of another: what precedes it, and all that it sends."""
        for flow, (original, sender, receiver) in list(self.flows.items()):
            if sender != task and (receiver != task or not self._precedes(original)):
                continue
            twin = f"{flow}-of-{local_name(other)}"
            ends = (other, receiver) if sender == task else (sender, other)
            self.flows[twin] = (original, *ends)
            self.twins[twin] = original
            self._add([
                (pipeline, _FLOW, twin), (twin, _FROM, ends[0]), (twin, _TO, ends[1]),
            ], place)

    def _precedes(self, flow: str) -> bool:
        return self.base.facts.text(flow, tw("precedes")) not in ("false", "0")

    def knowledge(self) -> Knowledge:
        """Return the knowledge with all of it."""
        asserted = self.base.asserted
        copies = list(self._copies())
        places = {each: place for each, place in self.places.items() if place is not None}
        places |= {
            copy: asserted.places[stated] for stated, copy in copies if stated in asserted.places
        }
        more = [*self.triples, *(copy for _, copy in copies)]
        by_subject: dict[str, list[str]] = {}
        for twin, original in self.twins.items():
            by_subject.setdefault(original, []).append(twin)
        figures = [
            replace(each, subject=twin)
            for each in self.base.figures.all for twin in by_subject.get(each.subject, ())
        ]
        return extended(self.base, more, places, figures)

    def _copies(self) -> Iterator[tuple[Triple, Triple]]:
        """Yield each triple that is said of a twin too, with what is said."""
        for twin, original in self.twins.items():
            for predicate, objects in self.said.properties(original).items():
                if predicate in (_FROM, _TO, FALLBACK, REPLICA, REPLICAS):
                    continue
                for each in objects:
                    yield (original, predicate, each), (twin, predicate, each)
