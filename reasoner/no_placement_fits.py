"""No placement of a pipeline fits: which requirements conflict, and which would have to give way.

Constraints that one stated requirement stands behind are one: it is given up as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from .chain import read_chain
from .conflict_set import Conflict, NothingFits, Relaxation
from .definitions import Constraint
from .knowledge import Knowledge
from .namespaces import local_name, tw
from .placer import LONGEST_S, Placer
from .plan.assemble import Built, assemble
from .plan.conflicts import conflicts
from .plan.opened import opened, relabelled
from .plan_solution import Clashes
from .requirement import Requirement, requirements
from .verdict import Verdict

_OF = " of "  # a label is `requirement of thing`


def no_placement_fits(knowledge: Knowledge, pipeline: str) -> NothingFits | None:
    """Return why no placement of a pipeline fits; None where some placement does not fail."""
    return _Why(Placer.of(knowledge, pipeline)).found()


@dataclass(frozen=True)
class _Why:
    """One pipeline on its site, and the requirements behind the labels of its problem."""

    placer: Placer

    def found(self) -> NothingFits | None:
        """Return the minimal conflicts and relaxations; None where something fits."""
        built = opened(assemble(self.placer.survey, Verdict.UNKNOWN))
        why = conflicts(relabelled(built.problem, self._renamed), LONGEST_S)
        if any(not each.labels for each in why.relaxations):
            return None
        choices = self.placer.survey.choices.values()
        return NothingFits(
            self.placer.pipeline, prod(len(each.row) for each in choices),
            tuple(Conflict(self._named(each.labels)) for each in why.conflicts),
            tuple(self._relaxations(built, why)), why.is_complete,
        )

    def _relaxations(self, built: Built, why: Clashes) -> Iterator[Relaxation]:
        """Yield what would have to give way, with the node that each stated task then has."""
        survey, knowledge = self.placer.survey, self.placer.planner.knowledge
        order = [*survey.choices]
        tasks = read_chain(knowledge.facts, self.placer.pipeline).tasks
        for each in why.relaxations:
            nodes = {
                task: survey.nodes[int(built.problem.tasks[at].node[each.options[at]])]
                for at, task in enumerate(order)
            }
            yield Relaxation(self._named(each.labels), tuple(nodes[task] for task in tasks))

    def _renamed(self, label: str, flow: str) -> str:
        """Return one name for all labels that one requirement stands behind."""
        found = self._of_flow(label, flow) or self._behind.get(label)
        return f"{found.name}{_OF}{local_name(found.thing)}" if found else label

    def _of_flow(self, label: str, flow: str) -> Requirement | None:
        """Return what a flow states behind a constraint on the task that it leads to.

        None where the task states what the constraint reads itself, such as a deadline.
        """
        name, _, thing = label.rpartition(_OF)
        constraint = self.placer.planner.whole.definitions.by_name.get(name)
        own = self._behind.get(label)
        if constraint is None or (own and own.property in _sides(constraint)):
            return None
        return self._of_flows.get((flow, name)) if thing != flow else None

    @cached_property
    def _of_flows(self) -> dict[tuple[str, str], Requirement]:
        knowledge = self.placer.planner.whole
        return {
            (local_name(flow.iri), name): each for flow in self.placer.chain.flows
            for each in requirements(knowledge, flow.iri) if each.property
            for name in each.constraints
        }

    def _named(self, labels: Sequence[str]) -> tuple[Requirement, ...]:
        """Return the requirements of some names, as tasks and flows come; of nodes what is shared.
        """
        found = [self._by_name.get(each) or self._shared(each) for each in labels]
        return tuple(sorted(found, key=lambda each: self.placer.rank(each.thing)))

    def _shared(self, label: str) -> Requirement:
        name, _, thing = label.rpartition(_OF)
        return Requirement(self.placer.things.get(thing, thing), name, None, None, ())

    @cached_property
    def _by_name(self) -> dict[str, Requirement]:
        known = (*self._of_flows.values(), *self._behind.values())
        return {f"{each.name}{_OF}{local_name(each.thing)}": each for each in known}

    @cached_property
    def _behind(self) -> dict[str, Requirement]:
        """Return the requirement behind each label of a constraint on a part of the pipeline."""
        return {
            f"{constraint}{_OF}{local_name(each.thing)}": each
            for each in self._requirements() for constraint in each.constraints
        }

    def _requirements(self) -> Iterator[Requirement]:
        knowledge, chain = self.placer.planner.whole, self.placer.chain
        known = knowledge.definitions
        of_flows = [e for e in known.constraints if e.scope == "flow" or e.name == "reachability"]
        for task in chain.tasks:
            yield from requirements(knowledge, task)
        for flow in chain.flows:
            yield from requirements(knowledge, flow.iri, of_flows)
        yield from requirements(knowledge, chain.pipeline, [known.by_name["end-to-end"]])


def _sides(constraint: Constraint) -> tuple[str, str]:
    """Return the properties that state what a constraint compares."""
    return tw(constraint.demand), tw(constraint.supply)
