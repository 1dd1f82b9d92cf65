"""Answers: where a task can run, and why; what every question starts from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .bundle import load
from .candidate import Question, Target
from .collector import uncollected
from .contrast import Contrast
from .decide.judge import Decision, judge
from .decide.paths import paths
from .decide.targets import bare_targets, nodes, questions, targets
from .denial import Denial
from .errors import Place, TopologyError, UnknownName
from .explain.denials import deny
from .explain.verdicts import Explainer
from .facts import Fact, Triple
from .horizon import refuse_no_horizon
from .knowledge import Knowledge
from .namespaces import RDF_TYPE, local_name, tw
from .placement import NodeResult, TaskResult
from .proof import Proof
from .question import ModelQuestion, model_facts
from .rank.choice import node_results
from .rank.level import conclude
from .reading import find_instance
from .sureness import Sureness

if TYPE_CHECKING:  # what queries need is loaded for them only, and named here for the checker
    from .catalogue import Individual, Listing
    from .query import Answer


@dataclass(frozen=True)
class Answers:
    """Knowledge, and the answers to questions of it: where, why, why not, how sure."""

    knowledge: Knowledge = field(repr=False)

    @classmethod
    def load(
        cls, files: Sequence[str | Path] = (), site: str | None = None, extra: Iterable[Fact] = (),
        asked: ModelQuestion | None = None,
    ) -> Self:
        """Load the bundled catalogue and your files; without a site all products are candidates.

        `asked` is a model file with what is required of the task that runs it, which is then a
        task like any other, called as the file is.
        """
        more = model_facts(asked)[0] if asked else ()
        knowledge = load([Path(each) for each in files], site, (*extra, *more))
        refuse_no_horizon(knowledge)
        return cls(knowledge)

    def require_site(self, file: Path) -> None:
        """Raise TopologyError where the files that were loaded hold no site."""
        if self.knowledge.site is None:
            raise TopologyError(
                "holds no site", expected="a tw:Site with tw:hasNode and tw:hasLink", found="none",
                hint="load tasks and hardware with --file", place=Place(str(file)),
            )
        if not nodes(self.knowledge):
            raise TopologyError(
                f"{local_name(self.knowledge.site)} has no nodes",
                expected="at least one tw:hasNode", found="none",
                place=self._place(self.knowledge.site) or Place(str(file)),
            )

    def find(self, name: str, class_: str) -> str:
        """Return the IRI of an instance of a class by IRI, CURIE, local name or label.

        Raises UnknownName with "did you mean".
        """
        return find_instance(self.knowledge, name, class_)

    def _iri(self, name: str, class_: str) -> str:
        return name if self.knowledge.facts.properties(name) else self.find(name, class_)

    def query(self, text: str) -> Answer:
        """Return the answer of a SPARQL query, or of a ready question by its name.

        Raises QueryError for a query that is wrong or changes data, and UnknownName.
        """
        from .query import question, run_query  # a store, which no other answer needs

        is_name = re.fullmatch(r"[\w-]+", text) is not None
        return run_query(self.knowledge, question(text).query if is_name else text)

    def listing(self, kind: str = "hardware", level: str | None = None) -> Listing:
        """Return what is known of a kind, sorted by name; a level leaves out what is of another."""
        from .catalogue import listing  # with query, as above

        return listing(self.knowledge, kind, level)

    def show(self, name: str) -> Individual:
        """Return all that is known of one thing by local name, label, CURIE or IRI."""
        from .catalogue import individual  # with query, as above

        return individual(self.knowledge, name)

    def _require_sources(self, asked: Sequence[Question]) -> None:
        """Raise TopologyError where a site's task does not say where its data arises."""
        knowledge = self.knowledge
        lacking = next((each.task for each in asked if each.source is None), None)
        if knowledge.site is not None and lacking is not None:
            lines = [local_name(e) for e in knowledge.facts.subjects(tw("hasTask"), lacking)]
            raise TopologyError(
                f"nobody says where the data of {local_name(lacking)} arises",
                expected="tw:dataArisesAt on the site or on the task", found="none",
                hint=f"ask of its pipeline: {', '.join(sorted(lines))}" if lines else None,
                place=self._place(knowledge.site),
            )

    def _place(self, thing: str) -> Place | None:
        """Return where it is said what kind of thing something is."""
        facts = self.knowledge.asserted
        found = (facts.place((thing, RDF_TYPE, each)) for each in facts.objects(thing, RDF_TYPE))
        return next((each for each in found if each), None)

    def require_paths(self, tasks: Sequence[str]) -> list[str]:
        """Return the nodes of the site to which no path leads from where data of tasks arises.

        Raises TopologyError where that is each node but the one at which it arises.
        """
        knowledge, theirs = self.knowledge, nodes(self.knowledge)
        starts = {q.source for q in questions(knowledge, tasks) if q.source}
        ways = paths(knowledge, starts, theirs)
        apart = [each for each in theirs if not any(ways[start, each].exists for start in starts)]
        if apart and starts and len(apart) == len(set(theirs) - starts):
            assert knowledge.site is not None
            raise TopologyError(
                f"{local_name(knowledge.site)} has no path from where data arises to any node",
                expected=f"links that lead from {', '.join(sorted(map(local_name, starts)))}",
                found="none that does", hint="state them with tw:hasLink of the site",
                place=self._place(knowledge.site),
            )
        return apart if starts else []

    def is_pipeline(self, name: str) -> bool:
        """Say whether a name is a pipeline's."""
        known = self.knowledge.facts.instances(tw("Pipeline"))
        return any(name in (each, local_name(each)) for each in known)

    def tasks(self) -> list[str]:
        """Return all tasks, in a fixed order."""
        return self.knowledge.facts.instances(tw("Task"))

    def tasks_with_data(self) -> list[str]:
        """Return the tasks of which it is said where their data arises; all without a site."""
        facts = self.knowledge.facts
        if self.knowledge.site is None:
            return self.tasks()
        return [each for each in self.tasks() if facts.object(each, tw("dataSource"))]

    def tasks_of(self, pipeline: str) -> list[str]:
        """Return the tasks of a pipeline, in a fixed order."""
        return sorted(set(self.knowledge.facts.objects(pipeline, tw("hasTask"))))

    def decide(self, tasks: Sequence[str], among: Sequence[str] | None = None) -> list[Decision]:
        """Return the verdicts of tasks at nodes; those with a model and those without apart."""
        knowledge = self.knowledge
        chosen = list(among) if among is not None else nodes(knowledge)
        asked = questions(knowledge, tasks)
        self._require_sources(asked)
        found = []
        for with_model in (True, False):
            ours: list[Question] = [q for q in asked if (q.variant is not None) == with_model]
            enumerate_ = targets if with_model else bare_targets
            theirs: list[Target] = enumerate_(knowledge, chosen) if ours else []
            if ours and theirs:
                routes = paths(knowledge, {q.source or "" for q in ours}, chosen)
                found.append(judge(knowledge, ours, theirs, routes))
        return found

    @cached_property
    def explainer(self) -> Explainer:
        """Return what proves the conclusions of this knowledge."""
        return Explainer(self.knowledge)

    @uncollected()
    def explain(self, task: str, node: str) -> Proof:
        """Return the proof of a task's verdict at a node: its best candidate, and all others.

        Raises UnknownName where the node has nothing that a known runtime executes on.
        """
        return self.explainer.node(*self._at(task, node))

    def _at(self, task: str, node: str) -> tuple[NodeResult, Decision]:
        task, node = self._iri(task, "Task"), self._iri(node, "Node")
        decisions = self.decide([task], [node])
        found = [(r, each) for each in decisions for r in node_results(each, task)]
        if not found:
            raise UnknownName(
                f"{local_name(node)} has no processing unit that a known runtime executes on",
                expected="a node with a unit of a supported family", found=local_name(node),
            )
        return found[0]

    @uncollected()
    def compare(self, task: str, one: str, other: str) -> Contrast:
        """Return where a task's best candidates at two nodes differ: proofs and objectives."""
        first, second = (self._at(task, each) for each in (one, other))
        return self.explainer.contrast(first, second)

    @uncollected()
    def how_sure(self, task: str, node: str) -> Sureness:
        """Return what a task's verdict at a node rests on that is uncertain."""
        return self.explainer.sureness(*self._at(task, node))

    @uncollected()
    def explain_level(self, task: str) -> Proof:
        """Return the proof of the level that is concluded for a task."""
        task = self._iri(task, "Task")
        return self.explainer.level(self.place([task])[0], self.decide([task]))

    @uncollected()
    def explain_fact(self, triple: Triple) -> Proof | Denial:
        """Return the proof of an asserted or inferred fact, or why it does not hold."""
        if triple[2] in self.knowledge.facts.objects(triple[0], triple[1]):
            return self.explainer.fact(triple)
        return deny(self.explainer.facts, triple)

    def place(
        self, tasks: Sequence[str] | None = None, among: Sequence[str] | None = None
    ) -> list[TaskResult]:
        """Return, for each task, its nodes best first and the level that is concluded.

        Tasks and nodes are given by IRI, CURIE, local name or label; raises UnknownName.
        """
        asked = self.tasks() if tasks is None else [self._iri(each, "Task") for each in tasks]
        chosen = None if among is None else [self._iri(each, "Node") for each in among]
        decisions = self.decide(asked, chosen)
        found = []
        for task in asked:
            results = [r for each in decisions for r in node_results(each, task)]
            found.append(conclude(self.knowledge.facts, task, results))
        return found
