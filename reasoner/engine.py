"""The engine: the verbs in order, and the object that users hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from .bundle import load
from .candidate import Path as Route
from .candidate import Question, Target
from .change.flips import compare
from .change.overlay import overlay
from .change.read import read_changes
from .change_set import Change
from .conflict.no_placement_fits import no_placement_fits
from .conflict.nothing_fits import nothing_fits
from .conflict_set import NothingFits
from .contrast import Contrast
from .decide.columns import Columns
from .decide.judge import Decision, judge, judge_constraint
from .decide.paths import paths
from .decide.targets import bare_targets, nodes, questions, targets
from .denial import Denial
from .errors import Place, TopologyError, UnknownName
from .explain.denials import deny
from .explain.pipelines import PlacementProver
from .explain.verdicts import Explainer
from .facts import Fact, Triple
from .infer.fixpoint import infer
from .knowledge import Knowledge
from .namespaces import local_name, tw
from .pipeline import place_pipeline
from .pipeline.board import Board
from .pipeline.chain import read_chain
from .pipeline_result import PipelineResult
from .placement import NodeResult, TaskResult
from .proof import Proof
from .rank.choice import node_results
from .rank.level import conclude
from .reading import find_instance
from .repair.search import find_repairs, nearest_passing
from .repair_option import PassingProduct, Repairs
from .sureness import Sureness
from .verdict import Verdict
from .what_if import WhatIf


@dataclass(frozen=True)
class Engine:
    """Knowledge that questions are asked of."""

    knowledge: Knowledge = field(repr=False)

    @classmethod
    def load(
        cls, files: Sequence[str | Path] = (), site: str | None = None, extra: Iterable[Fact] = ()
    ) -> Engine:
        """Load the bundled catalogue and your files; without a site all products are candidates."""
        return cls(load([Path(each) for each in files], site, extra))

    def require_site(self, file: Path) -> None:
        """Raise TopologyError where the files that were loaded hold no site."""
        if self.knowledge.site is None:
            raise TopologyError(
                "holds no site", expected="a tw:Site with tw:hasNode and tw:hasLink", found="none",
                hint="load tasks and hardware with --file", place=Place(str(file)),
            )

    def find(self, name: str, class_: str) -> str:
        """Return the IRI of an instance of a class by IRI, CURIE, local name or label.

        Raises UnknownName with "did you mean".
        """
        return find_instance(self.knowledge, name, class_)

    def _require_sources(self, asked: Sequence[Question]) -> None:
        """Raise TopologyError where a site's task does not say where its data arises."""
        knowledge = self.knowledge
        lacking = next((each.task for each in asked if each.source is None), None)
        if knowledge.site is not None and lacking is not None:
            raise TopologyError(
                f"nobody says where the data of {local_name(lacking)} arises",
                expected="tw:dataArisesAt on the site or on the task", found="none",
            )

    def is_pipeline(self, name: str) -> bool:
        """Say whether a name is a pipeline's."""
        known = self.knowledge.facts.instances(tw("Pipeline"))
        return any(name in (each, local_name(each)) for each in known)

    def place_pipeline(self, pipeline: str) -> PipelineResult:
        """Return the best placement of all tasks of a pipeline on the site, from end to end."""
        return place_pipeline(self.knowledge, pipeline)

    def tasks(self) -> list[str]:
        """Return all tasks, in a fixed order."""
        return self.knowledge.facts.instances(tw("Task"))

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

    def explain(self, task: str, node: str) -> Proof:
        """Return the proof of a task's verdict at a node: its best candidate, and all others.

        Raises UnknownName where the node has nothing that a known runtime executes on.
        """
        return self.explainer.node(*self._at(task, node))

    def _at(self, task: str, node: str) -> tuple[NodeResult, Decision]:
        decisions = self.decide([task], [node])
        found = [(r, each) for each in decisions for r in node_results(each, task)]
        if not found:
            raise UnknownName(
                f"{local_name(node)} has no processing unit that a known runtime executes on",
                expected="a node with a unit of a supported family", found=local_name(node),
            )
        return found[0]

    def compare(self, task: str, one: str, other: str) -> Contrast:
        """Return where a task's best candidates at two nodes differ: proofs and objectives."""
        first, second = (self._at(task, each) for each in (one, other))
        return self.explainer.contrast(first, second)

    def how_sure(self, task: str, node: str) -> Sureness:
        """Return what a task's verdict at a node rests on that is uncertain."""
        return self.explainer.sureness(*self._at(task, node))

    def explain_level(self, task: str) -> Proof:
        """Return the proof of the level that is concluded for a task."""
        return self.explainer.level(self.place([task])[0], self.decide([task]))

    def explain_pipeline(self, pipeline: str) -> Proof:
        """Return the proof of the placement that is chosen for a pipeline."""
        return PlacementProver(self.explainer, self.place_pipeline(pipeline)).proof()

    def explain_fact(self, triple: Triple) -> Proof | Denial:
        """Return the proof of an asserted or inferred fact, or why it does not hold."""
        if triple[2] in self.knowledge.facts.objects(triple[0], triple[1]):
            return self.explainer.fact(triple)
        return deny(self.explainer.facts, triple)

    def place(
        self, tasks: Sequence[str] | None = None, among: Sequence[str] | None = None
    ) -> list[TaskResult]:
        """Return, for each task, its nodes best first and the level that is concluded."""
        asked = list(tasks) if tasks is not None else self.tasks()
        decisions = self.decide(asked, among)
        found = []
        for task in asked:
            results = [r for each in decisions for r in node_results(each, task)]
            found.append(conclude(self.knowledge.facts, task, results))
        return found

    # What searches for changes ask: trial.Trial

    def changed(self, changes: Sequence[Change]) -> Engine:
        """Return an engine that supposes the changes: all that follows is inferred anew."""
        known = self.sketched(changes).knowledge
        inferred = infer(known.asserted, known.rules)
        return Engine(replace(known, inferred=inferred))

    def sketched(self, changes: Sequence[Change]) -> Engine:
        """Return the same without inferring anew: for a first sieve, never for an answer."""
        known = self.knowledge
        facts, figures = overlay(known.asserted, known.figures, changes)
        return Engine(replace(known, asserted=facts, figures=figures))

    def best(self, decision: Decision, task: str) -> list[NodeResult]:
        """Return the best candidate of a task at each node of a decision, best first."""
        return node_results(decision, task)

    def concluded(self, task: str, results: Sequence[NodeResult]) -> TaskResult:
        """Return the level that the best candidates of a task's nodes conclude."""
        return conclude(self.knowledge.facts, task, list(results))

    def candidates_of(
        self, task: str, among: Sequence[str]
    ) -> tuple[list[Question], list[Target]]:
        """Return a task's questions and the targets for them at nodes."""
        asked = questions(self.knowledge, [task])
        enumerate_ = bare_targets if asked[0].variant is None else targets
        return asked, enumerate_(self.knowledge, among)

    def parts(self, pipeline: str) -> Board:
        """Return a pipeline's tasks and flows, to be judged at the nodes of the site."""
        known = self.knowledge
        return Board(known, read_chain(known.facts, pipeline), nodes(known))

    def targets_of(self, things: Sequence[str]) -> list[Target]:
        """Return the units × runtimes × layouts of nodes or products."""
        return targets(self.knowledge, things)

    def judged(self, asked: Sequence[Question], theirs: Sequence[Target]) -> Decision:
        """Return the verdicts of candidates that are given rather than enumerated."""
        return judge(self.knowledge, asked, theirs, self._routes(asked, theirs))

    def supposing(
        self, question: Question, target: Target, figures: Mapping[str, float],
        constraints: Sequence[str],
    ) -> Decision:
        """Return some constraints' verdicts on one candidate if quantities had these values."""
        routes = self._routes([question], [target])
        columns = Columns(self.knowledge, [question], [target], routes)
        for name, value in figures.items():
            columns.suppose(name, value)
        by_name = self.knowledge.definitions.by_name
        verdicts = {each: judge_constraint(columns, by_name[each]) for each in constraints}
        return Decision(columns, verdicts, np.minimum.reduce(list(verdicts.values())))

    def links_to(self, source: str, node: str) -> list[str]:
        """Return the links of the path from where data arises to a node."""
        return [link for link, _ in paths(self.knowledge, [source], [node])[source, node].links]

    def architecture(self, pipeline: str) -> tuple[str | None, Verdict]:
        """Return how a pipeline is placed on the site, None if it can't be, and its verdict."""
        found = place_pipeline(self.knowledge, pipeline)
        return found.architecture, found.verdict

    def placed(self, pipeline: str, among: Sequence[str]) -> Verdict:
        """Return the verdict of a pipeline on some nodes of the site."""
        return place_pipeline(self.knowledge, pipeline, among).verdict

    def _routes(
        self, asked: Sequence[Question], theirs: Sequence[Target]
    ) -> dict[tuple[str, str], Route]:
        sources = {each.source or "" for each in asked}
        return paths(self.knowledge, sources, sorted({each.node for each in theirs}))

    def read_changes(self, texts: Sequence[str]) -> list[Change]:
        """Return the changes that NAME.PROPERTY=VALUE texts say."""
        return read_changes(self.knowledge, texts)

    def what_if(
        self, changes: Sequence[str], tasks: Sequence[str] | None = None,
        pipelines: Sequence[str] = (),
    ) -> WhatIf:
        """Return what NAME.PROPERTY=VALUE changes come to for tasks; nothing is written."""
        asked = list(tasks) if tasks is not None else self.tasks()
        return compare(self, self.read_changes(changes), asked, pipelines)

    def nothing_fits(
        self, task: str, among: Sequence[str] | None = None,
        decisions: Sequence[Decision] | None = None,
    ) -> NothingFits | None:
        """Return the minimal conflicts and relaxations of a task; None where something fits."""
        judged = self.decide([task], among) if decisions is None else decisions
        return nothing_fits(self.knowledge, task, judged)

    def no_placement_fits(self, pipeline: str) -> NothingFits | None:
        """Return the minimal conflicts and relaxations of a pipeline; None where one fits."""
        return no_placement_fits(self, pipeline)

    def repairs(self, task: str, node: str | None = None) -> Repairs:
        """Return what would have to change for a task to run at a node, or anywhere."""
        return find_repairs(self, task, node, None if node else self.nothing_fits(task))

    def pipeline_repairs(self, pipeline: str) -> Repairs:
        """Return which requirements of a pipeline conflict, and which would have to give way."""
        verdict = self.place_pipeline(pipeline).verdict
        found = self.no_placement_fits(pipeline) if verdict == Verdict.INFEASIBLE else None
        return Repairs(pipeline, None, verdict, None, (), found, ())

    def nearest_passing(self, task: str, node: str) -> list[PassingProduct]:
        """Return up to three products that would pass in a node's place, nearest first."""
        return nearest_passing(self, task, node)


load_engine = Engine.load
