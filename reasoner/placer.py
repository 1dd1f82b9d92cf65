"""Place a pipeline: the plan of it alone, told task by task and flow by flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from .chain import Chain, read_chain
from .decide.targets import nodes as site_nodes
from .errors import TopologyError
from .interval import Interval
from .knowledge import Knowledge
from .namespaces import local_name, tw
from .pipeline_result import Alternative, Outcome, PipelineResult, Shortfall
from .placed_parts import PlacedParts
from .placement import EndToEnd
from .plan.answer import Wish, answer
from .plan.narrowing import among as narrowed_to
from .plan.survey import Survey, survey
from .plan_result import Alternative as Pure
from .plan_result import PlanResult, Point
from .plan_solution import Status
from .planner import Planner
from .proof import Proof
from .verdict import Verdict

LONGEST_S = 60.0  # that a placement is searched for, as `tierwise plan` does by itself
_COST = "plan-cost"
_OF = " of "  # a label is `requirement of thing`
_OF_LEVEL = tw("ofLevel")
_NO_TIME = EndToEnd(Verdict.NOT_ASSESSED, Interval(0.0, None, inf), None, "")


@dataclass(frozen=True)
class Placer:
    """One pipeline on the nodes of its site, or on some of them."""

    planner: Planner
    pipeline: str
    among: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls, knowledge: Knowledge, pipeline: str, among: Sequence[str] | None = None
    ) -> Placer:
        """Return what places a pipeline; raises UnknownName, and TopologyError without a site."""
        read_chain(knowledge.facts, pipeline)
        if knowledge.site is None:
            raise TopologyError(
                f"the pipeline {local_name(pipeline)} has no site to be placed on",
                expected="a tw:Site with nodes and links", found="the catalogue alone",
            )
        if not (site_nodes(knowledge) if among is None else among):
            raise TopologyError(
                f"the tasks of {local_name(pipeline)} have no nodes to run on",
                expected="a site with tw:hasNode", found=f"no node at {local_name(knowledge.site)}",
            )
        return cls(Planner(knowledge), pipeline, None if among is None else tuple(among))

    @cached_property
    def chain(self) -> Chain:
        """Return the pipeline with what stands in for its tasks."""
        return read_chain(self.planner.whole.facts, self.pipeline)

    @cached_property
    def survey(self) -> Survey:
        """Return all candidates and ways, judged.

        Raises TopologyError for a task that has nothing to run on, or whose data arises nowhere.
        """
        found = survey(self.planner.whole, self.planner.ways, [self.chain])
        return found if self.among is None else narrowed_to(found, self.among)

    def plan(self, wish: Wish) -> PlanResult:
        """Return the plan of the pipeline alone, by what is preferred."""
        return answer(self.survey, wish)

    def placed(self) -> PipelineResult:
        """Return the best placement, and what each architecture of one level would do."""
        result = self.plan(Wish(time_limit=LONGEST_S, alternatives=True, nearest=True))
        return self._told(result, point_of(result))

    def proof(self) -> Proof:
        """Return the proof of the best placement, or of what comes nearest, as a plan's."""
        result = self.plan(Wish(time_limit=LONGEST_S, nearest=True))
        point = point_of(result)
        if point is None:
            raise TopologyError(
                f"no placement of {local_name(self.pipeline)} was found to prove",
                expected=f"one within {LONGEST_S:.0f} s", found="none in that time",
            )
        return self.planner.explain(result, point)

    def outcome(self) -> Outcome:
        """Return the verdict of the best placement, and where its tasks are."""
        result = self.plan(Wish(time_limit=LONGEST_S, reasons=False))
        point = result.recommended
        return Outcome(
            result.verdict, _architecture(result, point), _nodes(point) if point else ()
        )

    def _told(self, result: PlanResult, point: Point | None) -> PipelineResult:
        parts = None if point is None else PlacedParts(self.survey, self.chain, point)
        placed = point.placed if point else ()
        return PipelineResult(
            self.pipeline, result.verdict, _architecture(result, point),
            parts.tasks if parts else {}, parts.flows if parts else (),
            parts.end_to_end if parts else _NO_TIME, point.score if point else 0,
            _cost(point, is_whole=True), _cost(point, is_whole=False),
            self._shortfalls(result.nearest.requirements if result.nearest else ()),
            tuple(self._alternative(each) for each in result.pure),
            {each.task: each.stands_in_for for each in placed if each.stands_in_for},
            _decided_by(result), result.status in (Status.OPTIMAL, Status.INFEASIBLE),
        )

    def _alternative(self, pure: Pure) -> Alternative:
        point = pure.point or (pure.nearest.point if pure.nearest else None)
        level = self.planner.whole.facts.object(pure.architecture, _OF_LEVEL) or ""
        labels = pure.nearest.requirements if pure.nearest else ()
        return Alternative(
            pure.architecture, level, pure.verdict, _nodes(point) if point else (),
            self._shortfalls(labels),
        )

    # What is not met

    def _shortfalls(self, labels: Sequence[str]) -> tuple[Shortfall, ...]:
        """Return what requirements are of, the tasks in their order first."""
        found = sorted(map(self._parted, labels), key=lambda each: (self.rank(each[0]), each))
        return tuple(Shortfall(thing, name) for thing, name in found)

    def rank(self, thing: str) -> int:
        """Return where something stands: tasks as they precede, then flows, then all else."""
        order = [*self.chain.tasks, *(each.iri for each in self.chain.flows)]
        return order.index(thing) if thing in order else len(order)

    def _parted(self, label: str) -> tuple[str, str]:
        name, _, thing = label.rpartition(_OF)
        return self.things.get(thing, thing), name

    @cached_property
    def things(self) -> dict[str, str]:
        """Return what labels can be of, by local name."""
        flows = [each.iri for each in self.chain.flows]
        known = [*self.survey.nodes, self.pipeline, *flows, *self.chain.tasks]
        return {local_name(each): each for each in known}


def point_of(result: PlanResult) -> Point | None:
    """Return the placement that a plan recommends, or what comes nearest to one."""
    return result.recommended or (result.nearest.point if result.nearest else None)


def _architecture(result: PlanResult, point: Point | None) -> str | None:
    is_one = point is not None and result.verdict >= Verdict.CONDITIONAL
    return point.architecture if point is not None and is_one else None


def _nodes(point: Point) -> tuple[tuple[str, str], ...]:
    return tuple((each.task, each.node) for each in point.placed)


def _cost(point: Point | None, is_whole: bool) -> float | None:
    """Return the monthly cost as far as it is known, or only where all of it is."""
    values = point.values if point is not None else ()
    found = next((each for each in values if each.objective == _COST), None)
    return None if found is None or (is_whole and found.missing) else found.value


def _decided_by(result: PlanResult) -> str:
    return result.decided_by if len(result.points) < 2 else f"decided by {result.decided_by}"
