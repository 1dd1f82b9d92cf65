"""The engine: answers, whole pipelines, and what would be if something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .answers import Answers
from .candidate import Path as Route
from .candidate import Question, Target
from .chain import read_chain
from .change.flips import compare
from .change.overlay import other_facts, overlay
from .change.read import read_changes
from .change.suppose import supposing_inferred, supposing_stated
from .change_set import Change
from .conflict.nothing_fits import nothing_fits
from .conflict_set import NothingFits
from .decide.columns import Columns
from .decide.judge import Decision, judge, judge_constraint
from .decide.parts import Parts
from .decide.paths import paths
from .decide.targets import bare_targets, nodes, questions, targets
from .infer.again import Again
from .namespaces import tw
from .pipeline_result import Outcome, PipelineResult
from .placement import NodeResult, TaskResult
from .proof import Proof
from .rank.choice import node_results
from .rank.level import conclude
from .repair.of_pipeline import find_pipeline_repairs
from .repair.search import find_repairs, nearest_passing
from .repair_option import BRIEF, Breadth, PassingProduct, Repairs
from .rule import Rule
from .verdict import Verdict
from .what_if import WhatIf


@dataclass(frozen=True)
class Engine(Answers):
    """Knowledge that questions are asked of; a command that needs answers only loads them only."""

    def place_pipeline(
        self, pipeline: str, among: Sequence[str] | None = None
    ) -> PipelineResult:
        """Return the best placement of all tasks of a pipeline on the site, from end to end.

        Best is by what the pipeline or site prefers, else by the level rule.  Raises UnknownName,
        and TopologyError for a cycle, a flow between other tasks, and a task that has no node.
        """
        from .placer import Placer  # planning is heavy, and only pipelines need it

        return Placer.of(self.knowledge, pipeline, among).placed()

    def explain_pipeline(self, pipeline: str) -> Proof:
        """Return the proof of the placement that is chosen for a pipeline, or comes nearest.

        Raises TopologyError where none was found in time, or what it rests on has no proof yet.
        """
        from .placer import Placer  # planning is heavy, and only pipelines need it

        return Placer.of(self.knowledge, pipeline).proof()

    # What searches for changes ask: trial.Trial

    def changed(self, changes: Sequence[Change]) -> Engine:
        """Return an engine that supposes the changes: all that follows is inferred anew."""
        sketch = self.sketched(changes)
        known, now = self.knowledge, sketch.knowledge
        if not any(_concerns(rule, change) for rule in known.rules for change in changes):
            return sketch
        again: Again = known.kept.setdefault(
            ("again", ""), Again(known.asserted, known.inferred, known.rules)
        )
        other = other_facts(known.asserted, now.asserted, changes)
        return Engine(supposing_inferred(now, again.after(now.asserted, other)))

    def sketched(self, changes: Sequence[Change]) -> Engine:
        """Return the same without inferring anew: for a first sieve, never for an answer."""
        known = self.knowledge
        facts, figures = overlay(known.asserted, known.figures, changes)
        return Engine(supposing_stated(known, facts, figures, changes))

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

    def parts(self, pipeline: str) -> Parts:
        """Return a pipeline's tasks and flows, these to be judged between nodes of the site."""
        known = self.knowledge
        return Parts(known, read_chain(known.facts, pipeline), nodes(known))

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
        """Return the links that are stated of the path from where data arises to a node."""
        taken = paths(self.knowledge, [source], [node])[source, node].links
        facts = self.knowledge.facts
        return list(dict.fromkeys(facts.object(e, tw("carriedBy")) or e for e, _ in taken))

    def architecture(self, pipeline: str) -> tuple[str | None, Verdict]:
        """Return how a pipeline is placed on the site, None if it can't be, and its verdict."""
        found = self.placed(pipeline)
        return found.architecture, found.verdict

    def placed(self, pipeline: str, among: Sequence[str] | None = None) -> Outcome:
        """Return how a pipeline comes out on nodes of the site, and where each task then is."""
        from .placer import Placer  # planning is heavy, and only pipelines need it

        return Placer.of(self.knowledge, pipeline, among).outcome()

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
        """Return what NAME.PROPERTY=VALUE changes come to for tasks; nothing is written.

        Without tasks it is asked for all of which it is said where their data arises, and for the
        pipelines of the others.
        """
        asked = list(tasks) if tasks is not None else self.tasks_with_data()
        lines = list(pipelines) if tasks is not None else self._pipelines_beyond(asked)
        return compare(self, self.read_changes(changes), asked, lines)

    def _pipelines_beyond(self, tasks: Sequence[str]) -> list[str]:
        """Return the pipelines that have other tasks than these."""
        known = self.knowledge.facts.instances(tw("Pipeline"))
        return [each for each in known if not set(self.tasks_of(each)) <= set(tasks)]

    def nothing_fits(
        self, task: str, among: Sequence[str] | None = None,
        decisions: Sequence[Decision] | None = None,
    ) -> NothingFits | None:
        """Return the minimal conflicts and relaxations of a task; None where something fits."""
        judged = self.decide([task], among) if decisions is None else decisions
        return nothing_fits(self.knowledge, task, judged)

    def no_placement_fits(self, pipeline: str) -> NothingFits | None:
        """Return the minimal conflicts and relaxations of a pipeline; None where one fits."""
        from .no_placement_fits import no_placement_fits  # as Placer

        return no_placement_fits(self.knowledge, pipeline)

    def repairs(
        self, task: str, node: str | None = None, breadth: Breadth = BRIEF
    ) -> Repairs:
        """Return what would have to change for a task to run at a node, or anywhere."""
        return find_repairs(self, task, node, None if node else self.nothing_fits(task), breadth)

    def pipeline_repairs(self, pipeline: str, breadth: Breadth = BRIEF) -> Repairs:
        """Return what would have to change for a pipeline to run, and what conflicts."""
        return find_pipeline_repairs(self, pipeline, self.no_placement_fits, breadth)

    def nearest_passing(self, task: str, node: str) -> list[PassingProduct]:
        """Return up to three products that would pass in a node's place, nearest first."""
        return nearest_passing(self, task, node)


def _concerns(rule: Rule, change: Change) -> bool:
    """Say whether what a rule reads or writes may be among what changes."""
    reach = rule.reach
    return any(
        pattern.predicate in (None, change.property)
        for pattern in (*reach.reads, *reach.negates, *reach.writes)
    )


load_engine = Engine.load
