"""The planner: pipelines on a whole site, with nodes and links that may stand in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .bundle import load
from .decide.targets import nodes
from .errors import TopologyError
from .facts import Fact, Facts
from .horizon import refuse_no_horizon
from .knowledge import Knowledge
from .namespaces import RDF_TYPE, local_name, tw
from .pipeline.chain import Chain, read_chain
from .plan.answer import Wish, answer
from .plan.columns import Ways
from .plan.link_table import Links, read_links
from .plan.node_table import read_nodes
from .plan.notable import notable_links
from .plan.rates import with_rates
from .plan.routing import By
from .plan.survey import Survey, survey
from .plan.tables import Words
from .plan.topology import read_network
from .plan.twins import with_stand_ins
from .plan.ways import refuse_pathless
from .plan_result import PlanResult
from .reading import find_instance
from .source import read_text
from .turtle import parse_turtle
from .validate.vocabulary import bundled_vocabulary


@dataclass(frozen=True)
class Tables:
    """Files with more nodes and links of a site: CSV or Parquet."""

    nodes: Path | None = None
    links: Path | None = None


@dataclass(frozen=True)
class Planner:
    """A site with its network, of which plans are asked."""

    knowledge: Knowledge
    links: Links | None = None
    by: By = "latency"

    @classmethod
    def load(
        cls, files: Sequence[Path], tables: Tables | None = None, by: By = "latency"
    ) -> Planner:
        """Load a site with its pipelines; raises InputError with file and line."""
        extra: list[Fact] = []
        links = None
        if tables is not None and (tables.nodes or tables.links):
            own = [each for path in files for each in parse_turtle(read_text(path), str(path))]
            words = _words(own)
            if tables.nodes:
                extra = read_nodes(tables.nodes, _site_of(own, files), words)
            if tables.links:
                links = read_links(tables.links, words)
                extra += notable_links(_site_of(own, files), links, words.facts)
        knowledge = load(files, None, extra)
        if knowledge.site is None:
            raise TopologyError(
                f"{', '.join(map(str, files))} holds no site",
                expected="a tw:Site with tw:hasNode and tw:hasLink", found="none",
            )
        refuse_no_horizon(knowledge)
        return cls(knowledge, links, by)

    @cached_property
    def whole(self) -> Knowledge:
        """Return the knowledge with what stands in for tasks, and with rates that follow.

        Raises TopologyError and QuantityError.
        """
        return with_rates(with_stand_ins(self.knowledge))

    @cached_property
    def ways(self) -> Ways:
        """Return the routes of the site."""
        knowledge = self.whole
        return Ways.of(knowledge, read_network(knowledge, nodes(knowledge), self.links), self.by)

    def chains(self, names: Sequence[str]) -> list[Chain]:
        """Return pipelines by name, all of the files where none is named.

        Raises UnknownName for a name that no pipeline has, TopologyError for a circle.
        """
        facts = self.whole.facts
        found = [find_instance(self.knowledge, each, "Pipeline") for each in names]
        found = found or facts.instances(tw("Pipeline"))
        if not found:
            raise TopologyError(
                f"{local_name(self.knowledge.site or '')} has no pipeline to plan",
                expected="a tw:Pipeline in your files", found="none",
            )
        return [read_chain(facts, each) for each in dict.fromkeys(found)]

    def survey(self, names: Sequence[str] = ()) -> Survey:
        """Return all candidates and ways of pipelines, judged; raises TopologyError."""
        found = survey(self.whole, self.ways, self.chains(names))
        refuse_pathless(found)
        return found

    def plan(self, names: Sequence[str] = (), wish: Wish | None = None) -> PlanResult:
        """Return the plan of pipelines, all at once: the front, and what is recommended."""
        return answer(self.survey(names), wish or Wish())


def _words(own: Sequence[Fact]) -> Words:
    """Return what tables are read by: the vocabulary, the catalogue and the user's own things."""
    vocabulary = bundled_vocabulary()
    more = [each.triple for each in own]
    return Words(Facts((*vocabulary.facts.triples, *more)), vocabulary.units)


def _site_of(own: Sequence[Fact], files: Sequence[Path]) -> str:
    found = [e.subject for e in own if e.predicate == RDF_TYPE and e.object == tw("Site")]
    if len(set(found)) != 1:
        raise TopologyError(
            "a table of nodes needs the site that they are of",
            expected=f"one tw:Site in {', '.join(map(str, files)) or 'a file'}",
            found=", ".join(local_name(each) for each in found) or "none",
        )
    return found[0]
