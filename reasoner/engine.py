"""The engine: the verbs in order, and the object that users hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .candidate import Question, Target
from .decide.judge import Decision, judge
from .decide.paths import paths
from .decide.targets import bare_targets, nodes, questions, targets
from .errors import Place, TopologyError, UnknownName, did_you_mean
from .explain.verdicts import Explainer
from .facts import Fact
from .knowledge import Knowledge
from .load.bundle import load
from .namespaces import PREFIXES, local_name, tw
from .pipeline import PipelineResult, place_pipeline
from .placement import TaskResult
from .proof import Step
from .rank.choice import node_results
from .rank.level import conclude


@dataclass(frozen=True)
class Engine:
    """Knowledge that questions are asked of."""

    knowledge: Knowledge

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
        facts = self.knowledge.facts
        known = facts.instances(tw(class_))
        prefix, _, rest = name.partition(":")
        full = PREFIXES.get(prefix, prefix + ":") + rest if rest else name
        for each in known:
            if each in (name, full) or local_name(each) == name:
                return each
        for each in known:
            if facts.label(each).casefold() == name.casefold():
                return each
        names = [local_name(each) for each in known]
        raise UnknownName(
            f"no {class_} is called {name}", expected=f"a {class_} of the catalogue or your files",
            found=name, hint=did_you_mean(name, names),
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
        found = []
        for with_model in (True, False):
            ours: list[Question] = [q for q in asked if (q.variant is not None) == with_model]
            enumerate_ = targets if with_model else bare_targets
            theirs: list[Target] = enumerate_(knowledge, chosen) if ours else []
            if ours and theirs:
                routes = paths(knowledge, {q.source or "" for q in ours}, chosen)
                found.append(judge(knowledge, ours, theirs, routes))
        return found

    def explain(self, task: str, node: str) -> list[Step]:
        """Return the proof of a task's best candidate at a node, and of the task's level.

        Raises UnknownName where the site has no such node.
        """
        explainer = Explainer(self.knowledge)
        decisions = self.decide([task], [node])
        found = [(r, each) for each in decisions for r in node_results(each, task)]
        if not found:
            raise UnknownName(
                f"{local_name(node)} has no processing unit that a known runtime executes on",
                expected="a node with a unit of a supported family", found=local_name(node),
            )
        return [explainer.result(*found[0]), explainer.level(self.place([task])[0])]

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


load_engine = Engine.load
