"""Prove choices: that a candidate can be chosen, and the route that its data takes."""

from __future__ import annotations

from ..candidate import Path
from ..facts import Triple
from ..namespaces import local_name, tw
from ..proof import Choice, Route
from .builder import Builder
from .case import Case
from .facts import FactProver
from .words import spaced

_VARIANT, _MODEL, _TYPE, _PRODUCT, _PART = (
    tw(e) for e in ("hasVariant", "variantOf", "numericType", "instanceOf", "hasPart")
)
_FAMILY, _BROADER, _ON_FAMILY, _RUNTIME = (
    tw(e) for e in ("family", "broaderFamily", "onFamily", "runtime")
)
_INSTALLED, _RELEASE_OF = tw("installedRelease"), tw("releaseOf")
_FALLS_BACK = tw("fallsBackTo")
_WORKS_IN, _READS, _STORES_IN = (tw(e) for e in ("worksIn", "readsInPlace", "storesIn"))


class ChoiceProver:
    """Proves the choices of one candidate."""

    def __init__(self, builder: Builder, facts: FactProver, case: Case) -> None:
        self.builder, self.facts, self.name = builder, facts, case.name
        self.question, self.target, self.path = case.question, case.target, case.path
        self.choices = case.choices
        self._candidate: int | None = None

    def candidate(self) -> int:
        """Add the candidate with the facts that let it be chosen."""
        if self._candidate is None:
            self._candidate = self._chosen()
        return self._candidate

    def _chosen(self) -> int:
        found = [self.facts.add(self.builder, each) for each in self._facts()]
        said = f"a candidate is {self.name}"
        below, choices = tuple(dict.fromkeys(found)), tuple(self.choices.items())
        return self.builder.add(Choice(said, below, self.name, choices))

    def _facts(self) -> list[Triple]:
        """Return the facts that hold of this candidate's choices, in a fixed order."""
        q, t = self.question, self.target
        wanted = (
            (q.task, _VARIANT, q.variant), (q.variant, _MODEL, q.model),
            (q.variant, _TYPE, q.numeric_type), (t.node, _PRODUCT, t.hardware),
            (t.node, _PART, t.unit), (t.hardware, _PART, t.unit),
            (t.unit, _FAMILY, t.family), (t.family, _BROADER, t.broader_family),
            (t.support, _ON_FAMILY, t.family), (t.support, _RUNTIME, t.runtime),
            (t.node, _INSTALLED, t.release), (t.hardware, _INSTALLED, t.release),
            (t.release, _RELEASE_OF, t.runtime), (t.unit, _WORKS_IN, t.work_pool),
            (t.unit, _READS, t.weight_pool),
            (t.node, _STORES_IN, t.storage_pool), (t.hardware, _STORES_IN, t.storage_pool),
            (t.support, _FALLS_BACK, t.host_support), (t.host, _FAMILY, t.host_family),
            (t.host_family, _BROADER, t.host_broader_family),
            (t.host_support, _ON_FAMILY, t.host_family), (t.host_support, _RUNTIME, t.host_runtime),
        )
        holds = self.facts.holds
        return [(s, p, o) for s, p, o in wanted if s and o and holds((s, p, o))]

    def route(self) -> int:
        """Add the route of the data, from where it arises to the node."""
        q, known = self.question, self.facts.knowledge.facts
        below = []
        if not q.flow and q.source and q.source in known.objects(q.task, tw("dataSource")):
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
        whose = self.question.flow or self.question.task
        return self.builder.add(
            Route(said, tuple(below), None if start else whose, start, source, self.target.node,
                  links)
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
