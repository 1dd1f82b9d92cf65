"""Prove choices: that a candidate can be chosen, and the route that its data takes."""

from __future__ import annotations

from ..candidate import Path, Question, Target
from ..facts import Triple
from ..namespaces import local_name, tw
from ..proof import Choice, Route
from .builder import Builder
from .facts import FactProver
from .words import candidate_name, spaced


class ChoiceProver:
    """Proves the choices of one candidate."""

    def __init__(
        self, builder: Builder, facts: FactProver, question: Question, target: Target, path: Path
    ) -> None:
        self.builder, self.facts = builder, facts
        self.question, self.target, self.path = question, target, path
        self.name = candidate_name(question, target)
        self._candidate: int | None = None

    def candidate(self) -> int:
        """Add the candidate with the facts that let it be chosen."""
        if self._candidate is None:
            self._candidate = self._chosen()
        return self._candidate

    def _chosen(self) -> int:
        found = [self.facts.add(self.builder, each) for each in self._facts()]
        q, t = self.question, self.target
        choices = {
            "task": q.task, "variant": q.variant, "model": q.model, "numericType": q.numeric_type,
            "source": q.source, "node": t.node, "hardware": t.hardware, "unit": t.unit,
            "bus": t.bus, "family": t.family, "broaderFamily": t.broader_family,
            "support": t.support, "runtime": t.runtime, "workPool": t.work_pool,
            "weightPool": t.weight_pool, "storagePool": t.storage_pool,
        }
        stated = tuple((name, value) for name, value in choices.items() if value)
        said = f"a candidate is {self.name}"
        return self.builder.add(Choice(said, tuple(dict.fromkeys(found)), self.name, stated))

    def _facts(self) -> list[Triple]:
        """Return the facts that hold of this candidate's choices, in a fixed order."""
        q, t = self.question, self.target
        wanted = [
            (q.task, "hasVariant", q.variant), (q.variant, "variantOf", q.model),
            (q.variant, "numericType", q.numeric_type), (t.node, "instanceOf", t.hardware),
            (t.node, "hasPart", t.unit), (t.hardware, "hasPart", t.unit),
            (t.unit, "family", t.family), (t.family, "broaderFamily", t.broader_family),
            (t.support, "onFamily", t.family), (t.support, "runtime", t.runtime),
            (t.unit, "worksIn", t.work_pool), (t.unit, "readsInPlace", t.weight_pool),
            (t.node, "storesIn", t.storage_pool), (t.hardware, "storesIn", t.storage_pool),
        ]
        known = self.facts.knowledge.facts
        return [
            (s, tw(p), o) for s, p, o in wanted if s and o and o in known.objects(s, tw(p))
        ]

    def route(self) -> int:
        """Add the route of the data, from where it arises to the node."""
        q, known = self.question, self.facts.knowledge.facts
        below = []
        if q.source and q.source in known.objects(q.task, tw("dataSource")):
            below.append(self.facts.add(self.builder, (q.task, tw("dataSource"), q.source)))
        said = self._route_words(q.source or "", self.path)
        return self._route(said, None, q.source or "", self.path, below)

    def route_from(self, property_: str, path: Path | None) -> int:
        """Add the route to the node from what the site states as a property's value."""
        knowledge = self.facts.knowledge
        site, node = knowledge.site, self.target.node
        source = knowledge.facts.object(site, property_) if site else None
        if path is None or source is None:
            said = f"no {spaced(local_name(property_))} is stated for {local_name(node)}"
            return self._route(said, property_, "", path, [])
        below = [self.facts.add(self.builder, (site or "", property_, source))]
        return self._route(self._route_words(source, path), property_, source, path, below)

    def _route(
        self, said: str, start: str | None, source: str, path: Path | None, below: list[int]
    ) -> int:
        known = self.facts.knowledge.facts
        links = tuple(link for link, _ in path.links) if path else ()
        for link in links:
            for end in ("from", "to"):
                found = known.object(link, tw(end))
                if found:
                    below.append(self.facts.add(self.builder, (link, tw(end), found)))
        return self.builder.add(
            Route(said, tuple(below), self.name, start, source, self.target.node, links)
        )

    def _route_words(self, start: str, path: Path) -> str:
        node, source = local_name(self.target.node), local_name(start)
        if not path.is_stated:
            return f"no network is stated: {node} counts as reached"
        if not path.exists:
            return f"no links lead from {source} to {node}"
        if not path.links:
            return f"the data arises at {node} itself"
        links = " → ".join(local_name(link) for link, _ in path.links)
        return f"data goes from {source} to {node} over {links}"
