"""The planner: pipelines on a whole site, with nodes and links that may stand in tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .bundle import load
from .collection import find_collection, is_query
from .decide.targets import nodes
from .errors import TopologyError
from .explain.plan_fronts import DRIVERS, certified
from .explain.plans import PlanProver
from .explain.verdicts import Explainer
from .extending import extended
from .facts import Fact
from .horizon import refuse_no_horizon
from .kept_vocabulary import kept_vocabulary
from .knowledge import Knowledge
from .namespaces import RDF_TYPE, local_name, tw
from .pipeline.chain import Chain, read_chain
from .plan.answer import Wish, answer
from .plan.columns import Ways
from .plan.link_table import Links, read_links
from .plan.node_table import read_nodes
from .plan.notable import notable_links
from .plan.objectives import UPPER_BOUND
from .plan.preferring import LEVEL_RULE
from .plan.rates import with_rates
from .plan.refusals import refusals
from .plan.routing import By
from .plan.survey import ON_THE_WAY, Survey, survey
from .plan.tables import Words
from .plan.topology import read_network
from .plan.twins import with_stand_ins
from .plan.ways import refuse_pathless
from .plan_placement import PlanPlacement, Sent
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

    @classmethod
    def load(
        cls, files: Sequence[Path], tables: Tables | None = None, by: By = "latency"
    ) -> Planner:
        """Load a site with its pipelines; raises InputError with file and line."""
        extra: list[Fact] = []
        links = None
        if tables is not None and (tables.nodes or tables.links):
            own = _facts(Source(str(each), read_text(each)) for each in files)
            words = _words([*_facts(find_collection().sources()), *own])
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

    def refused(self, names: Sequence[str], labels: tuple[str, ...]) -> list[Refusal]:
        """Return requirements that pipelines fail with what each asks, and what comes nearest."""
        return [*refusals(self.survey(names), labels)] if labels else []

    def explain(self, result: PlanResult, point: Point) -> Proof:
        """Return the proof of a point of a plan, down to the facts that it rests on.

        Raises TopologyError for a plan that rests on more than the facts of files.
        """
        self._refuse_unproved(result.pipelines)
        return PlanProver(Explainer(self.whole), self._placement(result, point)).proof()

    def certify(self, result: PlanResult) -> Proof:
        """Return the certificate of a plan's front: that no other placement beats its points.

        Raises TopologyError for a plan that rests on more than the facts of files, or whose search
        was not finished.
        """
        self._refuse_unproved(result.pipelines)
        if result.status not in (Status.OPTIMAL, Status.INFEASIBLE):
            raise TopologyError(
                "a front that was not searched to the end has no certificate",
                expected="a search that ends within --time-limit", found=result.status.value,
            )
        searched = [each.name for each in result.objectives if each.name != UPPER_BOUND]
        return certified(
            Explainer(self.whole), result.site, result.verdict,
            [(each, read_chain(self.whole.facts, each).tasks) for each in result.pipelines],
            [self._placement(result, each) for each in result.points],
            [*searched, DRIVERS] if result.prefer == LEVEL_RULE else searched,
        )

    def _has_deadline(self, task: str) -> bool:
        """Say whether a task states how long its input may take, network and all."""
        known, chosen = self.whole.definitions, self.whole.figures.chosen
        supplies = [e.supply for e in known.candidate_constraints() if e.demand == ON_THE_WAY]
        return any((task, known.quantities[each].iri) in chosen for each in supplies)

    def _placement(self, result: PlanResult, point: Point) -> PlanPlacement:
        chains = [read_chain(self.whole.facts, each) for each in result.pipelines]
        return PlanPlacement(
            result.site, result.verdict, point,
            tuple((each.pipeline, each.tasks) for each in chains),
            tuple(Sent(f.iri, f.sender, f.receiver, f.precedes) for c in chains for f in c.flows),
            tuple(each.name for each in result.objectives),
        )

    def _refuse_unproved(self, pipelines: Sequence[str]) -> None:
        """Raise TopologyError, naming it, for what proofs of plans do not tell yet."""
        told = next(self._unproved(pipelines), None)
        if told is not None:
            raise TopologyError(
                "a plan with these has no proof yet", expected="nodes, links and rates as stated "
                "in Turtle, and routes by latency", found=told,
            )

    def _unproved(self, pipelines: Sequence[str]) -> Iterator[str]:
        """Yield what a plan rests on that its proof could not tell."""
        facts = self.whole.facts
        tasks = [each for p in pipelines for each in facts.objects(p, tw("hasTask"))]
        files = {name for name, _ in self.knowledge.sources}
        site = self.knowledge.site or ""
        stated = [
            self.knowledge.asserted.places.get((site, tw("hasNode"), each))
            for each in nodes(self.knowledge)
        ]
        if self.links is not None or any(each and each.file not in files for each in stated):
            yield "nodes or links that stand in a table"
        if self.by == "cost":
            yield "routes by cost"
        if self.whole.asserted is not self.knowledge.asserted:
            yield "tasks that stand in for others"
        if any(facts.object(each, tw("startedBy")) and self._has_deadline(each) for each in tasks):
            yield "a deadline of a task that another task starts"
        if len({*tasks}) < len(tasks):
            yield "a task of two pipelines"
        if self.ways.degraded is not None:
            yield "links that back up others"
        if any(each.ways is not self.ways for each in self.survey(pipelines).legs):
            yield "quickest links that are too narrow for what is sent"


def _facts(files: Iterable[Source]) -> list[Fact]:
    """Return the facts of files of facts, as they stand there; raises ParseError."""
    written = Written()
    return [
        fact for each in files if not is_query(each)
        for fact in written.parse(each.text, each.name)
    ]


def _words(own: Sequence[Fact]) -> Words:
    """Return what tables are read by: the vocabulary, the catalogue and the user's own things."""
    vocabulary = kept_vocabulary()
    whole = extended(own, vocabulary.units, vocabulary.facts).facts
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
