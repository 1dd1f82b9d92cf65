"""The planner: pipelines on a whole site, with nodes and links that may stand in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from .bundle import load
from .chain import Chain, read_chain
from .collection import find_collection, is_query
from .decide.targets import nodes
from .errors import TopologyError
from .explain.plan_fronts import DRIVERS, certified
from .explain.plans import PlanProver
from .explain.verdicts import Explainer
from .extending import extended
from .facts import Fact
from .horizon import refuse_no_horizon
from .infer.fixpoint import infer
from .kept_vocabulary import kept_vocabulary
from .knowledge import Knowledge
from .namespaces import RDF_TYPE, local_name, tw
from .plan.answer import Wish, answer
from .plan.columns import Ways
from .plan.link_facts import link_facts
from .plan.link_table import Links, read_links
from .plan.node_table import read_nodes
from .plan.notable import notable_links
from .plan.objectives import UPPER_BOUND
from .plan.places import Places
from .plan.preferring import LEVEL_RULE
from .plan.rates import with_rates
from .plan.refusals import refusals
from .plan.routing import By
from .plan.spares import Spares
from .plan.survey import Survey, survey
from .plan.tables import Words, digest_of
from .plan.told_backups import while_down, with_told_backups
from .plan.told_ways import ToldWays
from .plan.topology import read_network
from .plan.twins import with_stand_ins, with_stated_stand_ins
from .plan.ways import refuse_pathless
from .plan_placement import PlanPlacement, Sent, StandIn
from .plan_report import Refusal
from .plan_result import PlanResult, Point
from .plan_solution import Status
from .proof import Proof
from .reading import find_instance
from .source import Source, read_text
from .written import Written


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
    files: tuple[Path, ...] = ()
    tables: Tables | None = None

    @classmethod
    def load(
        cls, files: Sequence[Path], tables: Tables | None = None, by: By = "latency"
    ) -> Planner:
        """Load a site with its pipelines; raises InputError with file and line."""
        extra: list[Fact] = []
        links = None
        if tables is not None and (tables.nodes or tables.links):
            own = _own(files)
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
        return cls(knowledge, links, by, tuple(files), tables)

    @cached_property
    def whole(self) -> Knowledge:
        """Return the knowledge with what stands in for tasks, and with rates that follow.

        Raises TopologyError and QuantityError.
        """
        return with_rates(with_stand_ins(self.knowledge))

    @cached_property
    def told(self) -> Knowledge:
        """Return what proofs rest on: as `whole`, with all of twins written or inferred anew."""
        base = self._tabled()
        stated = with_stated_stand_ins(base)
        if stated is not base:
            stated = replace(stated, inferred=infer(stated.asserted, stated.rules))
        return with_told_backups(with_rates(stated))

    def _tabled(self) -> Knowledge:
        """Return the knowledge with the rows of tables as facts, and the tables among its sources.

        Raises TopologyError for more links than are told one by one.
        """
        if self.tables is None or (self.tables.nodes, self.tables.links) == (None, None):
            return self.knowledge
        found, site = self.knowledge, self.knowledge.site or ""
        if self.tables.links is not None:
            words = _words(_own(self.files))
            places = Places(self.knowledge, nodes(self.knowledge))
            ends = {local_name(each): each for each in (*places.members, *places.nodes)}
            rows = read_nodes(self.tables.nodes, site, words) if self.tables.nodes else []
            rows += link_facts(self.tables.links, site, words, ends)
            found = load(self.files, None, rows)
        read = [each for each in (self.tables.nodes, self.tables.links) if each is not None]
        return replace(found, sources=(*found.sources, *((str(e), digest_of(e)) for e in read)))

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
        chains = [read_chain(facts, each) for each in dict.fromkeys(found)]
        self._refuse_shared(chains)
        return chains

    def _refuse_shared(self, chains: Sequence[Chain]) -> None:
        """Raise TopologyError for a task of two pipelines: it would be placed, and paid, once."""
        first: dict[str, str] = {}
        for chain in chains:
            for task in chain.tasks:
                other = first.setdefault(task, chain.pipeline)
                if other != chain.pipeline:
                    raise TopologyError(
                        f"{local_name(task)} is a task of two pipelines that are planned together",
                        expected="each task in one of them",
                        found=f"{local_name(other)} and {local_name(chain.pipeline)}",
                        hint="make them one pipeline with the flows of both, or plan one at a time",
                        place=self.knowledge.asserted.places.get(
                            (chain.pipeline, tw("hasTask"), task)),
                    )

    def survey(self, names: Sequence[str] = ()) -> Survey:
        """Return all candidates and ways of pipelines, judged; raises TopologyError."""
        found = self.surveyed(names)
        refuse_pathless(found)
        return found

    def surveyed(self, names: Sequence[str]) -> Survey:
        """Return the same, also where some flow has no way at all."""
        return survey(self.whole, self.ways, self.chains(names))

    def plan(self, names: Sequence[str] = (), wish: Wish | None = None) -> PlanResult:
        """Return the plan of pipelines, all at once: the front, and what is recommended."""
        return answer(self.survey(names), wish or Wish())

    def refused(self, names: Sequence[str], labels: tuple[str, ...]) -> list[Refusal]:
        """Return requirements that pipelines fail with what each asks, and what comes nearest."""
        return [*refusals(self.survey(names), labels)] if labels else []

    def explain(self, result: PlanResult, point: Point) -> Proof:
        """Return the proof of a point of a plan, down to the facts that it rests on.

        Raises TopologyError for a plan that rests on more than the facts of files.
        """
        self._refuse_unproved(result)
        [placement] = self._placements(result, [point])
        down = while_down(self.told) if self.ways.degraded else None
        return PlanProver(Explainer(self.told), placement, down).proof()

    def certify(self, result: PlanResult) -> Proof:
        """Return the certificate of a plan's front: that no other placement beats its points.

        Raises TopologyError for a plan that rests on more than the facts of files, or whose search
        was not finished.
        """
        self._refuse_unproved(result)
        if result.status not in (Status.OPTIMAL, Status.INFEASIBLE):
            raise TopologyError(
                "a front that was not searched to the end has no certificate",
                expected="a search that ends within --time-limit", found=result.status.value,
            )
        searched = [each.name for each in result.objectives if each.name != UPPER_BOUND]
        return certified(
            Explainer(self.told), result.site, result.verdict,
            [(each, read_chain(self.whole.facts, each).tasks) for each in result.pipelines],
            self._placements(result, result.points),
            [*searched, DRIVERS] if result.prefer == LEVEL_RULE else searched, self.by,
        )

    def _placements(self, result: PlanResult, points: Sequence[Point]) -> list[PlanPlacement]:
        """Return points of a plan with all that their proofs are of."""
        survey = self.surveyed(result.pipelines)
        spares, ways = Spares.of(survey), ToldWays(survey, self.told)
        tasks = tuple((each.pipeline, each.tasks) for each in survey.chains)
        flows = tuple(
            Sent(f.iri, f.sender, f.receiver, f.precedes) for c in survey.chains for f in c.flows
        )
        stand_ins = tuple(
            StandIn(each.task, each.main, not each.is_hot, each.survives)
            for each in spares.known.values()
        )
        return [
            PlanPlacement(
                result.site, result.verdict, point, tasks, flows,
                tuple(each.name for each in result.objectives), spares.groups, stand_ins,
                ways.of({each.task: each.node for each in point.placed}), self.by,
            )
            for point in points
        ]

    def _refuse_unproved(self, result: PlanResult) -> None:
        """Raise TopologyError, naming it, for what proofs of plans do not tell yet."""
        if result.is_bound:
            raise TopologyError(
                "a plan with these has no proof yet", expected="a share of time in which it works "
                "that is exact", found="more ways to work than are told apart",
            )


def _facts(files: Iterable[Source]) -> list[Fact]:
    """Return the facts of files of facts, as they stand there; raises ParseError."""
    written = Written()
    return [
        fact for each in files if not is_query(each)
        for fact in written.parse(each.text, each.name)
    ]


def _own(files: Sequence[Path]) -> list[Fact]:
    """Return the facts of a user's files, as they stand there; raises ParseError."""
    return _facts(Source(str(each), read_text(each)) for each in files)


def _words(own: Sequence[Fact]) -> Words:
    """Return what tables are read by: the vocabulary, the catalogue, what is kept, one's own."""
    vocabulary = kept_vocabulary()
    told = [*_facts(find_collection().sources()), *own]
    whole = extended(told, vocabulary.units, vocabulary.facts).facts
    return Words(vocabulary.facts.with_triples(each.triple for each in whole), vocabulary.units)


def _site_of(own: Sequence[Fact], files: Sequence[Path]) -> str:
    found = [e.subject for e in own if e.predicate == RDF_TYPE and e.object == tw("Site")]
    if len(set(found)) != 1:
        raise TopologyError(
            "a table of nodes needs the site that they are of",
            expected=f"one tw:Site in {', '.join(map(str, files)) or 'a file'}",
            found=", ".join(local_name(each) for each in found) or "none",
        )
    return found[0]
